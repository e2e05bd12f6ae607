"""The drawn list as a spreadsheet file: read it whatever it looks like, give it back with what is wrong, make a template."""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from io import BytesIO
from itertools import groupby
from typing import Any

from openpyxl import Workbook, load_workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.cell_range import CellRange
from openpyxl.worksheet.worksheet import Worksheet

from fieldapp.core.errors import Refusal
from fieldapp.field.drawn_columns import COLUMNS, REASON_HEADING, column_of, missing_columns
from fieldapp.field.drawn_list import Cell, DrawnRow, Problem, read_row, text_of

MEBIBYTE = 1024 * 1024
LARGEST_FILE = 5 * MEBIBYTE
LARGEST_UNPACKED = 12 * MEBIBYTE
LARGEST_MERGE = 100_000  # cells; the library fills every cell of a merged area, a huge one would never end
MOST_ROWS, MOST_COLUMNS, HEADING_WITHIN = 2000, 100, 15
FEWEST_HEADINGS = 2  # one known word may stand in any title
OLD_EXCEL = bytes.fromhex("d0cf11e0a1b11ae1")
MERGE = re.compile(rb'<(?:\w+:)?mergeCell\s[^>]*?ref="([A-Z]+\d+:[A-Z]+\d+)"')

MARK = PatternFill("solid", fgColor="FFFFC7CE")
NO_MARK = PatternFill(fill_type=None)
EXAMPLE: dict[str, Any] = {
    "task_no": "联015", "school": "示例学校（导入前删去这一行）", "inspectors": "张三、李四", "period": "2026-11-10 至 2026-12-10",
    "mode": "实地", "planned_on": date(2026, 11, 21), "notice_no": "清教检通〔2026〕15号", "nth_check": 1, "contact_name": "王五",
    "contact_phone": "0319-0000000", "last_problems": "门卫登记不全",
}  # fmt: skip


@dataclass(frozen=True)
class DrawnSheet:
    """What was found: the sheet's title, the line of its heading, the column number of each key, and its rows."""

    title: str
    heading_line: int
    columns: dict[str, int]
    rows: tuple[DrawnRow, ...]


def read_sheet(data: bytes) -> DrawnSheet:
    """The drawn list in a file. Refused in one sentence: no spreadsheet, damaged, too large, wrong columns, no rows."""
    _refuse_what_is_no_workbook(data)
    try:
        book = load_workbook(BytesIO(data), data_only=True)
    except Exception as problem:  # the library meets damage with whatever exception it stumbles over
        code, sentence = "damaged_file", "这个文件已损坏，读不出来；请用 Excel 或 WPS 打开，另存为 .xlsx 后重新导入。"
        raise Refusal(code, sentence) from problem
    sheet, line, columns = _find_heading(book.worksheets)
    if sheet.max_row > line + MOST_ROWS:
        sentence = f"这张表有 {sheet.max_row} 行，一次最多导入 {MOST_ROWS} 行；请分成几个文件，或删去末尾的空白行。"
        raise Refusal("too_many_rows", sentence)
    rows = tuple(read_row(number, cells) for number, cells in _filled_rows(sheet, line, columns))
    if not rows:
        code, sentence = "no_rows", f"第 {line} 行表头下面没有内容，请填好后重新导入。"
        raise Refusal(code, sentence)
    return DrawnSheet(sheet.title, line, columns, rows)


def annotate(data: bytes, sheet: DrawnSheet, problems: Iterable[Problem]) -> bytes:
    """The clerk's own file again, with a column 错误原因 and the bad cells marked; everything else as it was."""
    book = load_workbook(BytesIO(data))
    page = book[sheet.title]
    reason = _reason_column(page, sheet)
    for row in page.iter_rows(min_row=sheet.heading_line + 1, max_row=sheet.rows[-1].line, max_col=reason):
        for cell in row:
            if cell.fill.fgColor.rgb == MARK.fgColor.rgb:  # ours, from the last time this file came back
                cell.fill = NO_MARK
        row[-1].value = None
    ordered = sorted(problems, key=lambda each: each.line)
    for line, group in groupby(ordered, key=lambda each: each.line):
        _mark(page, line, reason, sheet.columns, list(group))
    return _bytes_of(book)


