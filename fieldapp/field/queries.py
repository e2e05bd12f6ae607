"""What a visit is and what came in for it — read only."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import func, or_, select

from fieldapp.core.db import db
from fieldapp.field.fold import fold
from fieldapp.field.models import Confirmation, Epoch, Incident, Op, Packet, Upload, Visit, VisitMember

BY_PIN = ("pin", "pin_forgotten")
IN_A_NAME = ("visit.identify", "sign.inspector", "supplement.add")


def visit(visit_id: str) -> Visit | None:
    return db.session.get(Visit, visit_id)


def visit_by_code(check_code: str) -> Visit | None:
    """The visit a check link names; the code in the form it was minted."""
    return db.session.scalar(select(Visit).where(Visit.check_code == check_code))


def visit_of(task_id: str, subject_id: str) -> Visit | None:
    return db.session.scalar(select(Visit).where(Visit.task_id == task_id, Visit.subject_id == subject_id))


def visits_of(person_id: str) -> list[Visit]:
    """Every visit this person was drawn for, by planned day, unplanned ones last."""
    mine = select(VisitMember.visit_id).where(VisitMember.person_id == person_id)
    return list(
        db.session.scalars(
            select(Visit)
            .where(Visit.id.in_(mine))
            .order_by(Visit.planned_on.is_(None), Visit.planned_on, Visit.period_from, Visit.id)
        )
    )


def is_member(visit_id: str, person_id: str) -> bool:
    return db.session.get(VisitMember, (visit_id, person_id)) is not None


def locked_visit(visit_id: str) -> Visit:
    """The visit as it is now, its row held until the transaction ends: whoever gives numbers comes through here."""
    return db.session.scalars(
        select(Visit).where(Visit.id == visit_id).with_for_update().execution_options(populate_existing=True)
    ).one()


def visit_state(visit_id: str) -> dict[str, Any]:
    """The fold of everything that counts."""
    held = db.session.scalar(select(Visit.seal_op).where(Visit.id == visit_id)) or ""
    return fold((op.body for op in ops_of(visit_id)), held)


def ops_of(visit_id: str, after: int = 0) -> list[Op]:
    """The visit's ops behind this number, in the visit's order."""
    return list(db.session.scalars(select(Op).where(Op.visit_id == visit_id, Op.number > after).order_by(Op.number)))


def has_begun(visit_id: str) -> bool:
    """Whether anything but the choice of the day has been said of this visit."""
    begun = (Op.visit_id == visit_id, Op.kind != "visit.plan")
    return db.session.scalar(select(Op.id).where(*begun).limit(1)) is not None


def op(op_id: str) -> Op:
    """An op that counts. NoResultFound where there is none."""
    return db.session.get_one(Op, op_id)


def facts_by_digest(visit_id: str, sha256: str) -> dict[str, Any] | None:
    """The facts once handed out for this visit under this digest."""
    packet = db.session.get(Packet, sha256)
    return packet.facts if packet is not None and packet.visit_id == visit_id else None


def all_facts(visit: Visit) -> list[dict[str, Any]]:
    """Every version of the facts ever handed out for a visit, the newest first."""
    packets = db.session.scalars(select(Packet).where(Packet.visit_id == visit.id).order_by(Packet.created_at.desc()))
    return [packet.facts for packet in packets]


def stored_blobs(visit_id: str) -> list[str]:
    """SHA-256 of every file this visit has in full."""
    return list(
        db.session.scalars(
            select(Upload.sha256)
            .where(Upload.visit_id == visit_id, Upload.stored_at.is_not(None))
            .order_by(Upload.sha256)
        )
    )


def last_number(visit_id: str) -> int:
    """The number of the visit's newest op, 0 before the first: what a phone compares with what it has pulled."""
    return (db.session.scalar(select(Visit.next_number).where(Visit.id == visit_id)) or 1) - 1


def upload(visit_id: str, sha256: str) -> Upload | None:
    return db.session.get(Upload, (visit_id, sha256), populate_existing=True)


def named_photos(visit_id: str) -> dict[str, dict[str, Any]]:
    """What saved ops say about photos, by SHA-256: the payloads of evidence.add."""
    ops = db.session.scalars(select(Op).where(Op.visit_id == visit_id, Op.kind == "evidence.add"))
    return {op.body["payload"]["sha256"]: op.body["payload"] for op in ops}


def unnamed_uploads(visit_id: str, named: Iterable[str]) -> tuple[int, int]:
    """How many files announced for this visit no saved op names, and their bytes."""
    unnamed = (Upload.visit_id == visit_id, Upload.sha256.not_in(list(named)))
    count, size = db.session.execute(select(func.count(), func.sum(Upload.size)).where(*unnamed)).one()
    return count, size or 0


def epoch() -> str:
    """The life of this database, "" before its first packet."""
    return db.session.scalar(select(Epoch.id).order_by(Epoch.since.desc(), Epoch.id.desc()).limit(1)) or ""


def confirmations(visit_id: str) -> list[Confirmation]:
    return list(
        db.session.scalars(select(Confirmation).where(Confirmation.visit_id == visit_id).order_by(Confirmation.at))
    )


def incidents(visit_id: str) -> list[Incident]:
    return list(db.session.scalars(select(Incident).where(Incident.visit_id == visit_id).order_by(Incident.at)))


def awaiting_confirmation(person_id: str, visit_ids: Sequence[str]) -> set[str]:
    """The visits where something was done by PIN in this person's name since they last confirmed it (待本人确认)."""
    ops = db.session.scalars(
        select(Op).where(Op.visit_id.in_(visit_ids), or_(Op.kind.in_(IN_A_NAME), Op.field == "sealer"))
    )
    newest = (
        select(Confirmation.visit_id, func.max(Confirmation.at).label("at"))
        .where(Confirmation.person_id == person_id, Confirmation.visit_id.in_(visit_ids))
        .group_by(Confirmation.visit_id)
    )
    confirmed = {row.visit_id: row.at for row in db.session.execute(newest)}
    return {
        op.visit_id for op in ops
        if by_pin(op, person_id) and (op.visit_id not in confirmed or confirmed[op.visit_id] < op.received_at)
    }  # fmt: skip


def by_pin(op: Op, person_id: str) -> bool:
    """Whether the op was done in this person's name on somebody else's phone."""
    payload = op.body["payload"]
    acts = payload["inspectors"] if op.kind == "supplement.add" else [payload]
    mine = [each for each in acts if each.get("by") == person_id and each.get("via") in BY_PIN]
    return op.actor_id != person_id and bool(mine)
