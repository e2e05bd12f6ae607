"""The school does not simply agree: it objects in its own words, or nobody signs at all."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import expect

from tests.journeys.conftest import NewPhone
from tests.journeys.county import County
from tests.journeys.drivers import Signing, Sync
from tests.journeys.papers import registered
from tests.journeys.phones import Phone
from tests.journeys.roles import LEAD, STUDIO, STUDIO_COLLEAGUE, STUDIO_HEAD
from tests.journeys.ways import all_normal, into_the_schools_hands, sealed_by, to_the_gate

OBJECTION = "第四项的宣传页是上一任负责人印的，已经停用，请复核。"
REASON = "负责人要先请示举办者再签"


def test_the_schools_objection_stands_in_the_record_word_for_word(county: County, new_phone: NewPhone) -> None:
    """On the smallest phone, with its type set to double size."""
    phone = new_phone(viewport={"width": 360, "height": 740})
    phone.enlarge_type()
    visit = to_the_gate(county, phone, STUDIO)
    number = visit.id
    visit.begin(county.named(STUDIO_COLLEAGUE))
    all_normal(visit)
    signing = into_the_schools_hands(visit)
    signing.say("有异议")
    signing.choose_signer(STUDIO_HEAD)
    signing.write()
    signing.try_to_confirm()
    expect(signing.problem).to_have_text("请写下对哪里有异议。")
    phone.look("⑤ 有异议，没有写")
    signing.say("有异议", OBJECTION)
    signing.confirm()
    sealed_by(signing, county, STUDIO_COLLEAGUE)
    expect(phone.page.get_by_text("有异议")).not_to_have_count(0)
    Sync(phone).open().all_received()
    registered(phone, number).says("有异议", OBJECTION, STUDIO_HEAD)


def test_a_refused_signature_needs_a_reason_and_who_explained(county: County, phone: Phone) -> None:
    visit = to_the_gate(county, phone, STUDIO)
    number = visit.id
    visit.begin(county.named(STUDIO_COLLEAGUE))
    all_normal(visit)
    signing = into_the_schools_hands(visit)
    signing.unsigned("拒绝签字")
    for sentence, put_right in _what_is_asked_for(signing).items():
        signing.record_unsigned()
        expect(signing.problem).to_have_text(sentence)
        put_right()
    phone.look("⑤ 没有取得签字")
    signing.record_unsigned()
    expect(phone.page.get_by_role("heading", name="请把手机交还检查人员")).to_be_visible()
    sealed_by(signing, county, STUDIO_COLLEAGUE)
    phone.look("⑥ 拒绝签字")
    Sync(phone).open().all_received()
    paper = registered(phone, number)
    paper.says("拒绝签字", REASON, LEAD, "王梅", "清河县城关镇新华路社区")


def _what_is_asked_for(signing: Signing) -> dict[str, Callable[[], None]]:
    """Each sentence the page answers with, and what puts it right."""
    page = signing.page

    def explain() -> None:
        page.get_by_label("谁向校方说明了情况").select_option(label=LEAD)

    def record() -> None:
        page.get_by_label("见证人姓名").fill("王梅")
        page.get_by_label("见证人单位").fill("清河县城关镇新华路社区")
        signing.phone.tap(page.get_by_role("group", name="音像记录").get_by_role("button", name="有"))
        page.get_by_label("执法记录仪编号").fill("JYJ-07")

    return {
        "请照实写明原因，至少四个字。": lambda: page.get_by_label("原因（照实写").fill(REASON),
        "请选择由谁向校方说明了情况。": explain,
        "请选择有没有音像记录。": record,
    }
