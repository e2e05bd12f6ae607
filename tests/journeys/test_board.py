"""The supervisor's page follows the visit by itself, and every look at it is kept."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

from playwright.sync_api import Browser, expect
from pysqlite3 import dbapi2 as sqlite

from tests.journeys.county import County
from tests.journeys.drivers import Board
from tests.journeys.phones import Phone
from tests.journeys.roles import DISCIPLINE, STUDIO, STUDIO_COLLEAGUE, SUPERVISOR
from tests.journeys.watch import Watch
from tests.journeys.ways import to_the_gate


def test_the_board_follows_the_visit_without_a_reload(county: County, phone: Phone, office_browser: Browser) -> None:
    desk = office_browser.new_context(locale="zh-CN", timezone_id="Asia/Shanghai")
    watch = Watch(desk, county.server)
    board = Board(desk.new_page(), county.server.url).open(county.named(SUPERVISOR))
    loads: list[str] = []
    board.page.on("framenavigated", lambda frame: loads.append(frame.url))
    board.shows(STUDIO, "待检查")
    watch.look(board.page, "检查进度")

    visit = to_the_gate(county, phone, STUDIO)
    visit.arrive()
    board.shows(STUDIO, "已到校", "王砚秋的手机")
    visit.show_own()
    visit.show(county.named(STUDIO_COLLEAGUE))
    visit.tell()
    visit.no_recusal()
    visit.onward()
    visit.answer(1, "正常")
    visit.answer(2, "不正常")
    board.shows(STUDIO, "检查中", "已填 2/8", "不正常 1")
    assert loads == []
    watch.look(board.page, "检查进度，检查中")

    _discipline_office_looks(office_browser, county)
    watch.settle()
    desk.close()


def _discipline_office_looks(browser: Browser, county: County) -> None:
    """纪检 sees the same and the timeline, can change nothing, and is written down as having looked."""
    context = browser.new_context(locale="zh-CN", timezone_id="Asia/Shanghai")
    watch = Watch(context, county.server)
    board = Board(context.new_page(), county.server.url).open(county.named(DISCIPLINE))
    board.shows(STUDIO, "检查中", "已填 2/8")
    board.page.get_by_role("link", name=STUDIO).click()
    expect(board.page.get_by_role("heading", name="检查经过")).to_be_visible()
    expect(board.page.get_by_role("list").filter(has_text="到达")).to_be_visible()
    expect(board.page.get_by_role("main").get_by_role("button")).to_have_count(0)
    watch.look(board.page, "检查经过")
    watch.settle()
    context.close()
    assert {("board.viewed", DISCIPLINE), ("visit.viewed", DISCIPLINE)} <= _looks(county.data)


def _looks(data: Path) -> set[tuple[str, str]]:
    """Who looked at what, as the ledger keeps it."""
    question = "SELECT verb, person.name FROM audit_event JOIN person ON person.id = actor WHERE verb LIKE '%.viewed'"
    with closing(sqlite.connect(f"file:{data / 'fieldapp.sqlite'}?mode=ro", uri=True)) as base:
        return set(base.execute(question).fetchall())
