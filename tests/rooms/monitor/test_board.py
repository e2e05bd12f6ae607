"""A supervisor follows the day: how far each visit is, what each phone last said, whom to call — and who looked."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from urllib.parse import unquote

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from fieldapp.core import clock
from fieldapp.core.audit import AuditEvent
from fieldapp.core.db import db
from fieldapp.field.models import Visit
from fieldapp.identity.models import Person
from fieldapp.identity.rules import Role
from fieldapp.registry.models import Subject
from tests.conftest import SignIn
from tests.rooms.field.a_phone import Phone
from tests.rooms.field.conftest import SCHOOLS, EnterVisit, a_school, through_all_steps
from tests.rooms.monitor.a_screen import Look, news_address, words

MORNING = datetime(2026, 11, 21, 1, 0, tzinfo=UTC)  # nine o'clock in China
DAY = "/board?day=2026-11-21"


@pytest.fixture(autouse=True)
def the_day() -> Iterator[None]:
    """The people here were given their roles on the day they are looked for, whatever day it is outside."""
    with clock.fixed(MORNING):
        yield


def test_drawn_visit_stands_on_the_board_before_anybody_has_its_packet(
    look: Look, sign_in: SignIn, visit: Visit
) -> None:
    sign_in(Role.SUPERVISOR)

    shown = words(look(DAY).text)

    assert "清河县石桥街小学" in shown and "待检查" in shown
    assert "还没有手机下载检查包" in shown
    assert "联2026015-1 中小学联合抽查" in shown


def test_board_follows_the_phone_without_a_reload(look: Look, sign_in: SignIn, phone: Phone) -> None:
    sign_in(Role.SUPERVISOR)
    address = news_address(look(DAY).text)

    phone.push(phone.write("visit.arrive", "arrive", {}))
    arrived = look(address).text
    assert "已到校" in arrived

    phone.push(phone.answer("M01-01"), phone.answer("M01-02", "ABNORMAL"))
    checking = words(look(news_address(arrived)).text)
    assert "检查中" in checking and "已填 2/4，不正常 1" in checking


def test_board_without_news_only_says_when_it_asked(look: Look, sign_in: SignIn, phone: Phone) -> None:
    sign_in(Role.SUPERVISOR)

    answer = look(news_address(look(DAY).text))

    # Replacing what has not changed would take the reader's focus and selection away every three seconds.
    assert answer.headers["HX-Reswap"] == "none"
    assert 'hx-swap-oob="true"' in answer.text and "石桥街" not in answer.text


def test_board_says_what_the_phone_last_said_it_held_and_since_when(look: Look, sign_in: SignIn, phone: Phone) -> None:
    sign_in(Role.SUPERVISOR)
    with clock.fixed(MORNING):
        phone.push(pending={"ops": 5, "photos": 3, "bytes": 9_000_000, "since": "2026-11-21T08:14:00+08:00"})
        shown = words(look(DAY).text)

    assert "王砚秋的手机 ：答案 5、照片和文件 3 仅在手机上（自 08:14）；09:00 联系过" in shown


@pytest.mark.parametrize("since", ["9999-12-31T23:59:59+00:00", "0001-01-01T00:00:00+00:00"])
def test_phone_that_talks_nonsense_of_itself_does_not_stop_the_board(
    look: Look, sign_in: SignIn, phone: Phone, since: str
) -> None:
    sign_in(Role.SUPERVISOR)
    phone.push(pending={"ops": 1, "photos": 0, "bytes": 9, "since": since})

    assert "答案 1 仅在手机上" in look(DAY).text


def test_kind_of_a_newer_phone_is_told_whatever_it_says_of_itself(look: Look, sign_in: SignIn, phone: Phone) -> None:
    sign_in(Role.SUPERVISOR)
    for value in ({}, {"value": ["X"]}, {"value": ["X"]}):
        phone.write("drone.flight", "item.M01-01.verdict", {"bulk": "b1", **value})
    phone.push(*phone.ops)

    assert look(f"/board/visits/{phone.visit}").text.count("本系统版本不认识的内容（drone.flight）") == 3


def test_silent_phone_is_told_neutrally(look: Look, sign_in: SignIn, phone: Phone) -> None:
    sign_in(Role.SUPERVISOR)
    with clock.fixed(MORNING):
        phone.push(phone.write("visit.arrive", "arrive", {}))
    with clock.fixed(MORNING + timedelta(minutes=11)):
        shown = words(look(DAY).text)

    assert "09:00 起未联系，可能没有信号" in shown
    assert "没有信号不等于没有工作" in shown


def test_every_inspector_can_be_called(look: Look, sign_in: SignIn, visit: Visit, lead: Person) -> None:
    lead.phone = "13900000001"
    db.session.commit()
    sign_in(Role.SUPERVISOR)

    shown = look(DAY).text

    assert 'href="tel:13900000001"' in shown
    assert "赵明礼：没有登记电话" in shown


@pytest.mark.parametrize(
    "filters, seen",
    [
        ("&state=DRAWN", True),
        ("&state=SEALED", False),
        ("&department=教育局", True),
        ("&department=人社局", False),
        ("&task=none-such", False),
    ],
)
def test_filters_narrow_the_board_and_stay_in_its_address(
    look: Look, sign_in: SignIn, visit: Visit, filters: str, *, seen: bool
) -> None:
    sign_in(Role.SUPERVISOR)

    shown = look(DAY + filters)

    assert ("清河县石桥街小学" in shown.text) is seen
    address = news_address(shown.text)
    assert "day=2026-11-21" in address and filters in unquote(address)
    assert ("清河县石桥街小学" in look(address.replace("seen=", "seen=old")).text) is seen


@pytest.mark.parametrize(
    "address",
    ["/board?day=gestern", "/board?day=2026-02-30", "/board?day=0001-01-01", "/board?day=9999-12-31",
     "/board?state=X&task='", "/board/now"],
)  # fmt: skip
def test_nonsense_in_the_address_breaks_nothing(look: Look, sign_in: SignIn, visit: Visit, address: str) -> None:
    sign_in(Role.SUPERVISOR)

    assert look(address).status_code == 200


def test_visit_begun_yesterday_stays_on_the_board_until_it_is_complete(
    look: Look, sign_in: SignIn, phone: Phone
) -> None:
    sign_in(Role.SUPERVISOR)
    phone.push(phone.write("visit.arrive", "arrive", {}))

    assert "清河县石桥街小学" in look("/board?day=2026-11-22").text
    assert "清河县石桥街小学" not in look("/board?day=2026-11-20").text


def test_complete_visit_leaves_the_board_with_its_day_and_its_phone_owes_no_word(
    look: Look, sign_in: SignIn, phone: Phone
) -> None:
    sign_in(Role.SUPERVISOR)
    through_all_steps(phone)
    phone.seal()
    with clock.fixed(MORNING):
        phone.push(*phone.ops)
    with clock.fixed(MORNING + timedelta(days=1)):
        shown = look(DAY).text
        next_day = look("/board?day=2026-11-22").text

    assert "已登记" in shown and "起未联系" not in shown
    assert "清河县石桥街小学" not in next_day


def test_visits_without_a_day_are_counted_and_found(
    look: Look, sign_in: SignIn, enter_visit: EnterVisit, school: Subject
) -> None:
    enter_visit(school).planned_on = None
    db.session.commit()
    sign_in(Role.COUNTY_OFFICE)

    assert "待排期（1）" in look(DAY).text
    assert "清河县石桥街小学" in look("/board?day=none").text


def test_what_is_going_on_stands_before_what_is_to_come(
    look: Look, sign_in: SignIn, enter_visit: EnterVisit, phone: Phone, county: None
) -> None:
    enter_visit(a_school(SCHOOLS[1], "清河县阿庄小学"))
    phone.push(phone.write("visit.arrive", "arrive", {}))
    sign_in(Role.SUPERVISOR)

    shown = words(look(DAY).text)

    assert shown.index("清河县石桥街小学") < shown.index("清河县阿庄小学")


def test_timeline_tells_every_act_with_the_phones_time_and_that_of_receipt(
    look: Look, sign_in: SignIn, phone: Phone, lead: Person
) -> None:
    sign_in(Role.SUPERVISOR)
    with clock.fixed(MORNING):
        phone.push(phone.write("visit.arrive", "arrive", {}), phone.answer("M01-02", "ABNORMAL"))

    shown = words(look(f"/board/visits/{phone.visit}").text)

    assert "2026-11-21 12:00 王砚秋：到达现场 收到 2026-11-21 09:00" in shown
    assert "门卫值守情况”：不正常" in shown


def test_registered_visit_leads_to_its_document(look: Look, sign_in: SignIn, phone: Phone) -> None:
    sign_in(Role.SUPERVISOR)
    through_all_steps(phone)
    phone.seal()
    phone.push(*phone.ops)

    shown = look(f"/board/visits/{phone.visit}").text

    assert "已登记" in shown and "清教检录〔" in shown
    assert f'href="/visits/{phone.visit}/record.pdf"' in shown
    with look(f"/visits/{phone.visit}/record.pdf") as document:
        assert document.data.startswith(b"%PDF")


def test_unknown_visit_is_not_found(look: Look, sign_in: SignIn) -> None:
    sign_in(Role.SUPERVISOR)

    assert look("/board/visits/none-such").status_code == 404
    assert look("/board/visits/none-such/now").status_code == 404


def test_refreshing_after_a_new_sign_in_leads_back_to_the_whole_page(client: FlaskClient, sign_in: SignIn) -> None:
    sign_in(Role.SUPERVISOR)

    assert client.get("/board/now?day=2026-11-21&state=DRAWN&seen=x").location == "/board?day=2026-11-21&state=DRAWN"
    assert client.get("/board/visits/abc/now").location == "/board/visits/abc"


def looks() -> list[tuple[str, str, str | None]]:
    noted = db.session.scalars(select(AuditEvent).where(AuditEvent.verb.in_(["board.viewed", "visit.viewed"])))
    return [(each.verb, each.about, each.actor) for each in noted]


def test_discipline_office_sees_the_same_and_each_look_is_noted_but_no_refreshing(
    look: Look, sign_in: SignIn, phone: Phone
) -> None:
    somebody = sign_in(Role.DISCIPLINE_OFFICE)
    board = look(DAY).text
    course = look(f"/board/visits/{phone.visit}").text
    for _ in range(5):
        look(news_address(board))
        look(news_address(course))

    assert "清河县石桥街小学" in board
    assert looks() == [
        ("board.viewed", "board", somebody.id),
        ("visit.viewed", f"visit:{phone.visit}", somebody.id),
    ]


def test_whoever_reads_only_the_part_that_refreshes_is_noted_too(look: Look, sign_in: SignIn, phone: Phone) -> None:
    somebody = sign_in(Role.DISCIPLINE_OFFICE)
    for _ in range(2):
        look("/board/now")
        look(f"/board/visits/{phone.visit}/now")

    about = [("board.viewed", "board"), ("visit.viewed", f"visit:{phone.visit}")]
    assert looks() == [(*each, somebody.id) for each in about]


def test_board_offers_nothing_to_change(app: Flask) -> None:
    rules = [rule for rule in app.url_map.iter_rules() if rule.endpoint.startswith("monitor.")]

    assert rules and all(rule.methods is not None and rule.methods <= {"GET", "HEAD", "OPTIONS"} for rule in rules)


@pytest.mark.parametrize(
    "role, may",
    [
        (Role.SUPERVISOR, True),
        (Role.COUNTY_OFFICE, True),
        (Role.SECTION, True),
        (Role.POLICY_SECTION, True),
        (Role.LEADER, True),
        (Role.DISCIPLINE_OFFICE, True),
        (Role.INSPECTOR, False),
        (Role.UNIT_ADMIN, False),
        (Role.ADMIN, False),
    ],
)
def test_only_those_who_watch_over_the_day_see_the_board(
    look: Look, sign_in: SignIn, visit: Visit, role: Role, *, may: bool
) -> None:
    sign_in(role)

    statuses = {
        look(address).status_code
        for address in ("/board", "/board/now", f"/board/visits/{visit.id}", f"/board/visits/{visit.id}/now")
    }

    assert statuses == {200 if may else 403}
