"""A visit whose last byte has just arrived: real ops of one phone, real photos, one bureau to register it."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import select

from fieldapp.core import clock
from fieldapp.core.blobs import blobs
from fieldapp.core.canonical import canonical, digest, sha256_hex
from fieldapp.core.db import db, transaction
from fieldapp.core.ids import new_check_code, new_id
from fieldapp.field.models import CheckOut, InboxEntry, Op, Packet, Upload, Visit, VisitMember
from fieldapp.identity.models import Person
from fieldapp.plan.models import InspectionTask, PolicyProfile
from fieldapp.registry.models import Subject
from tests.rooms.core.test_images import taken_by_phone
from tests.vectors import stories
from tests.vectors.history import Phone
from tests.vectors.real_day import OFF_SITE, show
from tests.vectors.stories_words import sign_inspectors

Json = dict[str, Any]
FACTS = json.loads((Path(__file__).parents[2] / "vectors/facts.json").read_text(encoding="utf-8"))
AGREED: Json = {"value": "AGREED", "words": ""}
DAY = date(2026, 11, 21)


def complete_visit(inspector: Person, signature: tuple[str, Json] = stories.SIGNED, **facts: Any) -> Visit:
    """Everything of a sealed visit as the server has it when VisitComplete is announced: two problems, two photos."""
    return visit_and_phone(inspector, signature, **facts)[0]


def visit_and_phone(
    inspector: Person, signature: tuple[str, Json] = stories.SIGNED, **facts: Any
) -> tuple[Visit, Phone]:
    """The same with the phone it was sealed on, which may still say something."""
    given = {**FACTS, "visit": new_id(), "check_code": new_check_code(), **facts}
    phone = Phone(given, f"d-{given['visit']}", inspector.id)
    photos = {"e1": taken_by_phone((800, 600)), "e2": b"\xff\xd8\xff not a picture any more"}
    stories.begin(phone)
    stories.find(phone, "M01-01", "RECTIFY")
    stories.find(phone, "M09-01", "CORRECTED_ON_SITE")
    stories.answer(phone, "M01-02", "NORMAL")
    for name, data in photos.items():
        photograph(phone, name, data)
    phone.does("category.set", "category", {"value": "PENDING_FOLLOW_UP"})
    stories.end(phone, AGREED, signature)
    return _arrived(phone, inspector, photos), phone


def off_site_visit(inspector: Person, **facts: Any) -> tuple[Visit, Phone]:
    """A school's papers were read at a desk; somebody typed two numbers into the finding that are nobody's business."""
    given = {**FACTS, **OFF_SITE, "visit": new_id(), "check_code": new_check_code(), **facts}
    phone = Phone(given, f"d-{given['visit']}", inspector.id)
    files = {"e1": taken_by_phone((800, 600)), "f1": b"%PDF-1.7 a report"}
    phone.does("visit.arrive", "arrive", {})
    show(phone, "p1", "login")
    show(phone, "p2", "pin")
    stories.answer(phone, "M01-01", "ABNORMAL")
    note = "台账缺 3 月，经办人 13812345678，身份证 130534199001011234"
    phone.does("finding.set", "item.M01-01.note", {"text": note})
    phone.does("finding.set", "item.M01-01.disposition", {"value": "TRANSFER"})
    for code in ("M01-02", "M09-01"):
        stories.answer(phone, code, "NORMAL")
    photograph(phone, "e1", files["e1"])
    photograph(phone, "f1", files["f1"], type="application/pdf", name="消防检测报告.pdf")
    phone.does("category.set", "category", {"value": "PENDING_FOLLOW_UP"})
    sign_inspectors(phone)
    return _arrived(phone, inspector, files), phone


def _arrived(phone: Phone, inspector: Person, files: dict[str, bytes]) -> Visit:
    """Seal, and bring everything to the server."""
    phone.seals()
    with transaction():
        visit = _drawn(phone.facts, inspector)
        _check_out(phone, phone.facts)
        receive(phone)
        for data in files.values():
            _store(phone.facts["visit"], data)
        visit.sealed_at = visit.completed_at = clock.now()
        visit.state = "SEALED"
    return visit


def adds_at_the_gate(phone: Phone, text: str, name: str = "s1") -> None:
    """A slip noticed after the seal, written down and signed by both sides."""
    subject = {"outcome": "SIGNED", "name": "王校长", "role": "负责人", "reason": "", "ink": stories.INK}
    signed = {"person": phone.actor, "by": phone.actor, "via": "login", "ink": stories.INK}
    said = {"text": text, "item": "M01-02", "subject": subject, "inspectors": [signed]}
    phone.does("supplement.add", f"supplement.{name}", said)


def photograph(phone: Phone, evidence: str, data: bytes, **more: str) -> None:
    picture = {
        "sha256": sha256_hex(data),
        "size": len(data),
        "type": "image/jpeg",
        "item": "M01-01",
        "source": "camera",
    }
    told = {"name": f"{evidence}.jpg", "taken_at": "2026-11-21T09:30:00.000+08:00"}
    phone.does("evidence.add", f"evidence.{evidence}", {**picture, **told, **more})


def _drawn(facts: Json, inspector: Person) -> Visit:
    if db.session.query(PolicyProfile).first() is None:
        db.session.add(_profile(facts["authority"]))
        db.session.add(_task(facts["task"]))
        db.session.flush()
    subject = _subject(facts["subject"])
    db.session.add(subject)
    db.session.flush()
    visit = Visit(
        id=facts["visit"], task_id="task", subject_id=subject.id, check_code=facts["check_code"], period_from=DAY,
        period_to=DAY, entered_at=clock.now(),
    )  # fmt: skip
    visit.members = [VisitMember(person_id=inspector.id, position=1, is_lead=True, department="教育局")]
    db.session.add(visit)
    db.session.flush()
    return visit


def _check_out(phone: Phone, facts: Json) -> None:
    visit_id, moment = facts["visit"], clock.now()
    db.session.add(Packet(sha256=digest(facts), visit_id=visit_id, facts=facts, created_at=moment))
    db.session.add(
        CheckOut(
            id=new_id(), visit_id=visit_id, device_id=phone.device, person_id=phone.actor,
            token_sha256=digest(visit_id), made_at=moment, last_contact_at=moment,
        )
    )  # fmt: skip
    db.session.flush()


def receive(phone: Phone) -> None:
    """What the phone has said and the server has not heard yet; within the caller's transaction."""
    visit_id, moment = phone.facts["visit"], clock.now()
    check_out = db.session.scalars(select(CheckOut).where(CheckOut.visit_id == visit_id)).one()
    for number, op in enumerate(phone.known.values(), 1):
        if db.session.get(Op, op["id"]) is not None:
            continue
        entry = InboxEntry(
            check_out_id=check_out.id, visit_id=visit_id, device_id=phone.device, op_id=op["id"], seq=op["seq"],
            sha256=digest(op), raw=canonical(op).decode(), canonical=True, received_at=moment, state="applied",
        )  # fmt: skip
        db.session.add(entry)
        db.session.flush()
        db.session.add(
            Op(
                id=op["id"], visit_id=visit_id, number=number, device_id=phone.device, actor_id=phone.actor,
                seq=op["seq"], sha256=digest(op), kind=op["kind"], field=op["field"], body=op, receipt=entry.receipt,
                received_at=moment, standing="APPLIED",
            )
        )  # fmt: skip


