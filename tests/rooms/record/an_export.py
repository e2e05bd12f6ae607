"""A county whose drawn list has come in, some of its schools inspected and registered."""

from __future__ import annotations

from datetime import UTC, datetime
from io import BytesIO
from typing import Any

from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet
from sqlalchemy import select

from fieldapp.core.blobs import blobs
from fieldapp.core.canonical import digest
from fieldapp.core.db import db, transaction
from fieldapp.core.ids import new_id
from fieldapp.field.drawn_import import import_drawn_list
from fieldapp.field.models import Visit
from fieldapp.identity.models import Person
from fieldapp.record.models import Document, InspectionRecord
from fieldapp.record.snapshot import Json
from fieldapp.registry.models import Subject
from tests.rooms.record import a_sheet

NOON = datetime(2026, 11, 21, 4, 0, tzinfo=UTC)


def drawn(clerk: Person, data: bytes) -> dict[str, Visit]:
    """Import a list; its visits by the name of their school."""
    entry = import_drawn_list(data, "抽取结果.xlsx", clerk)
    assert entry.outcome == "IMPORTED", entry.report
    rows = db.session.execute(select(Subject.name, Visit).join(Visit, Visit.subject_id == Subject.id))
    return {row.name: row.Visit for row in rows}


def registered(
    visit: Visit, ordinal: int, sealed_at: datetime = NOON, *, pdf: bytes | None = b"%PDF-", **content: Any
) -> Json:
    """Give a visit its record as registration does; `content` replaces parts of the sealed doc. The snapshot."""
    subject = db.session.get_one(Subject, visit.subject_id)
    doc = {**a_sheet.doc(12, name=subject.name, uscc=subject.uscc), **content}
    number, moment = f"清教检录〔2026〕{ordinal}号", sealed_at.isoformat()
    snapshot = a_sheet.registered(doc, a_sheet.seal(doc), number=number, sealed_at_corrected=moment)
    record = InspectionRecord(
        id=new_id(), visit_id=visit.id, number=number, check_code=visit.check_code, snapshot=dict(snapshot),
        snapshot_sha256=digest(snapshot), doc_sha256="d" * 64, seal_sha256="e" * 64, registered_at=sealed_at,
    )  # fmt: skip
    paper = Document(id=new_id(), kind="SHEET", state="PENDING", snapshot_sha256=record.snapshot_sha256)
    if pdf is not None:
        paper.state, paper.pdf_sha256 = "DONE", blobs().put(pdf + number.encode())
    with transaction():
        db.session.add(record)
        db.session.flush()
        paper.record_id = record.id
        db.session.add(paper)
        visit.sealed_at, visit.state = sealed_at, "REGISTERED"
    return dict(snapshot)


def book_of(data: bytes) -> Workbook:
    return load_workbook(BytesIO(data))


def lines_of(page: Worksheet) -> list[list[Any]]:
    return [list(row) for row in page.iter_rows(values_only=True)]
