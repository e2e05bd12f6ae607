"""Ops → state of a visit. No clock decides anything here: only what each op says it had seen.

Twin of core/fold.mjs; tests/vectors hold the two together.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from fieldapp.core.canonical import canonical
from fieldapp.field.kinds import EVIDENCE_ADD, KINDS, SEAL, SET_ASIDE

Json = dict[str, Any]

EVIDENCE = re.compile(r"evidence\.[^.]+")
# Who entered a value and in which bulk act does not make it another value.
NOT_THE_VALUE = ("bulk", "by", "via")


def fold(ops: Iterable[Json], held: str = "") -> Json:
    """The state of one visit from its ops, in any order, the same op any number of times.

    {"fields": {field: {"heads": [...], "value": payload | None, "conflict": bool}}, "seal": {"id", "at", "payload"} | None,
    "later": {"supplement": [ids], "unseen": [ids]}, "count": int}. Kinds this version does not know are counted
    and change nothing. Of two concurrent seals the lower id is folded (which one is a matter for the office, but
    phone and server must mean the same); field "seal" then stands in conflict and the other seal is "unseen".
    `held`: the seal the server has looked at already, which no later one pushes aside, whatever it calls itself.
    A seal the office has set aside is none.
    """
    distinct = sorted({op["id"]: op for op in ops}.values(), key=lambda op: op["id"])
    void = {op["payload"]["seal"] for op in distinct if op["kind"] == SET_ASIDE}
    rivals = _rival_seals([op for op in distinct if op["id"] not in void])
    seal = next((op for op in rivals if op["id"] == held), rivals[0] if rivals else None)
    by_field: dict[str, list[Json]] = defaultdict(list)
    later: dict[str, list[str]] = {"supplement": [], "unseen": []}
    for op in distinct:
        offices = op["kind"] == SET_ASIDE
        if seal is not None and op is not seal and not is_beneath(op, seal) and not offices and op["id"] not in void:
            later["supplement" if seal["id"] in op["seen"] else "unseen"].append(op["id"])
        if (
            op in rivals
            or offices
            or (op["kind"] in KINDS and op["kind"] != SEAL and (seal is None or is_beneath(op, seal)))
        ):
            by_field[op["field"]].append(op)
    counting = {field: kept for field in sorted(by_field) if (kept := _counting(by_field[field]))}
    return {
        "fields": {field: _register(kept) for field, kept in counting.items()},
        "seal": None if seal is None else {part: seal[part] for part in ("id", "at", "payload")},
        "later": later,
        "count": len(distinct),
    }


def is_beneath(op: Mapping[str, Any], seal: Mapping[str, Any]) -> bool:
    """Whether an op belongs to what the seal closed: it lies within the frontier the seal names for its device."""
    mark = seal["payload"]["frontier"].get(op["device"])
    return mark is not None and bool(op["seq"] <= mark["seq"])


def _rival_seals(ops: list[Json]) -> list[Json]:
    """The seals made without knowledge of another one: one, unless two phones sealed at the same time."""
    seals = [op for op in ops if op["kind"] == SEAL]
    ids = {op["id"] for op in seals}
    return [op for op in seals if ids.isdisjoint(op["seen"])]


def _counting(ops: list[Json]) -> list[Json]:
    """What may change a field, given in the order of ids: all of it, but a piece of evidence is added once.

    Else another photo could take its place on the sheet without a word; what is wrong with one is withdrawn.
    """
    if not EVIDENCE.fullmatch(ops[0]["field"]):
        return ops
    adds = [op for op in ops if op["kind"] == EVIDENCE_ADD]
    ids = {op["id"] for op in adds}
    return [op for op in adds if ids.isdisjoint(op["seen"])][:1]


def _register(ops: list[Json]) -> Json:
    """One field: its heads are the ops nobody's `seen` names; one head, or equal ones, are its value, unless they take back."""
    seen = {each for op in ops for each in op["seen"]}
    heads = [op for op in ops if op["id"] not in seen]
    agreed = len({canonical(_compared(op["payload"])) for op in heads}) == 1
    return {
        "heads": [{part: op[part] for part in ("id", "actor", "at", "skew_ms", "kind", "payload")} for op in heads],
        "value": heads[0]["payload"] if agreed and heads[0]["payload"].get("taken_back") is not True else None,
        "conflict": len(heads) > 1 and not agreed,
    }


def _compared(payload: Json) -> Json:
    return {part: value for part, value in payload.items() if part not in NOT_THE_VALUE}
