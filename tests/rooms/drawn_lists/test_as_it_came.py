"""Results go out under the columns that came in: every visit knows its line, and the file still says what stood there."""

from __future__ import annotations

from datetime import datetime

import pytest
from flask import Flask
from openpyxl import Workbook
from sqlalchemy import select

from fieldapp.core.db import db
from fieldapp.field.drawn_import import import_drawn_list
from fieldapp.field.drawn_rows import CameIn, came_in
from fieldapp.field.models import Visit
from fieldapp.identity.models import Person
from tests.rooms.drawn_lists.a_county import HEADINGS, SCHOOLS, row, saved, settle, workbook

OWN_WORDS = [
    "任务编号",
    "被检查单位名称",
    "执法人员",
    "检查期限",
    "预约日期",
    "文号",
    "上次问题",
    "平台流水号",
    "错误原因",
]


@pytest.fixture
def clerk(app: Flask) -> Person:
    return settle()


def rows_that_came(import_id: str) -> CameIn:
    found = came_in(import_id)
    assert found is not None
    return found


def test_every_visit_knows_the_file_and_the_line_it_came_by(clerk: Person) -> None:
    entry = import_drawn_list(workbook(row(), row(school=SCHOOLS[1]), above=[["抽取结果"], []]), "表.xlsx", clerk)

    visits = db.session.scalars(select(Visit).order_by(Visit.import_line))
    assert [(visit.import_id, visit.import_line) for visit in visits] == [(entry.id, 4), (entry.id, 5)]


def test_line_imported_again_stays_with_the_file_it_first_came_by(clerk: Person) -> None:
    first = import_drawn_list(workbook(row()), "表.xlsx", clerk)
    import_drawn_list(workbook(row(school=SCHOOLS[1]), row()), "补抽.xlsx", clerk)

    visit = db.session.scalars(select(Visit).where(Visit.import_line == 2, Visit.import_id == first.id)).one()
    assert visit.period_to.isoformat() == "2026-12-10"


def test_columns_are_given_back_in_the_clerks_own_words_and_order(clerk: Person) -> None:
    """Also those this product has no use for; its own column of reasons is not the platform's."""
    entry = import_drawn_list(workbook([*row(), "HB-0017", "以前的错误"], headings=OWN_WORDS), "表.xlsx", clerk)
    came = rows_that_came(entry.id)

    assert came.headings == tuple(OWN_WORDS[:-1])
    assert came.cells[2][1] == SCHOOLS[0] and came.cells[2][-1] == "HB-0017"
    assert came.cells[2][4] == datetime(2026, 11, 21)  # noqa: DTZ001 - a cell knows no time zone


def test_what_a_merged_cell_shows_stands_in_each_of_its_lines(clerk: Person) -> None:
    book = Workbook()
    page = book.worksheets[0]
    for line in (HEADINGS, row(), row(school=SCHOOLS[1], task=None)):
        page.append(line)
    page.merge_cells("A2:A3")
    entry = import_drawn_list(saved(book), "表.xlsx", clerk)

    assert [cells[0] for cells in rows_that_came(entry.id).cells.values()] == ["联015", "联015"]


def test_import_that_never_was_has_no_rows(clerk: Person) -> None:
    assert came_in("none-such") is None
