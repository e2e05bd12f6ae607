"""The phone's and the office's screens as their users see them: found by the words on them, touched with a finger."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

from playwright.sync_api import FileChooser, Locator, Page, expect

from tests.journeys.county import Account
from tests.journeys.phones import Phone

SAVED, RECEIVED, SEALED = "已存本机", "已收到", "已封存"


class SignIn:
    """登录, and the PIN each person chooses once."""

    def __init__(self, phone: Phone) -> None:
        self.phone, self.page = phone, phone.page

    def sign_in(self, account: Account) -> None:
        self.phone.go("/signin?next=/phone/today")
        self.phone.look("登录")
        self.page.get_by_label("登录名").fill(account.login)
        self.page.get_by_label("口令").fill(account.password)
        self.phone.tap(self.page.get_by_role("button", name="登录"))

    def choose_pin(self, pin: str) -> None:
        self.page.get_by_label("PIN（六位数字）").fill(pin)
        self.page.get_by_label("再输入一次").fill(pin)
        self.phone.look("设置 PIN")
        self.phone.tap(self.page.get_by_role("button", name="设好了"))


class Today:
    """今日: a card per school."""

    def __init__(self, phone: Phone) -> None:
        self.phone, self.page = phone, phone.page

    def open(self) -> Today:
        self.phone.go("/phone/today")
        return self

    def card(self, school: str) -> Locator:
        return self.page.get_by_role("article").filter(has=self.page.get_by_role("heading", name=school))

    def ready(self, school: str) -> Today:
        """The packet is here, and this window has proved that it works without a network."""
        expect(self.card(school).get_by_text("已备好可离线")).to_be_visible()
        return self

    def begin(self, school: str) -> Visit:
        self.phone.tap(self.card(school).get_by_role("link", name="开始检查"))
        expect(self.page.get_by_role("heading", name="① 到场亮证")).to_be_visible()
        return Visit(self.phone)

    def resume(self, school: str) -> None:
        """Go on where this visit stands, whichever page that is."""
        self.phone.tap(self.card(school).get_by_role("link", name=re.compile("^继续|看封存页")))


class PinPad:
    """Six digits on the glass, for oneself or for a colleague."""

    def __init__(self, phone: Phone) -> None:
        self.phone, self.page = phone, phone.page

    def enter(self, pin: str) -> None:
        pad = self.page.get_by_role("dialog")
        for digit in pin:
            self.phone.tap(pad.get_by_role("button", name=digit, exact=True))


class Visit:
    """One visit, steps ① to ④."""

    def __init__(self, phone: Phone) -> None:
        self.phone, self.page = phone, phone.page
        self._asked: set[int] = set()

    @property
    def id(self) -> str:
        """The visit's number stands in the address."""
        return self.page.url.partition("#")[2].partition("/")[0]

    @property
    def door(self) -> Locator:
        """How far the work has come, in the title bar."""
        return self.page.get_by_role("banner").get_by_role("link").last

    def step(self, title: str) -> Locator:
        return self.page.get_by_role("heading", name=title)

    @property
    def alarm(self) -> Locator:
        """The one sentence about something that went wrong."""
        return self.page.get_by_role("alert")

    # ① 到场亮证

    def arrive(self) -> None:
        self.phone.tap(self._button("到达学校"))
        expect(self.page.get_by_text("位置已取得")).to_be_visible()

    def show_own(self) -> None:
        self.phone.tap(self._button(re.compile("^我已出示")))
        expect(self.page.get_by_text("已出示（本人登录）")).to_be_visible()

    def show(self, colleague: Account) -> None:
        """A colleague's certificate, shown on this phone by the colleague's own PIN."""
        self.phone.tap(self._button(f"本人输入 PIN：{colleague.name}"))
        PinPad(self.phone).enter(colleague.pin)
        expect(self._button(f"本人输入 PIN：{colleague.name}")).to_have_count(0)

    def tell(self) -> None:
        self.phone.tap(self._button("已向校方出示证件并告知"))
        expect(self.page.get_by_text(re.compile(r"\d\d:\d\d 已向校方"))).to_be_visible()

    def no_recusal(self) -> None:
        self.phone.tap(self._button("未申请"))
        expect(self._button("未申请")).to_have_attribute("aria-pressed", "true")

    def begin(self, *colleagues: Account) -> None:
        """All of step ①, on to step ②."""
        self.arrive()
        self.show_own()
        for each in colleagues:
            self.show(each)
        self.tell()
        self.no_recusal()
        self.onward()

    def onward(self) -> None:
        self.phone.tap(self._button("下一步：检查"))
        expect(self.step("② 检查")).to_be_visible()

    # ② 检查

    def matters(self) -> list[str]:
        """The groups of the sheet that whoever holds the phone answers, in its order."""
        return self.page.locator("[data-whose=own]").get_by_role("heading", level=4).all_inner_texts()

    def department(self, name: str) -> Locator:
        return self.page.get_by_role("region", name=name, exact=True)

    def others(self) -> list[str]:
        """The departments whose items one only looks at here."""
        return self.page.locator("[data-whose=others]").get_by_role("heading", level=3).all_inner_texts()

    def not_come(self, department: str) -> None:
        """Marked once; its items are 未检查 then."""
        part = self.department(department)
        self.phone.tap(part.get_by_role("button", name=f"该部门未到场：{department}"))
        expect(part.get_by_role("button", name=f"已经来了，恢复：{department}")).to_be_visible()

    def let_write(self, colleague: Account) -> None:
        """换人填写: by the own PIN, which shows the certificate where that is still to be done."""
        self.phone.tap(self._button("换人填写"))
        who = self.page.get_by_role("dialog").get_by_role("button", name=re.compile(f"填写：{colleague.name}$"))
        self.phone.tap(who)
        PinPad(self.phone).enter(colleague.pin)
        expect(self.page.get_by_text(f"现在由 {colleague.name} 填写", exact=True)).to_be_visible()

    def own_again(self, name: str) -> None:
        self.phone.tap(self._button(f"换回{name}"))
        expect(self._button(f"换回{name}")).to_be_hidden()

    def group(self, matter: str) -> Locator:
        return self.page.get_by_role("region", name=matter, exact=True)

    def rest_normal(self, matter: str) -> None:
        """本组其余正常, and what the school lacks as the sheet suggests it."""
        suggestion = self.group(matter).get_by_role("button", name=re.compile("项记为未涉及$"))
        if suggestion.count():
            self.phone.tap(suggestion)
            expect(suggestion).to_have_count(0)
        button = self.group(matter).get_by_role("button", name=re.compile("^本组其余正常"))
        self.phone.tap(button)
        expect(button).to_be_hidden()

    def take_back(self, matter: str, value: str) -> None:
        undo = self.group(matter).get_by_role("button", name=re.compile(f"^撤销：.*{value}$"))
        self.phone.tap(undo)
        expect(undo).to_have_count(0)

    def item(self, number: int) -> Locator:
        return self.page.get_by_role("article").filter(has=self.page.get_by_role("group", name=f"第 {number} 项结果"))

    def verdict(self, number: int, value: str) -> Locator:
        return self.item(number).get_by_role("button", name=value, exact=True)

    def answer(self, number: int, value: str) -> None:
        """One tap; pressed means that the phone's disk has it."""
        self.phone.tap(self.verdict(number, value))
        expect(self.verdict(number, value)).to_have_attribute("aria-pressed", "true")

    def find_wrong(self, number: int, phrase: str, *, days: int, photos: Iterable[Path], blank: str = "") -> str:
        """不正常 with a standard phrase (`blank` goes into its 〔 〕), a deadline and photos; returns the words."""
        self.answer(number, "不正常")
        box = self.item(number).get_by_role("textbox", name="问题")
        self.phone.tap(self.item(number).get_by_role("button", name=phrase))
        expect(box).to_have_value(re.compile(re.escape(phrase)))
        if blank:
            expect(box).to_be_focused()  # the caret waits in the bracket
            self.page.keyboard.insert_text(blank)
        self.phone.tap(self.item(number).get_by_role("button", name="限期整改"))
        self.phone.tap(self.item(number).get_by_role("button", name=f"{days} 日", exact=True))
        for photo in photos:
            self.take_photo(number, photo)
        return box.input_value()

    def open_camera(self, number: int) -> FileChooser:
        """For an item marked ○ the first photo asks to keep children's faces out."""
        asks = number not in self._asked and self.item(number).get_by_text("○ 拍照请避开学生面部").count() > 0
        self._asked.add(number)
        with self.page.expect_file_chooser() as camera:
            self.phone.tap(self.item(number).get_by_role("button", name=re.compile("^拍照|^拍改正后")).first)
            if asks:
                self.phone.tap(self.page.get_by_role("dialog").get_by_role("button", name="知道了，拍照"))
        return camera.value

    def offer_photo(self, number: int, photo: Path) -> None:
        self.open_camera(number).set_files(photo)

    def take_photo(self, number: int, photo: Path) -> None:
        before = self.item(number).get_by_role("img").count()
        self.offer_photo(number, photo)
        expect(self.item(number).get_by_role("img")).to_have_count(before + 1)

    # ③ 照片, ④ 结果确认

    def photos(self) -> None:
        self.phone.tap(self._button("照片"))
        expect(self.step("③ 照片")).to_be_visible()

    def results(self) -> None:
        self.phone.tap(self._button(re.compile("结果确认$")))
        expect(self.step("④ 结果确认")).to_be_visible()

    def decide(self, category: str) -> None:
        self.phone.tap(self.page.get_by_role("radio", name=category))
        expect(self.page.get_by_role("radio", name=category)).to_be_checked()

    def decide_as_suggested(self) -> None:
        """The rule's suggestion stands first; the tap on it is the inspector's decision."""
        first = self.page.get_by_role("radio").first
        self.phone.tap(first)
        expect(first).to_be_checked()

    def hand_over(self) -> Signing:
        self.phone.tap(self._button("交给校方"))
        expect(self.step("⑤ 交给校方")).to_be_visible()
        return Signing(self.phone)

    def _button(self, name: str | re.Pattern[str]) -> Locator:
        return self.page.get_by_role("button", name=name, exact=isinstance(name, str))


