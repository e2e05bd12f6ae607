"""The clerk's Excel comes in, a school is inspected, and the clerk's Excel goes out again, with the papers in an archive."""

from __future__ import annotations

import re
import zipfile
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

from openpyxl import Workbook, load_workbook
from playwright.sync_api import Browser, Page, expect
from pypdf import PdfReader

from fieldapp.core import clock
from tests.journeys.camera import photo
from tests.journeys.county import County
from tests.journeys.drivers import Sync, Visit
from tests.journeys.papers import facts_of, registered
from tests.journeys.phones import Phone
from tests.journeys.roles import CLERK, LEAD
from tests.journeys.watch import Watch
from tests.journeys.ways import agreed_by, into_the_schools_hands, sealed_by, to_the_gate

SCHOOL, HEAD, COLLEAGUE = "清河县柳溪镇鸿雁文化课培训学校", "俞小青", "马春岚"
NOT_YET = "清河县城关镇梧桐里幼儿园"
# As another county's platform might write it: its own words, its own order, a column we do not know, an empty one for us.
HEADINGS = ["序号", "单位名称", "所在乡镇", "执法人员", "任务编号", "检查期限", "拟检查日期", "检查结果"]
ADDED = ["完成日期", "检查结果", "处置", "检查人员", "编号"]


def test_the_list_that_came_in_goes_out_with_its_results(
    county: County, phone: Phone, office_browser: Browser, tmp_path: Path
) -> None:
    desk = office_browser.new_context(locale="zh-CN", timezone_id="Asia/Shanghai", accept_downloads=True)
    watch = Watch(desk, county.server)
    clerk = _clerk_imports(desk.new_page(), county, tmp_path)

    visit = to_the_gate(county, phone, SCHOOL)
    number = visit.id
    words = _a_problem_and_the_rest(visit, county, photo(tmp_path / "IMG_20261121_091455.jpg"))
    paper = registered(phone, number)

    clerk.get_by_role("link", name="双随机检查").click()
    clerk.get_by_role("link", name="导出").click()
    watch.look(clerk, "导出")
    _shows_progress(clerk)
    results = load_workbook(BytesIO(_taken_out(clerk, "导出检查结果（Excel）")))
    _is_the_clerks_own_list(results["检查结果"], paper.number)
    _has_a_row_for_each_item(results["检查项"], words, paper.number)
    name = f"{paper.number}_{SCHOOL}_{clock.today()}.pdf"
    with zipfile.ZipFile(BytesIO(_taken_out(clerk, "导出检查记录（PDF 压缩包）"))) as archive:
        assert archive.namelist() == [name]
        assert archive.read(name) == paper.data
        assert len(PdfReader(BytesIO(archive.read(name))).pages) > 1
    watch.look(clerk, "导出之后")
    expect(clerk.get_by_role("main")).not_to_contain_text("公示")
    watch.settle()
    desk.close()


def _clerk_imports(page: Page, county: County, folder: Path) -> Page:
    clerk = county.named(CLERK)
    page.goto(f"{county.server.url}/signin?next=/drawn-lists")
    page.get_by_label("登录名").fill(clerk.login)
    page.get_by_label("口令").fill(clerk.password)
    page.get_by_role("button", name="登录").click()
    path = folder / "平台导出.xlsx"
    path.write_bytes(_drawn_list())
    page.get_by_label("省平台导出的抽取结果").set_input_files(path)
    page.get_by_role("button", name="导入").click()
    expect(page.get_by_text("已导入：2 次检查已派给检查人员。")).to_be_visible()
    return page


