"""A phone that dies in the middle of a visit, again and again: whatever it called 已存本机 is there when it comes back."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.journeys import rig
from tests.journeys.camera import photo
from tests.journeys.conftest import NewPhone
from tests.journeys.county import County
from tests.journeys.drivers import Signing, Today, Visit
from tests.journeys.papers import registered
from tests.journeys.phones import Phone
from tests.journeys.rig import PowerCut
from tests.journeys.roles import STUDIO, STUDIO_COLLEAGUE, STUDIO_HEAD
from tests.journeys.ways import at_the_office, sealed_by

PHRASE = "宣传页印有“保过”字样。"
HALF_TYPED = "三楼走廊尽头的"
# A draft is written at each key and no word is shown for it: only the phone's own database knows.
DRAFT_KEPT = """async (words) => {
  const opened = (request) => new Promise((done) => { request.onsuccess = () => done(request.result); });
  const people = (await indexedDB.databases()).filter(({ name }) => !name.endsWith('-device'));
  for (let kept = ''; !kept.includes(words);)
    for (const { name } of people) {
      const base = await opened(indexedDB.open(name));
      kept += JSON.stringify(await opened(base.transaction('drafts').objectStore('drafts').getAll()));
      base.close();
    }
}"""
Death = Callable[[Phone], None]


@pytest.mark.every_engine
def test_a_browser_killed_again_and_again_loses_nothing(county: County, phone: Phone, tmp_path: Path) -> None:
    visit = _on_the_way(county, phone)
    number = visit.id
    _live_through(visit, county, photo(tmp_path / "1.jpg"), _killed)
    county.server.start()
    paper = registered(phone, number)
    paper.says(PHRASE, HALF_TYPED, STUDIO_HEAD)


@pytest.mark.needs_power_cut
def test_a_flat_battery_loses_nothing_called_saved(county: County, new_phone: NewPhone, tmp_path: Path) -> None:
    with PowerCut(tmp_path / "disk") as disk:
        phone = new_phone(disk.live / "profile")
        visit = _on_the_way(county, phone)
        visit.begin(county.named(STUDIO_COLLEAGUE))
        disk.settle()  # what follows is on the disk only where the product itself asked for it
        saved = _answer(visit, photo(tmp_path / "1.jpg"))
        disk.cut(rig.browser_of(phone.profile))
        phone.forget()

        phone.open(disk.after / "profile")
        _is_as_left(phone, saved)
        phone.forget()


@pytest.mark.needs_power_cut
def test_a_flat_battery_under_the_schools_hand_loses_no_stroke(
    county: County, new_phone: NewPhone, tmp_path: Path
) -> None:
    with PowerCut(tmp_path / "disk") as disk:
        phone = new_phone(disk.live / "profile")
        visit = _on_the_way(county, phone)
        visit.begin(county.named(STUDIO_COLLEAGUE))
        disk.settle()
        signing = _up_to_half_a_signature(visit)
        disk.cut(rig.browser_of(phone.profile))
        phone.forget()

        phone.open(disk.after / "profile")
        signing = _still_locked(phone)
        _sign(signing)
        sealed_by(signing, county, STUDIO_COLLEAGUE)
        phone.forget()


def _on_the_way(county: County, phone: Phone) -> Visit:
    """Prepared at the office and put into the pocket: a browser writes the login to disk when it is closed, or half a
    minute later. From here on there is no server."""
    at_the_office(county, phone, STUDIO)
    phone.forget()
    county.server.stop()
    phone.open()
    return Today(phone).open().begin(STUDIO)


def _killed(phone: Phone) -> None:
    phone.kill()
    phone.open()


def _live_through(visit: Visit, county: County, picture: Path, death: Death) -> None:
    """From ① to ⑥ without a server, dying in every step."""
    phone = visit.phone
    visit.arrive()
    visit.show_own()
    death(phone)
    Today(phone).open().resume(STUDIO)
    visit = Visit(phone)
    expect(visit.step("① 到场亮证")).to_be_visible()
    expect(phone.page.get_by_text("已出示（本人登录）")).to_be_visible()
    visit.show(county.named(STUDIO_COLLEAGUE))
    visit.tell()
    visit.no_recusal()
    visit.onward()
    saved = _answer(visit, picture)
    death(phone)
    visit = _is_as_left(phone, saved)
    phone.tap(visit.item(5).get_by_role("button", name="当场改正"))
    visit.take_photo(5, picture)
    _up_to_half_a_signature(visit)
    death(phone)
    signing = _still_locked(phone)
    _sign(signing)
    death(phone)
    Today(phone).open()  # which leads back to what the school holds
    sealed_by(Signing(phone), county, STUDIO_COLLEAGUE)
    death(phone)
    Today(phone).open().resume(STUDIO)
    expect(phone.page.get_by_role("heading", name="✓ 已封存")).to_be_visible()


def _answer(visit: Visit, picture: Path) -> int:
    """Two answers, one of them with everything 不正常 asks for, and half a sentence; how many records were saved before it."""
    visit.answer(1, "正常")
    visit.find_wrong(4, PHRASE, days=7, photos=[picture])
    visit.answer(5, "不正常")
    expect(visit.door).to_contain_text("1 张")
    saved = _records(visit)
    visit.item(5).get_by_role("textbox", name="问题").press_sequentially(HALF_TYPED)
    visit.page.evaluate(DRAFT_KEPT, HALF_TYPED)
    return saved


def _records(visit: Visit) -> int:
    """The number of records that the title bar says are on this phone alone."""
    found = re.search(r"(\d+) 条", visit.door.inner_text())
    assert found
    return int(found[1])


def _is_as_left(phone: Phone, saved: int) -> Visit:
    Today(phone).open().resume(STUDIO)
    visit = Visit(phone)
    expect(visit.step("② 检查")).to_be_visible()
    expect(visit.item(5).get_by_role("textbox", name="问题")).to_have_value(HALF_TYPED)
    expect(visit.door).to_contain_text(f"{saved + 1} 条")  # the half sentence became a record of its own
    expect(visit.verdict(1, "正常")).to_have_attribute("aria-pressed", "true")
    expect(visit.item(4).get_by_role("textbox", name="问题")).to_have_value(PHRASE)
    expect(visit.item(4).get_by_role("button", name="限期整改")).to_have_attribute("aria-pressed", "true")
    expect(visit.item(4).get_by_role("button", name="7 日")).to_have_attribute("aria-pressed", "true")
    picture = visit.item(4).get_by_role("img")
    picture.scroll_into_view_if_needed()
    expect(picture).to_have_js_property("complete", value=True)
    assert picture.evaluate("(picture) => picture.naturalWidth") > 0
    return visit


def _up_to_half_a_signature(visit: Visit) -> Signing:
    """The sheet in the school's hands, 情况属实 and a name chosen, two strokes made and the finger on the third."""
    phone = visit.phone
    for department in visit.others():
        visit.not_come(department)
    for matter in visit.matters():
        visit.rest_normal(matter)
    visit.results()
    visit.decide_as_suggested()
    signing = visit.hand_over()
    signing.lock()
    signing.say("情况属实")
    signing.choose_signer(STUDIO_HEAD)
    phone.write(signing.ink, lift=False)
    expect(phone.page.get_by_text("已写 2 笔，已存本机")).to_be_visible()
    return signing


def _still_locked(phone: Phone) -> Signing:
    """The phone opens where the school left it: locked, read, half signed; nothing else can be reached."""
    Today(phone).open()
    signing = Signing(phone)
    expect(signing.view).to_be_visible()
    expect(phone.page.get_by_role("button", name="情况属实")).to_have_attribute("aria-pressed", "true")
    expect(phone.page.get_by_label("姓名（可点选")).to_have_value(STUDIO_HEAD)
    expect(phone.page.get_by_text("已写 2 笔，已存本机")).to_be_visible()
    return signing


def _sign(signing: Signing) -> None:
    signing.phone.write(signing.ink)
    signing.confirm()
