"""Plans as published, their lines, the tasks of the year, and the numbers a bureau decides for itself."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from fieldapp.core.db import Instant, Model


class AnnualPlan(Model):
    """年度抽查工作计划: one published table. `columns` are its own headings, in its own order."""

    __table_args__ = (UniqueConstraint("bureau", "year", "title"),)

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    bureau: Mapped[str] = mapped_column(String(80))
    year: Mapped[int]
    kind: Mapped[str] = mapped_column(String(20))
    title: Mapped[str] = mapped_column(String(200))
    document: Mapped[str] = mapped_column(String(200))
    source: Mapped[str] = mapped_column(String(200))
    columns: Mapped[list[str]] = mapped_column(JSON)
    note: Mapped[str] = mapped_column(Text, default="")
    entered_at: Mapped[datetime] = mapped_column(Instant)

    lines: Mapped[list[PlanLine]] = relationship(order_by="PlanLine.position", lazy="selectin")


class PlanLine(Model):
    """计划条目. `original` is the row as printed, column by column; the rest is the same row read:
    `ratio` a fraction ("5/100"), `ratio_rule` AT_LEAST or EXACT, `matters` {department: [matter]}, months 1-12."""

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    plan_id: Mapped[str] = mapped_column(ForeignKey("annual_plan.id"), index=True)
    position: Mapped[int]
    original: Mapped[dict[str, str]] = mapped_column(JSON)
    kind: Mapped[str] = mapped_column(String(20))
    plan_no: Mapped[str] = mapped_column(String(40))
    plan_name: Mapped[str] = mapped_column(String(120))
    task_no: Mapped[str] = mapped_column(String(40))
    task_name: Mapped[str] = mapped_column(String(120))
    draw_type: Mapped[str | None] = mapped_column(String(20))
    ratio_text: Mapped[str] = mapped_column(String(60))
    ratio_rule: Mapped[str] = mapped_column(String(20))
    ratio: Mapped[str] = mapped_column(String(20))
    frequency_text: Mapped[str] = mapped_column(String(60))
    matters: Mapped[dict[str, list[str]]] = mapped_column(JSON)
    subject_scope: Mapped[str] = mapped_column(String(200))
    initiating_department: Mapped[str] = mapped_column(String(60))
    joint_departments: Mapped[list[str]] = mapped_column(JSON)
    period_text: Mapped[str] = mapped_column(String(60))
    period_from_month: Mapped[int]
    period_to_month: Mapped[int]
    risk_text: Mapped[str] = mapped_column(Text)


class InspectionTask(Model):
    """抽查任务: what the visits of one draw have in common. `matters` is {department: [matter]}, in the plan's order."""

    __table_args__ = (UniqueConstraint("year", "task_no"),)

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    plan_line_id: Mapped[str | None] = mapped_column(ForeignKey("plan_line.id"))
    year: Mapped[int]
    task_no: Mapped[str] = mapped_column(String(40))
    task_name: Mapped[str] = mapped_column(String(120))
    plan_no: Mapped[str] = mapped_column(String(40))
    plan_name: Mapped[str] = mapped_column(String(120))
    draw_type: Mapped[str] = mapped_column(String(20))
    initiating_department: Mapped[str] = mapped_column(String(60))
    joint_departments: Mapped[list[str]] = mapped_column(JSON)
    matters: Mapped[dict[str, list[str]]] = mapped_column(JSON)
    period_from: Mapped[date]
    period_to: Mapped[date]
    source: Mapped[str] = mapped_column(String(200))


class PolicyProfile(Model):
    """政策参数 of one bureau and year, with the document they come from; keys in plan.rules.PROFILE_VALUES."""

    __table_args__ = (UniqueConstraint("bureau", "year"),)

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    bureau: Mapped[str] = mapped_column(String(80))
    year: Mapped[int]
    source_document: Mapped[str] = mapped_column(String(200))
    values: Mapped[dict[str, Any]] = mapped_column(JSON)
