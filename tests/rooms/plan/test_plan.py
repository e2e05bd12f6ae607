"""Plans are kept as published; tasks are opened from their lines; the bureau's numbers name their document."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from fieldapp.config import PROJECT
from fieldapp.core.errors import Refusal
from fieldapp.identity.rules import Role
from fieldapp.plan import actions, queries
from tests.conftest import SignIn

PLANS = sorted((PROJECT / "fieldapp/data/plans").glob("*.json"))
VALUES = {
    "authority": "清河县教育局", "number_word": "清教检录", "hotline": "0319-8000000", "photo_on_abnormal": 1,
    "due_day_chips": [7, 15, 30], "result_days": 5, "publish_days": 20,
}  # fmt: skip


def table(name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(next(path for path in PLANS if name in path.name).read_text("utf-8"))
    return found


def test_three_published_tables_keep_their_own_columns(app: Flask) -> None:
    kept = [actions.load_plan(json.loads(path.read_text("utf-8"))) for path in PLANS]

    assert {(plan.bureau, len(plan.columns), len(plan.lines)) for plan in kept} == {
        ("清河县教育局", 11, 3),
        ("晋城市城区教育和科学技术局", 9, 2),
        ("晋城市城区教育和科学技术局", 10, 1),
    }


def test_same_table_again_changes_nothing(app: Flask) -> None:
    assert actions.load_plan(table("qinghe")).id == actions.load_plan(table("qinghe")).id
    assert len(queries.plans()) == 1


def test_table_whose_row_has_a_heading_of_its_own_is_refused(app: Flask) -> None:
    odd = table("qinghe")
    odd["rows"][0]["备注"] = "多出的一栏"

    with pytest.raises(Refusal, match="请逐行核对"):
        actions.load_plan(odd)


def test_plan_page_shows_the_tables_word_for_word(client: FlaskClient, sign_in: SignIn) -> None:
    for path in PLANS:
        actions.load_plan(json.loads(path.read_text("utf-8")))
    sign_in(Role.POLICY_SECTION)

    shown = client.get("/plans").text

    for words in (
        "联2024015",
        "教育局（体育局）：对高危体育项目经营场所安全经营事项的监督检查",
        "2024年9月至11月",
        "持校车学校、幼儿园",
    ):
        assert words in shown
    assert "人社局、卫生健康局、市场监管局" in shown


def test_task_opened_from_a_line_runs_over_its_whole_months(app: Flask) -> None:
    line = actions.load_plan(table("qinghe")).lines[0]
    task = actions.open_task(line, 2024, "河北省双随机监管工作平台")

    assert (task.period_from, task.period_to) == (date(2024, 9, 1), date(2024, 11, 30))
    assert task.matters["市场监管局"] == ["餐饮服务监督检查", "校园食品销售监督检查"]
    # 人社局 takes part without a matter of its own: a trap of the published table, kept as it is.
    assert "人社局" in task.joint_departments and "人社局" not in task.matters


def test_task_number_is_used_once_a_year(app: Flask) -> None:
    line = actions.load_plan(table("qinghe")).lines[0]
    actions.open_task(line, 2024, "平台")
    actions.open_task(line, 2025, "平台")

    with pytest.raises(Refusal, match="2024 年已有任务编号“联015”"):
        actions.open_task(line, 2024, "平台")
    assert [task.year for task in queries.tasks_called("联015")] == [2025, 2024]


@pytest.mark.parametrize(
    "change, says",
    [
        ({"matters": {"教育局": []}}, "没有抽查事项"),
        ({"period_from": date(2026, 12, 1), "period_to": date(2026, 11, 1)}, "早于开始日"),
    ],
)
def test_task_without_matters_or_with_reversed_days_is_refused(app: Flask, change: dict[str, Any], says: str) -> None:
    fields = {
        "year": 2026, "task_no": "联099", "matters": {"教育局": ["校外培训机构检查"]},
        "period_from": date(2026, 11, 1), "period_to": date(2026, 11, 30), **change,
    }  # fmt: skip

    with pytest.raises(Refusal, match=says):
        actions.enter_task(fields)


def test_last_years_numbers_hold_until_new_ones_come(app: Flask) -> None:
    actions.set_profile("清河县教育局", 2025, "清教安〔2025〕3号", VALUES)
    actions.set_profile("清河县教育局", 2027, "清教安〔2027〕2号", {**VALUES, "publish_days": 15})

    assert queries.profile_in_force(2024) is None
    in_2026, in_2027 = queries.profile_in_force(2026), queries.profile_in_force(2027)
    assert in_2026 is not None and in_2026.source_document == "清教安〔2025〕3号"
    assert in_2027 is not None and in_2027.values["publish_days"] == 15


def test_profile_lacking_a_number_is_refused(app: Flask) -> None:
    with pytest.raises(Refusal, match="result_days"):
        actions.set_profile("清河县教育局", 2026, "清教安〔2026〕6号", {**VALUES, "result_days": "五"})
