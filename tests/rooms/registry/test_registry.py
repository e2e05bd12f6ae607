"""一单两库: versions that never change, entries that are brought up to date, files that come in whole or not at all."""

from __future__ import annotations

import csv
import json
from datetime import date
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from fieldapp.config import PROJECT
from fieldapp.core.errors import Refusal
from fieldapp.identity import actions as identity
from fieldapp.identity.models import Unit
from fieldapp.identity.rules import Role
from fieldapp.registry import actions, queries, rules
from tests.conftest import PASSWORD, SignIn

DATA = PROJECT / "fieldapp/data"
SCHOOL = {
    "name": "清河县石桥街小学", "uscc": "12130534MB0F000121", "subject_type": "PRIMARY", "legal_form": "PUBLIC_INSTITUTION",
    "is_private": "否", "address": "清河县石桥街36号", "tags": "食堂;校车", "students": "286",
}  # fmt: skip
INSPECTOR = {
    "login": "wang", "name": "王砚秋", "department": "教育局", "category": "CERTIFIED", "certificate_kind": "ENFORCEMENT",
    "certificate_no": "130534001007", "certificate_valid_to": "2031-05-31",
}  # fmt: skip


def shipped_catalogue() -> dict[str, Any]:
    data: dict[str, Any] = json.loads((DATA / "catalogue.json").read_text("utf-8"))
    return data


