"""What goes wrong in hands: a photo that is none, a forgotten PIN, a thumb on the back key."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import expect

from tests.journeys.county import County
from tests.journeys.drivers import PinPad, Signing, Sync
from tests.journeys.papers import registered
from tests.journeys.phones import Phone
from tests.journeys.roles import LEAD, STUDIO, STUDIO_COLLEAGUE, STUDIO_HEAD
from tests.journeys.ways import agreed_by, all_normal, into_the_schools_hands, to_the_gate

WRONG = "000001"


def test_what_is_no_photo_is_refused_in_one_sentence_and_nothing_is_saved(
    county: County, phone: Phone, tmp_path: Path
) -> None:
    visit = to_the_gate(county, phone, STUDIO)
    visit.begin(county.named(STUDIO_COLLEAGUE))
    empty, words = tmp_path / "IMG_0001.jpg", tmp_path / "IMG_0002.jpg"
    empty.write_bytes(b"")
    words.write_text("今天检查记录", "utf-8")
    visit.offer_photo(1, empty)
    expect(visit.alarm).to_have_text("文件“IMG_0001.jpg”是空的（0 字节），没有保存；请重新拍一张或另选。")
    visit.offer_photo(1, words)
    expect(visit.alarm).to_contain_text(
        "文件“IMG_0002.jpg”不是 JPEG、PNG、WebP、HEIC 照片，也不是 PDF、Word、Excel 文件，没有保存"
    )
    phone.look("② 不是照片")
    expect(visit.item(1).get_by_role("img")).to_have_count(0)
    expect(visit.door).not_to_contain_text("张")


def test_back_goes_one_step_back_and_never_out_of_a_visit(county: County, phone: Phone) -> None:
    visit = to_the_gate(county, phone, STUDIO)
    number = visit.id
    visit.begin(county.named(STUDIO_COLLEAGUE))
    phone.page.go_back()
    expect(visit.step("① 到场亮证")).to_be_visible()
    phone.page.go_back()
    expect(phone.page.get_by_text("这已经是第一步")).to_be_visible()
    expect(visit.step("① 到场亮证")).to_be_visible()
    visit.onward()
    all_normal(visit)
    signing = into_the_schools_hands(visit)
    for _ in range(3):
        phone.page.go_back()
        expect(phone.page.get_by_text("本页已锁定，检查人员输入 PIN 才能返回。")).to_be_visible()
        expect(signing.view).to_be_visible()
    phone.page.reload()
    expect(signing.view).to_be_visible()
    phone.go(f"/phone/visit#{number}")
    expect(signing.view).to_be_visible()


def test_a_forgotten_pin_strands_nothing_and_the_record_says_so(county: County, phone: Phone) -> None:
    visit = to_the_gate(county, phone, STUDIO)
    number = visit.id
    visit.begin(county.named(STUDIO_COLLEAGUE))
    all_normal(visit)
    signing = into_the_schools_hands(visit)
    agreed_by(signing, STUDIO_HEAD)
    _miss_three_times(signing)
    phone.look("⑤ 忘记 PIN")
    phone.tap(phone.page.get_by_role("button", name="忘记 PIN"))
    expect(phone.page.get_by_text("PIN 已忘记：现在只能签字和封存，记录里会写明。")).to_be_visible()
    signing.sign_own(county.named(LEAD))
    signing.sign_for(county.named(STUDIO_COLLEAGUE))
    signing.seal()
    Sync(phone).open().all_received()
    registered(phone, number).says("PIN遗忘", "情况属实")


def _miss_three_times(signing: Signing) -> None:
    page, phone = signing.page, signing.phone
    phone.tap(page.get_by_role("button", name="检查人员输入 PIN"))
    for miss in (1, 2, 3):
        expect(page.get_by_role("button", name="忘记 PIN")).to_be_hidden()
        PinPad(phone).enter(WRONG)
        expect(page.get_by_role("alert").filter(has_text=f"PIN 不对，请重新输入（第 {miss} 次）。")).to_be_visible()
