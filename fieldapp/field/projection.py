"""What the board reads of a visit, so that it need not fold every one: written anew from the fold each time."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from fieldapp.field import queries, rules
from fieldapp.field.abort import ATTEMPT
from fieldapp.field.answers import abort_of, conflicts_of, head_of, value_of
from fieldapp.field.closing import SUBJECT
from fieldapp.field.models import Visit
from fieldapp.field.people import sealer
from fieldapp.field.plan import plan_of
from fieldapp.field.procedure import RETURN

Json = dict[str, Any]


def project(visit: Visit, state: Json) -> None:
    """Bring the visit's row up to `state`; the caller's transaction holds the row."""
    if visit.state != rules.VisitState.REGISTERED:
        visit.state = rules.visit_state(state)
    arrival = head_of(state, "arrive")
    visit.arrived_at = when(arrival) if arrival else None
    facts = queries.facts_by_digest(visit.id, visit.packet_sha256)
    if facts is None:
        return
    done = rules.progress(facts, state)
    visit.item_total, visit.answered, visit.abnormal = done["total"], done["answered"], done["abnormal"]
    day = plan_of(facts, state)
    visit.planned_on = date.fromisoformat(day) if day else None
    visit.sealer_id = sealer(facts, state)
    _project_obstacles(visit, facts, state)
    _project_schools_part(visit, state)


def when(head: Mapping[str, Any]) -> datetime:
    """A device's time, corrected by what its clock was off (ms, server minus device)."""
    return datetime.fromisoformat(head["at"]) + timedelta(milliseconds=head["skew_ms"])


def _project_obstacles(visit: Visit, facts: Json, state: Json) -> None:
    visit.abort = (abort_of(state) or {}).get("reason", "")
    attempts = sorted(_heads(state, ATTEMPT), key=when)
    visit.attempts = len(attempts)
    visit.attempt = attempts[-1]["payload"]["reason"] if attempts else ""
    visit.attempted_at = when(attempts[-1]) if attempts else None
    visit.conflicts = len(conflicts_of(facts, state))
    visit.unseen_ops = len(state["later"]["unseen"])


def _project_schools_part(visit: Visit, state: Json) -> None:
    visit.returns = len(_heads(state, RETURN))
    seal = state["seal"]
    given = seal["payload"]["closing"]["subject"] if seal else value_of(state, SUBJECT)
    visit.outcome = (given or {}).get("outcome", "")
    visit.unseen_devices = len(seal["payload"]["unseen_devices"]) if seal else 0


def _heads(state: Json, prefix: str) -> list[Json]:
    """The heads of all standing fields that begin so."""
    fields = [field for field in state["fields"] if field.startswith(prefix)]
    return [head for field in fields if (head := head_of(state, field))]
