"""Doors and questions never write; decisions look at nothing but what they are given."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

from fieldapp.config import PROJECT
from tests.house.tree import called, own_files

READING = {"views", "api", "office", "queries", "access", "rules"}
WRITES = re.compile(r"\btransaction\(|\bsession\.(?:add|add_all|delete|merge|commit)\b")
LOOKS_AROUND = re.compile(
    r"\.(?:now|today|utcnow)\(|\brandom\.|\bsecrets\.|\bopen\(|\.read_(?:text|bytes)\(|\benviron\b"
)


def test_doors_and_questions_never_write() -> None:
    modules = [path for path in own_files(".py", under="fieldapp") if path.stem in READING]
    writing = [called(path) for path in modules if WRITES.search(path.read_text(encoding="utf-8"))]

    assert not writing, f"let an action do it: check, change, audit, announce, in one transaction: {writing}"


def test_decisions_look_at_nothing_but_what_they_are_given() -> None:
    looking = [called(path) for path in _pure() if LOOKS_AROUND.search(path.read_text(encoding="utf-8"))]

    assert not looking, f"hand the day, the dice or the file in as an argument: {looking}"


def _pure() -> list[Path]:
    """The modules that the import contract of pure decisions names; one list for both."""
    contracts = tomllib.loads((PROJECT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"][
        "contracts"
    ]
    (contract,) = [each for each in contracts if each["name"].startswith("Decisions")]
    return [path for name in contract["source_modules"] for path in PROJECT.glob(name.replace(".", "/") + ".py")]
