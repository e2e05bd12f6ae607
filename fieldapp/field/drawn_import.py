"""Import a drawn list: all of it or nothing, and the file itself is kept either way."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import or_, select

from fieldapp.core import audit, clock
from fieldapp.core.blobs import blobs
from fieldapp.core.db import db, transaction
from fieldapp.core.ids import new_id
from fieldapp.field.actions import DrawnMember, DrawnVisit, enter_drawn_visit
from fieldapp.field.drawn_check import OPEN_STATES, NewVisit, Registries, Verdict, judge
from fieldapp.field.drawn_list import DrawnRow
from fieldapp.field.drawn_sheet import annotate, read_sheet
from fieldapp.field.models import DrawnListImport, Visit
from fieldapp.identity.models import Person
from fieldapp.plan import queries as plan
from fieldapp.registry import queries as registry
from fieldapp.registry.rules import certified_on

LONGEST_FILENAME = 200
COPIED = ("notice_no", "contact_name", "contact_phone", "last_problems")


def import_drawn_list(data: bytes, filename: str, somebody: Person) -> DrawnListImport:
    """Make a visit of every row of the file, or of none.

    Raises Refusal, in one sentence, where the file cannot be read as a list at all. Where rows are wrong,
    the result says so for all of them at once and holds the clerk's own file with the column 错误原因.
    """
    sheet = read_sheet(data)
    name = "".join(each for each in filename if each.isprintable())  # it becomes a header when the file is handed back
    entry = DrawnListImport(id=new_id(), person_id=somebody.id, filename=name[:LONGEST_FILENAME], rows=len(sheet.rows))
    entry.sha256 = blobs().put(data)
    with transaction():  # judged under the write lock: nobody imports the same school in between
        verdict = judge(sheet.rows, _known(sheet.rows))
        if not verdict.problems:
            _enter(verdict.new, entry.id)
            _conclude(entry, "IMPORTED", verdict)
            return entry
    entry.annotated_sha256 = blobs().put(annotate(data, sheet, verdict.problems))
    with transaction():
        _conclude(entry, "REFUSED", verdict)
    return entry


def drawn_list_import(import_id: str) -> DrawnListImport | None:
    return db.session.get(DrawnListImport, import_id)


def latest_imports(most: int) -> list[DrawnListImport]:
    return list(db.session.scalars(select(DrawnListImport).order_by(DrawnListImport.at.desc()).limit(most)))


def _known(rows: Sequence[DrawnRow]) -> Registries:
    """The registries, and of all visits ever those that can matter: of the tasks named here, and open ones."""
    tasks = plan.tasks()
    named = {row.text(key) for row in rows for key in ("task_no", "task_name")}
    mine = [task.id for task in tasks if {task.task_no, task.task_name} & named]
    visits = db.session.scalars(select(Visit).where(or_(Visit.task_id.in_(mine), Visit.state.in_(OPEN_STATES))))
    return Registries(tasks, registry.subjects(), registry.inspectors(), visits)


def _enter(new: Iterable[NewVisit], import_id: str) -> None:
    for visit in new:
        row = visit.row
        drawn = DrawnVisit(
            period_from=visit.period[0], period_to=visit.period[1], planned_on=row.planned_on, nth_check=row.nth_check,
            source=visit.task.source, mode=row.mode, import_id=import_id, import_line=row.line,
            **{key: row.text(key) for key in COPIED},
        )  # fmt: skip
        enter_drawn_visit(visit.task.id, visit.subject.id, _members(visit), drawn)


def _members(visit: NewVisit) -> list[DrawnMember]:
    lead = next(each for each in visit.team if certified_on(each, visit.period[1]))
    return [DrawnMember(each.person_id, each.department, is_lead=each is lead) for each in visit.team]


def _conclude(entry: DrawnListImport, outcome: str, verdict: Verdict) -> None:
    entry.at, entry.outcome, entry.report = clock.now(), outcome, _report(verdict)
    db.session.add(entry)
    counts = {"rows": entry.rows, "new": len(verdict.new), "problems": len(verdict.problems)}
    detail = {"filename": entry.filename, "sha256": entry.sha256, **counts}
    audit.note(f"drawn_list.{outcome.lower()}", f"drawn_list:{entry.id}", actor=entry.person_id, detail=detail)


def _report(verdict: Verdict) -> dict[str, Any]:
    return {
        "new": len(verdict.new),
        "already": len(verdict.already),
        "problems": [{"line": each.line, "sentence": each.sentence} for each in verdict.problems],
        "hints": list(verdict.hints),
    }
