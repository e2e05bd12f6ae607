"""Nobody lets the inspectors in: refused entry ends in a sealed record, a holiday is an attempt and another day is set."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path

from playwright.sync_api import expect

from fieldapp.core import clock
from tests.journeys.camera import photo
from tests.journeys.county import County
from tests.journeys.drivers import Signing, Sync, Today, Visit
from tests.journeys.papers import registered
from tests.journeys.phones import Phone
from tests.journeys.roles import KINDERGARTEN, LEAD, STUDIO, STUDIO_COLLEAGUE
from tests.journeys.ways import to_the_gate

FOUND = "门卫不让进入，已出示执法证件并说明来意。"
WITNESS, WITNESS_UNIT = "王梅", "清河县城关镇新华路社区"


def test_refused_entry_ends_in_a_record_the_inspectors_seal(county: County, phone: Phone, tmp_path: Path) -> None:
    visit = to_the_gate(county, phone, STUDIO)
    number, page = visit.id, phone.page
    county.server.stop()
    visit.arrive()
    _cannot_inspect(visit, "校方拒绝检查")
    page.get_by_label("见证人姓名").fill(WITNESS)
    page.get_by_label("见证人单位").fill(WITNESS_UNIT)
    phone.look("无法检查")
    phone.tap(page.get_by_role("button", name="记下无法检查"))
    with page.expect_file_chooser() as camera:
        phone.tap(page.get_by_role("button", name="拍一张现场照片"))
    camera.value.set_files(photo(tmp_path / "gate.jpg"))
    expect(page.get_by_text("照片已存本机，可以再拍")).to_be_visible()
    phone.tap(page.get_by_role("button", name="下一步", exact=True))
    phone.look("① 无法检查")

    visit.show_own()
    visit.show(county.named(STUDIO_COLLEAGUE))
    phone.tap(page.get_by_role("button", name=re.compile("^4")))
    expect(page.get_by_text("建议：不配合检查情节严重")).to_be_visible()
    visit.decide_as_suggested()
    phone.look("④ 无法检查")
    phone.tap(page.get_by_role("button", name="检查人员签字", exact=True))
    _sealed_by_the_inspectors(Signing(phone), county)

    county.server.start()
    Sync(phone).open().all_received()
    registered(phone, number).says("校方拒绝检查", FOUND, WITNESS, "不配合检查情节严重", LEAD, STUDIO_COLLEAGUE)


def test_what_was_noted_at_the_gate_is_taken_back_before_the_seal(county: County, phone: Phone) -> None:
    visit = to_the_gate(county, phone, STUDIO)
    page = phone.page
    visit.arrive()
    _cannot_inspect(visit, "校方拒绝检查")
    phone.tap(page.get_by_role("button", name="记下无法检查"))
    phone.tap(page.get_by_role("button", name="下一步", exact=True))
    expect(page.get_by_text("无法检查：校方拒绝检查")).to_be_visible()

    phone.tap(page.get_by_role("button", name="撤回"))
    expect(page.get_by_text("无法检查：校方拒绝检查")).to_be_hidden()
    visit.show_own()
    visit.show(county.named(STUDIO_COLLEAGUE))
    visit.tell()
    visit.no_recusal()
    visit.onward()
    visit.answer(1, "正常")


def test_a_school_on_holiday_waits_for_another_day(county: County, phone: Phone, tmp_path: Path) -> None:
    visit = to_the_gate(county, phone, KINDERGARTEN)
    page = phone.page
    county.server.stop()
    visit.arrive()
    visit.show_own()
    _cannot_inspect(visit, "放假", "学校放假，只有值班人员。")
    phone.tap(page.get_by_role("button", name="记下无法检查"))
    with page.expect_file_chooser() as camera:
        phone.tap(page.get_by_role("button", name="拍一张现场照片"))
    camera.value.set_files(photo(tmp_path / "gate.jpg"))
    expect(page.get_by_text("照片已存本机，可以再拍")).to_be_visible()
    phone.tap(page.get_by_role("button", name="返回今日"))
    expect(Today(phone).card(STUDIO)).to_be_visible()
    expect(Today(phone).card(KINDERGARTEN)).to_have_count(0)

    phone.go("/phone/all")
    expect(page.get_by_text("去过 1 次没有查成")).to_be_visible()  # the server has not heard of it yet
    phone.tap(page.get_by_role("button", name=f"定日期：{KINDERGARTEN}"))
    phone.look("定日期")
    day = clock.today() + timedelta(days=400)
    page.get_by_label("或选日期").fill(day.isoformat())
    phone.tap(page.get_by_role("button", name="定在这一天"))
    expect(page.get_by_text("这一天不在检查期限内，请写明为什么。")).to_be_visible()
    phone.tap(page.get_by_role("dialog").get_by_role("button", name="今天", exact=True))
    phone.tap(page.get_by_role("button", name="定在这一天"))
    expect(page.get_by_text("已存本机：定在今天")).to_be_visible()

    today = Today(phone).open()
    expect(today.card(KINDERGARTEN).get_by_text("去过，没有查成：放假")).to_be_visible()
    phone.look("今日，去过一次")
    again = today.begin(KINDERGARTEN)
    expect(page.get_by_role("button", name="到达学校")).to_be_visible()
    again.arrive()
    county.server.start()
    Sync(phone).open().all_received()


def _cannot_inspect(visit: Visit, reason: str, phrase: str = FOUND) -> None:
    """The dialog filled but for the last tap."""
    page, phone = visit.page, visit.phone
    phone.tap(page.get_by_role("button", name=re.compile("^无法检查")))
    dialog = page.get_by_role("dialog", name="无法检查")
    phone.tap(dialog.get_by_role("radio", name=reason))
    phone.tap(dialog.get_by_role("button", name=phrase))
    expect(dialog.get_by_label("看到、听到的情况")).to_have_value(phrase)


def _sealed_by_the_inspectors(signing: Signing, county: County) -> None:
    """Nobody of the school signs, and nothing is locked."""
    expect(signing.page.get_by_role("heading", name="⑤ 检查人员签字")).to_be_visible()
    signing.sign_own(county.named(LEAD))
    signing.sign_for(county.named(STUDIO_COLLEAGUE))
    signing.seal()
