"""A slip noticed at the gate, signed by both sides: part of the record, or its next version under the same number."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select

from fieldapp.core import events
from fieldapp.core.audit import AuditEvent
from fieldapp.core.blobs import blobs
from fieldapp.core.db import db, transaction
from fieldapp.field.events import SupplementReceived, VisitComplete
from fieldapp.field.models import Visit
from fieldapp.field.settling import settle
from fieldapp.identity.rules import Role
from fieldapp.record import queries, snapshot
from fieldapp.record.models import InspectionRecord, NumberSeries
from fieldapp.record.rules import DocumentKind, DocumentState
from tests.conftest import SignIn
from tests.rooms.record.a_visit import adds_at_the_gate, receive, visit_and_phone
from tests.rooms.record.conftest import squeezed, text_of
from tests.vectors.history import Phone

SLIP = "第 2 项记录本当场找到，已核对。"


@pytest.fixture
def sealed(sign_in: SignIn) -> tuple[Visit, Phone]:
    return visit_and_phone(sign_in(Role.INSPECTOR, name="赵明", login="zhao"))


def announced(*happened: object) -> None:
    with transaction():
        for each in happened:
            events.announce(each)
    db.session.expire_all()


def supplemented(visit: Visit, phone: Phone, text: str = SLIP, name: str = "s1") -> None:
    adds_at_the_gate(phone, text, name)
    with transaction():
        receive(phone)
        events.announce(SupplementReceived(visit.id))
    db.session.expire_all()


def words_of(record: InspectionRecord) -> str:
    paper = queries.document_of(record.id, DocumentKind.SHEET)
    assert paper is not None and paper.pdf_sha256 is not None
    return text_of(blobs().path(paper.pdf_sha256))


def test_what_was_added_before_registration_is_in_the_first_version(sealed: tuple[Visit, Phone]) -> None:
    visit, phone = sealed
    supplemented(visit, phone)
    assert queries.record_of(visit.id) is None
    announced(VisitComplete(visit.id))
    (record,) = queries.versions(visit.id)
    assert record.version == 1
    assert squeezed(SLIP) in words_of(record)
    (added,) = record.snapshot["registration"]["supplements"]
    assert (added["by"], added["inspectors"][0]["name"], added["subject"]["name"]) == ("赵明", "赵明", "王校长")


def test_what_comes_afterwards_makes_a_second_version_that_cites_the_first(sealed: tuple[Visit, Phone]) -> None:
    visit, phone = sealed
    announced(VisitComplete(visit.id))
    first = queries.versions(visit.id)[0]
    untouched = (first.snapshot, first.snapshot_sha256, words_of(first))
    supplemented(visit, phone)
    second, first = queries.versions(visit.id)
    assert (second.version, second.number) == (2, first.number)
    assert first.replaced_by_id == second.id
    assert (first.snapshot, first.snapshot_sha256, words_of(first)) == untouched
    assert snapshot.intact(second.snapshot, second.snapshot_sha256)
    assert second.snapshot["registration"]["replaces"]["snapshot_sha256"] == first.snapshot_sha256
    assert second.seal_sha256 == first.seal_sha256
    said = words_of(second)
    for words in (SLIP, first.snapshot_sha256, "第2版", "十一、封存后补充", "第2项"):
        assert squeezed(words) in said
    series = db.session.get(NumberSeries, ("清教检录", 2026))
    assert series is not None and series.last == 1, "a further version takes no further number"
    assert db.session.scalar(select(AuditEvent).where(AuditEvent.verb == "record.supplemented")) is not None


def test_the_room_of_the_visit_tells_when_one_comes_in(sealed: tuple[Visit, Phone]) -> None:
    visit, phone = sealed
    announced(VisitComplete(visit.id))
    with transaction():
        held = db.session.get_one(Visit, visit.id)
        held.seal_op = next(op["id"] for op in phone.known.values() if op["kind"] == "visit.seal")
        held.seal_checked_at = held.completed_at
        adds_at_the_gate(phone, SLIP)
        receive(phone)
    for _ in range(2):  # every further contact settles again
        settle(visit.id)
    db.session.expire_all()
    assert [each.version for each in queries.versions(visit.id)] == [2, 1]


def test_told_twice_it_is_registered_once(sealed: tuple[Visit, Phone]) -> None:
    visit, phone = sealed
    announced(VisitComplete(visit.id))
    supplemented(visit, phone)
    announced(SupplementReceived(visit.id), SupplementReceived(visit.id))
    assert db.session.scalar(select(func.count()).select_from(InspectionRecord)) == 2


def test_a_third_version_stands_for_the_second(sealed: tuple[Visit, Phone]) -> None:
    visit, phone = sealed
    announced(VisitComplete(visit.id))
    supplemented(visit, phone)
    supplemented(visit, phone, "另：第 1 项的整改期限说明", "s2")
    third, second, first = queries.versions(visit.id)
    assert [each.version for each in (first, second, third)] == [1, 2, 3]
    assert third.snapshot["registration"]["replaces"]["version"] == 2
    assert len(third.snapshot["registration"]["supplements"]) == 2
    assert queries.record_of(visit.id) == third


def test_a_stranger_with_either_paper_learns_of_both(sealed: tuple[Visit, Phone], client: FlaskClient) -> None:
    visit, phone = sealed
    announced(VisitComplete(visit.id))
    supplemented(visit, phone)
    second, first = queries.versions(visit.id)
    client.post("/signout")
    page = client.get(f"/v/{visit.check_code}").text
    assert "第1版" in page and "已由第2版补充" in page
    assert first.snapshot_sha256 in page
    assert page.count(f'data-seal="{second.seal_sha256}"') == 2
    assert SLIP not in page
    assert queries.registration(visit.id) == first.number


def test_the_first_version_stays_to_be_had_under_its_name(sealed: tuple[Visit, Phone], client: FlaskClient) -> None:
    visit, phone = sealed
    announced(VisitComplete(visit.id))
    supplemented(visit, phone)
    second, first = queries.versions(visit.id)
    with client.get(f"/records/{first.id}.pdf") as old, client.get(f"/visits/{visit.id}/record.pdf") as new:
        assert old.status_code == new.status_code == 200
        assert old.data != new.data
        assert "%E7%AC%AC2%E7%89%88" in new.headers["Content-Disposition"]  # 第2版
        assert "%E7%AC%AC" not in old.headers["Content-Disposition"].replace("%E7%AC%AC%F0%A0%AE%B7", "")
    for record in (first, second):
        paper = queries.document_of(record.id, DocumentKind.SHEET)
        assert paper is not None and paper.state == DocumentState.DONE
