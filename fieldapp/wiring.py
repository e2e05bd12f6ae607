"""The reaction table: when this has happened, do that. Nothing else in the house reacts to anything."""

from __future__ import annotations

from collections.abc import Callable

from fieldapp.core import events
from fieldapp.field import actions as field
from fieldapp.field.events import VisitComplete
from fieldapp.record import actions as record
from fieldapp.record.events import RecordRegistered

JOBS: dict[str, Callable[[str], None]] = {
    "render_document": record.render_now,
}


def wire() -> None:
    """Connect the rooms. A reaction runs inside the transaction of what it reacts to."""
    events.on(VisitComplete, _register)
    events.on(RecordRegistered, _note_registration)


def _register(event: VisitComplete) -> None:
    record.register(event.visit_id)


def _note_registration(event: RecordRegistered) -> None:
    field.note_registration(event.visit_id)
