"""Write every vector anew from the stories; `git diff` then shows what a change of the fold or the words changes."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from fieldapp.core.canonical import digest
from fieldapp.field.abort import attempts_of
from fieldapp.field.answers import abort_of, conflicts_of, items_of, mode_of, reason_of, verdict_of
from fieldapp.field.closing import closing
from fieldapp.field.doc import build_doc, suggest_category
from fieldapp.field.evidence import sealed_evidence
from fieldapp.field.fold import fold
from fieldapp.field.kinds import OFFICE, SEAL
from fieldapp.field.people import absent_departments, sealer, unheard
from fieldapp.field.plan import outside_period, plan_of
from fieldapp.field.rules import can_answer, progress, step_of
from fieldapp.field.view import view_blocks, view_sha256
from tests.vectors.stories import stories

Json = dict[str, Any]

HERE = Path(__file__).parent
FACTS: Json = json.loads((HERE / "facts.json").read_text("utf-8"))


def results(facts: Json, ops: list[Json]) -> Json:
    """Everything both languages must agree on for this history."""
    state = fold(ops)
    doc = build_doc(facts, state)
    blocks = view_blocks(doc)
    return {
        "state": state, "doc": doc, "doc_sha256": digest(doc), "blocks": blocks, "view_sha256": view_sha256(blocks),
        "closing": closing(facts, state), "suggested": suggest_category(facts, state), "progress": progress(facts, state),
        "can_answer": can_answer(facts, state), "step": step_of(facts, state),
        "step_before_the_seal": step_of(facts, fold(op for op in ops if op["kind"] != SEAL)), "conflicts": conflicts_of(facts, state),
        "plan": plan_of(facts, state), "outside": outside_period(facts, plan_of(facts, state)), "abort": abort_of(state),
        "attempts": attempts_of(state), "absent": absent_departments(facts, state), "sealer": sealer(facts, state),
        "answers": [[verdict_of(state, each), reason_of(state, each), mode_of(state, each)] for each in items_of(facts)],
        "unheard": unheard(facts, phones(ops), state, frontier(ops)), "sealed": sealed_evidence(doc, state),
    }  # fmt: skip


def phones(ops: list[Json]) -> list[Json]:
    """The first is the phone the story is told on; the last holds the packet and wrote nothing."""
    wrote = {
        op["device"]: op["actor"] for op in sorted(ops, key=lambda op: str(op["device"])) if op["device"] != OFFICE
    }
    told = [{"device": device, "person": person, "name": ""} for device, person in wrote.items()]
    return [
        *({**each, "own": no == 0} for no, each in enumerate(told)),
        {"device": "d9", "person": "p2", "name": "李四"},
    ]


def frontier(ops: list[Json]) -> Json:
    last: Json = {}
    for op in ops:
        last[op["device"]] = {"seq": max(op["seq"], last.get(op["device"], {"seq": 0})["seq"])}
    return last


def main() -> None:
    for name, ops, otherwise in stories(FACTS):
        vector = {"facts": otherwise, "ops": ops, "results": results({**FACTS, **otherwise}, ops)}
        (HERE / f"{name}.json").write_text(_text(vector), "utf-8")


def _text(vector: Json) -> str:
    """One line per op and per result, so that a diff can be read."""
    ops = ",\n".join(json.dumps(op, ensure_ascii=False) for op in vector["ops"])
    told = ",\n".join(f'"{name}": {json.dumps(value, ensure_ascii=False)}' for name, value in vector["results"].items())
    facts = json.dumps(vector["facts"], ensure_ascii=False)
    return f'{{"facts": {facts},\n"ops": [\n{ops}\n],\n"results": {{\n{told}\n}}}}\n'


if __name__ == "__main__":
    main()
