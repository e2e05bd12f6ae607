"""Judge later: which received ops count, which wait for a missing one, which a person has to look at."""

from __future__ import annotations

import json
import logging
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.exc import OperationalError

from fieldapp.core import clock
from fieldapp.core.db import db
from fieldapp.field import incidents, ops
from fieldapp.field.inbox import EntryState, Foreign
from fieldapp.field.kinds import EVIDENCE_ADD
from fieldapp.field.models import InboxEntry, Op, Visit

# After so long an op is judged without the one it waits for: nothing waits for ever (as ODK does it).
HELD_AT_MOST = timedelta(days=5)
log = logging.getLogger(__name__)


class Standing(StrEnum):
    """What a stored op is to the visit: it counts; it is kept unjudged (a kind this version does not know);
    it was made after the seal, knowing it; it was made without knowing the seal and came too late for it."""

    APPLIED = "APPLIED"
    KEPT = "KEPT"
    SUPPLEMENT = "SUPPLEMENT"
    UNSEEN = "UNSEEN"


class Fault(StrEnum):
    """Why an op of the sender's own is quarantined, or (MISSING) held."""

    NOT_CANONICAL = "not_canonical"
    MALFORMED = "malformed"
    SAME_ID = "same_id"
    SEQ_TAKEN = "seq_taken"
    CHAIN = "chain"
    ADDED_TWICE = "added_twice"
    TOO_MANY = "too_many"
    MISSING = "missing"
    UNEXPECTED = "unexpected"


# How many of these one person can write on one visit: each costs whoever opens or prints the visit, a plain answer does not.
MOST_OF_A_KIND = {"visit.abort": 60, "view.return": 60, "supplement.add": 60, EVIDENCE_ADD: 2000}

ALARMS = {
    Fault.SAME_ID: "同一编号收到了两份内容不同的记录，后到的一份已隔离，请核对手机。",
    Fault.SEQ_TAKEN: "同一手机的同一序号收到了两条记录（可能是手机被复制或还原），后到的一条已隔离，请核对手机。",
    Fault.CHAIN: "一条记录与它前一条对不上，已隔离，请核对手机。",
    Fault.ADDED_TWICE: "有人想用另一份内容替换已有的照片或附件，后到的一条已隔离，请核对手机。",
}


@dataclass
class Known:
    """What a visit already holds when an op is judged. `chain`: per device, digest → seq of everything judged;
    `evidence`: the fields of photos and files that are there; `written`: how many ops of a kind each person (actor, kind)
    has written."""

    ids: dict[str, str] = field(default_factory=dict)
    seen: set[str] = field(default_factory=set)
    chain: dict[str, dict[str, int | None]] = field(default_factory=dict)
    unhashable: set[tuple[str, int]] = field(default_factory=set)
    taken: set[tuple[str, int]] = field(default_factory=set)
    evidence: set[str] = field(default_factory=set)
    written: Counter[tuple[str, str]] = field(default_factory=Counter)

    def note(self, row: Any, state: str, reason: str) -> None:
        """Remember a judged entry: whatever its fate, it is no longer missing."""
        self.seen.add(row.op_id)
        self.chain.setdefault(row.device_id, {})[row.sha256] = row.seq
        if row.seq is not None and reason == Fault.NOT_CANONICAL:
            self.unhashable.add((row.device_id, row.seq))
        if row.seq is not None and state == EntryState.APPLIED:
            self.taken.add((row.device_id, row.seq))
            self.ids[row.op_id] = row.sha256


def judge(visit: Visit) -> None:
    """Settle what of this visit can be settled now; `visit` is locked by the caller's transaction.

    One savepoint for all; only when that fails op by op, so that one that nobody foresaw stops no other.
    """
    waiting = _waiting(visit.id)
    try:
        with db.session.begin_nested():
            _judge_all(visit, waiting)
    except OperationalError:
        raise  # a full or broken disk is no fault of any op
    except Exception:
        log.exception("judging the batch of visit %s, now op by op", visit.id)
        for entry in waiting:
            _judge_alone(visit, entry)


def _judge_alone(visit: Visit, entry: InboxEntry) -> None:
    try:
        with db.session.begin_nested():
            _judge_all(visit, [entry])
    except OperationalError:
        raise
    except Exception:
        log.exception("op %s of visit %s cannot be judged", entry.op_id, visit.id)
        entry.state, entry.reason = EntryState.QUARANTINED, Fault.UNEXPECTED


def _judge_all(visit: Visit, waiting: Sequence[InboxEntry]) -> None:
    known = _known(visit.id, [entry.op_id for entry in waiting])
    missing = list(waiting)
    while missing:  # an op may have waited for one further down the list
        still = [entry for entry in missing if not _settle(visit, entry, known)]
        if len(still) == len(missing):
            break
        missing = still
    for entry in missing:
        entry.state, entry.reason = EntryState.HELD, Fault.MISSING
    db.session.flush()


