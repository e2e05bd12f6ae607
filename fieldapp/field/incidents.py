"""What must not happen and is never repaired in silence: one row and one line of the ledger each."""

from __future__ import annotations

from typing import Any

from fieldapp.core import audit, clock
from fieldapp.core.db import db
from fieldapp.core.ids import new_id
from fieldapp.field.models import Incident, Visit


def note(visit: Visit, kind: str, sentence: str, detail: dict[str, Any]) -> None:
    """Write an incident of this visit inside the caller's transaction. `sentence` is what a person of the office reads."""
    db.session.add(
        Incident(id=new_id(), visit_id=visit.id, kind=kind, sentence=sentence, detail=detail, at=clock.now())
    )
    audit.note(f"incident.{kind}", f"visit:{visit.id}", actor=None, detail=detail)
