"""Which plans were published, which tasks run, which numbers bind this bureau this year."""

from __future__ import annotations

from sqlalchemy import select

from fieldapp.core.db import db
from fieldapp.plan.models import AnnualPlan, InspectionTask, PolicyProfile


def plans() -> list[AnnualPlan]:
    """Every published table, the newest year first."""
    return list(
        db.session.scalars(
            select(AnnualPlan).order_by(AnnualPlan.year.desc(), AnnualPlan.bureau, AnnualPlan.kind.desc())
        )
    )


def plan_titled(bureau: str, year: int, title: str) -> AnnualPlan | None:
    return db.session.scalar(
        select(AnnualPlan).where(AnnualPlan.bureau == bureau, AnnualPlan.year == year, AnnualPlan.title == title)
    )


def task(task_id: str) -> InspectionTask | None:
    return db.session.get(InspectionTask, task_id)


def tasks() -> list[InspectionTask]:
    return list(db.session.scalars(select(InspectionTask).order_by(InspectionTask.year.desc(), InspectionTask.task_no)))


def tasks_called(word: str) -> list[InspectionTask]:
    """The tasks with this number or this name, the newest year first: numbers begin again each year."""
    mine = (InspectionTask.task_no == word) | (InspectionTask.task_name == word)
    return list(db.session.scalars(select(InspectionTask).where(mine).order_by(InspectionTask.year.desc())))


def profile_for(bureau: str, year: int) -> PolicyProfile | None:
    return db.session.scalar(select(PolicyProfile).where(PolicyProfile.bureau == bureau, PolicyProfile.year == year))


def profile_in_force(year: int) -> PolicyProfile | None:
    """The numbers this bureau works by: those of the year, or the last ones before until new ones are entered."""
    return db.session.scalar(
        select(PolicyProfile).where(PolicyProfile.year <= year).order_by(PolicyProfile.year.desc())
    )
