"""Three people of two departments in a valley without any network: each answers on the own phone, the answers go from
phone to phone as files, the lead's phone seals — and nothing of it is unseen at signing."""

from __future__ import annotations

import json
from contextlib import closing
from dataclasses import replace
from pathlib import Path

from playwright.sync_api import expect
from pysqlite3 import dbapi2 as sqlite

from tests.journeys.camera import photo
from tests.journeys.colleagues import DONE, PART, Giving, Taking, at_the_office_too, resume
from tests.journeys.conftest import NewPhone
from tests.journeys.county import Account, County
from tests.journeys.drivers import Signing, Sync, Today
from tests.journeys.phones import Phone
from tests.journeys.roles import LEAD, PIN, STUDIO, STUDIO_COLLEAGUE, STUDIO_HEAD
from tests.journeys.ways import agreed_by, at_the_office

MARKET = "曹建宇"  # of the market supervision bureau
PHRASE = "未提供本年度从业人员违法犯罪记录查询结果。"


def test_a_visit_by_three_people_of_two_departments_without_any_network(
    county: County, new_phone: NewPhone, tmp_path: Path
) -> None:
    first, second, third = new_phone(), new_phone(), new_phone()
    at_the_office(county, first, STUDIO)
    lead = replace(county.named(LEAD), pin=PIN)
    colleague = at_the_office_too(county, second, STUDIO_COLLEAGUE, STUDIO)
    market = at_the_office_too(county, third, MARKET, STUDIO)
    county.server.stop()

    visit = Today(first).begin(STUDIO)
    number = visit.id
    visit.begin(colleague)
    visit.answer(1, "正常")
    seconds = _own_part(second, lead, tmp_path / "second", wrong=PHRASE)
    thirds = _own_part(third, lead, tmp_path / "third", how=PART)

    Taking(first).read(seconds, thirds)
    visit = resume(first, number, 2)
    for matter in visit.matters():
        visit.rest_normal(matter)
    visit.results()
    visit.decide("发现问题待后续处理")
    signing = visit.hand_over()
    first.look("⑤ 还没有听到的手机")
    silent = first.page.get_by_role("region", name="同事手机上的内容还没有收全")
    expect(silent).to_contain_text(f"{MARKET}的手机")
    expect(silent).not_to_contain_text(STUDIO_COLLEAGUE)
    last = Giving(third).from_sync(STUDIO).save(tmp_path)
    with first.page.expect_file_chooser() as chooser:
        first.tap(silent.get_by_role("button", name="打开同事的文件"))
    chooser.value.set_files(last)
    expect(silent).to_be_hidden()
    signing.lock()
    _to_the_seal(signing, lead, colleague, market)

    county.server.start()
    for phone in (third, second, first):
        Sync(phone).open().all_received()
    assert _judged(county, number) == ({"APPLIED"}, [])


def _own_part(phone: Phone, lead: Account, folder: Path, *, wrong: str = "", how: str = DONE) -> Path:
    """What a colleague does on the own phone: the certificates, one wrong item or all of the own department, the file."""
    visit = Today(phone).begin(STUDIO)
    visit.show_own()
    visit.show(lead)
    visit.onward()
    if wrong:
        visit.find_wrong(2, wrong, days=15, photos=[photo(folder.with_suffix(".jpg"))])
    for matter in [] if wrong else visit.matters():
        visit.rest_normal(matter)
    visit.results()
    return Giving(phone).from_results().save(folder, how)


def _to_the_seal(signing: Signing, lead: Account, *others: Account) -> None:
    agreed_by(signing, STUDIO_HEAD)
    signing.take_back(lead.pin)
    signing.sign_own(lead)
    for each in others:
        signing.sign_for(each)
    signing.seal()


def _judged(county: County, visit: str) -> tuple[set[str], list[str]]:
    """How the server judged every op of the visit, and the phones the seal says nobody heard from."""
    with closing(sqlite.connect(county.data / "fieldapp.sqlite")) as base:
        rows = base.execute("SELECT standing, kind, body FROM op WHERE visit_id = ?", (visit,)).fetchall()
    seals = [json.loads(body)["payload"]["unseen_devices"] for _, kind, body in rows if kind == "visit.seal"]
    return {standing for standing, _, _ in rows}, *seals
