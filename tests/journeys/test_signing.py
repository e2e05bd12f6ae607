"""In the school's hands: it reads and hands back, stamps paper, is interrupted, and adds a word at the gate."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Locator, ViewportSize, expect

from tests.journeys.camera import photo
from tests.journeys.county import County
from tests.journeys.drivers import PinPad, Signing, Sync, Today, Visit
from tests.journeys.papers import registered
from tests.journeys.phones import Phone
from tests.journeys.roles import LEAD, PIN, STUDIO, STUDIO_COLLEAGUE, STUDIO_HEAD
from tests.journeys.ways import agreed_by, all_normal, into_the_schools_hands, sealed_by, to_the_gate

MISTAKE = "第 3 项写的是二楼，我们教室在三楼。"
OBJECTION = "宣传页是上一任负责人印的，已经停用，请复核。"
SLIP = "第 4 项的照片拍的是旧宣传页，以现场更换后的为准。"
LANDSCAPE: ViewportSize = {"width": 839, "height": 412}
UPRIGHT: ViewportSize = {"width": 412, "height": 839}
# What the system does to a page that a call covers, and when the call is over.
COVERED = """(state) => {
  Object.defineProperty(document, 'visibilityState', { value: state, configurable: true });
  document.dispatchEvent(new Event('visibilitychange'));
}"""


@pytest.mark.every_engine
def test_the_school_hands_back_then_objects_and_signs(county: County, phone: Phone) -> None:
    visit = _checked(county, phone)
    number, page = visit.id, phone.page
    county.server.stop()
    signing = into_the_schools_hands(visit)
    signing.say("情况属实")
    signing.choose_signer(STUDIO_HEAD)
    phone.tap(page.get_by_text("哪里写得不对？请检查组更正"))
    phone.tap(_button(signing, "请检查组更正"))
    expect(signing.problem).to_have_text("请写明哪里要更正。")
    page.get_by_label("哪里要更正").fill(MISTAKE)
    phone.look("⑤ 请检查组更正")
    phone.tap(_button(signing, "请检查组更正"))
    _waits_for_an_inspector(phone)
    page.reload()  # nothing of it is left to the memory of a page
    _waits_for_an_inspector(phone)
    phone.look("⑤ 交还更正")

    phone.tap(_button(signing, "检查人员输入 PIN"))
    PinPad(phone).enter(PIN)
    expect(visit.step("② 检查")).to_be_visible()
    _asked_for(phone)
    phone.look("② 检查，校方请检查组更正")
    visit.answer(3, "未检查")
    visit.item(3).get_by_role("textbox").fill("三楼教室正在使用，没有进入")
    visit.results()
    _asked_for(phone)
    visit.decide_as_suggested()
    signing = visit.hand_over()
    _asked_for(phone)
    signing.lock()
    expect(page.get_by_role("button", name="情况属实")).to_have_attribute("aria-pressed", "false")
    expect(signing.view).to_contain_text("三楼教室正在使用")
    signing.say("有异议", OBJECTION)
    signing.choose_signer(STUDIO_HEAD)
    signing.write()
    signing.confirm()
    sealed_by(signing, county, STUDIO_COLLEAGUE)
    phone.go(f"/phone/visit#{number}/2")
    expect(visit.step("② 检查")).to_be_visible()
    # Shown again: nothing is asked for any more.
    expect(page.get_by_text(MISTAKE).locator("visible=true")).to_have_count(0)

    county.server.start()
    Sync(phone).open().all_received()
    registered(phone, number).says("请检查组更正", MISTAKE, "有异议", OBJECTION, "三楼教室正在使用，没有进入")


def test_a_forgotten_pin_leaves_what_was_handed_back_with_the_school(county: County, phone: Phone) -> None:
    """Nobody changes the sheet under the school's eyes, and nothing is stranded: it may object and sign."""
    signing = into_the_schools_hands(_checked(county, phone))
    page = phone.page
    phone.tap(page.get_by_text("哪里写得不对？请检查组更正"))
    page.get_by_label("哪里要更正").fill(MISTAKE)
    phone.tap(_button(signing, "请检查组更正"))
    phone.tap(_button(signing, "检查人员输入 PIN"))
    for miss in (1, 2, 3):
        PinPad(phone).enter("000000")
        expect(page.get_by_role("alert").filter(has_text=f"第 {miss} 次")).to_be_visible()
    phone.tap(page.get_by_role("button", name="忘记 PIN"))
    expect(page.get_by_text("PIN 忘记了，这部手机上不能改检查内容。")).to_be_visible()
    expect(signing.view).to_be_visible()
    signing.say("有异议", MISTAKE)
    signing.choose_signer(STUDIO_HEAD)
    signing.write()
    signing.confirm()


