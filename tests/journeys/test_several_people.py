"""Several people and few phones: a late colleague answers here under the own name, one department has no items, another
does not come."""

from __future__ import annotations

import json
import sqlite3
from typing import Any

from playwright.sync_api import expect

from tests.journeys.county import County
from tests.journeys.drivers import Signing, Sync, Visit
from tests.journeys.papers import registered, squeezed
from tests.journeys.phones import Phone
from tests.journeys.roles import BIG_SCHOOL, LEAD, PIN, STUDIO, STUDIO_COLLEAGUE, STUDIO_HEAD
from tests.journeys.ways import agreed_by, all_normal, into_the_schools_hands, sealed_by, to_the_gate

BIG_HEAD, SECOND, CANTEEN, HEALTH, STAFF = "欧阳慎行", "孙雅琴", "冯玉洁", "卫生健康局", "宋国梁"


def test_a_late_colleague_answers_on_this_phone_under_the_own_name(county: County, phone: Phone) -> None:
    """One person arrives and prepares; the second comes later, without a phone, and answers here by PIN."""
    colleague = county.named(STUDIO_COLLEAGUE)
    visit = to_the_gate(county, phone, STUDIO)
    number = visit.id
    county.server.stop()
    visit.arrive()
    visit.show_own()
    visit.tell()
    visit.no_recusal()
    visit.onward()
    expect(visit.verdict(1, "正常")).to_be_disabled()

    visit.let_write(colleague)
    phone.look("② 换人填写")
    visit.answer(1, "正常")
    phone.page.reload()  # who answers outlives the page
    expect(phone.page.get_by_text(f"现在由 {STUDIO_COLLEAGUE} 填写", exact=True)).to_be_visible()
    visit.answer(2, "未检查")
    visit.own_again(LEAD)
    visit.answer(3, "正常")
    visit.answer(2, "正常")
    all_normal(visit)
    signing = into_the_schools_hands(visit)
    agreed_by(signing, STUDIO_HEAD)
    sealed_by(signing, county, STUDIO_COLLEAGUE)

    county.server.start()
    Sync(phone).open().all_received()
    registered(phone, number).says(STUDIO_COLLEAGUE, "待本人确认")
    names = {account.name: account for account in county.accounts}
    assert STUDIO_COLLEAGUE in names
    given = _verdicts(county, number)
    assert [(payload.get("via"), payload["value"]) for payload in given[:4]] == [
        ("pin", "NORMAL"), ("pin", "NOT_CHECKED"), (None, "NORMAL"), (None, "NORMAL"),
    ]  # fmt: skip


def test_one_department_without_items_signs_and_another_did_not_come(county: County, phone: Phone) -> None:
    visit = to_the_gate(county, phone, BIG_SCHOOL)
    number = visit.id
    county.server.stop()
    visit.begin(county.named(SECOND), county.named(STAFF))
    expect(visit.department("人社局")).to_contain_text("没有要填的检查项")
    _others_are_looked_at(visit)

    visit.not_come(HEALTH)
    phone.look("② 部门未到场")
    phone.tap(visit.department(HEALTH).get_by_role("button", name=f"已经来了，恢复：{HEALTH}"))
    expect(visit.department(HEALTH).get_by_role("button", name=f"已经来了，恢复：{HEALTH}")).to_be_hidden()
    visit.not_come(HEALTH)

    visit.let_write(county.named(CANTEEN))
    assert visit.matters() == ["餐饮服务监督检查"]
    visit.rest_normal("餐饮服务监督检查")
    visit.own_again(LEAD)
    for matter in visit.matters():
        visit.rest_normal(matter)
    visit.results()
    expect(phone.page.get_by_text("以下项目没有检查")).to_be_visible()
    expect(phone.page.get_by_role("listitem").filter(has_text=f"{HEALTH}未到场（")).to_have_count(1)
    visit.decide("未发现问题")
    phone.look("④ 有未检查的项目")
    signing = into_the_schools_hands(visit)
    agreed_by(signing, BIG_HEAD)
    _all_sign(signing, county)

    county.server.start()
    Sync(phone).open().all_received()
    paper = registered(phone, number)
    paper.says("该部门未到场", "人社局", STAFF, CANTEEN, SECOND)
    assert squeezed("该部门未到场") in paper.text


def _others_are_looked_at(visit: Visit) -> None:
    """Before anybody of that department answers: who does is said, and no button takes an answer."""
    part = visit.department("市场监管局")
    expect(part).to_contain_text(f"由 {CANTEEN} 填写，这里只看")
    expect(part.get_by_role("button", name="正常", exact=True).first).to_be_hidden()


def _all_sign(signing: Signing, county: County) -> None:
    """Whoever showed a certificate signs, with or without items."""
    signing.take_back(PIN)
    signing.sign_own(county.named(LEAD))
    for name in (SECOND, CANTEEN, STAFF):
        signing.sign_for(county.named(name))
    signing.seal()


def _verdicts(county: County, visit: str) -> list[Any]:
    """The payloads of the answers as the server holds them, in the order they were given."""
    base = sqlite3.connect(f"file:{county.data / 'fieldapp.sqlite'}?mode=ro", uri=True)
    rows = base.execute(
        "select json_extract(body, '$.payload') from op where visit_id = ? and field like 'item.%.verdict' order by seq",
        (visit,),
    ).fetchall()
    base.close()
    return [json.loads(payload) for (payload,) in rows]
