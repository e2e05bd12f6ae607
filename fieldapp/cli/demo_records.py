"""Two checks of the demo that are over: so that there is a record to read, to take out, to look up by its code.

Nothing is painted into tables: phones say it, the product judges, seals and registers it, as on any day. They were made
in the hour before the demo was, and the signatures are scribbles.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from flask import Flask
from sqlalchemy import select

from fieldapp.cli.demo_phone import DemoPhone, scribble
from fieldapp.config import PROJECT
from fieldapp.core import clock
from fieldapp.core.db import db
from fieldapp.field import queries
from fieldapp.field.answers import items_of
from fieldapp.field.doc import suggest_category
from fieldapp.field.models import Visit
from fieldapp.field.rules import VisitState
from fieldapp.identity import queries as people
from fieldapp.registry.models import Subject

Json = dict[str, Any]
PHOTO = PROJECT / "fieldapp/data/demo/photo.jpg"
LASTED = timedelta(minutes=75)
# Planned for the day before the demo, of people with whom nobody is told to begin; one has a problem, the other none.
WITH_A_PROBLEM, WITHOUT = "清河县启迪少儿编程培训有限公司", "清河县白塔镇中心小学"
# What the photo shows, in the words the catalogue offers for it.
ITEM, SEEN, DAYS = "M09-10", "一处安全出口上锁，检查时无法打开。", 15


def finish_two(app: Flask, public_url: str) -> int:
    """Make both; how many are registered now. RuntimeError where the shipped data no longer fit the product."""
    with app.app_context():
        for school, photo in ((WITH_A_PROBLEM, PHOTO.read_bytes()), (WITHOUT, None)):
            visit_id = _visit_to(school)
            _make(visit_id, photo, public_url)
            db.session.expire_all()
            visit = queries.visit(visit_id)
            if visit is None or visit.state != VisitState.REGISTERED:
                message = f"演示数据里“{school}”的检查没有登记成，请报告这个问题。"
                raise RuntimeError(message)
    return 2


def _visit_to(school: str) -> str:
    to_it = select(Visit.id).join(Subject, Subject.id == Visit.subject_id).where(Subject.name == school)
    return db.session.scalars(to_it.order_by(Visit.planned_on)).first() or ""


def _make(visit_id: str, photo: bytes | None, public_url: str) -> None:
    visit = queries.visit(visit_id)
    lead = next((people.person(each.person_id) for each in visit.members if each.is_lead), None) if visit else None
    if lead is None:
        message = "演示数据里没有要做完的那两次检查。"
        raise RuntimeError(message)
    phone = DemoPhone(visit_id, lead, clock.now() - LASTED, public_url)
    _at_the_gate(phone)
    _through_the_sheet(phone, photo)
    _signed_and_sealed(phone)
    phone.sends()


def _at_the_gate(phone: DemoPhone) -> None:
    phone.says("visit.arrive", "arrive", {})
    phone.says("visit.arrive", "arrive.place", {"why": "unavailable"})
    for each in _there(phone):
        shown = {"certificate_no": each["certificate_no"], **_by(phone, each["person"])}
        phone.says("visit.identify", f"shown.{each['person']}", shown)
    phone.says("view.shown", "told", {"what": "notice", "notice_version": phone.facts["notice"]["version"]})
    phone.says("recusal.ask", "recusal", {"asked": False})


def _through_the_sheet(phone: DemoPhone, photo: bytes | None) -> None:
    for item in items_of(phone.facts):
        writer = next(each["person"] for each in _there(phone) if each["department"] == item["department"])
        by = {} if writer == phone.owner.id else _by(phone, writer)
        verdict = "ABNORMAL" if photo and item["code"] == ITEM else "NORMAL"
        phone.says("answer.set", f"item.{item['code']}.verdict", {"value": verdict, **by})
    if photo:
        due = (clock.today() + timedelta(days=DAYS)).isoformat()
        phone.says("finding.set", f"item.{ITEM}.note", {"text": SEEN})
        phone.says("finding.set", f"item.{ITEM}.disposition", {"value": "RECTIFY"})
        phone.says("finding.set", f"item.{ITEM}.due", {"date": due, "days": DAYS})
        phone.photographs(photo, ITEM)
    phone.says("category.set", "category", {"value": suggest_category(phone.facts, phone.state)})


def _signed_and_sealed(phone: DemoPhone) -> None:
    shown = phone.shown()
    phone.says("view.shown", "view.result", shown)
    phone.says("statement.set", "statement", {"value": "AGREED", "words": ""})
    name = phone.facts["subject"]["head_name"]
    signed = {"outcome": "SIGNED", "name": name, "role": "负责人", "ink": scribble(3), **shown}
    phone.says("sign.subject", "subject.signature", signed)
    for turns, each in enumerate(_there(phone), 4):
        given = {"ink": scribble(turns), **_by(phone, each["person"]), "doc_sha256": shown["doc_sha256"]}
        phone.says("sign.inspector", f"inspector.{each['person']}.signature", given)
    phone.seals()
    phone.says("visit.leave", "leave", {})


def _there(phone: DemoPhone) -> list[Json]:
    """Those of the team who came: everybody with a certificate valid that day."""
    return [each for each in phone.facts["team"] if each["certified"]]


def _by(phone: DemoPhone, person: str) -> dict[str, str]:
    return {"by": person, "via": "login" if person == phone.owner.id else "pin"}
