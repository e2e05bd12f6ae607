"""The append-only ledger of who did what to which thing; nothing here is ever changed or removed."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, String
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
