"""Register a complete visit, register it again when something was added behind its seal, make its documents."""

from __future__ import annotations

import logging
from datetime import datetime
from importlib.metadata import version
from typing import cast

from fieldapp.core import audit, clock, images, jobs
from fieldapp.core.blobs import blobs
from fieldapp.core.canonical import digest
from fieldapp.core.db import db, transaction
from fieldapp.core.errors import Refusal
from fieldapp.core.events import announce
from fieldapp.core.ids import new_id, new_secret
from fieldapp.core.settings import settings
from fieldapp.field import incidents
from fieldapp.field import queries as field
from fieldapp.field.answers import off_site
from fieldapp.field.models import Visit
from fieldapp.field.sealed_visit import snapshot_parts
from fieldapp.plan import queries as plan
from fieldapp.record import queries, snapshot
from fieldapp.record.events import RecordRegistered
from fieldapp.record.models import Document, InspectionRecord, NumberSeries, PhotoView, SchoolLink
from fieldapp.record.rules import DocumentKind, DocumentState, number_text
from fieldapp.record.snapshot import Json, Registration, Snapshot

log = logging.getLogger(__name__)
RENDER = "render_document"
PREPARE = "prepare_photo"
MOST_VERSIONS = 20
FLOOD = "too_many_versions"


def register(visit_id: str) -> None:
    """Give a complete visit its 编号 and its snapshot, and have its documents made once this is committed.

    A visit that is registered already, or whose seal does not hold (an incident), is left alone.
    """
    with transaction():
        visit = field.locked_visit(visit_id)
        if visit.incident or queries.record_of(visit_id) is not None:
            return
        parts = snapshot_parts(visit_id)
        record = _enter(visit_id, visit.check_code, parts, None)
        if off_site(parts["facts"]):
            link = SchoolLink(id=new_id(), visit_id=visit_id, secret=new_secret(), made_at=record.registered_at)
            db.session.add(link)
        audit.note("record.registered", f"visit:{visit_id}", actor=None, detail={"number": record.number})
        announce(RecordRegistered(record.id, visit_id))


def supplement(visit_id: str) -> None:
    """Register the next version of a record under its 编号, where something was added behind the seal since.

    Before the first version there is nothing to do: what was added until then is part of that one.
    """
    with transaction():
        visit = field.locked_visit(visit_id)
        older = queries.record_of(visit_id)
        if older is None:
            return
        parts = snapshot_parts(visit_id)
        if _added(parts) <= _added(older.snapshot["registration"]):
            return
        if older.version >= MOST_VERSIONS:
            _report_flood(visit)
            return
        record = _enter(visit_id, visit.check_code, parts, older)
        older.replaced_by_id = record.id
        told = {"number": record.number, "version": record.version}
        audit.note("record.supplemented", f"visit:{visit_id}", actor=None, detail=told)


def _report_flood(visit: Visit) -> None:
    """Each version is a snapshot and its documents; a phone gone wild would fill the disk with them."""
    if not any(each.kind == FLOOD for each in field.incidents(visit.id)):
        sentence = f"这次检查的补充已有 {MOST_VERSIONS} 版，后面的补充收到了，没有再登记，请核对手机。"
        incidents.note(visit, FLOOD, sentence, {})


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

    views = _views(_pictures(record.snapshot))
    public = paper.kind == DocumentKind.PUBLIC
    printed = pdf.render(cast(Snapshot, record.snapshot), views, pdf.Fonts.of(settings()), public=public)
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
    data, view_sha256 = blobs().read(sha256), None
    # A report is evidence too, and nothing to look at; its table of contents, perhaps of a million parts, stays unread.
    if (images.sniff(data[: images.HEAD]) or "").startswith("image/"):
        try:
            view_sha256 = blobs().put(images.view_copy(data))
        except images.Unviewable as problem:
            log.warning("photo %s cannot be shown: %s", sha256, problem)
    with transaction():
        db.session.merge(PhotoView(sha256=sha256, view_sha256=view_sha256, made_at=clock.now()))


def _enter(visit_id: str, check_code: str, parts: Json, older: InspectionRecord | None) -> InspectionRecord:
    """A row for the record of these parts, in place of `older`, and one for each of its documents."""
    moment = clock.now()
    number = older.number if older else _next_number(parts["authority"], moment.astimezone(clock.SHANGHAI).year)
    registration = _registration(parts, number, moment, older)
    taken = snapshot.build(parts["doc"], parts["seal"], parts["ink"], registration)
    record = InspectionRecord(
        id=new_id(), visit_id=visit_id, version=registration["version"], number=number, check_code=check_code,
        snapshot=taken, snapshot_sha256=digest(taken), doc_sha256=parts["seal"]["doc_sha256"],
        seal_sha256=snapshot.seal_digest(parts["seal"]), registered_at=moment,
    )  # fmt: skip
    db.session.add(record)
    db.session.flush()
    for kind in DocumentKind:
        if kind == DocumentKind.SHEET or off_site(parts["facts"]):
            _order(record, kind)
    return record


def _order(record: InspectionRecord, kind: DocumentKind) -> None:
    paper = Document(
        id=new_id(), record_id=record.id, kind=kind, state=DocumentState.PENDING, snapshot_sha256=record.snapshot_sha256
    )  # fmt: skip
    db.session.add(paper)
    jobs.later(RENDER, paper.id)


def _added(registration: Json) -> set[str]:
    return {each["id"] for each in registration["supplements"]}


def _registration(parts: Json, number: str, moment: datetime, older: InspectionRecord | None) -> Registration:
    return {
        "number": number,
        "version": older.version + 1 if older else 1,
        "replaces": _cited(older) if older else None,
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


def _cited(older: InspectionRecord) -> Json:
    """What a version says of the one it stands for."""
    at = _iso(older.registered_at)
    return {"version": older.version, "snapshot_sha256": older.snapshot_sha256, "registered_at": at}


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


def _pictures(taken: Json) -> set[str]:
    """SHA-256 of what the sheet shows: its photos and the pages signed on paper, never an original under a copy."""
    shown = {each["evidence"] for each in taken["doc"]["photos"]}
    shown |= set(taken["seal"]["closing"]["subject"].get("photos") or [])
    return {each["sha256"] for each in taken["seal"]["photos"] if each["evidence"] in shown}


def _views(pictures: set[str]) -> dict[str, bytes]:
    """What can be shown of the pictures, by the SHA-256 of their originals."""
    shown = {}
    for sha256 in sorted(pictures):
        prepare_photo(sha256)
        view = queries.view_of(sha256)
        if view is not None and view.view_sha256 is not None:
            shown[sha256] = blobs().read(view.view_sha256)
    return shown


def _refuse_changed(paper: Document) -> None:
    log.error("document %s: its snapshot is not what was registered", paper.id)
    with transaction():
        paper.state = DocumentState.FAILED
        audit.note("record.changed", f"document:{paper.id}", actor=None, detail={"record": paper.record_id})


def _iso(moment: datetime) -> str:
    return moment.astimezone(clock.SHANGHAI).isoformat(timespec="seconds")
