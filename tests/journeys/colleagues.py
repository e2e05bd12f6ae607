"""Several phones on one visit: each in the hand of its owner, and files that go from one to the other without a network."""

from __future__ import annotations

import re
from pathlib import Path

from playwright.sync_api import Locator, expect

from tests.journeys.county import Account, County
from tests.journeys.drivers import SignIn, Today, Visit
from tests.journeys.phones import Phone

NUMBER = re.compile(r"^\d{4} \d{4} \d{4} \d{4}$")
DONE, PART = "我的部分已完成，交出", "还没完成，先交已有的"


def at_the_office_too(county: County, phone: Phone, name: str, school: str) -> Account:
    """A colleague signs in on the own phone and has the packet there; the account."""
    account = county.named(name)
    SignIn(phone).sign_in(account)
    Today(phone).ready(school)
    return account


class Giving:
    """我的答案交给同事, wherever it is opened."""

    def __init__(self, phone: Phone) -> None:
        self.phone, self.page = phone, phone.page
        self.number = ""

    def from_results(self) -> Giving:
        """④ 结果确认 on a phone that does not seal."""
        self.phone.tap(self.page.get_by_role("button", name="没有网络：把我的答案交给同事"))
        return self

    def from_sync(self, school: str) -> Giving:
        self.phone.go("/phone/sync")
        self.phone.tap(self.page.get_by_role("button", name=f"我的答案交给同事：{school}"))
        return self

    def save(self, folder: Path, how: str = DONE) -> Path:
        """The file as it lies among the downloads."""
        dialog = self.page.get_by_role("dialog", name="我的答案交给同事")
        number = dialog.locator("[data-give-number]")
        expect(number).to_have_text(NUMBER)
        self.number = number.inner_text()
        self.phone.tap(dialog.get_by_role("button", name=how))
        with self.page.expect_download() as download:
            self.phone.tap(dialog.get_by_role("button", name="保存文件"))
        expect(dialog).to_be_hidden()
        path = folder / download.value.suggested_filename
        download.value.save_as(path)
        return path


class Taking:
    """打开同事交来的文件, on the page 同步."""

    def __init__(self, phone: Phone) -> None:
        self.phone, self.page = phone, phone.page

    def read(self, *files: Path) -> list[str]:
        """Every file is told to be read; the numbers by which phones were recognised that this one was never told of."""
        self.offer(*files)
        numbers = self._recognise()
        for each in files:
            name = each.name.split("_")[2]
            expect(self.said).to_contain_text(f"已读入{name}")
        return numbers

    def offer(self, *files: Path) -> None:
        self.phone.go("/phone/sync")
        with self.page.expect_file_chooser() as chooser:
            self.phone.tap(self.page.get_by_role("button", name="打开同事交来的文件"))
        chooser.value.set_files(files)

    def _recognise(self) -> list[str]:
        asked = self.page.get_by_role("dialog", name="两部手机上这串数字一样吗？")
        told, numbers = self.said.filter(has_text="已读入"), list[str]()
        while True:
            expect(asked.or_(told)).to_be_visible()
            if told.is_visible():
                return numbers
            self.phone.look("认一认同事的手机")
            numbers.append(asked.locator("[data-recognise-number]").inner_text())
            self.phone.tap(asked.get_by_role("button", name="一样，读入"))

    @property
    def said(self) -> Locator:
        return self.page.locator("[data-say]")

    @property
    def refused(self) -> Locator:
        return self.page.locator("[data-alarm]")


def resume(phone: Phone, visit: str, step: int) -> Visit:
    """Back into the visit, at this step."""
    phone.go("/phone/today")
    phone.go(f"/phone/visit#{visit}/{step}")
    expect(phone.page.get_by_role("heading", name=re.compile("^[①②③④]")).locator("visible=true")).to_be_visible()
    return Visit(phone)
