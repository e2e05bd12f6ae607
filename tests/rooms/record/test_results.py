"""检查结果.xlsx: the clerk's own columns come back with the result behind them."""

from __future__ import annotations

import zipfile
from datetime import UTC, date, datetime
from io import BytesIO
from typing import Any

import pytest
from flask import Flask

from fieldapp.core.blobs import blobs
from fieldapp.core.db import transaction
from fieldapp.core.errors import Refusal
from fieldapp.identity.models import Person
from fieldapp.record import exports
from fieldapp.record.incoming import TEMPLATE
from fieldapp.record.models import Export
from fieldapp.record.results import ITEM_HEADINGS, RESULT_HEADINGS, Table
from fieldapp.record.rules import Chosen
from fieldapp.record.workbook import workbook
from tests.rooms.drawn_lists import a_county
from tests.rooms.drawn_lists.a_county import HEADINGS, SCHOOLS, row
from tests.rooms.record import a_sheet
from tests.rooms.record.an_export import book_of, drawn, lines_of, registered

ALL = Chosen()


@pytest.fixture
def clerk(app: Flask) -> Person:
    return a_county.settle()


def as_excel(day: str) -> datetime:
    """A day as a spreadsheet gives it back: midnight of nowhere."""
    return datetime.fromisoformat(day)


def results(clerk: Person, chosen: Chosen = ALL) -> tuple[Export, list[list[list[Any]]]]:
    entry = exports.export_results(chosen, clerk)
    book = book_of(blobs().read(entry.sha256))
    assert book.sheetnames == ["检查结果", "检查项", "说明"]
    return entry, [lines_of(page) for page in book.worksheets]


def test_the_columns_that_came_in_go_out_with_the_result_behind_them(clerk: Person) -> None:
    visits = drawn(clerk, a_county.workbook(row(), row(school=SCHOOLS[1], day=None)))
    registered(visits[SCHOOLS[0]], 15)
    entry, ((headings, done, waiting), items, _) = results(clerk)
    assert headings == [*HEADINGS, *RESULT_HEADINGS]
    came = [
        "联015",
        SCHOOLS[0],
        "王砚秋、孙雅琴、苏文静",
        "2026-11-10 至 2026-12-10",
        as_excel("2026-11-21"),
        "清教检通〔2026〕21号",
        "门卫登记不全",
    ]
    said = [
        as_excel("2026-11-21"),
        "发现问题待后续处理",
        "当场改正1项；限期整改1项（至2026-12-06）；移送1项",
        "赵明、䶮𪨧",
        "清教检录〔2026〕15号",
    ]
    assert done == [*came, *said]
    assert waiting[:2] == ["联015", SCHOOLS[1]] and waiting[-5:] == [None] * 5
    assert items[0] == list(ITEM_HEADINGS)
    assert (entry.schools, entry.finished) == (2, 1)


def test_each_item_is_a_row_with_what_was_found_and_until_when(clerk: Person) -> None:
    visits = drawn(clerk, a_county.workbook(row()))
    snapshot = registered(visits[SCHOOLS[0]], 15)
    _, (_, (headings, *rows), _) = results(clerk)
    assert len(rows) == len(snapshot["doc"]["items"])
    found = dict(zip(headings, rows[7], strict=True))
    assert (found["学校"], found["编号"], found["序号"]) == (SCHOOLS[0], "清教检录〔2026〕15号", 8)
    assert (found["结果"], found["处置"], found["期限"]) == ("不正常", "限期整改", as_excel("2026-12-06"))
    assert "未留样" in found["问题"] and found["依据"].startswith("《") and found["检查人"] == "赵明"
    assert rows[0][headings.index("处置")] in {None, ""}


def test_a_visit_that_could_not_be_made_says_so_as_its_disposal(clerk: Person) -> None:
    visits = drawn(clerk, a_county.workbook(row()))
    abort = {"label": "停办或搬迁", "words": "大门上锁", "at": "2026-11-21 09:20", "by": "赵明", "witness": None}
    registered(visits[SCHOOLS[0]], 15, abort=abort, items=[], findings=[])
    _, ((_, done), items, _) = results(clerk)
    assert done[-3] == "无法检查：停办或搬迁"
    assert len(items) == 1


def test_without_a_file_the_template_gives_the_columns(clerk: Person) -> None:
    visit = drawn(clerk, a_county.workbook(row()))[SCHOOLS[0]]
    with transaction():
        visit.import_id = visit.import_line = None
    _, ((headings, waiting), _, _) = results(clerk)
    assert headings == [*TEMPLATE, *RESULT_HEADINGS]
    known = dict(zip(headings, waiting, strict=False))
    assert (known["抽查任务编号"], known["检查对象名称"], known["检查时间"]) == (
        "联015",
        SCHOOLS[0],
        "2026-11-10 至 2026-12-10",
    )


def test_beside_a_file_a_visit_without_one_stands_under_the_files_columns(clerk: Person) -> None:
    visits = drawn(clerk, a_county.workbook(row(), row(school=SCHOOLS[1])))
    with transaction():
        visits[SCHOOLS[1]].import_id = visits[SCHOOLS[1]].import_line = None
    _, ((headings, first, second), _, _) = results(clerk)
    assert headings == [*HEADINGS, *RESULT_HEADINGS]
    assert first[:2] == ["联015", SCHOOLS[0]] and second[:2] == ["联015", SCHOOLS[1]]