def template() -> bytes:
    """An empty list to fill in: headings, one example row, and a sheet that explains every column."""
    book = Workbook()
    book.remove(book.worksheets[0])
    page = book.create_sheet("抽取结果")
    shown = [column for column in COLUMNS if column.key in EXAMPLE or column.key == "uscc"]
    page.append([column.heading for column in shown])
    page.append([EXAMPLE.get(column.key) for column in shown])
    page.freeze_panes = "A2"
    _dress(page, [max(14, 2 * len(column.heading) + 4) for column in shown])
    notes = book.create_sheet("说明")
    notes.append(["栏目", "怎么填", "也认得的表头"])
    for column in COLUMNS:
        notes.append([column.heading, column.meaning, "、".join(column.synonyms)])
    notes.append([REASON_HEADING, "不用填：有错误时，系统在这一列写明原因，改好后直接重新导入本文件", ""])
    _dress(notes, [24, 60, 80])
    return _bytes_of(book)


def _refuse_what_is_no_workbook(data: bytes) -> None:
    if not data:
        raise Refusal("empty_file", "这个文件是空的（0 字节），请重新选择文件。")
    if len(data) > LARGEST_FILE:
        raise Refusal("file_too_large", f"文件超过 {LARGEST_FILE // MEBIBYTE} MB，请删去图片和无关的工作表后重新导入。")
    if data.startswith(OLD_EXCEL):
        raise Refusal("old_excel", "这是旧版 .xls 或加了密码的文件，请去掉密码并另存为 .xlsx 后重新导入。")
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            _refuse_bombs(archive)
            workbook = "xl/workbook.xml" in archive.namelist()
    except (zipfile.BadZipFile, zlib.error, RuntimeError, EOFError, OSError, ValueError):
        workbook = False
    if not workbook:
        sentence = "这不是 Excel 文件（.xlsx），或者没有传完整；请用 Excel 或 WPS 另存为 .xlsx 后重新导入。"
        raise Refusal("no_workbook", sentence)


def _refuse_bombs(archive: zipfile.ZipFile) -> None:
    """A small file can unpack to gigabytes, or merge a million rows; both are stopped before the library sees them."""
    if sum(member.file_size for member in archive.infolist()) > LARGEST_UNPACKED:
        raise Refusal("unpacks_too_large", "这个文件展开后太大，请只留下抽取结果这一张表，删去空白行列后重新导入。")
    sheets = [name for name in archive.namelist() if name.endswith(".xml")]
    if sum(_merged_cells(archive.read(name)) for name in sheets) > LARGEST_MERGE:
        raise Refusal("merged_too_large", "表里合并的单元格范围太大，请取消多余的合并后重新导入。")


def _merged_cells(xml: bytes) -> int:
    cells = 0
    for found in MERGE.finditer(xml):
        size = CellRange(found[1].decode()).size
        cells += size["rows"] * size["columns"]
    return cells


