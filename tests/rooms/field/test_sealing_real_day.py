"""The seal on days that go otherwise: it holds what was possible, and each way it can fail to is named."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask

from fieldapp.core.canonical import digest, sha256_hex
from fieldapp.core.db import transaction
from fieldapp.field import queries
from fieldapp.field.doc import build_doc
from fieldapp.field.fold import fold
from fieldapp.field.models import Visit
from fieldapp.field.view import view_blocks, view_sha256
from fieldapp.identity.models import Person
from tests.rooms.field.a_phone import INK, NOON, Phone
from tests.rooms.field.conftest import through_all_steps

Json = dict[str, Any]


def show_all(phone: Phone) -> None:
    for member in phone.facts["team"]:
        via = "login" if member["person"] == phone.owner.id else "pin"
        shown = {"certificate_no": member["certificate_no"], "by": member["person"], "via": via}
        phone.write("visit.identify", f"shown.{member['person']}", shown)


def viewed(phone: Phone) -> Json:
    doc = build_doc(phone.facts, fold(phone.ops))
    return {"doc_sha256": digest(doc), "view_sha256": view_sha256(view_blocks(doc))}


def sign_inspectors(phone: Phone) -> None:
    for member in phone.facts["team"]:
        via = "login" if member["person"] == phone.owner.id else "pin"
        signed = {"ink": INK, "by": member["person"], "via": via, "doc_sha256": viewed(phone)["doc_sha256"]}
        phone.write("sign.inspector", f"inspector.{member['person']}.signature", signed)


def picture(phone: Phone, name: str, **more: Any) -> None:
    payload = {
        "sha256": sha256_hex(name.encode()), "size": 5, "type": "image/jpeg", "item": None, "source": "camera",
        "name": f"{name}.jpg", "taken_at": NOON, **more,
    }  # fmt: skip
    phone.write("evidence.add", f"evidence.{name}", payload)


def aborted(phone: Phone, words: str = "门卫不让进") -> None:
    phone.write("visit.arrive", "arrive", {})
    show_all(phone)
    witness = {"name": "孙七", "unit": "镇政府"}
    phone.write("visit.abort", "abort", {"reason": "REFUSED_ENTRY", "words": words, "witness": witness})
    phone.write("category.set", "category", {"value": "UNCOOPERATIVE"})
    sign_inspectors(phone)


def on_paper(phone: Phone, *pages: str) -> None:
    """Everything as on a screen, but the school signs on paper."""
    through_all_steps(phone)
    signed = {"outcome": "PAPER", "name": "秦校长", "role": "负责人", "stamped": True, "photos": list(pages)}
    phone.write("seal.paper", "subject.signature", {**signed, **viewed(phone)})


def incident(phone: Phone) -> str:
    phone.push(*phone.ops)
    return phone.board().incident


def test_refused_entry_is_sealed_by_the_inspectors_alone(phone: Phone) -> None:
    aborted(phone)
    seal = phone.seal()
    assert incident(phone) == ""
    assert seal["payload"]["closing"]["subject"]["outcome"] == "ABORTED"
    assert phone.board().seal_checked_at is not None


def test_refused_entry_without_what_was_found_is_an_incident(phone: Phone) -> None:
    aborted(phone, words=" ")
    phone.seal()
    assert incident(phone) == "没有写明无法检查的情况。请核对原手机，不要修改记录。"


def test_refused_entry_signed_by_one_inspector_only_is_an_incident(phone: Phone) -> None:
    aborted(phone)
    phone.ops.pop()
    phone.seal()
    assert "检查没有做完就封存了" in incident(phone)


def test_a_signature_on_a_sheet_that_then_proved_impossible_is_no_part_of_the_record(phone: Phone) -> None:
    phone.write("visit.arrive", "arrive", {})
    show_all(phone)
    signed = {"outcome": "SIGNED", "name": "秦校长", "role": "负责人", "ink": INK}
    phone.write("sign.subject", "subject.signature", {**signed, **viewed(phone)})
    aborted(phone)
    phone.seal()
    assert incident(phone) == ""


@pytest.fixture
def away(app: Flask, visit: Visit, lead: Person) -> Phone:
    """The lead's phone with the packet of a visit nobody travels to."""
    with transaction():
        queries.locked_visit(visit.id).mode = "DOCUMENT"
    mine = Phone(app.test_client(), lead, visit.id)
    mine.sign_in()
    mine.fetch()
    return mine


def checked_from_the_desk(phone: Phone) -> None:
    phone.write("visit.arrive", "arrive", {})
    show_all(phone)
    for code in ("M01-01", "M01-02", "M01-03", "M02-01"):
        phone.answer(code)
    phone.write("category.set", "category", {"value": "NO_PROBLEM"})


def test_a_visit_nobody_travels_to_is_sealed_by_the_inspectors_alone(away: Phone) -> None:
    checked_from_the_desk(away)
    sign_inspectors(away)
    seal = away.seal()
    assert incident(away) == ""
    assert seal["payload"]["closing"]["subject"]["outcome"] == "OFF_SITE"


def test_a_visit_nobody_travels_to_that_claims_a_signature_of_the_school_is_an_incident(away: Phone) -> None:
    checked_from_the_desk(away)
    sign_inspectors(away)
    said = away.seal()["payload"]["closing"]
    away.ops.pop()
    away.seal(closing={**said, "subject": {**said["subject"], "outcome": "SIGNED", "name": "秦校长"}})
    assert "签字、说明或检查人员与记录不一致" in incident(away)


def test_paper_with_all_its_pages_holds(phone: Phone) -> None:
    picture(phone, "page-1", paper=True)
    on_paper(phone, "page-1")
    seal = phone.seal()
    assert incident(phone) == ""
    assert [each["evidence"] for each in seal["payload"]["photos"]] == ["page-1"]