def test_a_school_stamps_paper_and_every_page_is_photographed(county: County, phone: Phone, tmp_path: Path) -> None:
    visit = _checked(county, phone)
    number, page = visit.id, phone.page
    county.server.stop()
    signing = into_the_schools_hands(visit)
    phone.tap(page.get_by_text("纸面签字盖章（打印后签，再拍照）"))
    _print_and_save(signing, county)
    phone.tap(_button(signing, "记下纸面签字"))
    expect(signing.problem).to_have_text("请先拍下签好字的每一页。")
    for count, name in enumerate(("second", "first", "blurred"), start=1):
        with page.expect_file_chooser() as camera:
            phone.tap(_button(signing, "拍一页"))
        camera.value.set_files(photo(tmp_path / f"{name}.jpg"))
        expect(page.get_by_text(f"已拍 {count} 页，已存本机")).to_be_visible()
    phone.tap(_button(signing, "删除：第 3 页"))
    expect(page.get_by_text("已拍 2 页，已存本机")).to_be_visible()
    second = _picture(page.get_by_alt_text("签好字的第 1 页"))
    phone.tap(_button(signing, "移到前一页：第 2 页"))
    expect(page.get_by_alt_text("签好字的第 2 页")).to_have_attribute("src", second)
    signing.say("情况属实")
    signing.choose_signer(STUDIO_HEAD)
    phone.tap(_button(signing, "盖了公章"))
    phone.look("⑤ 纸面签字")
    phone.tap(_button(signing, "记下纸面签字"))
    expect(page.get_by_text(f"{STUDIO_HEAD}（负责人）纸面签字盖章").first).to_be_visible()
    sealed_by(signing, county, STUDIO_COLLEAGUE)
    expect(page.get_by_text("纸面签字盖章（有公章，2 页）")).to_be_visible()

    county.server.start()
    Sync(phone).open().all_received()
    registered(phone, number).says("纸面签字页", STUDIO_HEAD, "情况属实")


def test_nothing_leads_out_of_the_locked_view_and_no_stroke_is_lost(county: County, phone: Phone) -> None:
    visit = _checked(county, phone)
    number, page = visit.id, phone.page
    signing = into_the_schools_hands(visit)
    signing.say("有异议", OBJECTION)
    signing.choose_signer(STUDIO_HEAD)
    phone.write(signing.ink, lift=False)
    _as_left(signing)
    for _ in range(4):
        page.evaluate("history.back()")
        expect(page.get_by_text("本页已锁定，检查人员输入 PIN 才能返回。")).to_be_visible()
        _as_left(signing)
    for size in (LANDSCAPE, UPRIGHT):
        page.set_viewport_size(size)
        _as_left(signing)
        phone.look("⑤ 横屏" if size is LANDSCAPE else "⑤ 竖屏")
    for state in ("hidden", "visible"):
        page.evaluate(COVERED, state)
    _as_left(signing)
    page.reload()
    _as_left(signing)
    for elsewhere in ("today", "all", "sync", "me", f"visit#{number}/2"):
        phone.go(f"/phone/{elsewhere}")
        _as_left(signing)
    phone.write(signing.ink)
    signing.confirm()
    sealed_by(signing, county, STUDIO_COLLEAGUE)
    Today(phone).open().ready(STUDIO)  # the phone is nobody's but the inspectors' again


