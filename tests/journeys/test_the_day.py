"""The day of a visit: either inspector sets or moves it, also offline; both phones follow, and one tap settles two days."""

from __future__ import annotations

import re

from playwright.sync_api import Locator, expect

from tests.journeys.conftest import NewPhone
from tests.journeys.county import County
from tests.journeys.drivers import SignIn, Sync, Today
from tests.journeys.phones import Phone
from tests.journeys.roles import COLLEAGUE, KINDERGARTEN, LEAD
from tests.journeys.ways import at_the_office


def test_both_phones_follow_and_one_tap_settles_two_days(county: County, new_phone: NewPhone) -> None:
    lead, colleague = new_phone(), new_phone()
    at_the_office(county, lead, KINDERGARTEN)
    SignIn(colleague).sign_in(county.named(COLLEAGUE))
    Today(colleague).ready(KINDERGARTEN)

    _choose_day(lead, "明天")
    Sync(lead).open().all_received()
    colleague.go("/phone/all")
    expect(_on(colleague, re.compile("^明天"))).to_be_visible()

    county.server.stop()
    _choose_day(lead, "今天")
    _choose_day(colleague, re.compile("周"))
    county.server.start()
    Sync(colleague).open().all_received()
    Sync(lead).open().all_received()
    today = Today(lead).open().card(KINDERGARTEN)
    expect(today.get_by_text("两个人定的日子不一样")).to_be_visible()
    lead.look("今日，两个日子")
    expect(today.get_by_role("button", name=re.compile(f"{COLLEAGUE} .*定的"))).to_be_visible()
    lead.tap(today.get_by_role("button", name=re.compile(f"{LEAD} .*定的")))
    expect(today.get_by_text("检查日期：今天")).to_be_visible()
    expect(today.get_by_text("两个人定的日子不一样")).to_be_hidden()

    Today(lead).open().begin(KINDERGARTEN)
    lead.tap(lead.page.get_by_role("button", name=re.compile("^检查日期：")))
    expect(lead.page.get_by_role("dialog").get_by_text("现在：今天")).to_be_visible()
    lead.tap(lead.page.get_by_role("button", name="不改了"))

    Sync(lead).open().all_received()
    expect(Today(colleague).open().card(KINDERGARTEN).get_by_text("检查日期：今天")).to_be_visible()
    lead.go("/phone/all")
    lead.look("全部")


def _choose_day(phone: Phone, day: str | re.Pattern[str]) -> None:
    """From 全部, by the chip that names the day."""
    phone.go("/phone/all")
    phone.tap(phone.page.get_by_role("button", name=f"改日期：{KINDERGARTEN}"))
    phone.tap(phone.page.get_by_role("dialog").get_by_role("button", name=day).first)
    phone.tap(phone.page.get_by_role("button", name="定在这一天"))
    expect(phone.page.get_by_text("已存本机：定在")).to_be_visible()


def _on(phone: Phone, day: re.Pattern[str]) -> Locator:
    """The school in the list of that day."""
    section = phone.page.locator("section").filter(has=phone.page.get_by_role("heading", name=day))
    return section.get_by_role("link", name=KINDERGARTEN)
