"""A visit told in sentences, one for each act, as a supervisor would read it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from fieldapp.field import queries, words
from fieldapp.field.answers import items_of
from fieldapp.field.judging import Standing
from fieldapp.field.labels import RESULT_LABELS
from fieldapp.field.models import Op, Visit
from fieldapp.field.sentences import Names, sentence
from fieldapp.identity import queries as people

Json = dict[str, Any]
STANDINGS = {Standing.SUPPLEMENT: "（封存后补充）", Standing.UNSEEN: "（签字时未见）"}


@dataclass(frozen=True)
class Line:
    """One act: when by the phone's clock (as printed), when it was received, who, what."""

    at: str
    received_at: datetime
    actor: str
    sentence: str


def timeline(visit: Visit) -> list[Line]:
    """Every act of the visit in the order it was received; a bulk act is one line."""
    ops = queries.ops_of(visit.id)
    facts = queries.facts_by_digest(visit.id, visit.packet_sha256)
    names = Names(_item_names(facts), _people_names(visit, ops))
    return [_line(group, names) for group in _bulks(ops)]


def _line(group: list[Op], names: Names) -> Line:
    op = group[0]
    said = _bulk_sentence(group) if len(group) > 1 else sentence(op.body, names)
    return Line(
        words.instant(op.body["at"], op.body["skew_ms"]), op.received_at, names.person(op.actor_id),
        said + STANDINGS.get(Standing(op.standing), ""),
    )  # fmt: skip


def _bulk_sentence(group: list[Op]) -> str:
    result = group[0].body["payload"]["value"]
    return f"一次填写 {len(group)} 项：{RESULT_LABELS[result]}" if result else f"撤回一次填写的 {len(group)} 项"


def _bulks(ops: Iterable[Op]) -> list[list[Op]]:
    """Neighbouring verdicts of one bulk act with one value stand together, every other op alone."""
    groups: list[list[Op]] = []
    last: object = None
    for op in ops:
        payload = op.body["payload"]
        # Of other kinds nobody has looked at the payload: they may say anything under any field's name.
        verdict = op.kind == "answer.set" and op.field.endswith(".verdict")
        bulk = (payload["bulk"], payload["value"]) if verdict and payload.get("bulk") else None
        if bulk is not None and bulk == last:
            groups[-1].append(op)
        else:
            groups.append([op])
        last = bulk
    return groups


def _item_names(facts: Json | None) -> dict[str, str]:
    items = items_of(facts) if facts else []
    return {item["code"]: f"第 {item['no']} 项“{item['sub_item_name'] or item['item_name']}”" for item in items}


def _people_names(visit: Visit, ops: Iterable[Op]) -> dict[str, str]:
    ids = {each.person_id for each in visit.members} | {op.actor_id for op in ops}
    found = {each: people.person(each) for each in ids}
    return {each: somebody.name for each, somebody in found.items() if somebody}
