"""Tables of the record: what was registered, the documents made from it, the numbers given out."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from fieldapp.core.db import Instant, Model


class InspectionRecord(Model):
    """One registered version of a visit's record. Rows are only added; a correction is a new version that the old
    one names in `replaced_by_id`. `snapshot` never changes: `snapshot_sha256` tells if it did."""

    __table_args__ = (UniqueConstraint("visit_id", "version"),)

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    visit_id: Mapped[str] = mapped_column(ForeignKey("visit.id"))
    version: Mapped[int] = mapped_column(default=1)
    number: Mapped[str] = mapped_column(String(80), unique=True)
    check_code: Mapped[str] = mapped_column(String(26), index=True)
    snapshot: Mapped[dict[str, Any]] = mapped_column(JSON)
    snapshot_sha256: Mapped[str] = mapped_column(String(64))
    doc_sha256: Mapped[str] = mapped_column(String(64))
    seal_sha256: Mapped[str] = mapped_column(String(64))
    registered_at: Mapped[datetime] = mapped_column(Instant)
    replaced_by_id: Mapped[str | None] = mapped_column(ForeignKey("inspection_record.id"))


class Document(Model):
    """A file made from a record. `state`: rules.DocumentState; `missing` are characters it printed as 〓."""

    __table_args__ = (UniqueConstraint("record_id", "kind"),)

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    record_id: Mapped[str] = mapped_column(ForeignKey("inspection_record.id"))
    kind: Mapped[str] = mapped_column(String(20))
    state: Mapped[str] = mapped_column(String(8))
    snapshot_sha256: Mapped[str] = mapped_column(String(64))
    pdf_sha256: Mapped[str | None] = mapped_column(String(64))
    missing: Mapped[str] = mapped_column(Text, default="")
    rendered_at: Mapped[datetime | None] = mapped_column(Instant)


class NumberSeries(Model):
    """The last number given out for a kind of document (its 机关代字) in a year; its row is locked while one is taken."""

    kind: Mapped[str] = mapped_column(String(40), primary_key=True)
    year: Mapped[int] = mapped_column(primary_key=True)
    last: Mapped[int] = mapped_column(default=0)


class PhotoView(Model):
    """The copy to look at of an original photo, both by SHA-256; none where the original cannot be shown."""

    sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    view_sha256: Mapped[str | None] = mapped_column(String(64))
    made_at: Mapped[datetime] = mapped_column(Instant)
