"""Write every vector anew from the stories; `git diff` then shows what a change of the fold or the words changes."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from fieldapp.core.canonical import digest
from fieldapp.field.answers import conflicts_of
from fieldapp.field.closing import closing
from fieldapp.field.doc import build_doc, suggest_category
from fieldapp.field.fold import fold
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
        "can_answer": can_answer(facts, state), "step": step_of(facts, state), "conflicts": conflicts_of(state),
    }  # fmt: skip


def main() -> None:
    for name, ops in stories(FACTS):
        vector = {"ops": ops, "results": results(FACTS, ops)}
        (HERE / f"{name}.json").write_text(_text(vector), "utf-8")


def _text(vector: Json) -> str:
    """One line per op and per result, so that a diff can be read."""
    ops = ",\n".join(json.dumps(op, ensure_ascii=False) for op in vector["ops"])
    told = ",\n".join(f'"{name}": {json.dumps(value, ensure_ascii=False)}' for name, value in vector["results"].items())
    return f'{{"ops": [\n{ops}\n],\n"results": {{\n{told}\n}}}}\n'


if __name__ == "__main__":
    main()
