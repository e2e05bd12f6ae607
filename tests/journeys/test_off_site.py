"""A check on paper: nobody goes to the school, the inspectors alone sign and seal."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.journeys.county import County
from tests.journeys.drivers import SignIn, Signing, Sync, Today, Visit
from tests.journeys.papers import registered
from tests.journeys.phones import Phone
from tests.journeys.ways import all_normal

LEAD, COLLEAGUE, SCHOOL = "马春岚", "郭志航", "清河县百灵语言艺术培训有限公司"


def test_a_written_check_is_sealed_by_the_inspectors_alone(county: County, phone: Phone) -> None:
    visit = _opened(county, phone)
    number, page = visit.id, phone.page
    county.server.stop()
    phone.tap(page.get_by_role("button", name="开始检查"))
    visit.show_own()
    visit.show(county.named(COLLEAGUE))
    visit.onward()
    all_normal(visit)
    phone.tap(page.get_by_role("button", name="检查人员签字", exact=True))
    signing = Signing(phone)
    expect(page.get_by_text("书面检查：没有到校，不用校方签字。")).to_be_visible()
    expect(page.get_by_role("article", name="检查情况")).to_contain_text("检查方式：书面检查")
    expect(page.get_by_role("button", name="锁定并交给校方")).to_have_count(0)
    phone.look("⑤ 非现场")
    signing.sign_own(county.named(LEAD))
    signing.sign_for(county.named(COLLEAGUE))
    signing.seal()
    expect(page.get_by_text("本次没有到校，学校不用签字。")).to_be_visible()
    expect(page.get_by_role("button", name="离开学校")).to_be_hidden()
    phone.look("⑥ 非现场")

    county.server.start()
    Sync(phone).open().all_received()
    registered(phone, number).says("书面检查", LEAD, COLLEAGUE)


def _opened(county: County, phone: Phone) -> Visit:
    """It is planned for another day, so it stands under 全部."""
    SignIn(phone).sign_in(county.named(LEAD))
    expect(Today(phone).page.get_by_text("已备好可离线").first).to_be_visible()
    phone.go("/phone/all")
    phone.tap(phone.page.get_by_role("listitem").filter(has_text=SCHOOL).get_by_role("link").first)
    expect(phone.page.get_by_role("heading", name=SCHOOL)).to_be_visible()
    return Visit(phone)
