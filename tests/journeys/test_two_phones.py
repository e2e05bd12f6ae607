"""Two phones on one visit: with a network what one writes is on the other within seconds; without one it comes as a file."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

from playwright.sync_api import expect

from tests.journeys.camera import photo
from tests.journeys.colleagues import PART, Giving, Taking, at_the_office_too, resume
from tests.journeys.conftest import NewPhone
from tests.journeys.county import County
from tests.journeys.drivers import Sync, Today
from tests.journeys.roles import LEAD, PIN, STUDIO, STUDIO_COLLEAGUE
from tests.journeys.ways import at_the_office

PHRASE = "宣传页印有“保过”字样。"


def test_with_a_network_an_answer_appears_on_the_other_phone_and_disturbs_nobody(
    county: County, new_phone: NewPhone
) -> None:
    lead, colleague = new_phone(), new_phone()
    at_the_office(county, lead, STUDIO)
    at_the_office_too(county, colleague, STUDIO_COLLEAGUE, STUDIO)
    one, other = Today(lead).begin(STUDIO), Today(colleague).begin(STUDIO)
    one.arrive()
    one.show_own()
    other.show_own()
    expect(lead.page.get_by_text("已出示（本人登录）")).to_have_count(2)  # each at the own phone, both on both
    for visit in (one, other):
        visit.onward()

    other.answer(2, "不正常")
    words = other.item(2).get_by_role("textbox", name="问题")
    words.press_sequentially("两名教师")  # and goes on thinking, the caret in the box
    one.answer(1, "正常")
    expect(other.verdict(1, "正常")).to_have_attribute("aria-pressed", "true")
    expect(words).to_be_focused()
    expect(words).to_have_value("两名教师")
    words.press_sequentially("没有查询记录")
    expect(one.verdict(2, "不正常")).to_have_attribute("aria-pressed", "true")
    expect(one.item(2).get_by_role("textbox", name="问题")).to_have_value("两名教师没有查询记录")


def test_a_colleagues_photo_shows_where_one_looks_and_stays_without_a_network(
    county: County, new_phone: NewPhone, tmp_path: Path
) -> None:
    lead, colleague = new_phone(), new_phone()
    at_the_office(county, lead, STUDIO)
    at_the_office_too(county, colleague, STUDIO_COLLEAGUE, STUDIO)
    colleague.go("/phone/sync")
    colleague.tap(colleague.page.get_by_text("照片原图等我点了才传"))
    expect(colleague.page.get_by_text("已记下：照片原图先等着。")).to_be_visible()
    one, other = Today(lead).begin(STUDIO), Today(colleague).open().begin(STUDIO)
    one.arrive()
    one.show_own()
    other.show_own()
    one.tell()
    one.no_recusal()
    for visit in (one, other):
        expect(visit.page.get_by_text("已出示（本人登录）")).to_have_count(2)
        visit.onward()
    other.find_wrong(4, PHRASE, days=15, photos=[photo(tmp_path / "IMG_0001.jpg")])
    place = one.item(4).get_by_role("figure")
    place.scroll_into_view_if_needed()
    expect(place.get_by_text(f"照片在{STUDIO_COLLEAGUE}的手机上，还没有传到服务器")).to_be_visible()
    lead.look("② 检查，同事的照片还没传来")

    colleague.go("/phone/sync")
    colleague.tap(colleague.page.get_by_role("button", name=re.compile("^现在传照片")))
    expect(place.get_by_role("img")).to_be_visible()
    size = place.get_by_role("img").evaluate("(picture) => picture.decode().then(() => picture.naturalWidth)")
    assert 0 < size <= 1280
    lead.look("② 检查，同事的照片")

    county.server.stop()
    again = resume(lead, one.id, 3)
    expect(again.page.locator("[data-photos=given]").get_by_role("img")).to_be_visible()
    expect(again.page.get_by_text(f"用{STUDIO_COLLEAGUE}的手机拍的")).to_be_visible()
    again = resume(lead, one.id, 2)
    for department in again.others():
        again.not_come(department)
    for matter in again.matters():
        again.rest_normal(matter)
    again.results()
    again.decide_as_suggested()
    signing = again.hand_over()
    lead.tap(lead.page.get_by_role("button", name=re.compile("^手机坏了或人不在")))
    lead.tap(lead.page.get_by_role("dialog").get_by_role("button", name="不等了"))
    signing.lock()
    expect(signing.view.get_by_role("img")).to_be_visible()  # the school sees what it is about to sign
    county.server.start()


def test_without_a_network_the_answers_come_as_a_file_once_and_under_the_right_name(
    county: County, new_phone: NewPhone, tmp_path: Path
) -> None:
    lead, colleague = new_phone(), new_phone()
    at_the_office(county, lead, STUDIO)
    at_the_office_too(county, colleague, STUDIO_COLLEAGUE, STUDIO)
    county.server.stop()
    other = Today(colleague).begin(STUDIO)
    number = other.id
    other.show_own()
    other.show(replace(county.named(LEAD), pin=PIN))
    other.onward()
    other.answer(1, "正常")
    other.answer(2, "不正常")
    other.take_photo(2, photo(tmp_path / "IMG_0001.jpg"))
    other.results()
    early = Giving(colleague).from_results().save(tmp_path, PART)
    resume(colleague, number, 2).answer(3, "正常")
    giving = Giving(colleague).from_sync(STUDIO)
    late = giving.save(tmp_path / "late")
    colleague.look("同步，交出以后")

    taking = Taking(lead)
    assert taking.read(late) == [giving.number]
    expect(taking.said).to_contain_text("1 张照片的小图")
    expect(taking.said).to_contain_text("我的部分已完成")
    lead.look("同步，读入以后")
    taking.offer(late)
    expect(taking.said).to_contain_text("已读过")
    taking.offer(early)
    expect(taking.refused).to_contain_text("比本机已有的旧")
    torn = tmp_path / "torn.fieldapp"
    torn.write_bytes(late.read_bytes().replace(b"NORMAL", b"ABNORM", 1))
    taking.offer(torn)
    expect(taking.refused).to_contain_text("已损坏或被改过")

    visit = resume(lead, number, 2)
    expect(visit.verdict(3, "正常")).to_have_attribute("aria-pressed", "true")
    preview = visit.item(2).get_by_role("img")
    expect(preview).to_be_visible()
    assert preview.evaluate("(picture) => picture.decode().then(() => picture.naturalWidth)") == 1280
    visit.photos()
    expect(lead.page.get_by_text(f"用{STUDIO_COLLEAGUE}的手机拍的")).to_be_visible()
    assert "仅存本机" not in visit.door.inner_text()  # what was read is a colleague's, not this phone's to send

    resume(colleague, number, 2).answer(4, "正常")
    expect(colleague.page.get_by_text(re.compile("之后又记了 1 条.*请再交一次"))).to_be_visible()
    county.server.start()
    for phone in (lead, colleague):
        Sync(phone).open().all_received()
