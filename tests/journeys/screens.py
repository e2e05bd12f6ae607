"""Every screen of the phone, reached once on a walk through the day; whoever walks along looks at each."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from playwright.sync_api import Locator, Playwright, expect

from tests.journeys.camera import photo
from tests.journeys.county import County
from tests.journeys.drivers import PinPad, SignIn, Signing, Today, Visit
from tests.journeys.other_days import (
    check_on_paper,
    file_read_before,
    first_use_over_https,
    forgotten_pin,
    refused_entry,
)
from tests.journeys.phones import Phone
from tests.journeys.roles import BIG_SCHOOL, HEAD, KINDERGARTEN, LEAD, PIN, STUDIO, STUDIO_COLLEAGUE, STUDIO_HEAD
from tests.journeys.roles import COLLEAGUE as SECOND
from tests.journeys.ways import all_normal

Look = Callable[[Phone, str], None]
WITH_CAMERA = {"permissions": ["geolocation", "camera"]}


@dataclass(frozen=True)
class Shape:
    """A screen in CSS pixels, how large its owner set the type, and how it shall look."""

    width: int
    height: int
    type: str = ""
    appearance: str = ""


SHAPES = {
    "narrow": Shape(360, 780),
    "wide": Shape(412, 915),
    "double type": Shape(360, 780, type="200%"),
    "sideways": Shape(780, 360),
    "dark": Shape(412, 915, appearance="dark"),
    "outdoor": Shape(412, 915, appearance="outdoor"),
}
PUT_ON = """([type, appearance]) => {
  document.documentElement.style.fontSize = type;
  if (appearance) document.documentElement.dataset.appearance = appearance;
  else delete document.documentElement.dataset.appearance;
}"""


@contextmanager
def reshape(phone: Phone, shape: Shape) -> Iterator[None]:
    """The same screen on another phone, for as long as one looks."""
    before = phone.page.viewport_size
    phone.page.set_viewport_size({"width": shape.width, "height": shape.height})
    phone.page.evaluate(PUT_ON, [shape.type, shape.appearance])
    phone.page.wait_for_timeout(60)  # two frames: bars that hold on let go, a dialog finds its place
    yield
    phone.page.evaluate(PUT_ON, ["", ""])
    if before:
        phone.page.set_viewport_size(before)


def walk(county: County, playwright: Playwright, look: Look) -> None:
    """`look(phone, name)` at each screen, in the order of the day; the phone is in the middle of its work then."""
    folder = county.data.parent
    phone = Phone(playwright, folder / "lead", county.server, **WITH_CAMERA).open()
    other = Phone(playwright, folder / "colleague", county.server).open()
    try:
        _first_use(county, phone, look)
        SignIn(other).sign_in(county.named(STUDIO_COLLEAGUE))
        Today(other).ready(STUDIO)
        _lists(phone, look)
        _two_phones(county, phone, other, look)
        _whole_visit(county, phone, look)
        _locked_gate(phone, look)
        _at_the_end(phone, look)
        check_on_paper(other, county, look)
        first_use_over_https(county, playwright, look)
    finally:
        phone.forget()
        other.forget()


def _first_use(county: County, phone: Phone, look: Look) -> None:
    for path, name in (("/phone/today", "今日-没有登录"), ("/phone/me", "我的-没有登录"), ("/phone", "准备手机")):
        phone.go(path)
        phone.page.wait_for_load_state("networkidle")
        look(phone, name)
    for path, name in (("/code", "登录码"), ("/signin", "登录"), ("/nowhere", "没有这一页")):
        phone.go(path)
        look(phone, name)
    SignIn(phone).sign_in(county.named(LEAD))
    expect(phone.page.get_by_label("再输入一次")).to_be_visible()
    look(phone, "设置PIN")
    SignIn(phone).choose_pin(PIN)
    for school in (BIG_SCHOOL, KINDERGARTEN, STUDIO):
        Today(phone).ready(school)


def _lists(phone: Phone, look: Look) -> None:
    page = phone.page
    look(phone, "今日")
    phone.tap(Today(phone).card(STUDIO).get_by_role("button", name=re.compile("改日期")))
    look(phone, "定日期")
    page.get_by_label("或选日期").fill("2030-01-01")
    phone.tap(page.get_by_role("button", name="定在这一天"))
    look(phone, "定日期-期限外")
    phone.tap(page.get_by_role("button", name="不改了"))
    for path, name in (("/phone/all", "全部"), ("/phone/sync", "同步"), ("/phone/me", "我的"), ("/mine", "我的手机")):
        phone.go(path)
        page.wait_for_load_state("networkidle")
        look(phone, name)
    phone.go("/phone/all")
    page.get_by_label("按学校名称查找").fill("没有的学校")
    look(phone, "全部-没有找到")
    phone.go("/phone/me")
    phone.tap(page.get_by_role("button", name="退出登录"))
    look(phone, "退出登录")
    phone.go("/phone/visit#00000000-0000-4000-8000-000000000000/1")
    expect(page.get_by_text("这部手机里没有这次检查")).to_be_visible()
    look(phone, "检查-不在本机")


def _two_phones(county: County, phone: Phone, other: Phone, look: Look) -> None:
    """Two phones on one visit without a network: a conflict, a silent phone, a file; then the school signs on paper."""
    visit = Today(phone).open().begin(STUDIO)
    with phone.page.expect_response(lambda reply: "/ops?after=" in reply.url and reply.ok):
        phone.page.reload()
    expect(visit.step("① 到场亮证")).to_be_visible()
    county.server.stop()
    theirs = Today(other).open().begin(STUDIO)
    theirs.begin(replace(county.named(LEAD), pin=PIN))
    theirs.answer(1, "正常")
    theirs.answer(2, "未检查")
    theirs.item(2).get_by_role("textbox").fill("没有带查询单")
    theirs.page.get_by_role("button", name="结果确认", exact=True).tap()
    look(other, "④结果-不由本机封存")
    file = _given(other, county.data.parent, look)
    visit.begin(county.named(STUDIO_COLLEAGUE))
    all_normal(visit)
    signing = visit.hand_over()
    expect(phone.page.get_by_role("heading", name="同事手机上的内容还没有收全")).to_be_visible()
    look(phone, "⑤同事的手机没有收全")
    phone.tap(_button(phone, f"手机坏了或人不在，不等这部手机：{STUDIO_COLLEAGUE}的手机"))
    look(phone, "⑤不等这部手机")
    phone.page.keyboard.press("Escape")
    with phone.page.expect_file_chooser() as chooser:
        phone.tap(_button(phone, "打开同事的文件"))
    chooser.value.set_files(file)
    expect(phone.page.get_by_role("heading", name="同事手机上的内容还没有收全")).to_be_hidden()
    look(phone, "⑤还有没定的")
    phone.tap(phone.page.get_by_role("link", name="两人填得不一样").first)
    expect(visit.item(2).get_by_label("采用哪一个，为什么（必填）")).to_be_visible()
    look(phone, "②两人填得不一样")
    visit.item(2).get_by_label("采用哪一个，为什么（必填）").fill("已一起复看，材料齐全")
    phone.tap(visit.item(2).get_by_role("button", name="采用：正常"))
    visit.results()
    visit.decide_as_suggested()
    _on_paper(visit, signing, look)
    look(phone, "②校方请检查组更正")
    refused_entry(visit, county, look)
    file_read_before(phone, file, look)


def _given(other: Phone, folder: Path, look: Look) -> Path:
    other.go("/phone/sync")
    page = other.page
    other.tap(page.get_by_role("button", name=f"我的答案交给同事：{STUDIO}"))
    look(other, "交给同事")
    other.tap(page.get_by_role("button", name="我的部分已完成，交出"))
    expect(page.get_by_role("button", name="保存文件")).to_be_visible()
    look(other, "交给同事-文件")
    with page.expect_download() as saved:
        other.tap(page.get_by_role("button", name="保存文件"))
    saved.value.save_as(folder / saved.value.suggested_filename)
    look(other, "同步-交出以后")
    return folder / saved.value.suggested_filename


def _on_paper(visit: Visit, signing: Signing, look: Look) -> None:
    phone, page = visit.phone, visit.page
    visit.hand_over()
    look(phone, "⑤交给校方")
    signing.lock()
    phone.tap(page.get_by_text("哪里写得不对？请检查组更正"))
    phone.tap(page.get_by_text("没有取得签字（由检查人员记录）"))
    phone.tap(_button(phone, "不在场"))
    look(phone, "⑤校方阅读-不在场")
    phone.tap(_button(phone, "现场负责人也不在"))
    look(phone, "⑤校方阅读-没有取得签字")
    phone.tap(page.get_by_text("没有取得签字（由检查人员记录）"))
    phone.tap(page.get_by_text("纸面签字盖章（打印后签，再拍照）"))
    with page.expect_file_chooser() as camera:
        phone.tap(_button(phone, "拍一页"))
    camera.value.set_files(photo(phone.profile.parent / "page.jpg"))
    expect(page.get_by_text("已拍 1 页，已存本机")).to_be_visible()
    signing.say("情况属实")
    signing.choose_signer(STUDIO_HEAD)
    look(phone, "⑤校方阅读-纸面")
    page.get_by_label("哪里要更正").fill("第 3 项写的是二楼，我们教室在三楼。")
    phone.tap(_button(phone, "请检查组更正"))
    expect(page.get_by_role("heading", name="请把手机交还检查人员")).to_be_visible()
    look(phone, "⑤请检查组更正")
    phone.tap(_button(phone, "检查人员输入 PIN"))
    look(phone, "输入PIN")
    PinPad(phone).enter(PIN)
    expect(visit.step("② 检查")).to_be_visible()


def _whole_visit(county: County, phone: Phone, look: Look) -> None:
    visit = Today(phone).open().begin(KINDERGARTEN)
    page = phone.page
    look(phone, "①到场亮证-刚到")
    visit.arrive()
    visit.show_own()
    phone.tap(_button(phone, "申请回避"))
    look(phone, "①申请回避")
    phone.tap(page.get_by_role("button", name="下一步：检查"))
    look(phone, "②检查-还不能填")
    phone.tap(_button(phone, "换人填写"))
    look(phone, "换人填写")
    phone.tap(page.get_by_role("button", name="不换了"))
    phone.tap(page.get_by_role("button", name="去出示证件"))
    visit.show(county.named(SECOND))
    visit.tell()
    visit.no_recusal()
    look(phone, "①到场亮证")
    visit.onward()
    look(phone, "②检查")
    _sheet(visit, county, look)
    _photos(visit, look)
    visit.results()
    look(phone, "④结果-还有没填的")
    phone.tap(page.get_by_role("navigation", name="检查步骤").get_by_role("button").nth(1))
    visit.answer(2, "正常")
    phone.tap(visit.item(3).get_by_role("button", name="15 日", exact=True))
    for department in visit.others():
        visit.not_come(department)
    for matter in visit.matters():
        if visit.group(matter).get_by_role("button", name=re.compile("^本组其余正常")).is_visible():
            visit.rest_normal(matter)
    visit.results()
    visit.decide_as_suggested()
    look(phone, "④结果确认")
    _signed(visit, county, look)


def _sheet(visit: Visit, county: County, look: Look) -> None:
    phone = visit.phone
    department = visit.others()[0]
    visit.not_come(department)
    look(phone, "②部门未到场")
    visit.let_write(county.named(SECOND))
    look(phone, "②换人以后")
    visit.own_again(LEAD)
    visit.rest_normal(visit.matters()[1])
    visit.answer(1, "正常")
    visit.answer(2, "未检查")
    visit.answer(3, "不正常")
    phone.tap(visit.item(3).get_by_text("依据与指引"))
    phone.tap(visit.item(3).get_by_role("button", name="限期整改"))
    visit.item(3).evaluate("(card) => card.scrollIntoView({ block: 'start' })")
    look(phone, "②不正常")
    phone.tap(visit.group(visit.matters()[0]).get_by_role("button", name=re.compile("^本组未涉及")))
    look(phone, "②本组未涉及")
    phone.tap(visit.group(visit.matters()[0]).get_by_role("button", name="不记了"))
    phone.tap(visit.page.get_by_role("button", name=re.compile("^不正常 ")))
    look(phone, "②只看不正常")
    phone.tap(visit.page.get_by_role("button", name=re.compile("^全部 ")))


def _photos(visit: Visit, look: Look) -> None:
    phone, page = visit.phone, visit.page
    number = 3
    phone.tap(visit.item(number).get_by_role("button", name=re.compile("楼安全出口上锁")))
    expect(visit.item(number).get_by_role("textbox", name="问题")).to_be_focused()  # the caret waits in the bracket
    page.keyboard.insert_text("教学")
    visit.take_photo(number, photo(phone.profile.parent / "exit.jpg"))
    phone.tap(visit.item(number).get_by_role("button", name="本页取景"))
    finder = page.get_by_role("dialog", name=re.compile("^第 3 项|避开学生面部"))
    if finder.get_by_role("button", name="知道了，拍照").count():
        look(phone, "避开学生面部")
        phone.tap(finder.get_by_role("button", name="知道了，拍照"))
    finder = page.get_by_role("dialog", name=re.compile("^第 3 项"))
    expect(finder.get_by_role("button", name="拍照", exact=True)).to_be_enabled()
    look(phone, "本页取景")
    phone.tap(finder.get_by_role("button", name="完成"))
    phone.tap(visit.item(number).get_by_role("button", name=re.compile("遮挡")).first)
    cover = page.get_by_role("dialog", name="遮挡面部")
    expect(cover.get_by_role("img")).to_be_visible()
    phone.tap(cover.get_by_role("button", name="加一个框"))
    look(phone, "遮挡面部")
    page.keyboard.press("Escape")
    visit.photos()
    look(phone, "③照片")
    phone.tap(page.get_by_role("button", name=re.compile("^撤下")).locator("visible=true").first)
    look(phone, "③为什么撤下")
    phone.tap(page.get_by_role("button", name="不撤下"))


def _signed(visit: Visit, county: County, look: Look) -> None:
    phone, page = visit.phone, visit.page
    signing = visit.hand_over()
    signing.lock()
    look(phone, "⑤校方阅读")
    signing.say("有异议", "三楼的门放学后才锁。")
    signing.choose_signer(HEAD)
    signing.write()
    look(phone, "⑤校方签字")
    signing.confirm()
    look(phone, "⑤交还")
    forgotten_pin(signing, look)
    look(phone, "⑤检查人员签字")
    phone.tap(_button(phone, f"签字：{LEAD}"))
    look(phone, "⑤检查人员签字-签名")
    phone.tap(page.get_by_role("dialog").get_by_role("button", name="先不签"))
    signing.sign_own(county.named(LEAD))
    signing.sign_for(county.named(SECOND))
    signing.seal()
    look(phone, "⑥已封存")
    phone.tap(_button(phone, "写补充/更正说明"))
    look(phone, "⑥补充说明")
    phone.go("/phone/sync")
    expect(page.get_by_text("现在连不上服务器")).to_be_visible()
    look(phone, "同步-没有网络")


def _locked_gate(phone: Phone, look: Look) -> None:
    visit, page = Today(phone).open().begin(BIG_SCHOOL), phone.page
    visit.arrive()
    for reason in ("放假", "校方拒绝检查"):
        phone.tap(page.get_by_role("button", name=re.compile("^无法检查")))
        dialog = page.get_by_role("dialog", name="无法检查")
        phone.tap(dialog.get_by_role("radio", name=reason))
        look(phone, f"无法检查-{reason}")
        phone.tap(dialog.get_by_role("button", name="不记了"))
    phone.tap(page.get_by_role("button", name=re.compile("^无法检查")))
    phone.tap(dialog.get_by_role("radio", name="放假"))
    phone.tap(dialog.get_by_role("button", name="学校放假，只有值班人员。"))
    phone.tap(page.get_by_role("button", name="记下无法检查"))
    look(phone, "无法检查-记下以后")
    phone.tap(page.get_by_role("button", name="返回今日"))


def _at_the_end(phone: Phone, look: Look) -> None:
    page = phone.page
    look(phone, "今日-一天将尽")
    phone.go("/phone/all")
    look(phone, "全部-一天将尽")
    phone.tap(page.get_by_role("button", name=f"定日期：{BIG_SCHOOL}"))
    look(phone, "定日期-待排期")


def _button(phone: Phone, name: str) -> Locator:
    return phone.page.get_by_role("button", name=name, exact=True).locator("visible=true")