class Signing:
    """⑤ and ⑥: the locked view in the school's hands, the inspectors' signatures, the seal."""

    def __init__(self, phone: Phone) -> None:
        self.phone, self.page = phone, phone.page

    @property
    def view(self) -> Locator:
        """What the school reads: exactly what will be sealed."""
        return self.page.get_by_role("article", name="检查情况")

    def lock(self) -> None:
        self.phone.tap(self._button("锁定并交给校方"))
        expect(self.view).to_be_visible()

    def say(self, statement: str, words: str = "") -> None:
        """情况属实 or 有异议, with the school's own words."""
        self.phone.tap(self._button(statement))
        expect(self._button(statement)).to_have_attribute("aria-pressed", "true")
        if words:
            self.page.get_by_label("要说的话").fill(words)

    def choose_signer(self, name: str) -> None:
        """By the chip that names who is known at this school."""
        chip = self._button(re.compile(f"^{name}（"))
        self.phone.tap(chip)
        expect(chip).to_have_attribute("aria-pressed", "true")

    @property
    def ink(self) -> Locator:
        return self.page.get_by_role("img", name="签名").locator("visible=true")

    def write(self) -> None:
        """Sign with a finger; every stroke is on disk when the finger lifts."""
        # Strokes are kept in a box of 600 × 240: one of another shape on the glass would cut some of them off.
        assert 0.38 < self.ink.evaluate("(box) => box.clientHeight / box.clientWidth") < 0.42
        self.phone.write(self.ink)
        expect(self.page.get_by_text("已写 3 笔，已存本机").locator("visible=true")).to_be_visible()

    @property
    def problem(self) -> Locator:
        """The first thing that is missing, in one sentence."""
        return self.page.get_by_role("main").get_by_role("alert").locator("visible=true")

    def try_to_confirm(self) -> None:
        self.phone.tap(self._button("确认签字"))

    def confirm(self) -> None:
        """The school's last tap; then the phone asks to be handed back."""
        self.try_to_confirm()
        expect(self.page.get_by_role("heading", name="请把手机交还检查人员")).to_be_visible()

    def unsigned(self, outcome: str) -> None:
        self.phone.tap(self.page.get_by_text("没有取得签字（由检查人员记录）"))
        self.phone.tap(self._button(outcome))

    def record_unsigned(self) -> None:
        self.phone.tap(self._button("记下未取得签字"))

    def take_back(self, pin: str) -> None:
        self.phone.tap(self._button("检查人员输入 PIN"))
        PinPad(self.phone).enter(pin)
        expect(self.page.get_by_role("heading", name="⑤ 检查人员签字")).to_be_visible()

    def sign_own(self, account: Account) -> None:
        self.phone.tap(self._button(f"签字：{account.name}"))
        self._sign_in_dialog(account)

    def sign_for(self, colleague: Account) -> None:
        self.phone.tap(self._button(f"输入 PIN 后签字：{colleague.name}"))
        PinPad(self.phone).enter(colleague.pin)
        self._sign_in_dialog(colleague)

    def seal(self) -> str:
        """封存; returns the short code that the page shows."""
        self.phone.tap(self._button("封存"))
        expect(self.page.get_by_role("heading", name="✓ 已封存")).to_be_visible()
        return self.fact("短码")

    @property
    def standing(self) -> Locator:
        """On the sealed page: whether the record exists on this phone alone."""
        return self.page.get_by_role("status").filter(has_text=SEALED)

    def fact(self, label: str) -> str:
        """A code of the sealed page by the words above it."""
        return self.page.get_by_label(re.compile(f"^{label}")).inner_text()

    def _sign_in_dialog(self, account: Account) -> None:
        dialog = self.page.get_by_role("dialog", name="检查人员签字")
        expect(dialog.get_by_text(account.name)).to_be_visible()
        self.write()
        self.phone.tap(dialog.get_by_role("button", name="确认签字"))
        expect(dialog).to_be_hidden()
        expect(self.page.get_by_text(re.compile("已签（"))).not_to_have_count(0)

    def _button(self, name: str | re.Pattern[str]) -> Locator:
        return self.page.get_by_role("button", name=name, exact=isinstance(name, str)).locator("visible=true")


