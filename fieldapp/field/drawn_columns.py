"""The columns of a drawn list: our headings, and the other headings the same thing is known by. No I/O."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Column:
    """One thing a row says: its heading in our template, the other headings it is known by, what the clerk is told."""

    key: str
    heading: str
    meaning: str
    synonyms: tuple[str, ...] = ()


COLUMNS = (
    Column("task_no", "抽查任务编号", "必填（与“抽查任务名称”至少填一个）：与平台上的任务编号一致", ("任务编号", "抽查任务", "任务")),
    Column("task_name", "抽查任务名称", "选填：没有任务编号时用它找任务", ("任务名称",)),
    Column(
        "school", "检查对象名称", "必填：学校或机构全称，与检查对象名录库一致",
        ("抽查对象名称", "检查对象", "抽查对象", "被检查单位", "被检查单位名称", "单位名称", "学校名称", "学校", "市场主体名称",
         "抽查市场主体名称", "企业名称", "主体名称"),
    ),
    Column(
        "uscc", "统一社会信用代码", "选填：两所学校同名时必须填",
        ("统一社会信用代码/注册号", "统一社会信用代码或注册号", "统一信用代码", "社会信用代码", "信用代码"),
    ),
    Column(
        "inspectors", "检查人员", "必填：至少两名持证人员，用顿号隔开，第一名是主检；同名的在姓名后加括号写执法证号",
        ("执法检查人员", "检查人员姓名", "执法检查人员姓名", "执法人员", "抽查人员", "抽取检查人员", "匹配检查人员", "检查人员名单"),
    ),
    Column(
        "period", "检查时间", "必填：例如 2026-11-10 至 2026-12-10；也可以分成“检查开始日期”“检查结束日期”两列",
        ("检查期限", "检查起止时间", "抽查时间", "抽查起止时间", "检查时限", "检查周期"),
    ),
    Column("period_from", "检查开始日期", "选填：代替“检查时间”", ("开始日期", "检查开始时间", "开始时间", "起始日期", "抽查开始日期")),
    Column(
        "period_to", "检查结束日期", "选填：代替“检查时间”",
        ("结束日期", "检查结束时间", "结束时间", "截止日期", "检查截止日期", "抽查结束日期"),
    ),
    Column("mode", "检查方式", "选填：实地、书面或网络；不填就是实地", ("抽查方式", "核查方式", "检查形式")),
    Column("planned_on", "计划检查日期", "选填：打算哪一天去", ("拟检查日期", "计划日期", "预定检查日期", "预约日期", "拟定检查日期")),
    Column(
        "notice_no", "通知书文号", "选填：检查审批或通知书的文号",
        ("文号", "审批文号", "审批/通知书文号", "检查通知书文号", "通知书编号", "行政检查通知书文号"),
    ),
    Column("nth_check", "本年度第几次检查", "选填：填数字", ("本年度第几次", "本年度检查次数", "本年度第几次抽查", "第几次检查")),
    Column("contact_name", "联系人", "选填：学校的联系人", ("联络员", "学校联系人", "单位联系人", "联系人姓名")),
    Column("contact_phone", "联系电话", "选填：学校联系人的电话", ("联系人电话", "联络员电话", "电话", "手机", "手机号", "联系方式")),
    Column("last_problems", "上次检查发现的问题", "选填：会显示在手机上", ("上次检查发现问题", "上次问题", "上次发现问题", "上次发现的问题", "历史问题", "以往问题")),
)  # fmt: skip
HEADINGS = {column.key: column.heading for column in COLUMNS}
REASON_HEADING = "错误原因"


def column_of(heading: Any) -> str | None:
    """The key a heading stands for, in whatever width, with or without （必填）, * or spaces; None if unknown."""
    return _KEYS.get(_bare(heading))


def missing_columns(keys: Sequence[str]) -> list[str]:
    """The headings a list must have and these columns do not cover."""
    have = set(keys)
    missing = [] if have & {"task_no", "task_name"} else [HEADINGS["task_no"]]
    missing += [HEADINGS[key] for key in ("school", "inspectors") if key not in have]
    return missing if "period" in have or {"period_from", "period_to"} <= have else [*missing, HEADINGS["period"]]


def _bare(heading: Any) -> str:
    text = unicodedata.normalize("NFKC", str(heading or ""))
    return re.sub(r"\(.*?\)|[\s*:]", "", text)


_KEYS = {_bare(word): column.key for column in COLUMNS for word in (column.heading, *column.synonyms)}
