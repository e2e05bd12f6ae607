"""Tables as an Excel file. Whatever a cell holds is shown, never computed: words of others are no formulas."""

from __future__ import annotations

from datetime import date, datetime
from io import BytesIO

from openpyxl import Workbook
from openpyxl.cell import Cell as ExcelCell
from openpyxl.cell import MergedCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from fieldapp.field.drawn_list import Cell
from fieldapp.record.results import Table

# What a spreadsheet takes for the beginning of a formula, at the latest when the sheet is saved as text and read again.
BEGINS_FORMULA = ("=", "+", "-", "@", "\t", "\r")
ADDED = PatternFill("solid", fgColor="FFE8EFF7")
DAY = "yyyy-mm-dd"
NARROWEST, WIDEST = 8, 48
WIDE_CHARACTER = 0x2E80  # from here on a character takes the room of two


def workbook(tables: list[Table]) -> bytes:
    """An .xlsx with a sheet per table: headings in the first line, which stays in sight."""
    book = Workbook()
    book.remove(book.worksheets[0])
    for table in tables:
        _write(book.create_sheet(table.title), table)
    buffer = BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def _write(page: Worksheet, table: Table) -> None:
    for number, heading in enumerate(table.headings, 1):
        cell = page.cell(1, number)
        _fill(cell, heading)
        cell.font = Font(bold=True)
        if number > len(table.headings) - table.ours:
            cell.fill = ADDED
    for line, row in enumerate(table.rows, 2):
        for number, value in enumerate(row, 1):
            _fill(page.cell(line, number), value)
    page.freeze_panes = "A2"
    page.auto_filter.ref = page.dimensions
    for number, heading in enumerate(table.headings, 1):
        widest = max((_width(row[number - 1]) for row in table.rows), default=0)
        width = max(NARROWEST, _width(heading) + 4, min(WIDEST, widest + 2))
        page.column_dimensions[get_column_letter(number)].width = width


def _fill(cell: ExcelCell | MergedCell, value: Cell) -> None:
    cell.alignment = Alignment(wrap_text=True, vertical="top")
    if isinstance(value, str):
        cell.value = ILLEGAL_CHARACTERS_RE.sub("", value)
        cell.data_type = "s"  # the library calls a text beginning with “=” a formula
        cell.quotePrefix = value.startswith(BEGINS_FORMULA)
        return
    cell.value = value
    if isinstance(value, date):
        midnight = isinstance(value, datetime) and value.time() == datetime.min.time()
        cell.number_format = DAY if midnight or not isinstance(value, datetime) else f"{DAY} hh:mm"


def _width(value: Cell) -> int:
    text = DAY if isinstance(value, date) else str(value or "")
    longest = max(text.splitlines(), key=len, default="")
    return sum(2 if ord(each) >= WIDE_CHARACTER else 1 for each in longest[:WIDEST])
