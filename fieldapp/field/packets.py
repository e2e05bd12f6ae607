"""The facts of a packet: everything an inspection day needs to know, put into plain values once."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date
from functools import cache
from typing import Any

from fieldapp.config import PROJECT
from fieldapp.core import clock
from fieldapp.core.errors import Refusal
from fieldapp.field.models import Visit, VisitMember
from fieldapp.identity import queries as people
from fieldapp.plan import queries as plan
from fieldapp.plan.models import InspectionTask
from fieldapp.plan.rules import DRAW_TYPE_LABELS, DrawType
from fieldapp.registry import queries as registry
from fieldapp.registry.models import CheckItem, Subject
from fieldapp.registry.rules import (
    CERTIFICATE_LABELS,
    LEGAL_FORM_LABELS,
    MODE_LABELS,
    RISK_LABELS,
    CertificateKind,
    InspectionMode,
    LegalForm,
    RiskClass,
    certified_on,
    type_label,
)

TEMPLATE = "record-2"
NOTICE = PROJECT / "fieldapp/data/notice.json"
PROFILE_FOR_PHONES = ("photo_on_abnormal", "due_day_chips")
Json = dict[str, Any]


def build_facts(visit: Visit, public_url: str) -> Json:
    """What a packet says of this visit and never changes under it: registries, plan and catalogue as they stand now.

    `public_url`: where strangers reach this server, "" if nowhere. Refused while the bureau's own numbers
    or the catalogue have not been entered.
    """
    task, subject = plan.task(visit.task_id), registry.subject(visit.subject_id)
    catalogue = registry.current_catalogue()
    profile = None if task is None else plan.profile_in_force(task.year)
    if task is None or subject is None or catalogue is None or profile is None:
        raise Refusal("not_prepared", "检查清单或本年度的政策参数还没有录入，请联系管理员录入后再下载检查包。", 409)
    values = profile.values
    return {
        "v": 1, "visit": visit.id, "check_code": visit.check_code, "template": TEMPLATE,
        "catalogue": catalogue.version, "catalogue_label": catalogue.label,
        "authority": values["authority"], "title": f"{values['authority']}“双随机、一公开”部门联合抽查记录表",
        "hotline": values["hotline"], "mode": visit.mode, "mode_label": MODE_LABELS[InspectionMode(visit.mode)],
        "check_url": f"{public_url.rstrip('/')}/v/{visit.check_code}" if public_url else "",
        "task": _task(visit, task),
        "subject": _subject(visit, subject),
        "team": [_member(each, visit.planned_on or clock.today()) for each in visit.members],
        "departments": _departments(visit, task, subject, catalogue.version),
        "notice": _notice(), "planned_on": _day(visit.planned_on),
        "period_from": _day(visit.period_from), "period_to": _day(visit.period_to), "last_problems": visit.last_problems,
        "profile": {name: values[name] for name in PROFILE_FOR_PHONES},
    }  # fmt: skip


def _task(visit: Visit, task: InspectionTask) -> Json:
    return {
        "plan_no": task.plan_no, "plan_name": task.plan_name, "task_no": task.task_no, "task_name": task.task_name,
        "draw_type_label": DRAW_TYPE_LABELS[DrawType(task.draw_type)],
        "initiating_department": task.initiating_department, "joint_departments": list(task.joint_departments),
        "source": visit.source or task.source, "notice_no": visit.notice_no, "nth_check": visit.nth_check,
        "period": f"{visit.period_from} 至 {visit.period_to}",
    }  # fmt: skip


def _subject(visit: Visit, subject: Subject) -> Json:
    return {
        "name": subject.name, "uscc": subject.uscc, "type_label": type_label(subject),
        "legal_form_label": LEGAL_FORM_LABELS[LegalForm(subject.legal_form)], "head_name": subject.head_name,
        "contact_name": visit.contact_name or subject.contact_name,
        "contact_phone": visit.contact_phone or subject.contact_phone, "head_phone": subject.head_phone,
        "address": subject.address, "risk_label": RISK_LABELS[RiskClass(subject.risk_class)], "tags": list(subject.tags),
    }  # fmt: skip


def _member(member: VisitMember, day: date) -> Json:
    """One of the team; `certified` only while the certificate holds on the day of the visit."""
    inspector, somebody = registry.inspector_of(member.person_id), people.person(member.person_id)
    if inspector is None or somebody is None:
        raise Refusal("not_prepared", "检查组里有人不在执法检查人员名录库中，请联系管理员补录后再下载检查包。", 409)
    kind = CERTIFICATE_LABELS[CertificateKind(inspector.certificate_kind)] if inspector.certificate_no else ""
    return {
        "person": somebody.id, "name": somebody.name, "unit": somebody.unit.name,
        "certificate_no": inspector.certificate_no, "certificate_label": kind,
        "valid_to": _day(inspector.certificate_valid_to), "certified": certified_on(inspector, day),
        "lead": member.is_lead, "role_label": "主检" if member.is_lead else "协检", "department": member.department,
    }  # fmt: skip


def _departments(visit: Visit, task: InspectionTask, subject: Subject, version: str) -> list[Json]:
    """The sheet in the task's order, items numbered through. A matter the catalogue has no item for yet is named
    as empty; one whose items are all for other kinds of schools is not part of this sheet. A department that comes
    without any matter (人社局 in most plans) stands at the end: its people identify themselves and sign."""
    numbers = iter(range(1, 10_000))
    sheet: list[Json] = []
    for name, matter_names in task.matters.items():
        matters = registry.matters_named(matter_names, version)
        chosen = {each: registry.items_for(matter, subject) for each, matter in matters.items()}
        sheet.append(
            {
                "name": name,
                "matters": [
                    {
                        "code": matters[each].code,
                        "name": each,
                        "items": [_item(item, next(numbers), subject, visit.mode) for item in items],
                    }
                    for each, items in chosen.items()
                    if items
                ],
                "empty": [each for each in matter_names if each not in matters or not matters[each].items],
            }
        )
    return sheet + _without_matters(visit, [each["name"] for each in sheet])


def _without_matters(visit: Visit, named: Sequence[str]) -> list[Json]:
    others = dict.fromkeys(each.department for each in visit.members if each.department not in named)
    return [{"name": name, "matters": [], "empty": []} for name in others if name]


def _item(item: CheckItem, number: int, subject: Subject, visit_mode: str) -> Json:
    """`mode` is what the answer begins with: the catalogue's first, but for a visit that nobody travels to its own
    where the catalogue allows that."""
    modes = list(item.modes) or [InspectionMode.ON_SITE.value]
    off_site = visit_mode != InspectionMode.ON_SITE
    held = [tag for tag in item.requires_any_tag if tag in subject.tags]
    return {
        "code": item.code, "no": number, "item_name": item.item_name, "sub_item_name": item.sub_item_name,
        "content": item.content, "basis": "；".join(basis["text"] for basis in item.bases),
        "mode_label": "、".join(MODE_LABELS[InspectionMode(mode)] for mode in item.modes),
        "mode": visit_mode if off_site and visit_mode in modes else modes[0], "modes": modes, "faces": item.faces,
        "guidance": item.guidance, "phrases": list(item.phrases),
        "tag": held[0] if held else "、".join(item.requires_any_tag),
    }  # fmt: skip


@cache
def _notice() -> Any:
    """The words read to the school in step ①; they come with the program, not from a table."""
    return json.loads(NOTICE.read_text("utf-8"))


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""
