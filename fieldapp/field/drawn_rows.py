"""The rows of an imported list as they came, so that results go out under the very columns that came in."""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO

from openpyxl import load_workbook

from fieldapp.core.blobs import blobs
from fieldapp.field import drawn_import
from fieldapp.field.drawn_columns import REASON_HEADING
from fieldapp.field.drawn_list import Cell, text_of
from fieldapp.field.drawn_sheet import MOST_COLUMNS, merged_values, read_sheet


@dataclass(frozen=True)
class CameIn:
    """`headings` in their order, without empty ones and our own 错误原因; `cells`: by line of the sheet, one value
    (text, number, date, None) per heading; what a merged cell shows stands in each of its lines."""

    headings: tuple[str, ...]
    cells: dict[int, tuple[Cell, ...]]


def came_in(import_id: str) -> CameIn | None:
    """The rows of this import, None where there is no such import. A visit's own is `cells[visit.import_line]`."""
    entry = drawn_import.drawn_list_import(import_id)
    return None if entry is None else rows_of(blobs().read(entry.sha256))


def rows_of(data: bytes) -> CameIn:
    """The rows of a file that was imported. Refused like any list that cannot be read."""
    sheet = read_sheet(data)
    page = load_workbook(BytesIO(data), data_only=True)[sheet.title]
    headings = page[sheet.heading_line][:MOST_COLUMNS]
    named = {number: text_of(cell.value) for number, cell in enumerate(headings, start=1)}
    kept = [number for number, heading in named.items() if heading not in {"", REASON_HEADING}]
    merged = merged_values(page)

    def shown(line: int, number: int) -> Cell:
        return merged[line, number] if (line, number) in merged else page.cell(line, number).value

    return CameIn(
        headings=tuple(named[number] for number in kept),
        cells={row.line: tuple(shown(row.line, each) for each in kept) for row in sheet.rows},
    )
