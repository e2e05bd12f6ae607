"""The days the phones' vectors tell, sealed as phones seal them: all that was shown stands on the paper."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from fieldapp.field.closing import SUBJECT, signature_of
from fieldapp.field.doc import build_doc
from fieldapp.field.fold import fold
from fieldapp.record import snapshot
from fieldapp.record.snapshot import Snapshot
from tests.rooms.record import a_sheet
from tests.rooms.record.conftest import Paper, Print
from tests.rooms.record.test_document import printed_parts
from tests.vectors.stories import stories

Json = dict[str, Any]
FACTS = json.loads((Path(__file__).parents[2] / "vectors/facts.json").read_text(encoding="utf-8"))
TOLD = {name: (ops, {**FACTS, **changes}) for name, ops, changes in stories(FACTS)}
SEALED = [name for name, (ops, _) in TOLD.items() if fold(ops)["seal"] and not name.startswith("chance")]


def sealed(name: str) -> Snapshot:
    """What registration would keep of this story."""
    ops, facts = TOLD[name]
    state = fold(ops)
    values = {field: entry["value"] or {} for field, entry in state["fields"].items()}
    signed = {each["person"]: values.get(signature_of(each["person"]), {}) for each in facts["team"]}
    ink = {
        "subject": values.get(SUBJECT, {}).get("ink"),
        "inspectors": {person: value["ink"] for person, value in signed.items() if value},
    }
    number_and_day: Any = a_sheet.registered(a_sheet.doc(1), a_sheet.seal(a_sheet.doc(1)))["registration"]
    return snapshot.build(build_doc(facts, state), state["seal"]["payload"], ink, number_and_day)


def test_the_vectors_tell_of_all_kinds_of_days() -> None:
    assert {"locked_gate", "paper_with_seal", "off_site_visit", "department_absent", "faces_covered"} <= set(SEALED)


@pytest.mark.parametrize("name", SEALED)
def test_every_word_that_was_shown_is_printed(name: str, print_out: Print) -> None:
    taken = sealed(name)
    paper: Paper = print_out(taken)
    assert [words for words in printed_parts(taken["doc"]) if not paper.says(words)] == []
