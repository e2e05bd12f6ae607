"""The verbs of a visit: enter it, hand out its packet, receive its ops, confirm one's own acts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from fieldapp.core import audit, clock
from fieldapp.core.canonical import digest, sha256_hex
from fieldapp.core.db import db, transaction
from fieldapp.core.errors import Refusal
from fieldapp.core.ids import new_check_code, new_id, new_secret
from fieldapp.field import holders, inbox, judging, packets, queries, rules, settling, wire
from fieldapp.field.models import CheckOut, Confirmation, Epoch, Packet, Visit, VisitMember
from fieldapp.identity import actions as identity
from fieldapp.identity import queries as people
from fieldapp.identity.models import Person
from fieldapp.registry.rules import InspectionMode

NOT_YOURS = "这次检查没有派给您，请返回今日列表，或联系科室核对。"
NO_VISIT = "没有找到这次检查，请返回今日列表刷新。"


@dataclass(frozen=True)
class DrawnMember:
    """A person of the drawn list for one school; the list's order is the team's order."""

    person_id: str
    department: str
    is_lead: bool = False


@dataclass(frozen=True)
class DrawnVisit:
    """What a drawn list says of one school beyond task and people, and where it says so; empty where it says nothing."""

    period_from: date
    period_to: date
    planned_on: date | None = None
    notice_no: str = ""
    nth_check: str = ""
    contact_name: str = ""
    contact_phone: str = ""
    last_problems: str = ""
    source: str = ""
    mode: InspectionMode = InspectionMode.ON_SITE
    import_id: str | None = None
    import_line: int | None = None


@dataclass(frozen=True)
class HandedOut:
    """A packet as its phone gets it. `token` is told this once; the ledger keeps only its digest."""

    visit: Visit
    packet: Packet
    token: str
    epoch: str


@dataclass(frozen=True)
class Receipt:
    """What became of one element of a batch, in the batch's order: applied, duplicate, held, quarantined."""

    op_id: str
    number: int
    state: str
    reason: str


def enter_drawn_visit(task_id: str, subject_id: str, members: Sequence[DrawnMember], drawn: DrawnVisit) -> Visit:
    """Enter one school of a drawn list. Refused: the school stands in this task already, or nobody leads."""
    if sum(member.is_lead for member in members) != 1:
        raise Refusal("no_lead", "每次检查要有且只有一名主检，请核对检查人员。")
    with transaction():
        if queries.visit_of(task_id, subject_id) is not None:
            raise Refusal("visit_exists", "这所学校在这个任务里已经有一次检查，不能重复导入。")
        visit = Visit(
            id=new_id(), task_id=task_id, subject_id=subject_id, check_code=new_check_code(), entered_at=clock.now(),
            next_number=1, **vars(drawn),
        )  # fmt: skip
        visit.members = [
            VisitMember(person_id=each.person_id, position=place, is_lead=each.is_lead, department=each.department)
            for place, each in enumerate(members, 1)
        ]
        db.session.add(visit)
        audit.note("visit.entered", f"visit:{visit.id}", actor=None, detail={"source": drawn.source})
    return visit


def hand_out_packet(
    visit_id: str, somebody: Person, device_id: str, public_key: dict[str, Any], probe: dict[str, Any], public_url: str
) -> HandedOut:
    """Facts, team and a new append-only token for this phone; an older token of the same phone keeps working.

    Refused: somebody not of the team (403), a phone registered to another account (409), missing tables (409).
    """
    with transaction():
        visit = _own_visit(visit_id, somebody)
        device = identity.register_device(device_id, somebody, public_key, probe)
        if device.revoked_at is not None:
            raise Refusal("device_revoked", "这台手机已被停用，请联系管理员。", 403)
        packet, token = _packet_for(visit, public_url), new_secret()
        db.session.add(
            CheckOut(
                id=new_id(), visit_id=visit_id, device_id=device_id, person_id=somebody.id,
                token_sha256=sha256_hex(token.encode()), made_at=clock.now(), last_contact_at=clock.now(),
            )
        )  # fmt: skip
        audit.note("packet.handed_out", f"visit:{visit_id}", actor=somebody.id, detail={"device": device_id})
        epoch = queries.epoch() or begin_epoch()
    return HandedOut(visit, packet, token, epoch)


