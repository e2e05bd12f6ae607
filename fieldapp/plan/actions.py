"""Keep a published plan table, open a task of the year, set the bureau's own numbers."""

from __future__ import annotations

import calendar
from collections.abc import Mapping
from datetime import date
from typing import Any

from fieldapp.core import audit, clock
from fieldapp.core.db import db, transaction
from fieldapp.core.errors import Refusal
from fieldapp.core.ids import new_id
from fieldapp.plan import queries, rules
from fieldapp.plan.models import AnnualPlan, InspectionTask, PlanLine, PolicyProfile
from fieldapp.plan.rules import DrawType

TAKEN_FROM_LINE = (
    "task_no", "task_name", "plan_no", "plan_name", "initiating_department", "joint_departments", "matters",
)  # fmt: skip


def load_plan(data: Mapping[str, Any]) -> AnnualPlan:
    """Keep one published table: its `columns` and `rows` word for word, and the `lines` read from them.

    The same table again changes nothing. Refused: rows and lines that do not pair, a row with a heading of its own.
    """
    title, columns = data["title"], data["columns"]
    if len(data["rows"]) != len(data["lines"]) or any(list(row) != columns for row in data["rows"]):
        raise Refusal("bad_plan", f"计划表“{title}”的原表和条目对不上，请逐行核对后重新录入。")
    with transaction():
        known = queries.plan_titled(data["bureau"], data["year"], title)
        if known:
            return known
        kept = {
            name: data[name] for name in ("bureau", "year", "kind", "title", "document", "source", "columns", "note")
        }
        plan = AnnualPlan(id=new_id(), entered_at=clock.now(), **kept)
        pairs = zip(data["rows"], data["lines"], strict=True)
        plan.lines = [
            PlanLine(id=new_id(), position=place, original=row, **line)
            for place, (row, line) in enumerate(pairs, start=1)
        ]
        db.session.add(plan)
        audit.note("plan.entered", f"plan:{plan.id}", actor=None, detail={"title": title, "lines": len(plan.lines)})
    return plan


def enter_task(fields: Mapping[str, Any]) -> InspectionTask:
    """Open a task (the columns of InspectionTask but `id`). Refused: no matter, dates reversed, a number used this year."""
    wrong = rules.why_task_is_wrong(fields["matters"], fields["period_from"], fields["period_to"])
    if wrong:
        raise Refusal("bad_task", wrong)
    year, number = fields["year"], fields["task_no"]
    with transaction():
        if any(task.year == year and task.task_no == number for task in queries.tasks_called(number)):
            raise Refusal("task_no_taken", f"{year} 年已有任务编号“{number}”，请核对后换一个编号。", 409)
        task = InspectionTask(id=new_id(), **fields)
        db.session.add(task)
        audit.note("task.entered", f"task:{task.id}", actor=None, detail={"task_no": number, "year": year})
    return task


def open_task(line: PlanLine, year: int, source: str) -> InspectionTask:
    """Open the task that a plan line announces, for its whole months; `source`: where its draw comes from."""
    last = calendar.monthrange(year, line.period_to_month)[1]
    return enter_task(
        {
            "plan_line_id": line.id,
            "year": year,
            "draw_type": line.draw_type or DrawType.UNDIRECTED,
            "period_from": date(year, line.period_from_month, 1),
            "period_to": date(year, line.period_to_month, last),
            "source": source,
            **{name: getattr(line, name) for name in TAKEN_FROM_LINE},
        }
    )


def set_profile(bureau: str, year: int, source_document: str, values: Mapping[str, Any]) -> PolicyProfile:
    """Set the numbers of a bureau for a year (keys: rules.PROFILE_VALUES), naming the document they come from."""
    wrong = rules.why_profile_is_wrong(dict(values))
    if wrong:
        raise Refusal("bad_profile", wrong)
    with transaction():
        profile = queries.profile_for(bureau, year) or PolicyProfile(id=new_id(), bureau=bureau, year=year)
        profile.source_document, profile.values = source_document, dict(values)
        db.session.add(profile)
        audit.note("profile.set", f"profile:{profile.id}", actor=None, detail={"source": source_document, **values})
    return profile
