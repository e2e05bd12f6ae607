"""Which record does this visit have, is its document there, what does a check code or a school's link stand for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from fieldapp.core import ids
from fieldapp.core.blobs import blobs
from fieldapp.core.db import db
from fieldapp.field import queries as field
from fieldapp.record.models import Document, InspectionRecord, PhotoView, SchoolLink
from fieldapp.record.rules import DocumentKind, DocumentState, Standing, short_code


@dataclass(frozen=True)
class Version:
    """A registered version as a stranger may know it: nothing of people or findings. `replaced_by`: the version that
    stands for it now, None for the one in force."""

    number: str
    version: int
    registered_at: datetime
    seal_sha256: str
    snapshot_sha256: str
    short_code: str
    replaced_by: int | None


@dataclass(frozen=True)
class Check:
    """What a check code stands for; versions newest first, only for REGISTERED."""

    standing: Standing
    versions: tuple[Version, ...] = ()


def record(record_id: str) -> InspectionRecord | None:
    return db.session.get(InspectionRecord, record_id)


def record_of(visit_id: str) -> InspectionRecord | None:
    """The version of this visit's record that is in force."""
    return db.session.scalar(
        select(InspectionRecord).where(InspectionRecord.visit_id == visit_id, InspectionRecord.replaced_by_id.is_(None))
    )


def versions(visit_id: str) -> list[InspectionRecord]:
    """Every version of this visit's record, the newest first."""
    mine = select(InspectionRecord).where(InspectionRecord.visit_id == visit_id)
    return list(db.session.scalars(mine.order_by(InspectionRecord.version.desc())))


def registration(visit_id: str) -> str | None:
    """The 编号 of this visit; None before it is registered."""
    found = record_of(visit_id)
    return None if found is None else found.number


def document(document_id: str) -> Document | None:
    return db.session.get(Document, document_id)


def document_of(record_id: str, kind: str) -> Document | None:
    return db.session.scalar(select(Document).where(Document.record_id == record_id, Document.kind == kind))


def finished_pdf(visit_id: str, kind: DocumentKind = DocumentKind.SHEET) -> bool:
    """Whether the document of this visit can be opened now."""
    found = record_of(visit_id)
    paper = None if found is None else document_of(found.id, kind)
    return paper is not None and paper.state == DocumentState.DONE


def view_of(photo_sha256: str) -> PhotoView | None:
    """The copy to look at, if it was made and its bytes are still there."""
    view = db.session.get(PhotoView, photo_sha256)
    if view is not None and view.view_sha256 is not None and not blobs().has(view.view_sha256):
        return None
    return view


def shown_photos(record: InspectionRecord) -> dict[int, str]:
    """The photos of a record that can be looked at: their number → SHA-256 of the copy made for that."""
    views = {each["no"]: view_of(each["sha256"]) for each in record.snapshot["doc"]["photos"]}
    return {number: view.view_sha256 for number, view in views.items() if view is not None and view.view_sha256}


def check(typed_code: str) -> Check:
    """What a stranger learns from a check code, typed in any case and with the usual mistakes."""
    code = ids.read_check_code(typed_code)
    records = list(
        db.session.scalars(
            select(InspectionRecord)
            .where(InspectionRecord.check_code == code)
            .order_by(InspectionRecord.version.desc())
        )
    )
    if records:
        known = {each.id: each.version for each in records}
        return Check(Standing.REGISTERED, tuple(_version(each, known) for each in records))
    return Check(Standing.UNKNOWN if field.visit_by_code(code) is None else Standing.NOT_YET)


def school_link(secret: str) -> SchoolLink | None:
    return db.session.scalar(select(SchoolLink).where(SchoolLink.secret == secret))


def links_of(visit_id: str) -> list[SchoolLink]:
    """The links this visit's school was ever given, the newest first; at most one of them leads anywhere."""
    mine = select(SchoolLink).where(SchoolLink.visit_id == visit_id)
    return list(db.session.scalars(mine.order_by(SchoolLink.made_at.desc(), SchoolLink.id.desc())))


def _version(found: InspectionRecord, known: dict[str, int]) -> Version:
    replaced_by = None if found.replaced_by_id is None else known[found.replaced_by_id]
    return Version(
        found.number, found.version, found.registered_at, found.seal_sha256, found.snapshot_sha256,
        short_code(found.seal_sha256), replaced_by,
    )  # fmt: skip
