"""A phone meets the county for the first time: over https with the county's own authority, by a code on paper."""

from __future__ import annotations

import re
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
import zxingcpp
from PIL import Image
from playwright.sync_api import Browser, Page, Playwright, expect

from tests.journeys import rig
from tests.journeys.county import County
from tests.journeys.drivers import SignIn, Today
from tests.journeys.https_phone import Doors, doors_of, trusting
from tests.journeys.phones import Phone
from tests.journeys.roles import KINDERGARTEN, LEAD, PIN

ADMINISTRATOR = "顾维安"
WECHAT = (
    "Mozilla/5.0 (Linux; Android 14; PGT-AN10) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0 Mobile Safari/537.36"
    " XWEB/1260 MMWEBSDK/2024 MicroMessenger/8.0.49 Language/zh_CN"
)
SMALL = {"width": 360, "height": 780}
TOO_WIDE = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


@pytest.fixture
def doors(county: County, tmp_path: Path) -> Iterator[Doors]:
    with doors_of(county, tmp_path) as opened:
        yield opened


@pytest.fixture
def office(office_browser: Browser, county: County, doors: Doors) -> Iterator[Page]:
    """The administrator at the server itself."""
    context = office_browser.new_context(locale="zh-CN", timezone_id="Asia/Shanghai")
    page = context.new_page()
    account = county.named(ADMINISTRATOR)
    page.goto(doors.plain + "/signin")
    page.get_by_label("登录名").fill(account.login)
    page.get_by_label("口令").fill(account.password)
    page.get_by_role("button", name="登录").click()
    page.get_by_role("link", name="人员和手机").click()
    yield page
    context.close()


def test_phone_comes_in_by_a_code_on_paper_and_is_shown_out_when_lost(
    playwright: Playwright, county: County, doors: Doors, office: Page, tmp_path: Path
) -> None:
    printed = _code_for(office, LEAD)
    phone = Phone(playwright, tmp_path / "phone", doors, env=trusting(county, tmp_path / "home")).open()
    try:
        phone.go("/phone")
        expect(phone.page.get_by_role("status").first).to_have_text("✓ 可以离线：这部手机已准备好。")
        phone.look("准备手机")
        phone.page.goto(f"{doors.url}/code{printed}")  # what the phone's camera reads from the paper
        expect(phone.page.get_by_label("登录码（12 位数字）")).to_have_value(re.compile(r"^\d{4} \d{4} \d{4}$"))
        expect(phone.page).to_have_url(f"{doors.url}/code")
        phone.look("用登录码登录")
        phone.tap(phone.page.get_by_role("button", name="登录"))
        SignIn(phone).choose_pin(PIN)
        Today(phone).ready(KINDERGARTEN)
        _installable(phone.page)
        phone.go("/phone")
        expect(phone.page.get_by_text(f"已登录：{LEAD}。")).to_be_visible()
        phone.go("/mine")
        phone.look("我的登录")

        _lost(office, LEAD)
        phone.go("/mine")
        expect(phone.page.get_by_role("button", name="登录")).to_be_visible()
        phone.settle()
    finally:
        phone.forget()
        rig.kill(rig.browser_of(phone.profile))


def test_inside_wechat_every_way_leads_out_first(
    playwright: Playwright, county: County, doors: Doors, tmp_path: Path
) -> None:
    home = trusting(county, tmp_path / "home")
    phone = Phone(playwright, tmp_path / "phone", doors, env=home, user_agent=WECHAT, viewport=SMALL).open()
    try:
        for path in ("/phone/today", "/phone/me", "/signin", "/code", "/phone"):
            phone.go(path)
            expect(phone.page.get_by_role("heading", name="请换到手机浏览器")).to_be_visible()
            expect(phone.page.get_by_text("微信“清理缓存”会删除检查记录")).to_be_visible()
            assert phone.page.url == f"{doors.url}/phone"
        phone.look("微信里")
        phone.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
        phone.tap(phone.page.get_by_role("button", name="复制网址"))
        expect(phone.page.get_by_text("网址已复制")).to_be_visible()
        assert phone.page.evaluate("navigator.clipboard.readText()") == f"{doors.url}/phone"
        phone.settle()
    finally:
        phone.forget()
        rig.kill(rig.browser_of(phone.profile))


def test_phone_that_never_installed_the_certificate_is_told_so(
    playwright: Playwright, doors: Doors, tmp_path: Path
) -> None:
    # What comes of tapping 继续前往 on the browser's warning: the page opens, and looks as if all were well.
    phone = Phone(playwright, tmp_path / "phone", doors, ignore_https_errors=True, viewport=SMALL).open()
    try:
        phone.go("/phone")
        expect(phone.page.get_by_role("status").first).to_contain_text("还不能离线：本浏览器不承认本网址的证书")
        expect(phone.page.get_by_text("请在应用商店装“Microsoft Edge”")).to_be_visible()
        phone.look("证书没有装")
        phone.enlarge_type()
        phone.page.reload()
        expect(phone.page.get_by_role("status").first).to_contain_text("还不能离线")
        assert phone.page.evaluate(TOO_WIDE) == 0
    finally:
        phone.forget()
        rig.kill(rig.browser_of(phone.profile))


def _code_for(office: Page, name: str) -> str:
    """Choose somebody, print the sheet; what stands behind # in the QR, as a camera reads it."""
    office.get_by_role("checkbox", name=f"选 {name}").check()
    office.get_by_role("button", name="发放登录码").click()
    typed = office.get_by_text(re.compile(r"^\d{4} \d{4} \d{4}$")).inner_text()
    picture = office.get_by_role("listitem").get_by_role("img").screenshot()
    (read,) = zxingcpp.read_barcodes(Image.open(BytesIO(picture)))
    _, mark, digits = read.text.partition("#")
    assert digits == typed.replace(" ", "")
    return mark + digits


def _lost(office: Page, name: str) -> None:
    office.get_by_role("link", name="回到名单").click()
    office.get_by_role("link", name=name).click()
    office.get_by_role("button", name=re.compile("^停用这部手机")).click()
    expect(office.get_by_text("已停用")).to_be_visible()


def _installable(page: Page) -> None:
    session = page.context.new_cdp_session(page)
    told = session.send("Page.getInstallabilityErrors")["installabilityErrors"]
    session.detach()
    assert told == []