def _settle(visit: Visit, entry: InboxEntry, known: Known) -> bool:
    """Apply or quarantine; False while something is missing."""
    body = json.loads(entry.raw)
    patient = clock.now() - entry.received_at < HELD_AT_MOST
    fault = why_not(body, entry, known)
    if fault is Fault.MISSING and patient:
        return False
    if fault in (None, Fault.MISSING):
        entry.state, entry.reason = EntryState.APPLIED, fault or ""
        _number(visit, entry, body)
        known.written[body["actor"], body["kind"]] += 1
        if body["kind"] == EVIDENCE_ADD:
            known.evidence.add(body["field"])
    else:
        entry.state, entry.reason = EntryState.QUARANTINED, str(fault)
        if fault in ALARMS:
            incidents.note(visit, str(fault), ALARMS[fault], {"receipt": entry.receipt, "op": entry.op_id})
    known.note(entry, entry.state, entry.reason)
    return True


def why_not(body: Any, entry: InboxEntry, known: Known) -> Fault | None:
    """Why this op does not count now, None if it does. Order matters: the chain is asked before the payload,
    so that an op nobody can read is judged in its turn and never lets a later one overtake an earlier."""
    if not entry.canonical:
        return Fault.NOT_CANONICAL
    if ops.why_no_envelope(body) or ops.is_offices(body):
        return Fault.MALFORMED
    if entry.op_id in known.ids:
        return Fault.SAME_ID
    if (entry.device_id, body["seq"]) in known.taken:
        return Fault.SEQ_TAKEN
    return (
        _chain_fault(body, entry.device_id, known)
        or (Fault.MALFORMED if ops.why_wrong(body) else None)
        or (Fault.TOO_MANY if _is_one_too_many(body, known) else None)
        or (Fault.ADDED_TWICE if body["kind"] == EVIDENCE_ADD and body["field"] in known.evidence else None)
        or (None if known.seen.issuperset(body["seen"]) else Fault.MISSING)
    )


def _is_one_too_many(body: dict[str, Any], known: Known) -> bool:
    most = MOST_OF_A_KIND.get(body["kind"])
    return most is not None and known.written[body["actor"], body["kind"]] >= most


def _chain_fault(body: dict[str, Any], device: str, known: Known) -> Fault | None:
    seq, prev = body["seq"], body["prev"]
    if seq == 1:
        return Fault.CHAIN if prev else None
    chain = known.chain.get(device, {})
    if prev in chain:
        return None if chain[prev] in (seq - 1, None) else Fault.CHAIN
    if (device, seq - 1) in known.unhashable:
        return None  # the two ends need not agree on the bytes of such a predecessor
    return Fault.CHAIN if seq - 1 in chain.values() else Fault.MISSING


def _number(visit: Visit, entry: InboxEntry, body: dict[str, Any]) -> None:
    """Give an op its place in the visit's order; the caller holds the visit's row."""
    db.session.add(
        Op(
            id=entry.op_id, visit_id=visit.id, number=visit.next_number, device_id=entry.device_id,
            actor_id=body["actor"], seq=body["seq"], sha256=entry.sha256, kind=body["kind"], field=body["field"],
            body=body, receipt=entry.receipt, received_at=entry.received_at,
            standing=Standing.APPLIED if ops.is_known(body["kind"]) else Standing.KEPT,
        )
    )  # fmt: skip
    visit.next_number += 1


def _waiting(visit_id: str) -> list[InboxEntry]:
    """What is not settled yet, each device's in the order it was made."""
    undecided = (EntryState.RECEIVED, EntryState.HELD)
    return list(
        db.session.scalars(
            select(InboxEntry)
            .where(InboxEntry.visit_id == visit_id, InboxEntry.state.in_(undecided))
            .order_by(InboxEntry.device_id, InboxEntry.seq, InboxEntry.receipt)
            .execution_options(populate_existing=True)
        )
    )


def _known(visit_id: str, ids: Iterable[str]) -> Known:
    known = Known()
    columns = (
        InboxEntry.op_id,
        InboxEntry.device_id,
        InboxEntry.seq,
        InboxEntry.sha256,
        InboxEntry.state,
        InboxEntry.reason,
    )
    judged = (EntryState.APPLIED, EntryState.QUARANTINED)
    for row in db.session.execute(
        select(*columns)
        .where(InboxEntry.visit_id == visit_id, InboxEntry.state.in_(judged))
        .where(InboxEntry.reason.not_in(list(Foreign)))
    ):
        known.note(row, row.state, row.reason)
    # An op's name is taken once for the whole house, not only for its visit.
    elsewhere = select(Op.id, Op.sha256).where(Op.id.in_(list(ids)))
    known.ids.update({row.id: row.sha256 for row in db.session.execute(elsewhere)})
    added = select(Op.field).where(Op.visit_id == visit_id, Op.kind == EVIDENCE_ADD)
    known.evidence.update(db.session.scalars(added))
    capped = select(Op.actor_id, Op.kind, func.count()).where(Op.visit_id == visit_id, Op.kind.in_(MOST_OF_A_KIND))
    for actor, kind, count in db.session.execute(capped.group_by(Op.actor_id, Op.kind)):
        known.written[actor, kind] = count
    return known
