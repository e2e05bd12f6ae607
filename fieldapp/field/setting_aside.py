"""The office's one act on a seal that does not hold: it is set aside with a reason, and another one may register."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select

from fieldapp.core import audit, clock
from fieldapp.core.canonical import digest
from fieldapp.core.db import db, transaction
from fieldapp.core.errors import Refusal
from fieldapp.core.ids import new_id
from fieldapp.field import ops, queries, settling, sight
from fieldapp.field.judging import Standing
from fieldapp.field.kinds import OFFICE, SET_ASIDE
from fieldapp.field.models import Op, Visit
from fieldapp.identity import queries as people
from fieldapp.identity.models import Person
from fieldapp.identity.rules import SEAL_ROLES

NO_VISIT = "没有找到这次检查，请返回检查进度核对。"
NO_REASON = "请写明为什么不采用这一份封存，再提交。"
NOTHING_WRONG = "这一份封存没有待处理的问题，或者已经处理过，请刷新页面核对。"
REGISTERED = "检查记录已按这一份封存登记，不能再不采用它。"
LONGEST_REASON = 500


@dataclass(frozen=True)
class Seal:
    """A seal that stands in the way, as the office is asked about it."""

    op: str
    by: str
    received_at: str


def in_question(visit_id: str, reader: Person) -> list[Seal]:
    """The seals of an incident that this reader may set aside; none where nothing is wrong, or it is not theirs to say."""
    visit = queries.visit(visit_id)
    if visit is None or not _may(visit, reader) or not visit.incident:
        return []
    heads = queries.visit_state(visit_id)["fields"].get("seal", {"heads": []})["heads"]
    standing = [queries.op(head["id"]) for head in heads]
    names = [people.the_person(each.actor_id).name for each in standing]
    return [
        Seal(each.id, name, clock.in_shanghai(each.received_at))
        for each, name in zip(standing, names, strict=True)
        if visit.completed_at is None or each.id != visit.seal_op
    ]


def set_aside(visit_id: str, seal_id: str, reason: str, somebody: Person) -> None:
    """Let this seal stand for nothing from now on; what is left, or comes, is looked at as if it were the first.

    Refused: no visit of theirs (404), no reason (422), a seal nothing is wrong with or that made the record (409).
    """
    reason = reason.strip()[:LONGEST_REASON]
    with transaction():
        if queries.visit(visit_id) is None or not _may(queries.locked_visit(visit_id), somebody):
            raise Refusal("no_visit", NO_VISIT, 404)
        visit = queries.locked_visit(visit_id)
        if not reason:
            raise Refusal("no_reason", NO_REASON)
        if visit.completed_at is not None and seal_id == visit.seal_op:
            raise Refusal("registered", REGISTERED, 409)
        if seal_id not in [each.op for each in in_question(visit_id, somebody)]:
            raise Refusal("nothing_wrong", NOTHING_WRONG, 409)
        detail = {"op": seal_id, "reason": reason, "incident": visit.incident}
        audit.note("seal.set_aside", f"visit:{visit_id}", actor=somebody.id, detail=detail)
        _write(visit, seal_id, reason, somebody)
        visit.incident = ""
        if visit.completed_at is None:
            _begin_again(visit)
    settling.settle(visit_id)


def _may(visit: Visit, somebody: Person) -> bool:
    """A leader of the bureau whose record it is, and nobody who was there."""
    leads = people.roles_of(somebody) & SEAL_ROLES
    return bool(leads) and not sight.bound_to(somebody) and not queries.is_member(visit.id, somebody.id)


def _write(visit: Visit, seal_id: str, reason: str, somebody: Person) -> None:
    """An op like any other, so that every phone of the visit hears of it with the next pull; it chains the office's own."""
    before = db.session.scalars(
        select(Op).where(Op.visit_id == visit.id, Op.device_id == OFFICE).order_by(Op.seq.desc()).limit(1)
    ).first()
    now = clock.now()
    body = {
        "v": 1, "id": new_id(), "visit": visit.id, "device": OFFICE, "actor": somebody.id,
        "seq": before.seq + 1 if before else 1, "prev": before.sha256 if before else "", "kind": SET_ASIDE,
        "field": f"set_aside.{seal_id}", "payload": {"seal": seal_id, "reason": reason}, "seen": [],
        "at": now.astimezone(clock.SHANGHAI).isoformat(timespec="milliseconds"), "mono": 0, "boot": "", "skew_ms": 0,
    }  # fmt: skip
    db.session.add(
        Op(
            id=body["id"], visit_id=visit.id, number=visit.next_number, device_id=OFFICE, actor_id=somebody.id,
            seq=body["seq"], sha256=digest(body), kind=SET_ASIDE, field=body["field"], body=body, received_at=now,
            standing=Standing.APPLIED,
        )
    )  # fmt: skip
    visit.next_number += 1


def _begin_again(visit: Visit) -> None:
    """As before the first seal: what came behind it is no longer late."""
    visit.seal_op, visit.sealed_at, visit.seal_checked_at = "", None, None
    for op in queries.ops_of(visit.id):
        op.standing = Standing.APPLIED if ops.is_known(op.kind) else Standing.KEPT
