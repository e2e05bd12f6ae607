"""Signing in: right and wrong passwords, the way back to what was asked for, what the ledger keeps."""

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from fieldapp.core.audit import AuditEvent
from fieldapp.core.db import db
from fieldapp.identity import actions
from fieldapp.identity.models import Unit
from fieldapp.identity.rules import Role
from tests.conftest import PASSWORD, SignIn


def attempt(client: FlaskClient, password: str, login: str = "wang", target: str = "") -> TestResponse:
    return client.post("/signin", data={"login": login, "password": password, "next": target})


def test_supervisor_signs_in_and_returns_to_the_page_asked_for(client: FlaskClient, bureau: Unit) -> None:
    actions.add_person("王督查", "wang", PASSWORD, bureau, roles=[Role.SUPERVISOR])

    asked = client.get("/")
    assert asked.location == "/signin?next=/"

    assert attempt(client, PASSWORD, target="/board?day=2026-11-21").location == "/board?day=2026-11-21"


@pytest.mark.parametrize(
    "target",
    [
        "//evil.example/", "https://evil.example/", "/\\evil.example", "javascript:alert(1)",
        "/\t/evil.example", "/board\r\nX: 1", "http://[",
    ],
)  # fmt: skip
def test_sign_in_never_leads_to_another_site(client: FlaskClient, bureau: Unit, target: str) -> None:
    actions.add_person("王督查", "wang", PASSWORD, bureau, roles=[Role.SUPERVISOR])

    assert attempt(client, PASSWORD, target=target).location == "/"


def test_wrong_password_says_what_to_do_and_keeps_the_login_name(client: FlaskClient, bureau: Unit) -> None:
    actions.add_person("王督查", "wang", PASSWORD, bureau, roles=[Role.SUPERVISOR])

    answer = attempt(client, "bu-dui-de-kou-ling")

    assert answer.status_code == 403
    assert "登录名或口令不对，请核对后重新输入。" in answer.text
    assert 'value="wang"' in answer.text


def test_every_try_at_an_account_is_in_the_ledger(client: FlaskClient, bureau: Unit) -> None:
    somebody = actions.add_person("王督查", "wang", PASSWORD, bureau, roles=[Role.SUPERVISOR])
    attempt(client, "bu-dui")
    attempt(client, PASSWORD)

    about = db.select(AuditEvent.verb).where(AuditEvent.about == f"person:{somebody.id}").order_by(AuditEvent.id)
    assert list(db.session.scalars(about)) == ["person.added", "sign_in.failed", "signed_in"]


def test_a_write_started_by_another_site_is_refused(client: FlaskClient, sign_in: SignIn) -> None:
    sign_in(Role.SUPERVISOR)

    assert client.post("/signout", headers={"Origin": "https://evil.example"}).status_code == 403
    assert client.post("/signout", headers={"Sec-Fetch-Site": "cross-site"}).status_code == 403
    assert client.post("/signout", headers={"Origin": "http://["}).status_code == 403
    assert client.get("/").status_code == 200  # still signed in
