"""Receive first: every op of a batch is a row with a receipt before anybody judges it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import func, select

from fieldapp.core import clock
from fieldapp.core.db import db
from fieldapp.core.errors import Refusal
from fieldapp.field.models import CheckOut, InboxEntry
from fieldapp.field.wire import Incoming

# What a token may leave behind that is not its own work; nobody fills the disk with other people's ops.
FOREIGN_BYTES_PER_VISIT = 2 * 1024 * 1024
TOO_MUCH_FOREIGN = "这次检查收到太多不属于本机的记录，暂不再收；请联系管理员，本机的记录没有丢失。"
# What one person can leave behind on one visit. A long day writes some two thousand records, two megabytes with all ink;
# of each person, so that nobody's phone can use up what the others need.
OPS_PER_PERSON = 20_000
BYTES_PER_PERSON = 64 * 1024 * 1024
TOO_MUCH_OWN = "您在这次检查里的记录已经超过服务器收取的上限，不再收；请联系管理员核对手机，手机里的内容没有丢失。"


class EntryState(StrEnum):
    """How far an entry has come. RECEIVED: not yet judged; HELD: waits for an op that is still missing."""

    RECEIVED = "RECEIVED"
    APPLIED = "APPLIED"
    HELD = "HELD"
    QUARANTINED = "QUARANTINED"


class Foreign(StrEnum):
    """Why an op is not this token's own work."""

    REVOKED = "revoked"
    WRONG_VISIT = "wrong_visit"
    WRONG_DEVICE = "wrong_device"
    WRONG_ACTOR = "wrong_actor"


@dataclass(frozen=True)
class Taken:
    """One element of a batch and its row; `again`: the same bytes had been judged before this push."""

    entry: InboxEntry
    again: bool


def take(check_out: CheckOut, visit_id: str, ops: Sequence[Incoming], *, revoked: bool) -> list[Taken]:
    """Rows for every element, in the order of the batch; the same bytes get the row they already have.

    Refused (413) once a visit has too much that is not the sender's own, or too much of the sender at all: the phone
    halves and parks it.
    """
    known = _known(check_out, [each.sha256 for each in ops])
    judged, foreign_bytes = set(known), 0
    for each in ops:
        reason, entry = foreign(each, check_out, visit_id, revoked=revoked), known.get(each.sha256)
        if entry is None:
            known[each.sha256] = _entry(check_out, each, reason)
            foreign_bytes += len(each.raw) if reason else 0
        elif entry.state == EntryState.RECEIVED or (entry.reason in set(Foreign) and not reason):
            # Never judged: the server stopped in between, or only now the op came with the right token.
            entry.state, entry.reason, entry.seq = EntryState.RECEIVED, "", each.seq
            judged.discard(each.sha256)
    if foreign_bytes and foreign_bytes + _foreign_bytes(check_out.visit_id) > FOREIGN_BYTES_PER_VISIT:
        raise Refusal("too_much_foreign", TOO_MUCH_FOREIGN, 413)
    _refuse_flood(check_out, [each for each in known.values() if each.receipt is None])
    db.session.add_all(known.values())
    db.session.flush()
    return [Taken(known[each.sha256], again=each.sha256 in judged) for each in ops]


def reread(taken: Sequence[Taken]) -> None:
    """Bring these entries up to date: another request may have judged them while this one waited for the visit."""
    receipts = [each.entry.receipt for each in taken]
    now = select(InboxEntry).where(InboxEntry.receipt.in_(receipts)).execution_options(populate_existing=True)
    db.session.scalars(now).all()


def foreign(op: Incoming, check_out: CheckOut, visit_id: str, *, revoked: bool) -> Foreign | None:
    """Why an op may not be written with this check-out's token, None if it may."""
    if revoked:
        return Foreign.REVOKED
    if check_out.visit_id != visit_id or op.names("visit", other_than=visit_id):
        return Foreign.WRONG_VISIT
    if op.names("device", other_than=check_out.device_id):
        return Foreign.WRONG_DEVICE
    if op.names("actor", other_than=check_out.person_id):
        return Foreign.WRONG_ACTOR
    return None


def _entry(check_out: CheckOut, op: Incoming, reason: Foreign | None) -> InboxEntry:
    return InboxEntry(
        check_out_id=check_out.id, visit_id=check_out.visit_id, device_id=check_out.device_id,
        op_id=op.id, seq=None if reason else op.seq, sha256=op.sha256, raw=op.raw, canonical=op.canonical,
        received_at=clock.now(), reason=reason or "",
        state=EntryState.QUARANTINED if reason else EntryState.RECEIVED,
    )  # fmt: skip


def _known(check_out: CheckOut, digests: list[str]) -> dict[str, InboxEntry]:
    """What this phone has sent before of these, whichever of its tokens brought it."""
    rows = db.session.scalars(
        select(InboxEntry)
        .where(InboxEntry.visit_id == check_out.visit_id, InboxEntry.device_id == check_out.device_id)
        .where(InboxEntry.sha256.in_(digests))
        .execution_options(populate_existing=True)
    )
    return {row.sha256: row for row in rows}


def _refuse_flood(check_out: CheckOut, fresh: Sequence[InboxEntry]) -> None:
    """Whatever phones and tokens somebody uses: they fill the same measure."""
    theirs = select(CheckOut.id).where(
        CheckOut.visit_id == check_out.visit_id, CheckOut.person_id == check_out.person_id
    )
    count, size = db.session.execute(
        select(func.count(), func.sum(func.length(InboxEntry.raw)))
        .where(InboxEntry.visit_id == check_out.visit_id, InboxEntry.check_out_id.in_(theirs))
    ).one()  # fmt: skip
    size = (size or 0) + sum(len(each.raw) for each in fresh)
    if fresh and (count + len(fresh) > OPS_PER_PERSON or size > BYTES_PER_PERSON):
        raise Refusal("too_much_own", TOO_MUCH_OWN, 413)


def _foreign_bytes(visit_id: str) -> int:
    """Bytes this visit keeps that were not their sender's own work."""
    total = db.session.scalar(
        select(func.sum(func.length(InboxEntry.raw)))
        .where(InboxEntry.visit_id == visit_id, InboxEntry.reason.in_(list(Foreign)))
    )  # fmt: skip
    return total or 0
