"""Each visit's row as it came in, or as our own template would have it where it came in by no file."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

from fieldapp.field.drawn_columns import COLUMNS, column_of
from fieldapp.field.drawn_list import Cell
from fieldapp.field.drawn_rows import CameIn, came_in
from fieldapp.field.labels import MODE_LABELS
from fieldapp.identity import queries as people
from fieldapp.record.results import School
from fieldapp.record.selection import Selected

# Of columns that say the same in two ways the template has one.
INSTEAD = frozenset({"task_name", "period_from", "period_to"})
TEMPLATE = tuple(column.heading for column in COLUMNS if column.key not in INSTEAD)


def schools(found: Sequence[Selected]) -> list[School]:
    """A row for each visit. Rows without a file stand under the headings of the first file there is, if there is one."""
    read = cache(came_in)  # each file once
    files = [read(each.visit.import_id) for each in found if each.visit.import_id]
    headings = next((each.headings for each in files if each is not None), TEMPLATE)
    return [_school(each, read(each.visit.import_id) if each.visit.import_id else None, headings) for each in found]


def _school(one: Selected, file: CameIn | None, headings: tuple[str, ...]) -> School:
    snapshot = None if one.record is None else one.record.snapshot
    cells = None if file is None else file.cells.get(one.visit.import_line or 0)
    if file is not None and cells is not None:
        return School(file.headings, cells, snapshot)
    known = _said(one)
    return School(headings, tuple(known.get(column_of(heading) or "") for heading in headings), snapshot)


def _said(one: Selected) -> dict[str, Cell]:
    """What the house knows of the visit, by the keys of the columns."""
    visit, subject, task = one.visit, one.subject, one.task
    team = [people.person(member.person_id) for member in visit.members]
    said: dict[str, Any] = {name: getattr(visit, name) for name in
                            ("period_from", "period_to", "planned_on", "notice_no", "nth_check", "last_problems")}  # fmt: skip
    return {
        **said,
        "task_no": task.task_no, "task_name": task.task_name, "school": subject.name, "uscc": subject.uscc,
        "inspectors": "、".join(each.name for each in team if each), "mode": MODE_LABELS[visit.mode],
        "period": f"{visit.period_from} 至 {visit.period_to}",
        "contact_name": visit.contact_name or subject.contact_name,
        "contact_phone": visit.contact_phone or subject.contact_phone,
    }  # fmt: skip
