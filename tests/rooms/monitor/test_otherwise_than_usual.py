"""Days are not like plans: what was impossible, handed back, refused or unseen stands on the board in plain words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime

import pytest
from flask import Flask
from flask.testing import FlaskClient

from fieldapp.core.db import db
from fieldapp.field import queries
from fieldapp.field.actions import DrawnMember, DrawnVisit, enter_drawn_visit
from fieldapp.identity import actions as identity
from fieldapp.identity.models import Person
from fieldapp.identity.rules import Role
from fieldapp.monitor.rules import Standing, notes, summary
from fieldapp.plan.models import InspectionTask
from fieldapp.registry.models import Subject
from tests.conftest import PASSWORD, SignIn
from tests.rooms.field.a_phone import Phone
from tests.rooms.field.conftest import SCHOOLS, a_school, an_inspector, through_all_steps
from tests.rooms.monitor.a_screen import Look, news_address, words

DAY = "/board?day=2026-11-21"
NOON = datetime(2026, 11, 21, 4, 0, tzinfo=UTC)


@dataclass
class Row:
    """A visit as the board's words are made of it; nothing unusual unless said."""

    state: str = "DRAWN"
    mode: str = "ON_SITE"
    planned_on: date | None = date(2026, 11, 21)
    abnormal: int = 0
    abort: str = ""
    attempts: int = 0
    attempt: str = ""
    attempted_at: datetime | None = None
    outcome: str = ""
    returns: int = 0
    conflicts: int = 0
    unseen_devices: int = 0
    unseen_ops: int = 0


@pytest.mark.parametrize(
    "row, said",
    [
        (Row(), []),
        (Row(planned_on=None), ["待排期"]),
        (Row(mode="DOCUMENT"), ["书面检查"]),
        (Row(attempts=2, attempt="HOLIDAY", attempted_at=NOON), ["2 次未能检查，最近 11-21 12:00：放假"]),
        (Row("CONFIRMING", abort="CLOSED_OR_MOVED"), ["无法检查：停办或搬迁"]),
        (Row("CHECKING", conflicts=3), ["3 处填写不一致，检查组还没有裁定"]),
        (Row("REGISTERED", conflicts=3), []),
        (Row("CONFIRMING", returns=1), ["校方请检查组更正 1 次"]),
        (Row("SEALED", outcome="REFUSED"), ["拒绝签字"]),
        (Row("SEALED", outcome="PAPER"), ["纸面签字盖章"]),
        (Row("SEALED", outcome="SIGNED"), []),
        (Row("REGISTERED", unseen_devices=1, unseen_ops=4),
         ["签字时还没有听到 1 部手机", "签字后收到 4 条当时未见的内容，需请校方再确认"]),
    ],
)  # fmt: skip
def test_what_went_otherwise_is_said_and_nothing_else(row: Row, said: list[str]) -> None:
    assert [note.text for note in notes(row)] == said


def test_summary_of_the_day_is_one_paragraph_to_paste() -> None:
    visits: list[tuple[str, Standing]] = [
        ("石桥街幼儿园", Row("REGISTERED", abnormal=2)),
        ("文昌阁小学", Row("SEALED", abnormal=1, outcome="REFUSED")),
        ("柳溪文轩学校", Row("CHECKING")),
        ("童悦幼儿园", Row()),
        ("琴韵音乐", Row("REGISTERED", abort="REFUSED_ENTRY", outcome="ABORTED")),
        ("大柳庄小学", Row(planned_on=None, attempts=1, attempt="HOLIDAY", attempted_at=NOON)),
    ]

    # Of the five that wait for a day one was tried today and is told already.
    assert summary(date(2026, 11, 21), "17:02", visits, waiting=5) == (
        "11月21日检查小结（截至 17:02）：当天 6 所；做完 2 所，正在检查 1 所，还没有开始 1 所；"
        "无法检查 1 所（琴韵音乐：校方拒绝检查）；未能检查、另行安排 1 所（大柳庄小学：放假）；"
        "发现问题 3 个（石桥街幼儿园 2 个、文昌阁小学 1 个）；拒绝签字 1 所（文昌阁小学）；另有 4 所待排期。"
        "还在手机上没有传回的内容不在内。"
    )


def test_same_school_in_two_tasks_is_counted_as_two_visits() -> None:
    visits: list[tuple[str, Standing]] = [("柳溪文轩学校", Row("REGISTERED")), ("柳溪文轩学校", Row())]

    assert "做完 1 所，正在检查 0 所，还没有开始 1 所" in summary(date(2026, 11, 21), "17:02", visits, waiting=0)


