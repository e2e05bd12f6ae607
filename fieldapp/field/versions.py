"""The sheet each time it was shown to the school: what was handed back stays readable beside what was signed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from fieldapp.core.canonical import digest
from fieldapp.field import queries, words
from fieldapp.field.doc import build_doc
from fieldapp.field.fold import fold
from fieldapp.field.models import Op, Visit
from fieldapp.field.projection import when

Json = dict[str, Any]


@dataclass(frozen=True)
class Version:
    """One showing. `op`: its id; `at` as printed; `returned`: in which words it was handed back, "" if it was not."""

    op: str
    at: str
    doc_sha256: str
    returned: str


def versions(ops: Sequence[Op]) -> list[Version]:
    """Every showing among these ops of a visit, in the order they were received."""
    showings, returned = [op for op in ops if _is_showing(op)], _returned(ops)
    return [Version(op.id, _moment(op), op.body["payload"]["doc_sha256"], returned.get(op.id, "")) for op in showings]


def doc_shown(visit: Visit, op_id: str) -> tuple[Json, bool] | None:
    """The content as it stood at this showing, and whether that is, to the digest, what the school read.

    It is not where answers of another phone, or other facts, came in later than they were shown. None: no showing.
    """
    ops = queries.ops_of(visit.id)
    shown = next((op for op in ops if op.id == op_id and _is_showing(op)), None)
    if shown is None:
        return None
    wanted = shown.body["payload"]["doc_sha256"]
    docs = [build_doc(facts, fold(bodies)) for bodies in _beneath(ops, shown) for facts in queries.all_facts(visit)]
    exact = next((doc for doc in docs if digest(doc) == wanted), None)
    return (exact, True) if exact else (docs[0], False)


def _is_showing(op: Op) -> bool:
    return op.kind == "view.shown" and op.field == "view.result" and "doc_sha256" in op.body["payload"]


def _beneath(ops: Sequence[Op], shown: Op) -> list[list[Json]]:
    """What the showing phone may have held: its own ops up to there, and of others what was received, or what was made,
    before. Which of both is told by the digest."""
    own = [op for op in ops if op.device_id == shown.device_id and op.seq <= shown.seq]
    others = [op for op in ops if op.device_id != shown.device_id]
    received = [op for op in others if op.number < shown.number]
    made = [op for op in others if when(op.body) <= when(shown.body)]
    return [[op.body for op in (*own, *some)] for some in (received, made, [])]


def _returned(ops: Sequence[Op]) -> dict[str, str]:
    """Showing → the words it was handed back with: the last showing before of just that content."""
    latest: dict[str, str] = {}
    found: dict[str, str] = {}
    for op in ops:
        said = op.body["payload"]
        if _is_showing(op):
            latest[said["doc_sha256"]] = op.id
        elif op.kind == "view.return" and said["doc_sha256"] in latest:
            found[latest[said["doc_sha256"]]] = said["words"]
    return found


def _moment(op: Op) -> str:
    return words.instant(op.body["at"], op.body["skew_ms"])