def _find_heading(sheets: Iterable[Any]) -> tuple[Worksheet, int, dict[str, int]]:
    """The one sheet with the columns a list must have; else a refusal that says what the best candidate lacks."""
    found: list[tuple[Worksheet, int, dict[str, int]]] = []
    best: dict[str, int] = {}
    best_line, best_title = 0, ""
    for sheet in sheets:
        if not isinstance(sheet, Worksheet) or sheet.sheet_state != "visible":
            continue
        line, columns = _heading_of(sheet)
        if not missing_columns(list(columns)):
            found.append((sheet, line, columns))
        if len(columns) > len(best):
            best, best_line, best_title = columns, line, sheet.title
    if len(found) > 1:
        titles = "”和“".join(sheet.title for sheet, _, _ in found)
        raise Refusal("two_lists", f"工作表“{titles}”里都有抽取结果，不知道导入哪一张；请只留一张后重新导入。")
    if found:
        return found[0]
    if len(best) < FEWEST_HEADINGS:
        sentence = f"前 {HEADING_WITHIN} 行里没有找到表头，请下载模板对照，或把表头改成模板里的栏目名。"
        raise Refusal("no_heading", sentence)
    lacking = "”“".join(missing_columns(list(best)))
    raise Refusal(
        "missing_columns", f"工作表“{best_title}”第 {best_line} 行的表头缺少“{lacking}”，请补上这些列后重新导入。"
    )


def _heading_of(sheet: Worksheet) -> tuple[int, dict[str, int]]:
    """The line among the first few that knows most columns; where two columns mean the same, the first counts."""
    best: tuple[int, dict[str, int]] = (0, {})
    last = min(HEADING_WITHIN, sheet.max_row)
    for line, row in enumerate(sheet.iter_rows(max_row=last, max_col=_width(sheet), values_only=True), start=1):
        columns: dict[str, int] = {}
        for number, value in enumerate(row, start=1):
            key = column_of(value)
            if key:
                columns.setdefault(key, number)
        if len(columns) > len(best[1]):
            best = (line, columns)
    return best


def _filled_rows(sheet: Worksheet, heading_line: int, columns: dict[str, int]) -> Iterator[tuple[int, dict[str, Cell]]]:
    inherited = merged_values(sheet)
    for line, row in enumerate(
        sheet.iter_rows(min_row=heading_line + 1, max_col=_width(sheet), values_only=True), start=heading_line + 1
    ):
        own = {key: row[number - 1] for key, number in columns.items()}
        if any(text_of(value) for value in own.values()):
            merged = {key: inherited.get((line, number)) for key, number in columns.items()}
            yield line, {key: own[key] if merged[key] is None else merged[key] for key in columns}


def merged_values(sheet: Worksheet) -> dict[tuple[int, int], Cell]:
    """What each cell of a merged area shows: the value of its first cell."""
    shown: dict[tuple[int, int], Cell] = {}
    for area in sheet.merged_cells.ranges:
        value = sheet.cell(area.min_row, area.min_col).value
        shown.update(dict.fromkeys(area.cells, value))
    return shown


def _reason_column(page: Worksheet, sheet: DrawnSheet) -> int:
    headings = [text_of(cell.value) for cell in page[sheet.heading_line][:MOST_COLUMNS]]
    number = headings.index(REASON_HEADING) + 1 if REASON_HEADING in headings else _width(page) + 1
    heading = page.cell(sheet.heading_line, number, REASON_HEADING)
    heading.font, heading.fill = Font(bold=True), MARK
    page.column_dimensions[get_column_letter(number)].width = 60
    return number


def _mark(page: Worksheet, line: int, reason: int, columns: dict[str, int], problems: list[Problem]) -> None:
    cell = page.cell(line, reason, "\n".join(problem.sentence for problem in problems))
    cell.alignment, cell.fill = Alignment(wrap_text=True, vertical="top"), MARK
    for problem in problems:
        if problem.key in columns:
            page.cell(line, columns[problem.key]).fill = MARK


def _width(sheet: Worksheet) -> int:
    return min(sheet.max_column, MOST_COLUMNS)


def _dress(page: Worksheet, widths: list[int]) -> None:
    for number, width in enumerate(widths, start=1):
        page.column_dimensions[get_column_letter(number)].width = width
        page.cell(1, number).font = Font(bold=True)
    for row in page.iter_rows():
        for cell in row:
            cell.alignment = Alignment(wrap_text=True, vertical="top")


def _bytes_of(book: Workbook) -> bytes:
    buffer = BytesIO()
    book.save(buffer)
    return buffer.getvalue()
