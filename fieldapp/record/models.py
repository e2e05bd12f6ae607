"""Tables of the record: what was registered, the documents made from it, the numbers given out, what left the house."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from fieldapp.core.db import Instant, Model


class InspectionRecord(Model):
    """One registered version of a visit's record. Rows are only added; what was added after the seal makes a new version
    under the same 编号, which the old one names in `replaced_by_id`. `snapshot` never changes: `snapshot_sha256` tells
    if it did."""

    __table_args__ = (UniqueConstraint("visit_id", "version"), UniqueConstraint("number", "version"))

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    visit_id: Mapped[str] = mapped_column(ForeignKey("visit.id"))
    version: Mapped[int] = mapped_column(default=1)
    number: Mapped[str] = mapped_column(String(80))
    check_code: Mapped[str] = mapped_column(String(26), index=True)
    snapshot: Mapped[dict[str, Any]] = mapped_column(JSON)
    snapshot_sha256: Mapped[str] = mapped_column(String(64))
    doc_sha256: Mapped[str] = mapped_column(String(64))
    seal_sha256: Mapped[str] = mapped_column(String(64))
    registered_at: Mapped[datetime] = mapped_column(Instant)
    replaced_by_id: Mapped[str | None] = mapped_column(ForeignKey("inspection_record.id"))


class Document(Model):
    """A file made from a record. `kind`: rules.DocumentKind; `state`: rules.DocumentState; `missing` are characters it printed as 〓."""

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


class SchoolLink(Model):
    """The secret address under which a school that nobody went to reads the public copy of its record. At most one per
    visit is not revoked; `opened` counts how often the page or its PDF was asked for."""

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    visit_id: Mapped[str] = mapped_column(ForeignKey("visit.id"), index=True)
    secret: Mapped[str] = mapped_column(String(43), unique=True)
    made_at: Mapped[datetime] = mapped_column(Instant)
    made_by_id: Mapped[str | None] = mapped_column(ForeignKey("person.id"))
    revoked_at: Mapped[datetime | None] = mapped_column(Instant)
    opened: Mapped[int] = mapped_column(default=0)
    last_opened_at: Mapped[datetime | None] = mapped_column(Instant)


class Export(Model):
    """What was taken out of the house, by whom, chosen how. `kind`: rules.ExportKind; `filters`: rules.Chosen as plain
    values; `manifest`: the files of an archive [{"name", "sha256"}], from which the same bytes are made again."""

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    at: Mapped[datetime] = mapped_column(Instant, index=True)
    person_id: Mapped[str] = mapped_column(ForeignKey("person.id"))
    unit_id: Mapped[str] = mapped_column(ForeignKey("unit.id"), index=True)
    kind: Mapped[str] = mapped_column(String(10))
    filters: Mapped[dict[str, Any]] = mapped_column(JSON)
    filename: Mapped[str] = mapped_column(String(200))
    schools: Mapped[int]
    finished: Mapped[int]
    missing: Mapped[int] = mapped_column(default=0)
    manifest: Mapped[list[dict[str, str]]] = mapped_column(JSON)
    size: Mapped[int] = mapped_column(BigInteger)
    sha256: Mapped[str] = mapped_column(String(64))