def receive(check_out: CheckOut, visit_id: str, batch: wire.Batch) -> list[Receipt]:
    """Receive first, judge later: the raw ops are committed before any of them is judged.

    `visit_id`: the one the request names; ops sent with the token of another visit are kept in quarantine.
    Refused as a whole only by inbox.take.
    """
    ops = [wire.incoming(body) for body in batch.ops]
    with transaction():
        taken = inbox.take(check_out, visit_id, ops, revoked=is_revoked(check_out))
        _note_contact(check_out, batch.pending)
    if ops:
        with transaction():
            judging.judge(queries.locked_visit(check_out.visit_id))
            inbox.reread(taken)
    settling.settle(check_out.visit_id)
    return [_receipt(each) for each in taken]


def confirm_own_acts(visit_id: str, somebody: Person) -> None:
    """A colleague's own word for what was done by PIN in their name. Refused: somebody not of the team (403)."""
    with transaction():
        _own_visit(visit_id, somebody)
        db.session.add(Confirmation(id=new_id(), visit_id=visit_id, person_id=somebody.id, at=clock.now()))
        audit.note("visit.confirmed", f"visit:{visit_id}", actor=somebody.id)


def withdraw_check_outs(visit_id: str, person_id: str, actor: Person) -> None:
    """Take back what this person's phones hold of a visit; what they still send is kept apart."""
    with transaction():
        for each in holders.check_outs_of(visit_id, person_id):
            each.revoked_at = clock.now()
        audit.note("packet.withdrawn", f"visit:{visit_id}", actor=actor.id, detail={"person": person_id})


def withdraw_device(device_id: str) -> None:
    """Take back everything a phone holds that was lost or handed on; what it still sends is kept apart."""
    with transaction():
        for each in holders.check_outs_on(device_id):
            each.revoked_at = clock.now()
            audit.note("packet.withdrawn", f"visit:{each.visit_id}", actor=None, detail={"device": device_id})


def give_back_device(device_id: str, since: datetime) -> None:
    """The phone was found again: what was withdrawn with it, `since` then, counts as before. Older withdrawals stay."""
    with transaction():
        for each in holders.withdrawn_on(device_id, since):
            each.revoked_at = None
            audit.note("packet.given_back", f"visit:{each.visit_id}", actor=None, detail={"device": device_id})


def note_registration(visit_id: str) -> None:
    """The visit's record has its number: the last state a visit reaches."""
    with transaction():
        queries.locked_visit(visit_id).state = rules.VisitState.REGISTERED


def begin_epoch() -> str:
    """Start a new life of the database (its first, or after a restore): phones then send everything again."""
    with transaction():
        epoch = Epoch(id=new_id(), since=clock.now())
        db.session.add(epoch)
    return epoch.id


def _own_visit(visit_id: str, somebody: Person) -> Visit:
    if queries.visit(visit_id) is None:
        raise Refusal("no_visit", NO_VISIT, 404)
    if not queries.is_member(visit_id, somebody.id):
        raise Refusal("not_yours", NOT_YOURS, 403)
    return queries.locked_visit(visit_id)


def _packet_for(visit: Visit, public_url: str) -> Packet:
    """The visit's newest facts; once work has begun, those it began with. Old ones stay: a record may cite them.

    Choosing the day is no beginning: weeks may lie between it and the visit.
    """
    known = db.session.get(Packet, visit.packet_sha256)
    if known is not None and queries.has_begun(visit.id):
        return known
    facts = packets.build_facts(visit, public_url)
    sha256 = digest(facts)
    packet = db.session.get(Packet, sha256)
    if packet is None:
        packet = Packet(sha256=sha256, visit_id=visit.id, facts=facts, created_at=clock.now())
        db.session.add(packet)
    visit.packet_sha256 = sha256
    visit.item_total = sum(len(matter["items"]) for each in facts["departments"] for matter in each["matters"])
    return packet


def is_revoked(check_out: CheckOut) -> bool:
    """Whether this token, or the phone it was given to, has been taken back."""
    device = people.device(check_out.device_id)
    return check_out.revoked_at is not None or device is None or device.revoked_at is not None


def _note_contact(check_out: CheckOut, pending: wire.Pending | None) -> None:
    check_out.last_contact_at = clock.now()
    if pending is not None:
        check_out.pending_ops, check_out.pending_photos = pending.ops, pending.photos
        check_out.pending_bytes, check_out.pending_since = pending.bytes, pending.since


def _receipt(taken: inbox.Taken) -> Receipt:
    entry = taken.entry
    applied = entry.state == inbox.EntryState.APPLIED
    state = "duplicate" if applied and taken.again else entry.state.lower()
    return Receipt(entry.op_id, entry.receipt, state, entry.reason)
