"""The words of a plan and what a task and a profile must hold."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Any


class PlanKind(StrEnum):
    """A plan several departments carry together, or one bureau's own."""

    JOINT = "JOINT"
    INTERNAL = "INTERNAL"


class DrawType(StrEnum):
    DIRECTED = "DIRECTED"
    UNDIRECTED = "UNDIRECTED"


PLAN_KIND_LABELS = {PlanKind.JOINT: "部门联合抽查", PlanKind.INTERNAL: "内部抽查"}
DRAW_TYPE_LABELS = {DrawType.DIRECTED: "定向", DrawType.UNDIRECTED: "不定向"}

# Every local number an inspection day needs, with the type it must have; none of them has a default in code.
PROFILE_VALUES: dict[str, type] = {
    "authority": str,
    "number_word": str,
    "hotline": str,
    "photo_on_abnormal": int,
    "due_day_chips": list,
    "result_days": int,
    "publish_days": int,
}


def why_task_is_wrong(matters: dict[str, list[str]], period_from: date, period_to: date) -> str | None:
    """One sentence if a task has nothing to check or ends before it begins, else None."""
    if not any(matters.values()):
        return "抽查任务没有抽查事项，请至少填写一个部门的一个事项。"
    if period_to < period_from:
        return f"抽查时间的结束日 {period_to} 早于开始日 {period_from}，请改正。"
    return None


def why_profile_is_wrong(values: dict[str, Any]) -> str | None:
    """One sentence naming the value of a policy profile that is missing or of the wrong kind, else None."""
    for name, kind in PROFILE_VALUES.items():
        if not isinstance(values.get(name), kind):
            return f"政策参数“{name}”缺少或类型不对，请对照本地文件补全。"
    return None
