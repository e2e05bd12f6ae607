"""The fold, the doc and the view reach what is written in the vectors; tests/js holds JavaScript to the same."""

from __future__ import annotations

import json
import random
from pathlib import Path
from typing import Any

import pytest

from tests.vectors.make import FACTS, HERE, results

VECTORS = sorted(path for path in HERE.glob("*.json") if path.name != "facts.json")


@pytest.fixture(params=VECTORS, ids=lambda path: path.stem)
def vector(request: pytest.FixtureRequest) -> Any:
    path: Path = request.param
    return json.loads(path.read_text("utf-8"))


def test_every_result_is_the_written_one(vector: Any) -> None:
    now = results({**FACTS, **vector["facts"]}, vector["ops"])
    for name, written in vector["results"].items():
        assert now[name] == written, (
            f"{name} changed: if that is meant, run `python -m tests.vectors.make` and read the diff"
        )


def test_neither_order_nor_repetition_matters(vector: Any) -> None:
    dice = random.Random(7)
    for _ in range(5):
        shuffled = vector["ops"] + vector["ops"][::3]
        dice.shuffle(shuffled)
        assert results({**FACTS, **vector["facts"]}, shuffled) == vector["results"]
