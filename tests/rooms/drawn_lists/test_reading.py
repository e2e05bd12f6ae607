"""A drawn list as clerks and platforms really make it: titles above, other headings, dates and names in every form."""

from __future__ import annotations

import struct
import zipfile
from contextlib import suppress
from datetime import date, datetime
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from fieldapp.core.errors import Refusal
from fieldapp.field.drawn_columns import column_of
from fieldapp.field.drawn_list import read_date, read_names, read_period
from fieldapp.field.drawn_sheet import LARGEST_FILE, read_sheet, template
from tests.rooms.drawn_lists.a_county import HEADINGS, row, saved, workbook


@pytest.mark.parametrize(
    "text, names",
    [
        ("王砚秋、孙雅琴", ["王砚秋", "孙雅琴"]),
        ("王砚秋,孙雅琴，苏文静；李明", ["王砚秋", "孙雅琴", "苏文静", "李明"]),
        ("王砚秋 孙雅琴\n苏文静", ["王砚秋", "孙雅琴", "苏文静"]),
        ("李　明、王砚秋", ["李明", "王砚秋"]),
        ("李 明 王砚秋", ["李明", "王砚秋"]),
        ("", []),
    ],
)
def test_names_are_told_apart_however_they_are_written(text: str, names: list[str]) -> None:
    assert [each.name for each in read_names(text)] == names


def test_certificate_number_behind_a_name_is_kept_with_it() -> None:
    first, second = read_names("李明（130534001003）、王砚秋")

    assert (first.name, first.certificate_no) == ("李明", "130534001003")
    assert second.certificate_no == ""


@pytest.mark.parametrize(
    "cell",
    [
        datetime(2026, 11, 21, 9, 30),  # noqa: DTZ001 - a cell knows no time zone
        date(2026, 11, 21), "2026/11/21", "2026年11月21日", "2026-11-21", "2026.11.21",
        "2026-11-21 09:30:00", "20261121", 46347, 46347.0,
    ],
)  # fmt: skip
def test_day_is_read_from_a_date_cell_a_number_or_text(cell: object) -> None:
    assert read_date(cell) == date(2026, 11, 21)


@pytest.mark.parametrize("text", ["2026-02-30", "11月21日", "明天", "", "2026-13-01"])
def test_day_that_is_none_is_not_guessed(text: str) -> None:
    assert read_date(text) is None


@pytest.mark.parametrize(
    "text",
    ["2026-11-10 至 2026-12-10", "2026年11月10日—12月10日", "2026/11/10-2026/12/10", "2026.11.10~2026.12.10"],
)
def test_period_is_read_in_the_forms_bureaus_use(text: str) -> None:
    assert read_period(text) == (date(2026, 11, 10), date(2026, 12, 10))


@given(st.text(), st.text())
def test_no_text_breaks_the_reader(names: str, period: str) -> None:
    read_names(names)
    read_period(period)
    read_date(names)
    column_of(period)


@pytest.mark.parametrize(
    "heading, key",
    [
        ("被检查单位", "school"),
        ("* 抽取检查人员（必填）：", "inspectors"),
        ("统一社会信用代码／注册号", "uscc"),
        ("备注", None),
    ],
)
def test_heading_is_known_under_other_names(heading: str, key: str | None) -> None:
    assert column_of(heading) == key


def test_heading_need_not_be_in_the_first_row() -> None:
    sheet = read_sheet(workbook(row(), above=[["清河县2026年抽取结果"], [], ["制表：方敏行"]]))

    assert sheet.heading_line == 4
    assert [each.line for each in sheet.rows] == [5]


def test_value_of_a_merged_area_counts_for_each_of_its_rows() -> None:
    book = Workbook()
    page = book.worksheets[0]
    for line in (HEADINGS, row(), row(task=None, school="清河县文昌阁小学")):
        page.append(line)
    page.merge_cells("A2:A3")

    assert [each.text("task_no") for each in read_sheet(saved(book)).rows] == ["联015", "联015"]


def test_blank_rows_and_a_hidden_sheet_are_passed_over() -> None:
    book = Workbook()
    hidden = book.create_sheet("旧表")
    hidden.append(HEADINGS)
    hidden.append(row())
    hidden.sheet_state = "hidden"
    for line in (HEADINGS, [], row(), [None, "  "], row(school="清河县文昌阁小学")):
        book.worksheets[0].append(line)

    assert [each.line for each in read_sheet(saved(book)).rows] == [3, 5]


def test_template_is_read_by_the_importer_that_hands_it_out() -> None:
    sheet = read_sheet(template())

    assert sheet.title == "抽取结果"
    assert sheet.rows[0].problems == ()


def bomb() -> bytes:
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b"<workbook/>")
        archive.writestr("xl/worksheets/sheet1.xml", b" " * 40_000_000)
    return buffer.getvalue()


def repacked(data: bytes, name: str, old: bytes, new: bytes) -> bytes:
    buffer = BytesIO()
    with zipfile.ZipFile(BytesIO(data)) as source, zipfile.ZipFile(buffer, "w") as target:
        for each in source.namelist():
            content = source.read(each)
            target.writestr(each, content.replace(old, new) if each == name else content)
    return buffer.getvalue()


SHEET = "xl/worksheets/sheet1.xml"
GOOD = workbook(row())
MERGED = repacked(
    GOOD, SHEET, b"</sheetData>", b'</sheetData><mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>'
)
TWO_LISTS = Workbook()
TWO_LISTS.create_sheet("另一张").append(HEADINGS)
TWO_LISTS.worksheets[0].append(HEADINGS)


@pytest.mark.parametrize(
    "data, code",
    [
        (b"", "empty_file"),
        (GOOD[: len(GOOD) // 2], "no_workbook"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "old_excel"),
        ("抽查任务编号,检查对象名称".encode("gbk"), "no_workbook"),
        (b"PK\x05\x06" + b"\0" * 18, "no_workbook"),
        (b"\0" * (LARGEST_FILE + 1), "file_too_large"),
        (bomb(), "unpacks_too_large"),
        (MERGED, "merged_too_large"),
        (repacked(GOOD, SHEET, b"<sheetData>", b"<sheetData><"), "damaged_file"),
        (repacked(GOOD, SHEET, b'r="A2"', b'r="A1048576"'), "too_many_rows"),
        (workbook(row(), headings=["甲", "乙", "丙"]), "no_heading"),
        (workbook(row(), headings=["抽查任务编号", "检查对象名称", "备注"]), "missing_columns"),
        (workbook(), "no_rows"),
        (saved(TWO_LISTS), "two_lists"),
    ],
)
def test_file_that_is_no_drawn_list_is_told_in_one_sentence(data: bytes, code: str) -> None:
    with pytest.raises(Refusal) as refused:
        read_sheet(data)

    assert refused.value.code == code
    assert refused.value.sentence.endswith("。") and refused.value.sentence.count("。") == 1


def test_missing_columns_are_named_with_the_line_of_the_heading() -> None:
    data = workbook(row(), headings=["抽查任务编号", "检查对象名称", "备注"], above=[["标题"]])

    with pytest.raises(Refusal, match="第 2 行的表头缺少“检查人员”“检查时间”"):
        read_sheet(data)


@given(st.integers(0, len(GOOD) - 1), st.integers(0, 255))
def test_one_wrong_byte_is_read_or_refused_but_never_breaks(place: int, value: int) -> None:
    spoilt = bytearray(GOOD)
    struct.pack_into("B", spoilt, place, value)
    with suppress(Refusal):
        read_sheet(bytes(spoilt))
