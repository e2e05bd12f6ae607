"""The timeline in words: every kind says something of its own, and the two versions of a handed-back sheet are told apart."""

from __future__ import annotations

import json
from typing import Any

import pytest

from fieldapp.field.kinds import KINDS
from fieldapp.field.sentences import SENTENCES, Names, sentence
from tests.rules.test_vectors import VECTORS
from tests.vectors import real_day
from tests.vectors.make import FACTS
from tests.vectors.stories_words import CODES

PEOPLE = {each["person"]: each["name"] for each in FACTS["team"]} | {"p77": "别处的人"}
NAMES = Names({code: f"“{code}”" for code in CODES}, PEOPLE)


def told(ops: list[dict[str, Any]]) -> list[str]:
    return [sentence(op, NAMES) for op in ops]


def test_every_kind_has_its_sentence() -> None:
    assert set(SENTENCES) == KINDS


@pytest.mark.parametrize("path", VECTORS, ids=lambda path: path.stem)
def test_every_op_of_the_vectors_can_be_told(path: Any) -> None:
    for said in told(json.loads(path.read_text("utf-8"))["ops"]):
        assert said and "None" not in said and "不在名单上的人" not in said


def test_a_locked_gate_is_told_as_it_was() -> None:
    said = told(real_day.locked_gate(FACTS))
    assert "无法检查（校方拒绝检查）：门卫称未接到通知，不开门，见证人孙七（李四在同组手机上，待本人确认）" in said


def test_attempts_and_days_are_told() -> None:
    said = told(real_day.two_attempts_then_a_real_day(FACTS))
    for line in (
        "计划 2026-11-18 检查", "到场未能检查（放假）：校门上贴着运动会放假通知", "改为待排期", "撤回到达记录", "撤回张三的亮证记录",
        "计划 2026-12-12 检查，理由：校方请求", "到场未能检查（检查人员不足二人）", "撤回到场位置", "拍摄照片（未能检查的情况）",
    ):  # fmt: skip
        assert line in said


def test_the_versions_of_a_sheet_that_was_handed_back_are_told_apart_by_their_digests() -> None:
    ops = real_day.handed_back(FACTS)
    shown = [op["payload"] for op in ops if op["field"] == "view.result" and "doc_sha256" in op["payload"]]
    first, second = (each["doc_sha256"][:8] for each in shown)
    said = told(ops)
    assert first != second
    for line in (
        f"向被检查单位展示检查结果（内容摘要 {first}）", f"向被检查单位展示检查结果（内容摘要 {second}）",
        "撤回被检查单位的签字", "撤回李四的签字", "撤回检查结果的展示",
    ):  # fmt: skip
        assert line in said
    assert any(line.startswith("被检查单位请检查组更正：第1项查的是旧登记簿（所看内容摘要 ") for line in said)


def test_people_paper_modes_files_and_copies_are_told() -> None:
    said = [
        *told(real_day.department_comes_after_all(FACTS)), *told(real_day.three_phones_without_a_network(FACTS)),
        *told(real_day.paper_with_seal(FACTS)), *told(real_day.off_site_visit(FACTS)), *told(real_day.faces_covered(FACTS)),
        *told(real_day.supplement_signed(FACTS)),
    ]  # fmt: skip
    for line in (
        "市场监管局未到场", "市场监管局到场", "“M09-01”：正常（李四在同组手机上，待本人确认）", "封存权移交给李四",
        "张三说明自己的手机上没有其他记录", "周八说明自己的手机上没有其他记录（周八在同组手机上，待本人确认）",
        "拍摄签字盖章的纸页", "负责人王校长在纸面上签字并盖章，拍照2页", "“M01-01”：检查方式为信息比对",
        "添加文件“消防检测报告.pdf”（“M01-01”）", "遮挡照片中的人脸，另存一张（“M01-02”）",
        "补充（“M01-01”）：第1项登记簿编号应为 B-12（被检查单位已签字；检查人员张三、李四（在同组手机上，待本人确认）签字）",
    ):  # fmt: skip
        assert line in said