class Sync:
    """同步: what exists only on this phone."""

    def __init__(self, phone: Phone) -> None:
        self.phone, self.page = phone, phone.page

    def open(self) -> Sync:
        self.phone.go("/phone/sync")
        return self

    def all_received(self) -> None:
        """A person's tap, and the whole truth: nothing is left on this phone alone."""
        self.phone.tap(self.page.get_by_role("button", name="立即上传"))
        expect(self.page.get_by_text("本机的内容服务器都已收到。")).to_be_visible()


class Board:
    """检查进度, on a desk in the bureau. Nobody reloads it."""

    def __init__(self, page: Page, server: str) -> None:
        self.page, self.server = page, server

    def open(self, account: Account) -> Board:
        self.page.goto(f"{self.server}/signin?next=/board")
        self.page.get_by_label("登录名").fill(account.login)
        self.page.get_by_label("口令").fill(account.password)
        self.page.get_by_role("button", name="登录").click()
        expect(self.page.get_by_role("heading", name="检查进度")).to_be_visible()
        return self

    def card(self, school: str) -> Locator:
        return self.page.get_by_role("listitem").filter(has=self.page.get_by_role("heading", name=school))

    def shows(self, school: str, *words: str) -> None:
        """Sooner or later, and by itself, the school's card says all of this."""
        for each in words:
            expect(self.card(school)).to_contain_text(each)
