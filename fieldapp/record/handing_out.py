"""Hand a finished file to somebody who may read it; every look is noted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from fieldapp.core import audit
from fieldapp.core.blobs import blobs
from fieldapp.core.db import transaction
from fieldapp.core.errors import Refusal
from fieldapp.field import queries as field
from fieldapp.field.sight import may_watch
from fieldapp.identity import queries as people
from fieldapp.identity.models import Person
from fieldapp.identity.rules import BOARD_ROLES
from fieldapp.record import queries
from fieldapp.record.models import Document, InspectionRecord
from fieldapp.record.rules import DocumentKind, DocumentState, file_name, may_open


@dataclass(frozen=True)
class Opened:
    """A finished file and the name it is handed out under."""

    path: Path
    name: str


def open_sheet(visit_id: str, reader: Person) -> Opened:
    """The record sheet of a visit for `reader`; the look is noted. Refused: not theirs, none yet, still being made."""
    return _open(queries.record_of(visit_id), DocumentKind.SHEET, reader)


def open_record(record_id: str, reader: Person) -> Opened:
    """The same for one version of a record, whichever it is: what was handed out once stays to be had."""
    return _open(queries.record(record_id), DocumentKind.SHEET, reader)


def open_public_copy(visit_id: str, reader: Person) -> Opened:
    """The public copy, for whoever has to send it to a school that cannot reach the link."""
    return _open(queries.record_of(visit_id), DocumentKind.PUBLIC, reader)


def finished(record: InspectionRecord, kind: DocumentKind) -> Opened:
    """The file of a record, whoever asks. Refused: there is none, it failed, it is still being made."""
    paper: Document | None = queries.document_of(record.id, kind)
    if paper is None or paper.state == DocumentState.FAILED:
        raise Refusal("document_failed", "这份文书没有生成成功，已记录在案，请联系管理员。", 409)
    if paper.pdf_sha256 is None:
        raise Refusal("document_pending", "文书正在生成，请过几秒再打开。", 409)
    return Opened(blobs().path(paper.pdf_sha256), name_of(record, kind))


def name_of(record: InspectionRecord, kind: DocumentKind = DocumentKind.SHEET) -> str:
    """`编号_学校_日期.pdf`: the day is that of the inspection, which people look for."""
    registration = record.snapshot["registration"]
    edition = f"第{record.version}版" if record.version > 1 else ""
    remark = edition if kind == DocumentKind.SHEET else f"公开副本{edition}"
    day = datetime.fromisoformat(registration["sealed_at_corrected"]).date().isoformat()
    return file_name(record.number, record.snapshot["doc"]["subject"]["name"], day, remark)


def may_see(visit_id: str, reader: Person) -> bool:
    """Whether `reader` was drawn for this visit or holds an office in whose sight it lies."""
    visit = field.visit(visit_id)
    if visit is None:
        return False
    offices = BOARD_ROLES if may_watch(reader, visit) else frozenset()
    return may_open(reader.id, people.roles_of(reader), [each.person_id for each in visit.members], offices)


def _open(record: InspectionRecord | None, kind: DocumentKind, reader: Person) -> Opened:
    if record is None:
        raise Refusal("no_record", "没有找到这份记录：可能还没有登记，请稍后再看，或核对编号。", 404)
    if not may_see(record.visit_id, reader):
        raise Refusal("forbidden", "这份记录不是您参加的检查，您的账号也没有查看权限。", 403)
    opened = finished(record, kind)
    detail = {"number": record.number, "version": record.version, "kind": str(kind)}
    with transaction():
        audit.note("record.opened", f"record:{record.id}", actor=reader.id, detail=detail)
    return opened
