"""Two phones without a network: the one that seals asks for the other, reads its file once, and settles what differs."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from playwright.sync_api import Locator, expect

from tests.journeys.conftest import NewPhone
from tests.journeys.county import County
from tests.journeys.drivers import PinPad, SignIn, Signing, Sync, Today, Visit
from tests.journeys.papers import registered
from tests.journeys.phones import Phone
from tests.journeys.roles import LEAD, PIN, STUDIO, STUDIO_COLLEAGUE, STUDIO_HEAD
from tests.journeys.ways import agreed_by, all_normal, sealed_by, to_the_gate

SILENT = "同事手机上的内容还没有收全"
WHY = "已一起复看，材料齐全"


def test_answers_go_from_phone_to_phone_before_the_school_reads(
    county: County, new_phone: NewPhone, tmp_path: Path
) -> None:
    visit, colleagues = _two_phones(county, new_phone)
    phone, number = visit.phone, visit.id
    county.server.stop()
    other = Today(colleagues).open().begin(STUDIO)
    other.begin(replace(county.named(LEAD), pin=PIN))
    other.answer(1, "正常")
    other.answer(2, "未检查")
    other.item(2).get_by_role("textbox").fill("没有带查询单")
    file = _handed_over(colleagues, tmp_path)

    visit.begin(county.named(STUDIO_COLLEAGUE))
    all_normal(visit)
    signing = visit.hand_over()
    expect(phone.page.get_by_role("heading", name=SILENT)).to_be_visible()
    expect(_button(signing, "锁定并交给校方")).to_have_count(0)
    phone.look("⑤ 同事的手机")
    _open(signing, file)
    expect(phone.page.get_by_role("heading", name=SILENT)).to_be_hidden()
    phone.tap(phone.page.get_by_role("link", name="两人填得不一样").first)
    _settle(visit)
    visit.results()
    visit.decide_as_suggested()
    signing = visit.hand_over()
    _open_again_from_sync(phone, file)
    phone.go(f"/phone/sign#{number}")
    _signed_and_sealed(signing, county)

    county.server.start()
    for each in (phone, colleagues):
        Sync(each).open().all_received()
    paper = registered(phone, number)
    paper.says(STUDIO_COLLEAGUE)
    assert "未传到本机" not in paper.text


def test_a_colleague_says_by_the_own_pin_that_nothing_is_missing(county: County, new_phone: NewPhone) -> None:
    signing = _at_step_five(county, new_phone)
    signing.phone.tap(_button(signing, f"{STUDIO_COLLEAGUE} 输入 PIN：那部手机上没有别的内容了"))
    PinPad(signing.phone).enter(county.named(STUDIO_COLLEAGUE).pin)
    expect(signing.page.get_by_role("heading", name=SILENT)).to_be_hidden()
    expect(_button(signing, "锁定并交给校方")).to_be_visible()


def test_a_broken_phone_keeps_nobody_and_is_named_in_the_record(county: County, new_phone: NewPhone) -> None:
    signing = _at_step_five(county, new_phone)
    phone, page = signing.phone, signing.page
    number = page.url.partition("#")[2]
    phone.tap(_button(signing, f"手机坏了或人不在，不等这部手机：{STUDIO_COLLEAGUE}的手机"))
    phone.look("⑤ 不等这部手机？")
    phone.tap(page.get_by_role("dialog").get_by_role("button", name="不等了"))
    phone.tap(_button(signing, f"还是等一等：{STUDIO_COLLEAGUE}的手机"))
    expect(_button(signing, "锁定并交给校方")).to_have_count(0)
    phone.tap(_button(signing, f"手机坏了或人不在，不等这部手机：{STUDIO_COLLEAGUE}的手机"))
    phone.tap(page.get_by_role("dialog").get_by_role("button", name="不等了"))
    _signed_and_sealed(signing, county)

    county.server.start()
    Sync(phone).open().all_received()
    registered(phone, number).says("签字时尚有1部同组手机的内容未传到本机")


def test_the_lead_gives_the_right_to_seal_to_a_colleagues_phone(county: County, new_phone: NewPhone) -> None:
    """By the own PIN on that phone; until then it hands nothing to the school."""
    visit, other = _two_phones(county, new_phone)
    number, lead = visit.id, replace(county.named(LEAD), pin=PIN)
    county.server.stop()
    there = Today(other).open().begin(STUDIO)
    there.begin(lead)
    all_normal(there)
    other.go(f"/phone/sign#{number}")
    signing, page = Signing(other), other.page
    expect(page.get_by_text(f"由{LEAD}的手机交给校方、封存。")).to_be_visible()
    expect(_button(signing, "锁定并交给校方")).to_have_count(0)
    other.look("⑤ 由别的手机封存")
    other.tap(_button(signing, f"{LEAD} 输入 PIN：改由这部手机封存"))
    PinPad(other).enter(PIN)
    other.tap(_button(signing, f"{LEAD} 输入 PIN：那部手机上没有别的内容了"))
    PinPad(other).enter(PIN)
    signing.lock()
    agreed_by(signing, STUDIO_HEAD)
    signing.take_back(PIN)
    signing.sign_own(county.named(STUDIO_COLLEAGUE))
    signing.sign_for(lead)
    signing.seal()

    county.server.start()
    Sync(other).open().all_received()
    registered(other, number).says(LEAD, STUDIO_COLLEAGUE, "情况属实")


def _at_step_five(county: County, new_phone: NewPhone) -> Signing:
    """Everything filled on the lead's phone, the colleague's phone silent, no network."""
    visit, _ = _two_phones(county, new_phone)
    county.server.stop()
    visit.begin(county.named(STUDIO_COLLEAGUE))
    all_normal(visit)
    signing = visit.hand_over()
    expect(signing.page.get_by_role("heading", name=SILENT)).to_be_visible()
    expect(_button(signing, "锁定并交给校方")).to_have_count(0)
    return signing


def _two_phones(county: County, new_phone: NewPhone) -> tuple[Visit, Phone]:
    """The lead at the gate and the colleague's phone, both prepared while there was a network, each knowing the other."""
    lead, other = new_phone(), new_phone()
    visit = to_the_gate(county, lead, STUDIO)
    SignIn(other).sign_in(county.named(STUDIO_COLLEAGUE))
    Today(other).ready(STUDIO)
    with lead.page.expect_response(lambda reply: "/ops?after=" in reply.url and reply.ok):
        lead.page.reload()
    expect(visit.step("① 到场亮证")).to_be_visible()
    return visit, other


