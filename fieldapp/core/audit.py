"""The append-only ledger of who did what to which thing; nothing here is ever changed or removed."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, String, select
from sqlalchemy.orm import Mapped, mapped_column

from fieldapp.core import clock
from fieldapp.core.db import Instant, Model, db


class AuditEvent(Model):
    """One act. `about` names the thing as `visit:<id>`, `person:<id>`, …; `detail` holds plain values only."""

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    at: Mapped[datetime] = mapped_column(Instant)
    actor: Mapped[str | None] = mapped_column(String(36), index=True)
    verb: Mapped[str] = mapped_column(String(60), index=True)
    about: Mapped[str] = mapped_column(String(120), index=True)
    detail: Mapped[dict[str, Any]] = mapped_column(JSON)


def note(verb: str, about: str, *, actor: str | None, detail: dict[str, Any] | None = None) -> None:
    """Write one line inside the caller's transaction; `actor` is a person's id, None for the house itself."""
    db.session.add(AuditEvent(at=clock.now(), actor=actor, verb=verb, about=about, detail=detail or {}))


def noted(verb: str, about: str, actor: str, since: datetime) -> bool:
    """Whether this person has been written down for this act on this thing at or after `since`."""
    mine = (AuditEvent.verb == verb, AuditEvent.about == about, AuditEvent.actor == actor, AuditEvent.at >= since)
    return db.session.scalar(select(AuditEvent.id).where(*mine).limit(1)) is not None
