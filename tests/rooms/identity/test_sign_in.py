"""Signing in: right and wrong passwords, guessing slowed down, the way back to what was asked for."""

from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from fieldapp.core import clock
from fieldapp.core.audit import AuditEvent
from fieldapp.core.db import db
from fieldapp.identity import actions, queries
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


def test_guessing_makes_the_account_wait_even_for_the_right_password(client: FlaskClient, bureau: Unit) -> None:
    actions.add_person("王督查", "wang", PASSWORD, bureau, roles=[Role.SUPERVISOR])
    for _ in range(5):
        attempt(client, "cai-yi-cai-kou-ling")

    held = attempt(client, PASSWORD)

    assert held.status_code == 429
    assert "请 1 分钟后再试" in held.text


def test_blanks_around_a_login_name_buy_no_further_guesses(client: FlaskClient, bureau: Unit) -> None:
    actions.add_person("王督查", "wang", PASSWORD, bureau, roles=[Role.SUPERVISOR])
    tries = ["wang", " WANG", "wang\u3000", *(f"wang{' ' * blanks}{'x' * 80}" for blanks in (56, 57, 58))]

    assert [attempt(client, "cai-yi-cai-kou-ling", login=each).status_code for each in tries] == [403] * 5 + [429]


def test_waiting_ends_by_itself_and_a_success_forgives(client: FlaskClient, bureau: Unit) -> None:
    actions.add_person("王督查", "wang", PASSWORD, bureau, roles=[Role.SUPERVISOR])
    for _ in range(5):
        attempt(client, "cai-yi-cai-kou-ling")

    with clock.fixed(clock.now() + timedelta(minutes=2)):
        assert attempt(client, PASSWORD).status_code == 302
        client.post("/signout")
        assert queries.recent_failures("wang") == []


def test_an_unknown_login_is_slowed_like_a_known_one(client: FlaskClient, bureau: Unit) -> None:
    for _ in range(5):
        assert attempt(client, "cai-yi-cai", login="meiyouzheren").status_code == 403

    assert attempt(client, "cai-yi-cai", login="meiyouzheren").status_code == 429


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
