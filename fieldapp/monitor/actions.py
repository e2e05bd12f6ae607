"""The one thing this room writes: who looked."""

from __future__ import annotations

from fieldapp.core import audit
from fieldapp.core.db import transaction
from fieldapp.identity.models import Person


def note_look(verb: str, about: str, somebody: Person, detail: dict[str, str] | None = None) -> None:
    """Note that this person opened a page (`board.viewed`, `visit.viewed`); its refreshing by itself is no look."""
    with transaction():
        audit.note(verb, about, actor=somebody.id, detail=detail)
