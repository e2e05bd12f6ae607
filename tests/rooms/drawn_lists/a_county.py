"""A small county for drawn lists: two tasks, three schools, five inspectors; and workbooks as clerks make them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from io import BytesIO
from typing import Any

from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from fieldapp.identity import actions as identity
from fieldapp.identity import queries as people
from fieldapp.identity.models import Person
from fieldapp.identity.rules import Role
from fieldapp.plan import actions as plan
from fieldapp.registry import actions as registry
from fieldapp.registry.rules import uscc_check_character
from tests.conftest import PASSWORD

HEADINGS = ["抽查任务编号", "检查对象名称", "检查人员", "检查时间", "计划检查日期", "通知书文号", "上次检查发现的问题"]
PERIOD = "2026-11-10 至 2026-12-10"
SCHOOLS = ("清河县石桥街小学", "清河县文昌阁小学", "清河县第五初级中学")


def row(**changes: Any) -> list[Any]:
    """A good row; `school="…"` and the like change one cell."""
    cells = {
        "task": "联015", "school": SCHOOLS[0], "people": "王砚秋、孙雅琴、苏文静", "period": PERIOD,
        "day": date(2026, 11, 21), "notice": "清教检通〔2026〕21号", "last": "门卫登记不全",
    } | changes  # fmt: skip
    return list(cells.values())


def workbook(*rows: Sequence[Any], headings: Sequence[Any] = HEADINGS, above: Sequence[Sequence[Any]] = ()) -> bytes:
    book = Workbook()
    page = book.worksheets[0]
    for line in (*above, headings, *rows):
        page.append(list(line))
    return saved(book)


def saved(book: Workbook) -> bytes:
    buffer = BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def opened(data: bytes) -> Worksheet:
    sheet: Worksheet = load_workbook(BytesIO(data)).worksheets[0]
    return sheet


def settle() -> Person:
    """Enter the county; the clerk who imports."""
    bureau = people.unit_named("清河县教育局") or identity.add_unit("清河县教育局", "BUREAU")
    for number, name in enumerate(SCHOOLS):
        body = f"12130534MB0F{number:05}"
        registry.enter_subject(
            {
                "name": name, "uscc": body + uscc_check_character(body), "subject_type": "PRIMARY",
                "legal_form": "PUBLIC_INSTITUTION", "is_private": "否", "address": "清河县",
            }
        )  # fmt: skip
    for number, (name, until) in enumerate(
        [
            ("王砚秋", "2031-05-31"),
            ("孙雅琴", "2030-11-30"),
            ("苏文静", "2026-11-30"),
            ("李明", "2030-01-01"),
            ("李明", "2030-01-01"),
        ]
    ):
        identity.add_person(name, f"inspector{number}", PASSWORD, bureau, roles=[Role.INSPECTOR])
        registry.enter_inspector(
            {
                "login": f"inspector{number}", "name": name, "department": "教育局", "category": "CERTIFIED",
                "certificate_kind": "ENFORCEMENT", "certificate_no": f"1305340010{number:02}", "certificate_valid_to": until,
            }
        )  # fmt: skip
    identity.add_person("于晓禾", "assistant", PASSWORD, bureau, roles=[Role.INSPECTOR])
    registry.enter_inspector({"login": "assistant", "name": "于晓禾", "department": "教育局", "category": "ASSISTANT"})
    for task_no, name in (("联015", "2026年度清河县学校部门联合随机抽查"), ("内003", "2026年度校车安全内部随机抽查")):
        plan.enter_task(
            {
                "year": 2026, "task_no": task_no, "task_name": name, "plan_no": "", "plan_name": "", "draw_type": "DIRECTED",
                "initiating_department": "教育局", "joint_departments": [], "matters": {"教育局": ["学校校车安全抽查"]},
                "period_from": date(2026, 1, 1), "period_to": date(2026, 12, 31), "source": "省平台", "plan_line_id": None,
            }
        )  # fmt: skip
    return identity.add_person("方敏行", "fang", PASSWORD, bureau, roles=[Role.SECTION])