def shipped_schools() -> list[dict[str, str]]:
    with (DATA / "demo/schools.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_catalogue_entered_twice_stands_once(app: Flask) -> None:
    first = actions.load_catalogue(shipped_catalogue())
    second = actions.load_catalogue(shipped_catalogue())

    assert first is second
    assert sum(len(matter.items) for matter in second.matters) >= 90


def test_catalogue_version_that_records_may_cite_never_changes(app: Flask) -> None:
    actions.load_catalogue(shipped_catalogue())
    changed = shipped_catalogue()
    changed["matters"][0]["items"][0]["content"] = "改过的内容。"

    with pytest.raises(Refusal, match="请换一个新的版本号"):
        actions.load_catalogue(changed)


def test_newest_catalogue_is_the_one_in_use_and_the_old_one_stays(app: Flask) -> None:
    actions.load_catalogue(shipped_catalogue())
    actions.load_catalogue({**shipped_catalogue(), "version": "2026-01/1"})

    current = queries.current_catalogue()
    assert current is not None and current.version == "2026-01/1"
    assert queries.catalogue("2025-04/1") is not None


def test_basis_is_cited_as_a_record_prints_it(app: Flask) -> None:
    catalogue = actions.load_catalogue(shipped_catalogue())
    cited = {basis["text"] for matter in catalogue.matters for item in matter.items for basis in item.bases}

    assert "《中华人民共和国未成年人保护法》第三十五条第一款" in cited
    assert "《中华人民共和国消防法》第十六条第一款第（四）项" in cited


def test_basis_without_the_law_it_names_stops_the_whole_list(app: Flask) -> None:
    broken = shipped_catalogue()
    del broken["laws"]["消防法"]

    with pytest.raises(Refusal, match="检查依据没有列出法律全称：消防法"):
        actions.load_catalogue(broken)
    assert queries.current_catalogue() is None


def test_school_sheet_leaves_out_items_for_other_kinds_but_keeps_an_unregistered_canteen(app: Flask) -> None:
    catalogue = actions.load_catalogue(shipped_catalogue())
    school = actions.enter_subject({**SCHOOL, "tags": ""})
    matters = queries.matters_named(["学校体育、美育、卫生与健康教育工作检查", "餐饮服务监督检查"], catalogue.version)

    items = {name: queries.items_for(matter, school) for name, matter in matters.items()}

    assert all(not item.requires_private for chosen in items.values() for item in chosen)
    assert all(
        school.subject_type in item.subject_types or not item.subject_types for item in items["餐饮服务监督检查"]
    )
    assert any(item.requires_any_tag == ["食堂"] for item in items["餐饮服务监督检查"])


def test_sixty_schools_come_in_and_a_second_time_changes_nothing(app: Flask) -> None:
    first = actions.load_subjects(shipped_schools())
    again = actions.load_subjects(shipped_schools())

    assert len(first) == 60
    assert {school.id for school in first} == {school.id for school in again}


def test_school_with_a_new_telephone_is_brought_up_to_date(app: Flask) -> None:
    before = actions.enter_subject({**SCHOOL, "contact_phone": "0319-1"})
    after = actions.enter_subject({**SCHOOL, "contact_phone": "0319-2"})

    assert after.id == before.id
    assert after.contact_phone == "0319-2"


def test_all_bad_schools_are_told_at_once_and_none_comes_in(app: Flask) -> None:
    rows = shipped_schools()
    rows[1]["uscc"] = rows[1]["uscc"][:17] + ("0" if rows[1]["uscc"][17] != "0" else "1")
    rows[4]["subject_type"] = "UNIVERSITY"

    with pytest.raises(Refusal) as refused:
        actions.load_subjects(rows)

    assert "第 3 行：统一社会信用代码" in refused.value.sentence
    assert "第 6 行：“subject_type”的内容“UNIVERSITY”不合要求" in refused.value.sentence
    assert queries.subjects() == []


@pytest.mark.parametrize("code", ["91350100M000100Y43", "12130534MB0F000121"])
def test_credit_code_of_the_standard_is_accepted(code: str) -> None:
    # The first is the worked example of GB 32100-2015, annex A.
    assert rules.why_uscc_is_wrong(code) is None


@pytest.mark.parametrize("place", range(17))
def test_one_wrong_character_of_a_credit_code_is_noticed(place: int) -> None:
    code = "91350100M000100Y43"
    other = "2" if code[place] != "2" else "3"

    assert rules.why_uscc_is_wrong(code[:place] + other + code[place + 1 :]) is not None


def test_inspector_needs_an_account_first(app: Flask, bureau: Unit) -> None:
    with pytest.raises(Refusal, match="请先在管理员处开通账号"):
        actions.enter_inspector(INSPECTOR)


def test_certificate_belongs_to_one_person_only(app: Flask, bureau: Unit) -> None:
    identity.add_person("王砚秋", "wang", PASSWORD, bureau)
    identity.add_person("赵明礼", "zhao", PASSWORD, bureau)
    actions.enter_inspector(INSPECTOR)

    with pytest.raises(Refusal, match="已登记在王砚秋名下"):
        actions.enter_inspector({**INSPECTOR, "login": "zhao", "name": "赵明礼"})


@pytest.mark.parametrize(
    "change",
    [{"certificate_valid_to": ""}, {"certificate_no": "证"}, {"certificate_kind": ""}, {"category": "ASSISTANT"}],
)
def test_certificate_that_does_not_fit_the_person_is_refused(app: Flask, bureau: Unit, change: dict[str, str]) -> None:
    identity.add_person("王砚秋", "wang", PASSWORD, bureau)

    with pytest.raises(Refusal):
        actions.enter_inspector({**INSPECTOR, **change})


def test_certificate_counts_to_its_last_day_and_an_assistant_never(app: Flask, bureau: Unit) -> None:
    for login, name in (("wang", "王砚秋"), ("yu", "于晓禾")):
        identity.add_person(name, login, PASSWORD, bureau)
    certified = actions.enter_inspector(INSPECTOR)
    assistant = actions.enter_inspector(
        {"login": "yu", "name": "于晓禾", "department": "教育局", "category": "ASSISTANT"}
    )

    assert rules.certified_on(certified, date(2031, 5, 31))
    assert not rules.certified_on(certified, date(2031, 6, 1))
    assert not rules.certified_on(assistant, date(2026, 1, 1))


def test_catalogue_page_says_it_is_a_demo_and_names_the_empty_matters(
    client: FlaskClient, sign_in: SignIn, app: Flask
) -> None:
    actions.load_catalogue(shipped_catalogue())
    sign_in(Role.INSPECTOR)

    shown = client.get("/catalogue").text

    assert "演示清单，依据文本截至 2025-04，使用前须经核对" in shown
    assert "校园食品销售监督检查" in shown
    assert "暂无可用检查项（依据待核）" in shown
    assert "《中华人民共和国未成年人保护法》第三十五条第一款" in shown


def test_stranger_does_not_see_the_catalogue_page(client: FlaskClient) -> None:
    assert client.get("/catalogue").location == "/signin?next=/catalogue"