def test_lists_with_other_columns_stand_side_by_side(clerk: Person) -> None:
    drawn(clerk, a_county.workbook(row()))
    other = ["任务编号", "学校", "执法人员", "检查期限", "乡镇"]
    drawn(
        clerk, a_county.workbook(["联015", SCHOOLS[1], "王砚秋、孙雅琴", a_county.PERIOD, "葛仙庄镇"], headings=other)
    )
    _, ((headings, *rows), _, _) = results(clerk)
    assert headings == [*HEADINGS, *other, *RESULT_HEADINGS]
    by_school = {row[1] or row[len(HEADINGS) + 1]: row for row in rows}
    assert by_school[SCHOOLS[1]][headings.index("乡镇")] == "葛仙庄镇"
    assert by_school[SCHOOLS[0]][headings.index("乡镇")] is None


def test_a_result_column_the_platform_left_empty_is_filled_not_doubled(clerk: Person) -> None:
    data = a_county.workbook([*row(), None, None], headings=[*HEADINGS, "检查结果", "备注"])
    registered(drawn(clerk, data)[SCHOOLS[0]], 15)
    _, ((headings, done), _, _) = results(clerk)
    assert headings == [*HEADINGS, "备注", *RESULT_HEADINGS]
    assert done[headings.index("检查结果")] == "发现问题待后续处理"


def test_a_sealed_visit_whose_photos_are_missing_has_no_result_yet(clerk: Person) -> None:
    visit = drawn(clerk, a_county.workbook(row()))[SCHOOLS[0]]
    with transaction():
        visit.sealed_at, visit.state = datetime(2026, 11, 21, tzinfo=UTC), "SEALED"
    _, ((_, waiting), items, _) = results(clerk)
    assert waiting[-5:] == [None] * 5 and len(items) == 1


def test_a_period_means_the_day_it_was_done_and_before_that_the_days_it_was_drawn_for(clerk: Person) -> None:
    visits = drawn(clerk, a_county.workbook(*(row(school=name) for name in SCHOOLS)))
    registered(visits[SCHOOLS[0]], 1, datetime(2026, 11, 20, 17, 0, tzinfo=UTC))  # one in the morning of the 21st here
    registered(visits[SCHOOLS[1]], 2, datetime(2026, 11, 25, 4, 0, tzinfo=UTC))

    def chosen(first: str, last: str) -> list[object]:
        return [
            line[1]
            for line in results(clerk, Chosen("", date.fromisoformat(first), date.fromisoformat(last)))[1][0][1:]
        ]

    assert chosen("2026-11-21", "2026-11-21") == [SCHOOLS[0], SCHOOLS[2]]
    assert chosen("2026-11-20", "2026-11-20") == [SCHOOLS[2]]
    assert chosen("2026-12-01", "2026-12-31") == [SCHOOLS[2]]
    with pytest.raises(Refusal, match="没有找到学校"):
        chosen("2027-01-01", "2027-01-31")


def test_words_of_others_are_never_computed(clerk: Person) -> None:
    visits = drawn(
        clerk, a_county.workbook(row(last="@SUM(1+1)*cmd|' /C calc'!A0"), row(school=SCHOOLS[1], last="+8613800000001"))
    )
    evil = '=HYPERLINK("http://evil.example","请点")\u0007'
    items = [{**each, "note": evil} for each in a_sheet.items(3)]
    registered(visits[SCHOOLS[1]], 16, items=items)
    entry = exports.export_results(ALL, clerk)
    data = blobs().read(entry.sha256)
    with zipfile.ZipFile(BytesIO(data)) as archive:
        sheets = [archive.read(name) for name in archive.namelist() if name.startswith("xl/worksheets/")]
    assert not [each for each in sheets if b"<f>" in each or b"<f " in each]
    page = book_of(data)["检查项"]
    cell = next(cell for cell in page[page.max_row] if cell.value == evil.rstrip("\u0007"))
    assert cell.data_type == "s" and cell.quotePrefix
    problems = [each for each in book_of(data)["检查结果"]["G"] if each.value and each.row > 1]
    assert all(each.data_type == "s" and each.quotePrefix for each in problems)


def test_headings_and_very_long_words_are_only_text_too() -> None:
    table = Table("检查项", ("=A1", "问题"), [("-1", "长" * 40_000), (None, "一\n二")])
    page = book_of(workbook([table])).worksheets[0]
    assert page["A1"].value == "=A1" and page["A1"].data_type == "s"
    assert len(str(page["B2"].value)) == 32_767
    assert page["A2"].data_type == "s"


def test_the_file_says_what_it_is_about(clerk: Person) -> None:
    visit = drawn(clerk, a_county.workbook(row()))[SCHOOLS[0]]
    entry, (_, _, about) = results(clerk, Chosen(task=visit.task_id))
    told = {line[0]: line[1] for line in about}
    assert (told["抽查任务"], told["导出人"]) == ("联015", "清河县教育局 方敏行")
    assert entry.filename == "检查结果_联015_2026-11-21.xlsx"
