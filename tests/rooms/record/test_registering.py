"""From the last byte of a sealed visit to its 编号, its snapshot and its file."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select

from fieldapp.core import events, jobs
from fieldapp.core.audit import AuditEvent
from fieldapp.core.blobs import blobs
from fieldapp.core.canonical import digest
from fieldapp.core.db import db, transaction
from fieldapp.core.jobs import Job, JobState
from fieldapp.field.events import PhotoStored, VisitComplete
from fieldapp.field.models import Visit
from fieldapp.field.view import view_blocks
from fieldapp.identity import actions as identity
from fieldapp.identity.models import Person, Unit
from fieldapp.identity.rules import Role
from fieldapp.record import actions, queries, snapshot
from fieldapp.record.models import Document, InspectionRecord, NumberSeries, PhotoView
from fieldapp.record.rules import DocumentKind, DocumentState
from tests.conftest import PASSWORD
from tests.rooms.core.test_images import taken_by_phone
from tests.rooms.record.a_visit import complete_visit
from tests.rooms.record.conftest import squeezed, text_of
from tests.vectors import stories


@pytest.fixture
def inspector(bureau: Unit) -> Person:
    return identity.add_person("赵明", "zhao", PASSWORD, bureau, roles=[Role.INSPECTOR])


@pytest.fixture
def visit(inspector: Person) -> Visit:
    return complete_visit(inspector)


def announce_complete(visit: Visit) -> InspectionRecord:
    with transaction():
        events.announce(VisitComplete(visit.id))
    db.session.expire_all()
    record = queries.record_of(visit.id)
    assert record is not None
    return record


def paper_of(record: InspectionRecord) -> Document:
    paper = queries.document_of(record.id, DocumentKind.SHEET)
    assert paper is not None
    return paper


def test_a_complete_visit_gets_its_number_and_its_file_by_itself(visit: Visit) -> None:
    record = announce_complete(visit)
    assert record.number == "清教检录〔2026〕1号"
    assert visit.state == "REGISTERED"
    paper = paper_of(record)
    assert (paper.state, paper.snapshot_sha256) == (DocumentState.DONE, record.snapshot_sha256)
    assert paper.pdf_sha256 is not None
    assert blobs().read(paper.pdf_sha256).startswith(b"%PDF-1.7")


def test_the_record_is_the_content_the_school_signed(visit: Visit) -> None:
    record = announce_complete(visit)
    assert digest(record.snapshot["doc"]) == record.doc_sha256 == record.snapshot["seal"]["doc_sha256"]
    assert snapshot.seal_digest(record.snapshot["seal"]) == record.seal_sha256
    assert snapshot.intact(record.snapshot, record.snapshot_sha256)


def test_screen_and_paper_say_the_same_words(visit: Visit) -> None:
    record = announce_complete(visit)
    pdf_sha256 = paper_of(record).pdf_sha256
    assert pdf_sha256 is not None
    text = text_of(blobs().path(pdf_sha256))
    doc = record.snapshot["doc"]
    shown = squeezed("".join(block["text"] for block in view_blocks(doc)))
    for item in doc["items"]:
        for words in (item["content"], item["basis"], item["note"], item["sub_item_name"]):
            assert squeezed(words) in text
            assert squeezed(words) in shown
    for words in (
        doc["subject"]["name"],
        doc["category"]["label"],
        doc["procedure"]["arrived_at"],
        doc["task"]["period"],
    ):
        assert squeezed(words) in text
        assert squeezed(words) in shown


def test_refused_signature_is_registered_like_any_other(inspector: Person) -> None:
    record = announce_complete(complete_visit(inspector, stories.REFUSED))
    pdf_sha256 = paper_of(record).pdf_sha256
    assert pdf_sha256 is not None
    assert squeezed("被检查人拒绝签字，理由：不认可第 1 项。检查人员已当场说明情况。") in text_of(
        blobs().path(pdf_sha256)
    )
    assert record.snapshot["ink"]["subject"] is None


def test_a_photo_that_is_no_picture_does_not_stop_the_record(visit: Visit) -> None:
    record = announce_complete(visit)
    views = {view.sha256: view.view_sha256 for view in db.session.scalars(select(PhotoView))}
    assert [views[photo["sha256"]] is None for photo in record.snapshot["doc"]["photos"]] == [False, True]
    pdf_sha256 = paper_of(record).pdf_sha256
    assert pdf_sha256 is not None
    assert b"SECRET" not in blobs().read(pdf_sha256)


def test_a_photo_is_made_ready_when_it_arrives_not_when_the_document_waits_for_it(app: Flask) -> None:
    sha256 = blobs().put(taken_by_phone())
    with transaction():
        events.announce(PhotoStored(sha256))
    view = queries.view_of(sha256)
    assert view is not None
    assert view.view_sha256 is not None
    assert blobs().has(view.view_sha256)


def test_a_worker_is_warm_before_its_first_document(app: Flask) -> None:
    actions.warm()


def test_registering_twice_gives_one_number(visit: Visit) -> None:
    first = announce_complete(visit)
    assert announce_complete(visit).id == first.id
    assert db.session.scalar(select(func.count()).select_from(InspectionRecord)) == 1


def test_a_visit_whose_seal_does_not_hold_gets_no_number(visit: Visit) -> None:
    with transaction():
        visit.incident = "封存内容的摘要与服务器重算的不一致。"
        events.announce(VisitComplete(visit.id))
    assert queries.record_of(visit.id) is None
    assert db.session.get(NumberSeries, ("清教检录", 2026)) is None


def test_two_registrations_at_once_leave_no_gap(app: Flask, inspector: Person) -> None:
    visits = [complete_visit(inspector).id for _ in range(6)]
    start = threading.Barrier(2)

    def register(mine: list[str]) -> None:
        with app.app_context():
            start.wait()
            for visit_id in mine:
                actions.register(visit_id)

    both = [threading.Thread(target=register, args=(visits[half::2],)) for half in (0, 1)]
    for each in both:
        each.start()
    for each in both:
        each.join()
    numbers = set(db.session.scalars(select(InspectionRecord.number)))
    assert numbers == {f"清教检录〔2026〕{ordinal}号" for ordinal in range(1, 7)}


def test_a_number_of_a_registration_that_failed_was_never_given(visit: Visit, inspector: Person) -> None:
    other = complete_visit(inspector)
    with pytest.raises(ZeroDivisionError):
        _register_and_fail(visit.id)
    assert announce_complete(other).number == "清教检录〔2026〕1号"


def test_a_snapshot_somebody_changed_is_never_printed(visit: Visit, app: Flask) -> None:
    jobs.prepare_jobs(app, {actions.RENDER: lambda _key: None})
    record = announce_complete(visit)
    with transaction():
        record.snapshot = {
            **record.snapshot,
            "doc": {**record.snapshot["doc"], "category": {"value": "", "label": "未发现问题"}},
        }
    actions.render_now(paper_of(record).id)
    assert paper_of(record).state == DocumentState.FAILED
    assert db.session.scalar(select(AuditEvent).where(AuditEvent.verb == "record.changed")) is not None


def test_a_document_asked_for_twice_is_made_once(visit: Visit) -> None:
    paper = paper_of(announce_complete(visit))
    made_at = paper.rendered_at
    actions.render_now(paper.id)
    assert paper.rendered_at == made_at


def test_a_font_that_is_missing_is_an_error_kept_with_the_job(visit: Visit, app: Flask, tmp_path: Path) -> None:
    settings = app.config["SETTINGS"]
    app.config["SETTINGS"] = type(settings)(**{**vars(settings), "fonts_dir": tmp_path})
    announce_complete(visit)
    job = db.session.scalars(select(Job)).one()
    assert job.state == JobState.PENDING
    assert "FileNotFoundError" in job.error


def _register_and_fail(visit_id: str) -> None:
    with transaction():
        actions.register(visit_id)
        raise ZeroDivisionError
