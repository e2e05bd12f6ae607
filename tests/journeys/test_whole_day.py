"""From the sign-in to the PDF, with the server switched off after the packets have arrived."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from tests.journeys.camera import photo
from tests.journeys.county import County
from tests.journeys.drivers import RECEIVED, SAVED, SEALED, SignIn, Signing, Sync, Today, Visit
from tests.journeys.papers import facts_of, registered
from tests.journeys.phones import Phone
from tests.journeys.roles import COLLEAGUE, HEAD, KINDERGARTEN, LEAD, PIN


@pytest.mark.every_engine
def test_the_whole_day_with_the_server_switched_off(
    county: County, phone: Phone, office_browser: Browser, tmp_path: Path
) -> None:
    lead, colleague = county.named(LEAD), county.named(COLLEAGUE)
    SignIn(phone).sign_in(lead)
    SignIn(phone).choose_pin(PIN)
    today = Today(phone).ready(KINDERGARTEN)  # after the first visit to the page: nobody reloads anything
    phone.look("今日")

    county.server.stop()
    visit = today.begin(KINDERGARTEN)
    number = visit.id
    facts = facts_of(phone, number)
    visit.begin(colleague)
    words = _inspect(visit, tmp_path)
    short_code = _sign_and_seal(visit, county)

    phone.page.reload()  # the second start without a server
    expect(phone.page.get_by_role("heading", name="✓ 已封存")).to_be_visible()
    expect(Signing(phone).standing).to_contain_text(SAVED)

    county.server.start()
    Sync(phone).open().all_received()
    phone.look("同步")
    paper = registered(phone, number)
    assert re.fullmatch(r"清教检录〔\d{4}〕\d+号", paper.number)
    items = [item for each in facts["departments"] for matter in each["matters"] for item in matter["items"]]
    paper.says(paper.number, KINDERGARTEN, words, short_code, HEAD, lead.name, colleague.name, "情况属实", "限期整改")
    paper.says(*(item["content"] for item in items), *(item["basis"] for item in items))
    assert paper.text.count("不正常") >= 1 and len(items) > 25
    _ask_as_a_stranger(office_browser, county, facts, paper.number)
    phone.go(f"/phone/sign#{number}")
    expect(Signing(phone).standing).to_have_text(f"{SEALED} · {RECEIVED}")


def _inspect(visit: Visit, folder: Path) -> str:
    """② to ④: one thing wrong, the rest normal by bulk acts, one of which is taken back, two departments that did not
    come; the words of the problem."""
    phone, matters = visit.phone, visit.matters()
    phone.look("② 空表")
    for department in visit.others():
        visit.not_come(department)
    for matter in matters[1:]:
        visit.rest_normal(matter)
    visit.take_back(matters[1], "正常")
    visit.rest_normal(matters[1])
    words = visit.find_wrong(
        3, "〔 〕楼安全出口上锁", blank="教学", days=15, photos=[photo(folder / "IMG_20261121_091455.jpg")]
    )
    visit.rest_normal(matters[0])
    phone.look("② 填好")
    visit.photos()
    phone.look("③ 照片")
    visit.results()
    visit.decide("发现问题待后续处理")
    phone.look("④ 结果")
    return words


def _sign_and_seal(visit: Visit, county: County) -> str:
    """⑤ and ⑥; the short code the school photographs."""
    phone, signing = visit.phone, visit.hand_over()
    phone.look("⑤ 交给校方")
    signing.lock()
    expect(signing.view).to_contain_text("教学楼安全出口上锁")
    phone.look("⑤ 校方阅读")
    signing.say("情况属实")
    signing.choose_signer(HEAD)
    signing.write()
    phone.look("⑤ 校方签字")
    signing.confirm()
    phone.look("⑤ 交还")
    return _inspectors_sign(signing, county)


def _inspectors_sign(signing: Signing, county: County) -> str:
    signing.take_back(PIN)
    signing.phone.look("⑤ 检查人员")
    signing.sign_own(county.named(LEAD))
    signing.sign_for(county.named(COLLEAGUE))
    code = signing.seal()
    signing.phone.look("⑥ 封存")
    return code


def _ask_as_a_stranger(browser: Browser, county: County, facts: dict[str, Any], number: str) -> None:
    """/v/<code> in a browser that knows nobody: registered under this number, and nothing about the school."""
    assert facts["check_url"].startswith(county.server.url)
    page = browser.new_page(locale="zh-CN")
    page.goto(facts["check_url"])
    expect(page.get_by_role("main")).to_contain_text("已登记")
    expect(page.get_by_role("main")).to_contain_text(number)
    expect(page.get_by_role("main")).not_to_contain_text(facts["subject"]["name"])
    page.close()