def test_a_slip_noticed_at_the_gate_is_signed_by_both_sides(county: County, phone: Phone) -> None:
    visit = _checked(county, phone)
    number, page = visit.id, phone.page
    county.server.stop()
    signing = into_the_schools_hands(visit)
    agreed_by(signing, STUDIO_HEAD)
    sealed_by(signing, county, STUDIO_COLLEAGUE)

    phone.tap(_button(signing, "写补充/更正说明"))
    page.get_by_label("说明什么").fill(SLIP)
    page.get_by_label("关于哪一项").select_option(index=4)
    phone.tap(page.get_by_role("group", name="校方", exact=True).get_by_role("button", name="签字", exact=True))
    expect(page.get_by_label("签字人姓名")).to_have_value(STUDIO_HEAD)
    pads = page.get_by_role("img", name="签名").locator("visible=true")
    phone.write(pads.first)
    three = page.get_by_text("已写 3 笔，已存本机").locator("visible=true")
    expect(three).to_be_visible()
    page.reload()  # half of it survives
    expect(page.get_by_label("说明什么")).to_have_value(SLIP)
    expect(three).to_be_visible()
    phone.tap(_button(signing, "签好了，记下说明"))
    expect(signing.problem).to_have_text("请检查人员签字（至少一人）。")
    phone.write(pads.last)
    phone.look("⑥ 补充说明")
    phone.tap(_button(signing, "签好了，记下说明"))
    expect(page.get_by_label("说明什么")).to_be_hidden()
    shown = page.get_by_role("region", name="补充/更正说明")
    expect(shown).to_contain_text(SLIP)
    expect(shown).to_contain_text(f"校方 {STUDIO_HEAD}（负责人）已签字；检查人员 {LEAD}已签字")
    phone.look("⑥ 有补充说明")

    county.server.start()
    Sync(phone).open().all_received()
    registered(phone, number).says(SLIP)


def _checked(county: County, phone: Phone) -> Visit:
    """Up to ④, everything normal."""
    visit = to_the_gate(county, phone, STUDIO)
    visit.begin(county.named(STUDIO_COLLEAGUE))
    all_normal(visit)
    return visit


def _asked_for(phone: Phone) -> None:
    """What the school wants mended stands where one mends it, with the time."""
    asked = phone.page.locator("[data-returned]").locator("visible=true")
    expect(asked).to_contain_text("校方请检查组更正：")
    expect(asked).to_contain_text(MISTAKE)
    expect(asked).to_contain_text(re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d"))


def _waits_for_an_inspector(phone: Phone) -> None:
    expect(phone.page.get_by_role("heading", name="请把手机交还检查人员")).to_be_visible()
    expect(phone.page.get_by_text(MISTAKE)).to_be_visible()


def _print_and_save(signing: Signing, county: County) -> None:
    """What goes to the printer is the sheet and nothing else; the file says the same without this phone."""
    page, phone = signing.page, signing.phone
    page.evaluate("globalThis.print = () => { globalThis.printed = true; }")
    phone.tap(_button(signing, "打印"))
    expect(page.get_by_text("打印时请选 A4。")).to_be_visible()
    assert page.evaluate("printed")
    page.emulate_media(media="print")
    for words in ("单位盖章", "负责人（现场负责人）签字", LEAD, STUDIO_COLLEAGUE, "检查码", "内容摘要"):
        expect(page.locator("#paper").get_by_text(words).first).to_be_visible()
    expect(_button(signing, "打印")).to_have_count(0)
    page.emulate_media(media="screen")
    with page.expect_download() as saved:
        phone.tap(_button(signing, "存成文件"))
    assert re.fullmatch(rf"检查记录_{STUDIO}_\d{{8}}\.html", saved.value.suggested_filename)
    text = Path(saved.value.path()).read_text("utf-8")
    assert "单位盖章" in text
    assert county.server.url not in text
    assert "<script" not in text


def _picture(picture: Locator) -> str:
    expect(picture).to_have_attribute("src", re.compile("^blob:"))
    return picture.get_attribute("src") or ""


def _as_left(signing: Signing) -> None:
    """Locked, read, half signed."""
    page = signing.page
    expect(signing.view).to_be_visible()
    expect(page.get_by_role("button", name="有异议")).to_have_attribute("aria-pressed", "true")
    expect(page.get_by_label("要说的话")).to_have_value(OBJECTION)
    expect(page.get_by_label("姓名（可点选")).to_have_value(STUDIO_HEAD)
    expect(page.get_by_text("已写 2 笔，已存本机")).to_be_visible()


def _button(signing: Signing, name: str) -> Locator:
    return signing.page.get_by_role("button", name=name, exact=True).locator("visible=true")
