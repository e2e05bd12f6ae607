"""The fragment of a packet: what the school reads in step ① and the item cards of step ②, from the facts alone."""

from __future__ import annotations

import copy
import json
import re
from typing import Any

import pytest
from flask import Flask, render_template

from fieldapp.config import PROJECT
from fieldapp.field.packets import NOTICE

FACTS = json.loads((PROJECT / "tests/vectors/facts.json").read_text("utf-8"))
Facts = dict[str, Any]


@pytest.fixture
def facts() -> Facts:
    return {**copy.deepcopy(FACTS), "notice": json.loads(NOTICE.read_text("utf-8"))}


def items(facts: Facts) -> list[Facts]:
    return [item for each in facts["departments"] for matter in each["matters"] for item in matter["items"]]


def fragment(app: Flask, facts: Facts) -> str:
    return render_template("field/sheet.html", facts=facts)


def test_each_item_shows_its_content_and_keeps_basis_and_guidance_one_tap_away(app: Flask, facts: Facts) -> None:
    html = fragment(app, facts)

    for item in items(facts):
        card = re.search(rf'<article class="item" id="item-{item["code"]}".*?</article>', html, re.DOTALL)
        assert card is not None
        seen, folded = card[0].split("<details", 1)
        assert item["content"] in seen
        assert item["basis"] in folded and item["guidance"] in folded
        assert re.findall(r'data-value="(\w+)"', folded) == ["NORMAL", "ABNORMAL", "NOT_APPLICABLE", "NOT_CHECKED"]


def test_item_about_something_the_school_lacks_is_marked_for_one_tap(app: Flask, facts: Facts) -> None:
    facts["subject"]["tags"] = []
    assert 'data-item="M09-01" data-lacking="食堂"' in fragment(app, facts)

    facts["subject"]["tags"] = ["食堂"]
    assert "data-lacking" not in fragment(app, facts)


def test_item_that_may_show_children_reminds_whoever_takes_the_photo(app: Flask, facts: Facts) -> None:
    assert fragment(app, facts).count("避开学生面部") == sum(item["faces"] for item in items(facts)) > 0


def test_matter_without_items_says_so_to_both_sides(app: Flask, facts: Facts) -> None:
    assert fragment(app, facts).count("装备/校服：暂无可用检查项（依据待核）") == 2


def test_school_reads_who_comes_why_and_whom_to_ring(app: Flask, facts: Facts) -> None:
    page = fragment(app, facts).split('data-part="items"')[0]

    for member in facts["team"]:
        assert member["name"] in page and member["certificate_no"] in page and member["unit"] in page
    for law in {item["basis"].split("》")[0] + "》" for item in items(facts)}:
        assert law in page
    for words in [*facts["notice"]["rights"], "五个严禁、八个不得", facts["hotline"], facts["task"]["task_name"]]:
        assert words in page
    assert page.count("不得") >= 8


def test_name_with_markup_stays_a_name(app: Flask, facts: Facts) -> None:
    facts["subject"]["name"] = "<img src=x onerror=alert(1)>小学"

    assert "<img" not in fragment(app, facts)


def test_each_department_says_who_answers_and_can_be_marked_as_absent_once(app: Flask, facts: Facts) -> None:
    first, second = (each["name"] for each in facts["departments"][:2])
    facts["team"] = [{**member, "department": first} for member in facts["team"]]
    facts["team"][1]["department"] = second
    part = _department(fragment(app, facts), second)

    assert f"由 {facts['team'][1]['name']} 填写，这里只看。" in part
    assert f'data-act="acting-as" data-person="{facts["team"][1]["person"]}"' in part
    assert part.count(f'data-act="not-come" data-department="{second}"') == 1
    count = sum(len(matter["items"]) for matter in facts["departments"][1]["matters"])
    assert f"该部门未到场：{count} 项记为未检查。" in part


def test_department_without_items_is_told_what_to_do(app: Flask, facts: Facts) -> None:
    facts["departments"].append({"name": "人社局", "matters": [], "empty": []})
    facts["team"][1]["department"] = "人社局"
    part = _department(fragment(app, facts), "人社局")

    assert "没有要填的检查项：检查人员出示证件，在记录上签字。" in part
    assert "data-item" not in part and "该部门未到场。" in part


def test_each_card_shows_how_its_item_is_checked(app: Flask, facts: Facts) -> None:
    item = items(facts)[1]
    assert item["modes"] == ["DOCUMENT", "ON_SITE"] and item["mode_label"] == "书面检查、实地核查"
    assert '<span class="item__mode" data-mode>书面检查</span>' in fragment(app, facts)

    item["mode"] = "ON_SITE"
    card = fragment(app, facts).split(f'id="item-{item["code"]}"')[1]
    assert re.search(r"data-mode>(.+?)</span>", card)[1] == "实地核查"  # type: ignore[index]


def _department(html: str, name: str) -> str:
    """The part of the sheet that belongs to this department."""
    _, _, behind = html.partition(f'<section class="department stack" data-department="{name}"')
    return behind.partition("</section>\n  <section")[0]