def test_school_tried_in_vain_stays_on_the_board_of_that_day_though_it_waits_for_another(
    look: Look, sign_in: SignIn, phone: Phone
) -> None:
    phone.write("visit.abort", "attempt.a1", {"reason": "HOLIDAY", "words": "校门上锁"})
    phone.push(*phone.ops, phone.write("visit.plan", "plan", {"date": "", "reason": ""}))
    sign_in(Role.SUPERVISOR)

    shown = words(look(DAY).text)

    assert "1 次未能检查，最近 11-21 12:00：放假" in shown and "待排期（1）" in shown
    assert "未能检查、另行安排 1 所（清河县石桥街小学：放假）" in shown
    assert "清河县石桥街小学" in look("/board?day=none").text
    assert "清河县石桥街小学" not in look("/board?day=2026-11-22").text


def test_board_tells_of_hand_back_and_of_answers_that_differ(
    look: Look, sign_in: SignIn, phone: Phone, other_phone: Phone
) -> None:
    through_all_steps(phone)
    phone.write("view.return", "return.r1", {"words": "第2项写错了", "doc_sha256": "0" * 64})
    phone.push(*phone.ops)
    other_phone.push(other_phone.answer("M01-02", "ABNORMAL"))
    sign_in(Role.SUPERVISOR)

    shown = words(look(DAY).text)

    assert "校方请检查组更正 1 次" in shown and "1 处填写不一致，检查组还没有裁定" in shown


def test_board_names_who_seals_where_it_is_not_the_lead(
    look: Look, sign_in: SignIn, phone: Phone, colleague: Person
) -> None:
    phone.push(phone.write("people.change", "sealer", {"person": colleague.id}))
    sign_in(Role.SUPERVISOR)

    assert "由赵明礼封存" in look(DAY).text


def test_board_stands_still_while_only_the_minutes_pass(look: Look, sign_in: SignIn, phone: Phone) -> None:
    """The paragraph to copy bears a time; the part of the page that refreshes must not be new every minute for it."""
    sign_in(Role.SUPERVISOR)
    board = look(DAY).text

    assert "检查小结（截至 {at}）" in board and 'data-at="' in board
    assert look(news_address(board)).headers["HX-Reswap"] == "none"


def test_summary_stays_whole_whatever_state_the_board_is_narrowed_to(look: Look, sign_in: SignIn, phone: Phone) -> None:
    sign_in(Role.SUPERVISOR)

    assert "当天 1 所" in look(f"{DAY}&state=SEALED").text
    assert "当天 0 所" in look(f"{DAY}&department=人社局").text
    assert 'id="summary"' not in look("/board?day=none").text


def test_expired_sign_in_leads_the_whole_page_away_and_never_into_the_board(
    look: Look, sign_in: SignIn, client: FlaskClient, visit: object
) -> None:
    sign_in(Role.SUPERVISOR)
    address = news_address(look(DAY).text)
    client.post("/signout")

    answer = look(address)

    assert answer.status_code == 401 and answer.text == ""
    assert answer.headers["HX-Redirect"].startswith("/signin?next=/board/now?day%3D2026-11-21")


@pytest.fixture
def two_visits(app: Flask, task: InspectionTask, phone: Phone, lead: Person, colleague: Person) -> str:
    """Beside the bureau's own visit one to which a partner bureau sends somebody; gives its id."""
    partner = identity.add_unit("清河县市场监督管理局", "DEPARTMENT")
    theirs = an_inspector("韩立群", "hanliqun", partner, "130534002006")
    other: Subject = a_school(SCHOOLS[1], "清河县文昌阁小学")
    members = [DrawnMember(lead.id, "教育局", is_lead=True), DrawnMember(theirs.id, "市场监督管理局")]
    drawn = DrawnVisit(date(2026, 11, 10), date(2026, 12, 10), planned_on=date(2026, 11, 21))
    return enter_drawn_visit(task.id, other.id, members, drawn).id


@pytest.mark.parametrize(
    "role, own",
    [(Role.LEADER, False), (Role.SECTION, False), (Role.COUNTY_OFFICE, True), (Role.DISCIPLINE_OFFICE, True)],
)
def test_partner_bureau_sees_the_visits_its_own_people_go_to(
    look: Look, client: FlaskClient, two_visits: str, phone: Phone, role: Role, *, own: bool
) -> None:
    partner = queries.visit(two_visits)
    assert partner is not None
    unit = db.session.get_one(Person, partner.members[1].person_id).unit
    identity.add_person("贺正清", "he", PASSWORD, unit, roles=[role])
    client.post("/signin", data={"login": "he", "password": PASSWORD})

    board = look(DAY).text

    assert "清河县文昌阁小学" in board and ("清河县石桥街小学" in board) is own
    assert f"当天 {2 if own else 1} 所" in board
    assert look(f"/board/visits/{two_visits}").status_code == 200
    for page in ("", "/now", "/sheet"):
        assert look(f"/board/visits/{phone.visit}{page}").status_code == (200 if own else 404)
