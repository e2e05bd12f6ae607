"""A small county: one school with a canteen, two certified inspectors, one task of two departments."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from flask import Flask

from fieldapp.field.actions import DrawnMember, DrawnVisit, enter_drawn_visit
from fieldapp.field.models import Visit
from fieldapp.identity import actions as identity
from fieldapp.identity.models import Person, Unit
from fieldapp.identity.rules import Role
from fieldapp.plan import actions as plan
from fieldapp.plan.models import InspectionTask
from fieldapp.registry import actions as registry
from fieldapp.registry.models import Subject
from tests.conftest import PASSWORD
from tests.rooms.field.a_phone import Phone

SCHOOLS = ("12130534MB0F000121", "12130534MB0F00020U")
PROFILE = {
    "authority": "清河县教育局", "number_word": "清教检录", "hotline": "0319-8000000", "photo_on_abnormal": 1,
    "due_day_chips": [7, 15, 30], "result_days": 5, "publish_days": 20,
}  # fmt: skip


def item(code: str, name: str, **rest: Any) -> dict[str, Any]:
    basis = {"law": "minors", "article": "三十五"}
    return {
        "code": code, "item_name": name, "sub_item_name": f"{name}情况", "content": f"{name}是否符合规定。",
        "bases": [basis], "modes": ["ON_SITE"], "phrases": ["未见记录"], **rest,
    }  # fmt: skip


CATALOGUE: dict[str, Any] = {
    "version": "2025-04/test", "label": "演示清单，依据文本截至 2025-04，使用前须经核对",
    "laws": {"minors": {"title": "中华人民共和国未成年人保护法", "edition": "2024修正"}},
    "matters": [
        {"code": "M01", "name": "校园安全", "category": "KEY", "department": "教育局", "items": [
            item("M01-01", "安全制度"), item("M01-02", "门卫值守", modes=["ON_SITE", "DOCUMENT"]),
            item("M01-03", "宿舍管理", requires_any_tag=["住宿"], modes=["DOCUMENT", "ON_SITE"]),
            item("M01-04", "办学许可", requires_private=True), item("M01-05", "幼儿接送", subject_types=["KINDERGARTEN"]),
        ]},
        {"code": "M02", "name": "食品安全", "category": "KEY", "department": "市场监督管理局", "items": [
            item("M02-01", "食堂卫生", requires_any_tag=["食堂", "集中供餐"]),
        ]},
        {"code": "M03", "name": "校服采购", "category": "GENERAL", "department": "市场监督管理局", "items": []},
    ],
}  # fmt: skip


@pytest.fixture
def county(app: Flask, bureau: Unit) -> None:
    registry.load_catalogue(CATALOGUE)
    plan.set_profile("清河县教育局", 2026, "清教字〔2026〕1号", PROFILE)


@pytest.fixture
def school(county: None) -> Subject:
    return a_school(SCHOOLS[0], "清河县石桥街小学")


def a_school(uscc: str, name: str) -> Subject:
    return registry.enter_subject(
        {
            "name": name, "uscc": uscc, "subject_type": "PRIMARY", "legal_form": "PUBLIC_INSTITUTION",
            "is_private": "否", "address": "清河县石桥街36号", "head_name": "秦婉如", "tags": "食堂;校车", "students": "286",
        }
    )  # fmt: skip


@pytest.fixture
def task(county: None) -> InspectionTask:
    return plan.enter_task(
        {
            "plan_line_id": None, "year": 2026, "task_no": "联2026015-1", "task_name": "中小学联合抽查", "plan_no": "联2026015",
            "plan_name": "教育领域联合抽查", "draw_type": "DIRECTED", "initiating_department": "教育局",
            "joint_departments": ["市场监督管理局"],
            "matters": {"教育局": ["校园安全"], "市场监督管理局": ["食品安全", "校服采购"]},
            "period_from": date(2026, 11, 1), "period_to": date(2026, 12, 31), "source": "省平台双随机抽取",
        }
    )  # fmt: skip


def an_inspector(name: str, login: str, bureau: Unit, number: str) -> Person:
    somebody = identity.add_person(name, login, PASSWORD, bureau, roles=[Role.INSPECTOR])
    registry.enter_inspector(
        {
            "login": login, "name": name, "department": "教育局", "category": "CERTIFIED",
            "certificate_kind": "ENFORCEMENT", "certificate_no": number, "certificate_valid_to": "2031-05-31",
        }
    )  # fmt: skip
    return somebody


@pytest.fixture
def lead(bureau: Unit) -> Person:
    return an_inspector("王砚秋", "wangyanqiu", bureau, "130534001007")


@pytest.fixture
def colleague(bureau: Unit) -> Person:
    return an_inspector("赵明礼", "zhaomingli", bureau, "130534001012")


EnterVisit = Callable[[Subject], Visit]


@pytest.fixture
def enter_visit(task: InspectionTask, lead: Person, colleague: Person) -> EnterVisit:
    """`enter_visit(school)` draws this school for the two inspectors."""

    def entering(school: Subject) -> Visit:
        members = [DrawnMember(lead.id, "教育局", is_lead=True), DrawnMember(colleague.id, "教育局")]
        drawn = DrawnVisit(
            date(2026, 11, 10), date(2026, 12, 10), planned_on=date(2026, 11, 21), notice_no="清教检通〔2026〕15号"
        )
        return enter_drawn_visit(task.id, school.id, members, drawn)

    return entering


@pytest.fixture
def visit(enter_visit: EnterVisit, school: Subject) -> Visit:
    return enter_visit(school)


@pytest.fixture
def phone(app: Flask, visit: Visit, lead: Person) -> Phone:
    """The lead's phone, signed in, with its packet."""
    mine = Phone(app.test_client(), lead, visit.id)
    mine.sign_in()
    mine.fetch()
    return mine


@pytest.fixture
def other_phone(app: Flask, visit: Visit, colleague: Person) -> Phone:
    theirs = Phone(app.test_client(), colleague, visit.id)
    theirs.sign_in()
    theirs.fetch()
    return theirs


def through_all_steps(phone: Phone, photo: bytes | None = None) -> str:
    """A whole visit up to the signatures; one photo, if given, on a problem. Gives the photo's SHA-256."""
    phone.write("visit.arrive", "arrive", {})
    for member in phone.facts["team"]:
        via = "login" if member["person"] == phone.owner.id else "pin"
        shown = {"certificate_no": member["certificate_no"], "by": member["person"], "via": via}
        phone.write("visit.identify", f"shown.{member['person']}", shown)
    phone.write("view.shown", "told", {"what": "notice", "notice_version": "1"})
    phone.write("recusal.ask", "recusal", {"asked": False})
    for code in ("M01-01", "M01-02", "M02-01"):
        phone.answer(code)
    phone.answer("M01-03", "NOT_APPLICABLE")
    phone.write("answer.set", "item.M01-03.reason", {"text": "没有宿舍"})
    sha256 = phone.photograph(photo, "M01-01") if photo is not None else ""
    phone.write("category.set", "category", {"value": "NO_PROBLEM"})
    phone.write("statement.set", "statement", {"value": "AGREED", "words": ""})
    phone.sign_all()
    return sha256
