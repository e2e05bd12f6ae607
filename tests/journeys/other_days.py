"""Screens of days that go otherwise: a check on paper, a refused entry that is sealed, a PIN nobody knows, https."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import Playwright, expect

from tests.journeys.colleagues import Taking
from tests.journeys.county import County
from tests.journeys.drivers import PinPad, Signing, Visit
from tests.journeys.https_phone import Doors, doors_of, trusting
from tests.journeys.phones import Phone
from tests.journeys.roles import LEAD, STUDIO_COLLEAGUE

Look = Callable[[Phone, str], None]
# Drawn for the studio's colleague, as a check on paper.
ON_PAPER, SECOND = "清河县百灵语言艺术培训有限公司", "郭志航"
WECHAT = (
    "Mozilla/5.0 (Linux; Android 14; PGT-AN10) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0 Mobile Safari/537.36"
    " XWEB/1260 MMWEBSDK/2024 MicroMessenger/8.0.49 Language/zh_CN"
)


def file_read_before(phone: Phone, file: Path, look: Look) -> None:
    taking = Taking(phone)
    taking.offer(file)
    expect(taking.said).to_contain_text("已读过")
    look(phone, "同步-读过的文件")


def forgotten_pin(signing: Signing, look: Look) -> None:
    """The signed sheet waits behind a PIN; after three misses it opens for signatures and the seal alone."""
    phone, page = signing.phone, signing.page
    phone.tap(page.get_by_role("button", name="检查人员输入 PIN").locator("visible=true"))
    for miss in (1, 2, 3):
        PinPad(phone).enter("000000")
        expect(page.get_by_role("alert").filter(has_text=f"第 {miss} 次")).to_be_visible()
    look(phone, "输入PIN-三次不对")
    phone.tap(page.get_by_role("button", name="忘记 PIN"))
    expect(page.get_by_role("heading", name="⑤ 检查人员签字")).to_be_visible()


def refused_entry(visit: Visit, county: County, look: Look) -> None:
    """Sealed without the school, with what had been checked until then."""
    phone, page = visit.phone, visit.page
    phone.tap(page.get_by_role("button", name="查不下去了：无法检查"))
    dialog = page.get_by_role("dialog", name="无法检查")
    phone.tap(dialog.get_by_role("radio", name="校方拒绝检查"))
    dialog.get_by_label("看到、听到的情况").fill("负责人要求检查人员离开，已说明依据，仍不接受检查。")
    phone.tap(page.get_by_role("button", name="记下无法检查"))
    phone.tap(page.get_by_role("button", name="下一步", exact=True))
    # What was decided before, and what the school asked for before, hold no longer.
    expect(page.get_by_text("没有查成的，不能认定为“未发现问题”，请改选。").first).to_be_visible()
    expect(page.locator("[data-returned]").locator("visible=true")).to_have_count(0)
    look(phone, "④结果-无法检查")
    visit.decide_as_suggested()
    _signed_alone(visit, county, look, "无法检查", LEAD, STUDIO_COLLEAGUE)


def check_on_paper(phone: Phone, county: County, look: Look) -> None:
    phone.go("/phone/all")
    phone.tap(phone.page.get_by_role("listitem").filter(has_text=ON_PAPER).get_by_role("link").first)
    visit, page = Visit(phone), phone.page
    expect(page.get_by_role("heading", name=ON_PAPER)).to_be_visible()
    look(phone, "①开始检查-书面")
    phone.tap(page.get_by_role("button", name="开始检查"))
    visit.show_own()
    visit.show(county.named(SECOND))
    look(phone, "①书面检查")
    visit.onward()
    for department in visit.others():
        visit.not_come(department)
    for matter in visit.matters():
        visit.rest_normal(matter)
    visit.results()
    visit.decide_as_suggested()
    look(phone, "④结果-书面")
    _signed_alone(visit, county, look, "书面", STUDIO_COLLEAGUE, SECOND)


def first_use_over_https(county: County, playwright: Playwright, look: Look) -> None:
    """/phone where the certificate is trusted, where it is not, and inside another app."""
    folder = county.data.parent / "https"
    folder.mkdir()
    with doors_of(county, folder) as doors:
        home = trusting(county, folder / "home")
        ways: dict[str, tuple[str, dict[str, Any]]] = {
            "证书已装": ("可以离线", {"env": home}),
            "证书没装": ("还不能离线", {"ignore_https_errors": True}),
            "微信里": ("", {"env": home, "user_agent": WECHAT}),
        }
        for name, (says, changes) in ways.items():
            with _phone(playwright, folder / name, doors, changes) as phone:
                phone.go("/phone")
                if says:
                    expect(phone.page.get_by_role("status").first).to_contain_text(says)
                look(phone, f"准备手机-{name}")


def _signed_alone(visit: Visit, county: County, look: Look, name: str, lead: str, second: str) -> None:
    phone, page = visit.phone, visit.page
    phone.tap(page.get_by_role("button", name="检查人员签字", exact=True))
    expect(page.get_by_role("heading", name="⑤ 检查人员签字")).to_be_visible()
    look(phone, f"⑤检查人员签字-{name}")
    signing = Signing(phone)
    signing.sign_own(county.named(lead))
    signing.sign_for(county.named(second))
    signing.seal()
    look(phone, f"⑥已封存-{name}")
    phone.tap(page.get_by_role("button", name=re.compile("^写补充")).locator("visible=true"))
    look(phone, f"⑥补充说明-{name}")


@contextmanager
def _phone(playwright: Playwright, profile: Path, doors: Doors, changes: dict[str, Any]) -> Iterator[Phone]:
    phone = Phone(playwright, profile, doors, **changes).open()
    try:
        yield phone
    finally:
        phone.forget()