def _store(visit_id: str, data: bytes) -> None:
    sha256, moment = blobs().put(data), clock.now()
    row = Upload(
        visit_id=visit_id, sha256=sha256, size=len(data), offset=len(data), started_at=moment, stored_at=moment
    )
    db.session.add(row)


def _profile(bureau: str) -> PolicyProfile:
    values = {"authority": bureau, "number_word": "清教检录", "hotline": "0319-8160000"}
    return PolicyProfile(id=new_id(), bureau=bureau, year=2026, source_document="清教安〔2024〕9号", values=values)


def _task(task: Json) -> InspectionTask:
    told = {name: task[name] for name in ("task_no", "task_name", "plan_no", "plan_name", "initiating_department")}
    return InspectionTask(
        id="task", year=2026, draw_type="DIRECTED", joint_departments=task["joint_departments"], matters={},
        period_from=DAY, period_to=DAY, source=task["source"], **told,
    )  # fmt: skip


def _subject(school: Json) -> Subject:
    return Subject(
        id=new_id(), name=school["name"], uscc=new_id()[-18:], subject_type="PRIMARY", legal_form="PUBLIC_INSTITUTION",
        is_private=False, address=school["address"], head_name=school["head_name"], head_phone=school["head_phone"],
        contact_name=school["contact_name"], contact_phone=school["contact_phone"], tags=school["tags"],
        risk_class="UNRATED", students=300,
    )  # fmt: skip