def _handed_over(phone: Phone, folder: Path) -> Path:
    """我的部分已完成, as a file."""
    Sync(phone).open()
    page = phone.page
    phone.tap(page.get_by_role("button", name=f"我的答案交给同事：{STUDIO}"))
    phone.tap(page.get_by_role("button", name="我的部分已完成，交出"))
    with page.expect_download() as saved:
        phone.tap(page.get_by_role("button", name="保存文件"))
    saved.value.save_as(folder / saved.value.suggested_filename)
    return folder / saved.value.suggested_filename


def _open(signing: Signing, file: Path) -> None:
    with signing.page.expect_file_chooser() as chooser:
        signing.phone.tap(_button(signing, "打开同事的文件"))
    chooser.value.set_files(file)


def _open_again_from_sync(phone: Phone, file: Path) -> None:
    """Read twice changes nothing."""
    Sync(phone).open()
    with phone.page.expect_file_chooser() as chooser:
        phone.tap(phone.page.get_by_role("button", name="打开同事交来的文件"))
    chooser.value.set_files(file)
    expect(phone.page.get_by_text("已读过")).to_be_visible()


def _settle(visit: Visit) -> None:
    """Both answers with name and time; nothing is decided without a word why."""
    item = visit.item(2)
    panel = item.get_by_label("采用哪一个，为什么（必填）")
    expect(panel).to_be_visible()
    visit.phone.look("② 两人填得不一样")
    panel.fill(WHY)
    visit.phone.tap(item.get_by_role("button", name="采用：正常"))
    expect(panel).to_be_hidden()


def _signed_and_sealed(signing: Signing, county: County) -> None:
    signing.lock()
    agreed_by(signing, STUDIO_HEAD)
    sealed_by(signing, county, STUDIO_COLLEAGUE)


def _button(signing: Signing, name: str) -> Locator:
    return signing.page.get_by_role("button", name=name, exact=True).locator("visible=true")
