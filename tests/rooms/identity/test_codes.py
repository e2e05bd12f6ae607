"""A one-time code on paper: the first way in on a phone. Used once, soon worthless, and no clerk becomes a chief by it."""

import re
from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from fieldapp.config import Settings
from fieldapp.core import clock, lan
from fieldapp.core.audit import AuditEvent
from fieldapp.core.db import db
from fieldapp.core.ids import new_id
from fieldapp.identity import actions, entering, queries
from fieldapp.identity.models import EntryCode, Grant, Person, Unit
from fieldapp.identity.rules import Role, grouped, read_code
from tests.conftest import PASSWORD, SignIn

TYPED = re.compile(r"\d{4} \d{4} \d{4}")


@pytest.fixture
def inspector(client: FlaskClient, bureau: Unit) -> Person:
    return actions.add_person("李明", "liming", PASSWORD, bureau, roles=[Role.INSPECTOR])


@pytest.fixture
def code(inspector: Person) -> str:
    return entering.issue_codes([inspector], inspector)[0].code


def enter(client: FlaskClient, code: str) -> int:
    return client.post("/code", data={"code": code, "next": "/phone/today"}).status_code


def test_a_code_leads_to_ones_own_pin_and_then_to_the_day(client: FlaskClient, code: str) -> None:
    entered = client.post("/code", data={"code": code, "next": "/phone/today"})
    assert entered.location == "/pin?next=/phone/today"

    chosen = client.post("/pin", data={"pin": "274913", "again": "274913", "next": "/phone/today"})
    assert chosen.location == "/phone/today"
    assert client.get("/api/me").get_json()["person"]["name"] == "李明"


@pytest.mark.parametrize("typed", ["{} {} {}", "{}-{}-{}", "\u3000{}{}{} "])
def test_a_code_may_be_typed_with_blanks_and_dashes(client: FlaskClient, code: str, typed: str) -> None:
    assert enter(client, typed.format(*grouped(code).split())) == 302


def test_full_width_digits_of_a_chinese_keyboard_are_digits() -> None:
    assert read_code("３８２９ 5514－0726") == "382955140726"


def test_a_code_works_once(client: FlaskClient, code: str) -> None:
    assert enter(client, code) == 302
    client.post("/signout")

    again = client.post("/code", data={"code": code})
    assert again.status_code == 403
    assert "已经用过" in again.text


def test_a_code_ends_by_itself(client: FlaskClient, code: str) -> None:
    with clock.fixed(clock.now() + timedelta(days=7, minutes=1)):
        assert enter(client, code) == 403


def test_a_new_code_makes_the_old_one_worthless(client: FlaskClient, inspector: Person, code: str) -> None:
    newer = entering.issue_codes([inspector], inspector)[0].code

    assert enter(client, code) == 403
    assert enter(client, newer) == 302


def test_somebody_who_left_gets_in_by_no_code(client: FlaskClient, inspector: Person, code: str) -> None:
    inspector.active = False
    db.session.commit()

    assert enter(client, code) == 403


def test_looking_at_the_link_uses_nothing_up(client: FlaskClient, code: str) -> None:
    for _ in range(3):
        client.get("/code")

    assert enter(client, code) == 302


def test_the_code_itself_is_kept_nowhere(inspector: Person, code: str) -> None:
    kept = [*db.session.scalars(db.select(EntryCode)), *db.session.scalars(db.select(AuditEvent))]

    assert not [each for each in kept if code in str(vars(each))]
    assert len(db.session.scalars(db.select(EntryCode)).one().digest) == 64


def test_the_administrator_prints_a_sheet(
    client: FlaskClient, inspector: Person, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lan, "addresses", lambda: ["192.168.3.10"])
    sign_in(Role.ADMIN, login="guanliyuan")

    sheet = client.post("/people/codes", data={"person": [inspector.id]})

    assert "李明" in sheet.text and "http://192.168.3.10:8200/phone" in sheet.text
    assert sheet.text.count("<svg") == 1
    assert sheet.headers["Cache-Control"] == "no-store"
    (typed,) = TYPED.findall(sheet.text)
    client.post("/signout")
    assert enter(client, typed) == 302


def test_nobody_chosen_is_told_so(client: FlaskClient, inspector: Person, sign_in: SignIn) -> None:
    sign_in(Role.ADMIN, login="guanliyuan")

    answer = client.post("/people/codes")

    assert answer.status_code == 422
    assert "还没有勾选人" in answer.text


def test_a_clerk_sees_to_the_own_units_inspectors_and_to_no_office(
    client: FlaskClient, bureau: Unit, inspector: Person, sign_in: SignIn
) -> None:
    other = actions.add_unit("清河县卫生健康局", "DEPARTMENT")
    chief = actions.add_person("周局长", "zhou", PASSWORD, bureau, roles=[Role.INSPECTOR, Role.LEADER])
    stranger = actions.add_person("赵明", "zhao", PASSWORD, other, roles=[Role.INSPECTOR])
    sign_in(Role.UNIT_ADMIN, name="方文书", login="fang")

    listed = client.get("/people").text
    assert "李明" in listed
    assert not [name for name in ("周局长", "赵明", "方文书</a>") if name in listed]
    for each in (chief, stranger):
        assert client.post("/people/codes", data={"person": [each.id]}).status_code == 422
        assert client.get(f"/people/{each.id}").status_code == 404
    assert queries.open_codes([chief.id, stranger.id]) == []


def test_a_clerk_signs_in_as_no_chief_of_tomorrow(
    client: FlaskClient, bureau: Unit, inspector: Person, sign_in: SignIn
) -> None:
    """The code given out today would be the chief's the day the office begins."""
    begins = clock.today() + timedelta(days=1)
    inspector.grants.append(Grant(id=new_id(), role=Role.LEADER, unit_id=bureau.id, valid_from=begins))
    db.session.commit()
    sign_in(Role.UNIT_ADMIN, name="方文书", login="fang")

    assert "李明" not in client.get("/people").text
    assert client.post("/people/codes", data={"person": [inspector.id]}).status_code == 422
    assert queries.open_codes([inspector.id]) == []


@pytest.mark.parametrize("role", [Role.INSPECTOR, Role.SECTION, Role.SUPERVISOR, Role.DISCIPLINE_OFFICE, Role.LEADER])
def test_no_other_role_hands_out_codes(client: FlaskClient, inspector: Person, sign_in: SignIn, role: Role) -> None:
    sign_in(role)

    assert client.get("/people").status_code == 403
    assert client.post("/people/codes", data={"person": [inspector.id]}).status_code == 403


def test_the_list_says_who_has_what_and_finds_by_name(
    client: FlaskClient, inspector: Person, code: str, sign_in: SignIn
) -> None:
    sign_in(Role.ADMIN, login="guanliyuan")

    assert "前有效" in client.get("/people").text
    assert "没有找到姓名里有“赵%”的人" in client.get("/people?name=赵%25").text


def test_without_an_address_for_phones_the_sheet_has_digits_alone(
    client: FlaskClient, inspector: Person, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lan, "addresses", list)
    sign_in(Role.ADMIN, login="guanliyuan")

    assert "手机现在还连不上" in client.get("/people").text
    sheet = client.post("/people/codes", data={"person": [inspector.id]}).text
    assert TYPED.search(sheet) and "<svg" not in sheet


def test_a_certificate_that_cannot_be_read_stops_no_page(
    client: FlaskClient, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    sign_in(Role.ADMIN, login="guanliyuan")
    client.application.config["SETTINGS"] = Settings(certificate="/nirgendwo.pem", secret_key="test-" * 8)

    assert "手机现在还连不上" in client.get("/people").text
