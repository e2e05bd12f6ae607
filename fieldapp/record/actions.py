"""Register a complete visit, make its document, hand the document to somebody who may read it."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import datetime
from importlib.metadata import version
from pathlib import Path
from typing import cast

from fieldapp.core import audit, clock, images, jobs
from fieldapp.core.blobs import blobs
from fieldapp.core.canonical import digest
from fieldapp.core.db import db, transaction
from fieldapp.core.errors import Refusal
from fieldapp.core.events import announce
from fieldapp.core.ids import new_id
from fieldapp.core.settings import settings
from fieldapp.field import queries as field
from fieldapp.identity import queries as people
from fieldapp.identity.models import Person
from fieldapp.identity.rules import BOARD_ROLES
from fieldapp.plan import queries as plan
from fieldapp.record import queries, snapshot
from fieldapp.record.events import RecordRegistered
from fieldapp.record.models import Document, InspectionRecord, NumberSeries, PhotoView
from fieldapp.record.rules import DocumentState, file_name, may_open, number_text
from fieldapp.record.snapshot import Json, Registration, Snapshot

log = logging.getLogger(__name__)
SHEET = "SHEET"  # the kind of document that is the record sheet itself
RENDER = "render_document"
PREPARE = "prepare_photo"


@dataclass(frozen=True)
class Opened:
    """A finished file and the name it is handed out under."""

    path: Path
    name: str


def register(visit_id: str) -> None:
    """Give a complete visit its 编号 and its snapshot, and have the document made once this is committed.

    A visit that is registered already, or whose seal does not hold (an incident), is left alone.
    """
    with transaction():
        visit = field.locked_visit(visit_id)
        if visit.incident or queries.record_of(visit_id) is not None:
            return
        record = _enter(visit_id, visit.check_code)
        paper = Document(
            id=new_id(), record_id=record.id, kind=SHEET, state=DocumentState.PENDING,
            snapshot_sha256=record.snapshot_sha256,
        )  # fmt: skip
        db.session.add(paper)
        jobs.later(RENDER, paper.id)
        audit.note("record.registered", f"visit:{visit_id}", actor=None, detail={"number": record.number})
        announce(RecordRegistered(record.id, visit_id))


def render_now(document_id: str) -> None:
    """The job: make the file of a document. A second call finds it made; a changed snapshot is never printed."""
    paper = queries.document(document_id)
    if paper is None or paper.state != DocumentState.PENDING:
        return
    record = queries.record(paper.record_id)
    if record is None or not snapshot.intact(record.snapshot, paper.snapshot_sha256):
        _refuse_changed(paper)
        return
    # Loaded here and not above: WeasyPrint costs half a second and 60 MB, which only workers need.
    from fieldapp.record import pdf  # noqa: PLC0415

    views = _views(record.snapshot["doc"]["photos"])
    printed = pdf.render(cast(Snapshot, record.snapshot), views, pdf.Fonts.of(settings()))
    pdf_sha256 = blobs().put(printed.pdf)
    with transaction():
        paper.state, paper.pdf_sha256, paper.rendered_at = DocumentState.DONE, pdf_sha256, clock.now()
        paper.missing = "".join(sorted(printed.missing))
        audit.note("document.made", f"document:{paper.id}", actor=None, detail={"pdf_sha256": pdf_sha256})


def warm() -> None:
    """Load what the first document would have to wait for: a worker does it before its first job."""
    from fieldapp.record import pdf  # noqa: PLC0415

    pdf.warm(pdf.Fonts.of(settings()))


def prepare_photo(sha256: str) -> None:
    """The job: make the copy to look at of an original that has arrived, so that the document need not wait for it."""
    if queries.view_of(sha256) is not None or not blobs().has(sha256):
        return
    try:
        view_sha256 = blobs().put(images.view_copy(blobs().read(sha256)))
    except images.Unviewable as problem:
        log.warning("photo %s cannot be shown: %s", sha256, problem)
        view_sha256 = None
    with transaction():
        db.session.merge(PhotoView(sha256=sha256, view_sha256=view_sha256, made_at=clock.now()))


def open_sheet(visit_id: str, reader: Person) -> Opened:
    """The record sheet of a visit for `reader`; the look is noted. Refused: not theirs, none yet, still being made."""
    return _open(queries.record_of(visit_id), reader)


def open_record(record_id: str, reader: Person) -> Opened:
    """The same for one version of a record."""
    return _open(queries.record(record_id), reader)


def may_see(visit_id: str, reader: Person) -> bool:
    """Whether `reader` was drawn for this visit or holds an office that sees all of them."""
    visit = field.visit(visit_id)
    members = () if visit is None else [each.person_id for each in visit.members]
    return may_open(reader.id, people.roles_of(reader), members, BOARD_ROLES)


def _enter(visit_id: str, check_code: str) -> InspectionRecord:
    parts = field.snapshot_parts(visit_id)
    moment = clock.now()
    number = _next_number(parts["authority"], moment.astimezone(clock.SHANGHAI).year)
    taken = snapshot.build(parts["doc"], parts["seal"], parts["ink"], _registration(parts, number, moment))
    record = InspectionRecord(
        id=new_id(), visit_id=visit_id, version=1, number=number, check_code=check_code, snapshot=taken,
        snapshot_sha256=digest(taken), doc_sha256=parts["seal"]["doc_sha256"],
        seal_sha256=snapshot.seal_digest(parts["seal"]), registered_at=moment,
    )  # fmt: skip
    db.session.add(record)
    db.session.flush()
    return record


def _registration(parts: Json, number: str, moment: datetime) -> Registration:
    return {
        "number": number,
        "registered_at": _iso(moment),
        "received_at": _iso(parts["received_at"]),
        "sealed_at": _iso(parts["sealed_at"]),
        "sealed_at_corrected": _iso(parts["sealed_at_corrected"]),
        "skew_ms": parts["skew_ms"],
        "supplements": parts["supplements"],
        "confirmations": parts["confirmations"],
        "unseen": parts["unseen"],
        "check_url": parts["check_url"],
        "template": parts["seal"]["template"],
        "renderer": f"weasyprint-{version('weasyprint')}",
    }


def _next_number(authority: str, year: int) -> str:
    """Take the next 编号. The row is held until the transaction ends: if that fails, the number was never given."""
    profile = plan.profile_for(authority, year) or plan.profile_in_force(year)
    if profile is None:
        raise Refusal("not_prepared", "本年度的政策参数（文书编号的机关代字）还没有录入，请联系管理员。", 409)
    word = profile.values["number_word"]
    series = db.session.get(NumberSeries, (word, year), with_for_update=True, populate_existing=True)
    if series is None:
        series = NumberSeries(kind=word, year=year, last=0)
        db.session.add(series)
    series.last += 1
    return number_text(word, year, series.last)


def _views(photos: list[Json]) -> dict[str, bytes]:
    """What can be shown of the photos, by the SHA-256 of their originals."""
    shown = {}
    for photo in photos:
        prepare_photo(photo["sha256"])
        view = queries.view_of(photo["sha256"])
        if view is not None and view.view_sha256 is not None:
            shown[photo["sha256"]] = blobs().read(view.view_sha256)
    return shown


def _refuse_changed(paper: Document) -> None:
    log.error("document %s: its snapshot is not what was registered", paper.id)
    with transaction():
        paper.state = DocumentState.FAILED
        audit.note("record.changed", f"document:{paper.id}", actor=None, detail={"record": paper.record_id})


def _open(record: InspectionRecord | None, reader: Person) -> Opened:
    if record is None:
        raise Refusal("no_record", "没有找到这份记录：可能还没有登记，请稍后再看，或核对编号。", 404)
    if not may_see(record.visit_id, reader):
        raise Refusal("forbidden", "这份记录不是您参加的检查，您的账号也没有查看权限。", 403)
    paper = queries.document_of(record.id, SHEET)
    if paper is None or paper.state == DocumentState.FAILED:
        raise Refusal("document_failed", "这份文书没有生成成功，已记录在案，请联系管理员。", 409)
    if paper.pdf_sha256 is None:
        raise Refusal("document_pending", "文书正在生成，请过几秒再打开。", 409)
    with transaction():
        audit.note("record.opened", f"record:{record.id}", actor=reader.id, detail={"number": record.number})
    day = record.registered_at.astimezone(clock.SHANGHAI).date().isoformat()
    name = file_name(record.number, record.snapshot["doc"]["subject"]["name"], day)
    return Opened(blobs().path(paper.pdf_sha256), name)


def _iso(moment: datetime) -> str:
    return moment.astimezone(clock.SHANGHAI).isoformat(timespec="seconds")
