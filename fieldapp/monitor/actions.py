"""The one thing this room writes: who looked."""

from __future__ import annotations

from datetime import timedelta

from fieldapp.core import audit, clock
from fieldapp.core.db import transaction
from fieldapp.identity.models import Person

A_DAY = timedelta(days=1)


def note_look(verb: str, about: str, somebody: Person, detail: dict[str, str] | None = None) -> None:
    """Note that this person opened a page (`board.viewed`, `visit.viewed`); its refreshing by itself is no look."""
    with transaction():
        audit.note(verb, about, actor=somebody.id, detail=detail)


def note_refreshing(verb: str, about: str, somebody: Person, detail: dict[str, str] | None = None) -> None:
    """A page refreshes by itself only after a look; whoever asks for its living part alone is noted once a day."""
    if not audit.noted(verb, about, somebody.id, clock.now() - A_DAY):
        note_look(verb, about, somebody, detail)
