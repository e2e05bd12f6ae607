"""Guessing is slowed where it comes from; whoever owns the account is not made to wait for it."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from fieldapp.core import clock
from fieldapp.core.db import db
from fieldapp.identity import actions, entering, passwords
from fieldapp.identity.models import Person, SignIn, SignInAttempt, Unit
from fieldapp.identity.rules import STORM, Role
from tests.conftest import PASSWORD

OWN, OTHER = "192.168.3.7", "192.168.3.66"


@pytest.fixture
def wang(client: FlaskClient, bureau: Unit) -> Person:
    return actions.add_person("王督查", "wang", PASSWORD, bureau, roles=[Role.SUPERVISOR])


def attempt(client: FlaskClient, password: str = "cai-yi-cai", login: str = "wang", address: str = OWN) -> TestResponse:
    form = {"login": login, "password": password}
    return client.post("/signin", base_url="https://localhost", data=form, environ_base={"REMOTE_ADDR": address})


def guess(client: FlaskClient, times: int, **where: str) -> list[int]:
    return [attempt(client, **where).status_code for _ in range(times)]


def test_guessing_makes_the_account_wait_even_for_the_right_password(client: FlaskClient, wang: Person) -> None:
    assert guess(client, 5) == [403] * 5

    held = attempt(client, PASSWORD)

    assert held.status_code == 429
    assert "请 1 分钟后再试" in held.text


def test_somebody_elsewhere_cannot_lock_the_owner_out(client: FlaskClient, wang: Person) -> None:
    assert guess(client, 7, address=OTHER)[-1] == 429

    assert attempt(client, PASSWORD).status_code == 302


def test_a_storm_from_everywhere_holds_the_account_but_a_code_still_lets_in(
    client: FlaskClient, wang: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(passwords, "fits", lambda *_: False)
    for number in range(STORM // 5):
        assert guess(client, 5, address=f"10.0.0.{number}") == [403] * 5

    assert "有人在反复试错" in attempt(client, PASSWORD).text
    code = entering.issue_codes([wang], wang)[0].code
    entered = client.post("/code", data={"code": code})
    assert entered.status_code == 302


def test_one_address_cannot_try_through_all_accounts(
    client: FlaskClient, wang: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(passwords, "fits", lambda *_: False)
    tried = [attempt(client, login=f"liming{number}", address=OTHER).status_code for number in range(STORM)]

    assert tried == [403] * STORM
    assert "这个网络里试错的次数太多" in attempt(client, login="zhao", address=OTHER).text


def test_blanks_around_a_login_name_buy_no_further_guesses(client: FlaskClient, wang: Person) -> None:
    tries = ["wang", " WANG", "wang\u3000", *(f"wang{' ' * blanks}{'x' * 80}" for blanks in (56, 57, 58))]

    assert [attempt(client, login=each).status_code for each in tries] == [403] * 5 + [429]


def test_waiting_ends_by_itself_and_a_success_forgives(client: FlaskClient, wang: Person) -> None:
    guess(client, 5)

    with clock.fixed(clock.now() + timedelta(minutes=2)):
        assert attempt(client, PASSWORD).status_code == 302
        client.post("/signout", base_url="https://localhost")
        assert guess(client, 5) == [403] * 5


def test_an_unknown_login_is_slowed_like_a_known_one(client: FlaskClient, bureau: Unit) -> None:
    assert guess(client, 6, login="meiyouzheren") == [403] * 5 + [429]


def test_codes_are_not_tried_through_either(client: FlaskClient, wang: Person) -> None:
    tries = [client.post("/code", data={"code": f"{number:012}"}) for number in range(11)]

    assert [each.status_code for each in tries] == [403] * 10 + [429]
    assert "登录码不对" in tries[0].text


def test_tries_side_by_side_are_counted_before_any_is_judged(
    app: Flask, wang: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    together, judged = threading.Barrier(5), []

    def slow(*_: object) -> bool:
        together.wait(timeout=20)  # all five are past the throttle before the first answer is out
        judged.append(1)
        return False

    monkeypatch.setattr(passwords, "fits", slow)
    with ThreadPoolExecutor(12) as pool:
        codes = sorted(pool.map(lambda _: attempt(app.test_client()).status_code, range(12)))

    assert (codes.count(403), codes.count(429), len(judged)) == (5, 7, 5)


def test_only_so_many_passwords_are_hashed_at_once(
    client: FlaskClient, wang: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    busy = threading.BoundedSemaphore(1)
    busy.acquire()
    monkeypatch.setattr(passwords, "_turns", busy)
    monkeypatch.setattr(passwords, "PATIENCE_SECONDS", 0)

    answer = attempt(client, PASSWORD)

    assert answer.status_code == 429
    assert "现在登录的人太多" in answer.text


def test_tries_of_yesterday_are_not_kept(client: FlaskClient, wang: Person) -> None:
    with clock.fixed(clock.now() - timedelta(days=2)):
        guess(client, 3)

    attempt(client, PASSWORD)

    assert [each.succeeded for each in db.session.scalars(db.select(SignInAttempt))] == [True]
    assert len(list(db.session.scalars(db.select(SignIn)))) == 1
