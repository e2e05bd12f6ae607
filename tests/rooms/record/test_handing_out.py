"""Who may open a record, under which name, and what a stranger learns from a check code."""

from __future__ import annotations

import re
from urllib.parse import unquote

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from fieldapp.core import events
from fieldapp.core.audit import AuditEvent
from fieldapp.core.db import db, transaction
from fieldapp.core.jobs import prepare_jobs
from fieldapp.field.events import VisitComplete
from fieldapp.field.models import Visit
from fieldapp.identity.rules import Role
from fieldapp.record import queries
from fieldapp.record.actions import RENDER
from fieldapp.record.models import InspectionRecord
from tests.conftest import SignIn
from tests.rooms.record.a_visit import complete_visit


@pytest.fixture
def visit(sign_in: SignIn) -> Visit:
    return complete_visit(sign_in(Role.INSPECTOR, name="赵明", login="zhao"))


def register(visit: Visit) -> InspectionRecord:
    with transaction():
        events.announce(VisitComplete(visit.id))
    db.session.expire_all()
    record = queries.record_of(visit.id)
    assert record is not None
    return record


def test_the_inspector_opens_the_record_under_a_name_that_files_itself(visit: Visit, client: FlaskClient) -> None:
    register(visit)
    with client.get(f"/visits/{visit.id}/record.pdf") as answer:
        assert (answer.status_code, answer.mimetype) == (200, "application/pdf")
        assert answer.headers["Cache-Control"] == "no-store"
    name = re.search(r"filename\*=UTF-8''(\S+)", answer.headers["Content-Disposition"])
    assert name is not None
    assert re.fullmatch(r"清教检录〔2026〕1号_清河县第𠮷小学_2026-11-21\.pdf", unquote(name[1]))
    look = db.session.scalar(select(AuditEvent).where(AuditEvent.verb == "record.opened"))
    assert look is not None


def test_offices_open_every_record(visit: Visit, client: FlaskClient, sign_in: SignIn) -> None:
    record = register(visit)
    for number, role in enumerate((Role.SUPERVISOR, Role.DISCIPLINE_OFFICE)):
        client.post("/signout")
        sign_in(role, login=f"office{number}")
        with client.get(f"/records/{record.id}.pdf") as answer:
            assert answer.status_code == 200


def test_other_inspectors_and_the_administrator_open_none(
    app: Flask, visit: Visit, client: FlaskClient, sign_in: SignIn
) -> None:
    prepare_jobs(app, {RENDER: lambda _key: None})
    record = register(visit)
    for number, role in enumerate((Role.INSPECTOR, Role.ADMIN, Role.UNIT_ADMIN)):
        client.post("/signout")
        sign_in(role, login=f"other{number}")
        assert client.get(f"/records/{record.id}.pdf").status_code == 403
        assert client.get(f"/api/visits/{visit.id}/record").status_code == 404


def test_while_the_document_is_being_made_the_answer_says_wait(app: Flask, visit: Visit, client: FlaskClient) -> None:
    prepare_jobs(app, {RENDER: lambda _key: None})
    register(visit)
    answer = client.get(f"/visits/{visit.id}/record.pdf")
    assert answer.status_code == 409
    assert "文书正在生成，请过几秒再打开" in answer.text


def test_a_stranger_is_led_to_the_sign_in(visit: Visit, client: FlaskClient) -> None:
    client.post("/signout")
    assert client.get(f"/visits/{visit.id}/record.pdf").status_code == 302
    assert client.get(f"/api/visits/{visit.id}/record").status_code == 401


def test_the_phone_learns_when_its_visit_is_registered(visit: Visit, client: FlaskClient) -> None:
    address = f"/api/visits/{visit.id}/record"
    assert client.get(address).json == {"proto": 1, "state": "sealed_waiting", "number": None, "pdf": False}
    register(visit)
    assert client.get(address).json == {"proto": 1, "state": "registered", "number": "清教检录〔2026〕1号", "pdf": True}


def test_before_it_is_registered_the_answer_says_so(visit: Visit, client: FlaskClient) -> None:
    answer = client.get(f"/visits/{visit.id}/record.pdf")
    assert answer.status_code == 404
    assert "还没有登记" in answer.text
    assert client.get("/records/nothing.pdf").status_code == 404


def test_a_stranger_learns_that_it_is_registered_and_nothing_personal(visit: Visit, client: FlaskClient) -> None:
    record = register(visit)
    client.post("/signout")
    page = client.get(f"/v/{visit.check_code}")
    assert page.status_code == 200
    for words in ("已登记", record.number, record.seal_sha256[:5]):
        assert words in page.text
    doc = record.snapshot["doc"]
    private = [
        doc["subject"][each] for each in ("name", "uscc", "head_name", "contact_name", "contact_phone", "address")
    ]
    private += [doc["category"]["label"], *(each["name"] for each in doc["inspectors"]), "门卫未登记"]
    assert [words for words in private if words in page.text] == []


def test_a_code_typed_as_people_type_is_found(app: Flask, visit: Visit, client: FlaskClient) -> None:
    prepare_jobs(app, {RENDER: lambda _key: None})
    register(visit)
    code = visit.check_code
    for typed in (code.lower(), f" {code[:13]} {code[13:]}", code.replace("0", "O").replace("1", "l")):
        assert "已登记" in client.get(f"/v/{typed}").text


def test_before_the_phone_met_a_network_the_page_says_not_yet(visit: Visit, client: FlaskClient) -> None:
    page = client.get(f"/v/{visit.check_code}")
    assert page.status_code == 200
    assert "尚未登记" in page.text
    assert "检查组联网后可查" in page.text


@pytest.mark.parametrize("code", ["00000000000000000000000000", "x", "%00", "../signin", "𠮷" * 26, "a" * 5000])
def test_an_unknown_code_is_told_so_without_trouble(client: FlaskClient, code: str) -> None:
    page = client.get(f"/v/{code}")
    assert page.status_code == 404
