"""On site with one hand: what is locked says why, a photo lost behind the camera is asked for again, big type fits."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.journeys.county import County
from tests.journeys.drivers import Visit
from tests.journeys.phones import Phone
from tests.journeys.roles import STUDIO, STUDIO_COLLEAGUE
from tests.journeys.ways import to_the_gate

ITEM = 3
DOUBLE_TYPE = "document.documentElement.style.fontSize = '200%'"
TOO_WIDE = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
HELD_AT_THE_EDGES = """[...document.querySelectorAll('.onward, .filter, .tabbar')].map((bar) => bar.getBoundingClientRect())
  .filter(({ height, bottom, top }) => height && bottom > 0 && top < innerHeight).reduce((sum, { height }) => sum + height, 0) / innerHeight"""


def test_no_answer_counts_before_two_people_have_shown_certificates(county: County, phone: Phone) -> None:
    visit = to_the_gate(county, phone, STUDIO)
    visit.onward()
    expect(phone.page.get_by_text("两名持证人员出示证件以后，才能填写检查结果。", exact=True)).to_be_visible()
    expect(visit.verdict(ITEM, "正常")).to_be_disabled()
    phone.look("② 还没有亮证")

    phone.tap(phone.page.get_by_role("button", name="去出示证件"))
    visit.begin(county.named(STUDIO_COLLEAGUE))
    visit.answer(ITEM, "正常")


def test_photo_that_died_behind_the_camera_is_asked_for_again(county: County, phone: Phone) -> None:
    visit = to_the_gate(county, phone, STUDIO)
    visit.begin(county.named(STUDIO_COLLEAGUE))
    address = phone.page.url
    visit.open_camera(ITEM)
    phone.kill()

    phone.open().page.goto(address)
    visit = Visit(phone)
    expect(visit.alarm).to_have_text("上一张照片可能没有保存，请重拍或从相册选取。")
    expect(visit.verdict(ITEM, "正常")).to_be_focused()
    phone.page.reload()
    expect(visit.step("② 检查")).to_be_visible()
    expect(visit.alarm).to_be_hidden()


def test_double_type_fits_the_smallest_phone(county: County, phone: Phone) -> None:
    visit = to_the_gate(county, phone, STUDIO)
    visit.begin(county.named(STUDIO_COLLEAGUE))
    visit.answer(ITEM, "不正常")
    phone.page.set_viewport_size({"width": 360, "height": 740})
    _fits(phone.page)
    visit.photos()
    _fits(phone.page)
    visit.results()
    _fits(phone.page)
    for tab in ("today", "all"):
        phone.go(f"/phone/{tab}")
        expect(phone.page.get_by_text(STUDIO)).to_be_visible()
        _fits(phone.page)


def _fits(page: Page) -> None:
    page.evaluate(DOUBLE_TYPE)
    assert page.evaluate(TOO_WIDE) <= 0, f"{page.url} is wider than the screen"
    assert page.evaluate(HELD_AT_THE_EDGES) < 1 / 2, f"{page.url} hides what one reads"
