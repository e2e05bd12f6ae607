"""What the ops of a visit amount to: its projection, whether its seal holds, whether its last byte is here."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from typing import Any

from fieldapp.core import audit, clock
from fieldapp.core.db import transaction
from fieldapp.core.events import announce
from fieldapp.field import holders, incidents, queries, rules, sealing, supplements
from fieldapp.field.events import SupplementReceived, VisitComplete, VisitSealed
from fieldapp.field.fold import fold
from fieldapp.field.judging import Standing
from fieldapp.field.models import Op, Visit
from fieldapp.field.projection import project, when
from fieldapp.identity import queries as people

log = logging.getLogger(__name__)


def settle(visit_id: str) -> None:
    """Bring the visit up to what has been received, and announce what that means.

    Trouble here never reaches the phone: its ops are safe and receipted, and the next contact settles again.
    """
    for step in (_take_stock, _complete):
        try:
            with transaction():
                step(queries.locked_visit(visit_id))
        except Exception:
            log.exception("visit %s cannot be settled now", visit_id)


def _take_stock(visit: Visit) -> None:
    ops = queries.ops_of(visit.id)
    state = fold((op.body for op in ops), visit.seal_op)
    project(visit, state)
    if state["seal"] is None:
        return
    _class_late_ops(visit, ops, state)
    seal_op = next(op for op in ops if op.id == state["seal"]["id"])
    if not visit.seal_op:
        visit.seal_op, visit.sealed_at = seal_op.id, when(seal_op.body)
        audit.note("visit.sealed", f"visit:{visit.id}", actor=seal_op.actor_id, detail={"op": seal_op.id})
        announce(VisitSealed(visit.id))
    if visit.seal_checked_at is None:
        _check_seal(visit, seal_op, ops)
    if state["fields"]["seal"]["conflict"] and not visit.incident:
        _report(visit, ["两部手机各自封存了这次检查"], seal_op)


def _complete(visit: Visit) -> None:
    """Once the last photo the seal names is here, in whatever order things came."""
    if visit.seal_checked_at is None or visit.incident or visit.completed_at is not None:
        return
    seal = queries.op(visit.seal_op).body["payload"]
    if {photo["sha256"] for photo in seal["photos"]} <= set(queries.stored_blobs(visit.id)):
        visit.completed_at = clock.now()
        announce(VisitComplete(visit.id))


def _class_late_ops(visit: Visit, ops: Sequence[Op], state: Mapping[str, Any]) -> None:
    """Later ops change nothing in a sealed visit; whether they knew the seal decides what the office does."""
    added = False
    for standing, name in ((Standing.SUPPLEMENT, "supplement"), (Standing.UNSEEN, "unseen")):
        known = set(state["later"][name])
        for op in ops:
            if op.id in known and op.standing != standing:
                op.standing = standing
                if standing is Standing.SUPPLEMENT and op.kind == "supplement.add":
                    added = _is_sound(visit, op, state) or added
    if added and visit.state == rules.VisitState.REGISTERED:
        announce(SupplementReceived(visit.id))


def _is_sound(visit: Visit, op: Op, state: Mapping[str, Any]) -> bool:
    """Whether a supplement may stand in the record; one that may not is an incident."""
    trouble = supplements.why_not(op.body["payload"], [each.person_id for each in visit.members], state)
    if trouble:
        incidents.note(visit, "supplement", trouble, {"op": op.id})
    return not trouble


def _check_seal(visit: Visit, seal_op: Op, ops: Sequence[Op]) -> None:
    bodies = [op.body for op in ops]
    missing = sealing.missing_devices(seal_op.body, bodies)
    phones = holders.devices_ever(visit.id)
    if missing and phones.issuperset(missing):  # a phone nobody was given never comes
        return
    facts = queries.facts_by_digest(visit.id, seal_op.body["payload"]["facts_sha256"])
    device = people.device(seal_op.device_id)
    try:
        key = device.public_key if device else {}
        failures = sealing.why_seal_fails(seal_op.body, bodies, facts, key, phones)
    except Exception:  # whatever the content is: a seal nobody can recompute does not hold
        log.exception("the seal of visit %s cannot be recomputed", visit.id)
        failures = ["封存的内容无法重算"]
    visit.seal_checked_at = clock.now()
    if failures:
        _report(visit, failures, seal_op)


def _report(visit: Visit, failures: list[str], seal_op: Op) -> None:
    visit.incident = "；".join(failures) + "。请核对原手机，不要修改记录。"
    incidents.note(visit, "seal", visit.incident, {"op": seal_op.id, "failures": failures})