@pytest.mark.parametrize("page", ["never taken", "no page", "withdrawn"])
def test_paper_whose_page_is_not_there_is_an_incident(phone: Phone, page: str) -> None:
    picture(phone, "page-1", paper=True)
    if page == "no page":
        picture(phone, "page-2")
    if page == "withdrawn":
        picture(phone, "page-2", paper=True)
        phone.write("evidence.withdraw", "evidence.page-2.withdrawn", {"reason": "拍糊了"})
    on_paper(phone, "page-1", "page-2")
    sign_inspectors(phone)
    phone.seal()
    assert incident(phone) == "纸面签字页不全。请核对原手机，不要修改记录。"


def test_a_seal_that_leaves_out_the_untouched_original_is_an_incident(phone: Phone) -> None:
    picture(phone, "with-faces")
    picture(phone, "covered", covers="with-faces")
    through_all_steps(phone)
    whole = phone.seal()["payload"]["photos"]
    assert [each["evidence"] for each in whole] == ["covered", "with-faces"]
    phone.ops.pop()
    phone.seal(photos=whole[:1])
    assert "照片、附件清单与检查记录不一致" in incident(phone)


def test_a_seal_that_lists_its_evidence_in_another_order_is_an_incident(phone: Phone) -> None:
    picture(phone, "with-faces")
    picture(phone, "covered", covers="with-faces")
    through_all_steps(phone)
    whole = phone.seal()["payload"]["photos"]
    phone.ops.pop()
    phone.seal(photos=whole[::-1])
    assert "照片、附件清单与检查记录不一致" in incident(phone)


def test_the_second_inspectors_phone_does_not_seal_while_the_lead_is_there(other_phone: Phone) -> None:
    through_all_steps(other_phone)
    other_phone.seal()
    assert incident(other_phone) == "封存的人不是主检，封存也没有交给他。请核对原手机，不要修改记录。"


def test_the_lead_does_not_seal_any_more_once_the_right_is_handed_over(phone: Phone, colleague: Person) -> None:
    through_all_steps(phone)
    phone.write("people.change", "sealer", {"person": colleague.id})
    phone.seal()
    assert "封存的人不是主检，封存也没有交给他" in incident(phone)


def test_the_colleague_seals_by_right_handed_over(other_phone: Phone, lead: Person) -> None:
    handed = {"person": other_phone.owner.id, "by": lead.id, "via": "pin"}
    other_phone.write("people.change", "sealer", handed)
    through_all_steps(other_phone)
    other_phone.seal()
    assert incident(other_phone) == ""


def test_a_colleague_cannot_take_the_right_to_seal(other_phone: Phone) -> None:
    other_phone.write("people.change", "sealer", {"person": other_phone.owner.id})
    through_all_steps(other_phone)
    other_phone.seal()
    assert "封存的人不是主检，封存也没有交给他" in incident(other_phone)


def test_a_phone_that_was_not_heard_is_named(phone: Phone, other_phone: Phone) -> None:
    through_all_steps(phone)
    phone.seal(unseen_devices=[other_phone.device])
    assert incident(phone) == ""


def test_a_seal_that_names_a_phone_nobody_was_given_is_an_incident(phone: Phone) -> None:
    through_all_steps(phone)
    phone.seal(unseen_devices=["a-phone-of-nobody"])
    assert incident(phone) == "未听到的手机名单里有不是这次检查的手机。请核对原手机，不要修改记录。"


def test_a_problem_with_a_place_left_open_is_no_finished_sheet(phone: Phone) -> None:
    picture(phone, "e1", item="M01-02")
    through_all_steps(phone)
    phone.answer("M01-02", "ABNORMAL")
    phone.write("finding.set", "item.M01-02.note", {"text": "〔 〕月未登记来访人员"})
    phone.write("finding.set", "item.M01-02.disposition", {"value": "TRANSFER"})
    phone.sign_all()
    phone.seal()
    assert "检查没有做完就封存了" in incident(phone)


def test_two_days_set_at_once_hold_up_no_seal(phone: Phone) -> None:
    for day in ("2026-11-20", "2026-11-22"):
        phone.write("visit.plan", "plan", {"date": day, "reason": ""}, seen=[])
    through_all_steps(phone)
    phone.seal()
    assert incident(phone) == ""


def test_a_department_in_dispute_holds_it_up(phone: Phone) -> None:
    for came in (True, False):
        phone.write("people.change", "department.市场监督管理局", {"came": came}, seen=[])
    through_all_steps(phone)
    phone.seal()
    assert "填得不一致" in incident(phone)


def test_a_sheet_handed_back_is_signed_again_by_everybody(phone: Phone) -> None:
    through_all_steps(phone)
    phone.write("view.return", "return.r1", {"words": "宿舍已停用", "doc_sha256": viewed(phone)["doc_sha256"]})
    signed = {"outcome": "SIGNED", "name": "秦校长", "role": "负责人", "ink": INK}
    phone.write("sign.subject", "subject.signature", {**signed, **viewed(phone)})
    phone.seal()
    assert incident(phone) == "签字时所看的内容与封存的内容不一致。请核对原手机，不要修改记录。"


def test_a_sheet_handed_back_and_signed_again_holds(phone: Phone) -> None:
    through_all_steps(phone)
    phone.write("view.return", "return.r1", {"words": "宿舍已停用", "doc_sha256": viewed(phone)["doc_sha256"]})
    for member in phone.facts["team"]:
        phone.write("sign.inspector", f"inspector.{member['person']}.signature", {"taken_back": True})
    phone.write("sign.subject", "subject.signature", {"taken_back": True})
    phone.sign_all()
    phone.seal()
    assert incident(phone) == ""
