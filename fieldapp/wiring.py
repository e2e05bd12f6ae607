"""The reaction table: when this has happened, do that. Nothing else in the house reacts to anything."""

from __future__ import annotations

from collections.abc import Callable

from fieldapp.core import events, jobs
from fieldapp.field import actions as field
from fieldapp.field.events import PhotoStored, SupplementReceived, VisitComplete
from fieldapp.identity.events import DeviceRestored, DeviceRevoked
from fieldapp.record import actions as record
from fieldapp.record.events import RecordRegistered

JOBS: dict[str, Callable[[str], None]] = {
    record.RENDER: record.render_now,
    record.PREPARE: record.prepare_photo,
}


def wire() -> None:
    """Connect the rooms. A reaction runs inside the transaction of what it reacts to."""
    events.on(DeviceRevoked, _withdraw)
    events.on(DeviceRestored, _give_back)
    events.on(PhotoStored, _prepare)
    events.on(VisitComplete, _register)
    events.on(SupplementReceived, _supplement)
    events.on(RecordRegistered, _note_registration)
    jobs.when_work_begins(record.warm)


def _withdraw(event: DeviceRevoked) -> None:
    field.withdraw_device(event.device_id)


def _give_back(event: DeviceRestored) -> None:
    """Only what was withdrawn with the phone; what was taken back for another reason stays so."""
    field.give_back_device(event.device_id, event.revoked_at)


def _prepare(event: PhotoStored) -> None:
    """While the next photo is on its way, so that the document need not wait for twelve of them."""
    jobs.later(record.PREPARE, event.sha256)


def _register(event: VisitComplete) -> None:
    record.register(event.visit_id)


def _supplement(event: SupplementReceived) -> None:
    record.supplement(event.visit_id)


def _note_registration(event: RecordRegistered) -> None:
    field.note_registration(event.visit_id)
