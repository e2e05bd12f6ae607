"""Which visits an export is about, and how far each of them is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, select

from fieldapp.core.clock import SHANGHAI
from fieldapp.core.db import db
from fieldapp.field.models import Visit, VisitMember
from fieldapp.identity.models import Person
from fieldapp.plan.models import InspectionTask
from fieldapp.record.models import Export, InspectionRecord
from fieldapp.record.rules import Chosen, falls_in
from fieldapp.registry.models import Subject


@dataclass(frozen=True)
class Selected:
    """One visit with what stands around it; `record` is the version in force, None before it is registered."""

    visit: Visit
    subject: Subject
    task: InspectionTask
    record: InspectionRecord | None


def selected(chosen: Chosen) -> list[Selected]:
    """The visits, those of one list together and in its order, others by the name of the school."""
    rows = db.session.execute(
        select(Visit, Subject, InspectionTask, InspectionRecord)
        .join(Subject, Subject.id == Visit.subject_id)
        .join(InspectionTask, InspectionTask.id == Visit.task_id)
        .outerjoin(
            InspectionRecord,
            (InspectionRecord.visit_id == Visit.id) & InspectionRecord.replaced_by_id.is_(None),
        )
        .where(*_where(chosen))
        .order_by(Visit.import_id.is_(None), Visit.import_id, Visit.import_line, Subject.name, Visit.id)
    )
    found = [Selected(*row) for row in rows]
    return [each for each in found if falls_in(chosen, _done_on(each), each.visit.period_from, each.visit.period_to)]


def exports(unit_id: str, most: int) -> list[Export]:
    """What was taken out lately, the newest first; only what was about one unit's visits, or ("") everything."""
    whose = (Export.filters["unit"].as_string() == unit_id,) if unit_id else ()
    return list(
        db.session.scalars(select(Export).where(*whose).order_by(Export.at.desc(), Export.id.desc()).limit(most))
    )


def export(export_id: str) -> Export | None:
    return db.session.get(Export, export_id)


def _where(chosen: Chosen) -> Sequence[ColumnElement[bool]]:
    conditions = []
    if chosen.task:
        conditions.append(Visit.task_id == chosen.task)
    if chosen.unit:
        took_part = select(VisitMember.visit_id).join(Person).where(Person.unit_id == chosen.unit)
        conditions.append(Visit.id.in_(took_part))
    return conditions


def _done_on(one: Selected) -> date | None:
    """A sealed visit whose photos are on their way is not done yet: it has no number to be filed under."""
    sealed_at = one.visit.sealed_at
    return sealed_at.astimezone(SHANGHAI).date() if one.record is not None and sealed_at is not None else None