def _drawn_list() -> bytes:
    book, today = Workbook(), clock.today()
    page = book.worksheets[0]
    page.append(["某平台抽取结果"])
    page.append(HEADINGS)
    period = f"{today - timedelta(days=7)} 至 {today + timedelta(days=14)}"
    page.append([1, SCHOOL, "柳溪镇", f"{LEAD}、{COLLEAGUE}、曹建宇", "联026", period, today, None])
    page.append([2, NOT_YET, "城关镇", f"{LEAD}、孙雅琴、韩立群、苏文静", "联016", period, None, None])
    buffer = BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def _a_problem_and_the_rest(visit: Visit, county: County, picture: Path) -> str:
    """One thing wrong, set down in a standard phrase with a deadline and a photo; the rest normal, sealed, received."""
    phone = visit.phone
    visit.begin(county.named(COLLEAGUE))
    for department in visit.others():
        visit.not_come(department)
    matters = visit.matters()
    number, phrase = _phrase_without_a_blank(facts_of(phone, visit.id))
    words = visit.find_wrong(number, phrase, days=15, photos=[picture])
    for matter in matters:
        visit.rest_normal(matter)
    visit.results()
    visit.decide("发现问题待后续处理")
    signing = into_the_schools_hands(visit)
    agreed_by(signing, HEAD)
    sealed_by(signing, county, COLLEAGUE)
    Sync(phone).open().all_received()
    return words


def _phrase_without_a_blank(facts: Any) -> tuple[int, str]:
    items = [item for matter in facts["departments"][0]["matters"] for item in matter["items"]]
    return next((item["no"], phrase) for item in items for phrase in item["phrases"] if "〔" not in phrase)


def _shows_progress(page: Page) -> None:
    """Choosing a task is enough: the page counts by itself what would leave."""
    task = page.get_by_label("抽查任务")
    name = next(each for each in task.locator("option").all_inner_texts() if "联026" in each)
    task.select_option(label=name)
    expect(page.get_by_text(re.compile("^8 所学校，1 所的检查记录已登记"))).to_be_visible()
    task.select_option(label="全部任务")
    expect(page.get_by_text(re.compile(r"^\d\d 所学校，1 所的检查记录已登记"))).to_be_visible()


def _taken_out(page: Page, button: str) -> bytes:
    page.get_by_role("button", name=button).click()
    with page.expect_download() as download:
        page.get_by_role("region", name="刚才的导出").get_by_role("link", name="下载").click()
    return Path(download.value.path()).read_bytes()


def _is_the_clerks_own_list(sheet: Any, number: str) -> None:
    """Both schools of the list under its own headings, the inspected one with its result, the other without."""
    headings, *rows = [list(row) for row in sheet.iter_rows(values_only=True)]
    of_the_demo, own = headings.index("抽查任务编号"), [each for each in HEADINGS if each != "检查结果"]
    place = headings.index("序号")
    assert headings[place : place + len(own)] == own and headings[-5:] == ADDED and of_the_demo >= 0
    by_school = {row[headings.index("单位名称")]: row for row in rows if row[place] is not None}
    assert list(by_school) == [SCHOOL, NOT_YET]
    done, waiting = by_school[SCHOOL], by_school[NOT_YET]
    assert done[place : place + 3] == [1, SCHOOL, "柳溪镇"]
    assert done[-5].date() == clock.today()
    assert done[-4] == "发现问题待后续处理"
    assert done[-3] == f"限期整改1项（至{clock.today() + timedelta(days=15)}）"
    assert done[-2:] == [f"{LEAD}、{COLLEAGUE}", number]
    assert waiting[place] == 2 and waiting[-5:] == [None] * 5


def _has_a_row_for_each_item(sheet: Any, words: str, number: str) -> None:
    headings, *rows = [list(row) for row in sheet.iter_rows(values_only=True)]
    found = [dict(zip(headings, row, strict=True)) for row in rows]
    assert {(each["学校"], each["编号"]) for each in found} == {(SCHOOL, number)}
    (problem,) = [each for each in found if each["结果"] == "不正常"]
    assert (problem["问题"], problem["处置"], problem["检查人"]) == (words, "限期整改", LEAD)
    assert {each["结果"] for each in found} >= {"正常", "不正常"}
