"""The packet: what an inspector takes along, and what stays the same once work has begun."""

from __future__ import annotations

from datetime import date

import pytest
from flask import Flask
from flask.testing import FlaskClient

from fieldapp.core.canonical import digest
from fieldapp.core.db import db, transaction
from fieldapp.field import queries
from fieldapp.field.actions import DrawnMember, DrawnVisit, enter_drawn_visit
from fieldapp.field.models import Packet, Visit
from fieldapp.identity.models import Person, Unit
from fieldapp.plan.models import InspectionTask
from fieldapp.registry.models import Subject
from tests.rooms.field.a_phone import Phone, said
from tests.rooms.field.conftest import an_inspector


def test_packet_holds_the_sheet_the_team_and_the_words_for_the_school(phone: Phone) -> None:
    packet = phone.fetch()
    facts = packet["facts"]

    assert packet["facts_sha256"] == digest(facts)
    assert [member["role_label"] for member in facts["team"]] == ["主检", "协检"]
    assert all(member["certified"] for member in facts["team"])
    assert [each["name"] for each in facts["departments"]] == ["教育局", "市场监督管理局"]
    assert facts["title"] == "清河县教育局“双随机、一公开”部门联合抽查记录表"
    assert "安全制度" in packet["html"]


def test_sheet_asks_what_concerns_this_school_and_numbers_it_through(phone: Phone) -> None:
    items = [
        (item["no"], item["code"], item["tag"])
        for department in phone.facts["departments"] for matter in department["matters"] for item in matter["items"]
    ]  # fmt: skip

    # No licence of a private school, no kindergarten; the dormitory this school has not stays, marked for 未涉及.
    assert items == [(1, "M01-01", ""), (2, "M01-02", ""), (3, "M01-03", "住宿"), (4, "M02-01", "食堂")]


def test_matter_whose_bases_are_still_checked_is_named_as_empty(phone: Phone) -> None:
    assert [each["empty"] for each in phone.facts["departments"]] == [[], ["校服采购"]]


def test_packet_says_how_the_visit_is_made_and_how_each_item_is_checked(phone: Phone) -> None:
    facts = phone.facts
    first, *_, last = facts["departments"][0]["matters"][0]["items"]

    assert (facts["template"], facts["mode"], facts["mode_label"]) == ("record-2", "ON_SITE", "实地核查")
    assert (first["mode"], first["modes"], first["mode_label"]) == ("ON_SITE", ["ON_SITE"], "实地核查")
    # The catalogue's first way stands in the answer, the others are offered.
    assert (last["mode"], last["modes"]) == ("DOCUMENT", ["DOCUMENT", "ON_SITE"])


def test_item_of_a_visit_on_paper_begins_with_paper_where_the_catalogue_allows_it(phone: Phone, visit: Visit) -> None:
    with transaction():
        queries.locked_visit(visit.id).mode = "DOCUMENT"
    facts = phone.fetch()["facts"]
    items = {item["code"]: item["mode"] for item in facts["departments"][0]["matters"][0]["items"]}

    assert facts["mode_label"] == "书面检查"
    assert items == {"M01-01": "ON_SITE", "M01-02": "DOCUMENT", "M01-03": "DOCUMENT"}


def test_department_without_any_matter_comes_along_to_identify_and_sign(
    app: Flask, task: InspectionTask, school: Subject, lead: Person, colleague: Person
) -> None:
    members = [DrawnMember(lead.id, "教育局", is_lead=True), DrawnMember(colleague.id, "人社局")]
    visit = enter_drawn_visit(task.id, school.id, members, DrawnVisit(date(2026, 11, 10), date(2026, 12, 10)))
    mine = Phone(app.test_client(), lead, visit.id)
    mine.sign_in()
    facts = mine.fetch()["facts"]

    assert [each["name"] for each in facts["departments"]] == ["教育局", "市场监督管理局", "人社局"]
    assert facts["departments"][-1] == {"name": "人社局", "matters": [], "empty": []}
    assert [member["department"] for member in facts["team"]] == ["教育局", "人社局"]


def test_choosing_the_day_is_no_beginning_so_newer_facts_still_come(phone: Phone, visit: Visit) -> None:
    before = phone.fetch()["facts_sha256"]
    phone.push(phone.write("visit.plan", "plan", {"date": "2026-12-03", "reason": ""}))
    with transaction():
        queries.locked_visit(visit.id).last_problems = "食堂后厨垃圾桶无盖"

    assert phone.fetch()["facts_sha256"] != before


def test_visit_keeps_the_facts_it_began_with(phone: Phone, visit: Visit) -> None:
    began_with = phone.fetch()["facts_sha256"]
    phone.push(phone.write("visit.arrive", "arrive", {}))
    with transaction():
        queries.locked_visit(visit.id).last_problems = "食堂后厨垃圾桶无盖"

    assert phone.fetch()["facts_sha256"] == began_with


def test_untouched_visit_gets_new_facts_and_the_old_ones_stay(phone: Phone, visit: Visit) -> None:
    before = phone.fetch()["facts_sha256"]
    with transaction():
        queries.locked_visit(visit.id).last_problems = "食堂后厨垃圾桶无盖"
    after = phone.fetch()["facts_sha256"]

    assert after != before
    assert {packet.sha256 for packet in db.session.query(Packet)} == {before, after}


def test_second_download_gives_a_new_token_and_the_old_one_still_works(phone: Phone) -> None:
    old = phone.token
    assert phone.fetch()["token"] != old

    assert phone.states(phone.write("visit.arrive", "arrive", {}), token=old) == ["applied"]


def test_packet_of_somebody_elses_visit_is_refused(phone: Phone, bureau: Unit, client: FlaskClient) -> None:
    stranger = an_inspector("孙立群", "sunliqun", bureau, "130534001099")
    theirs = Phone(client, stranger, phone.visit)
    theirs.sign_in()
    question = {"device": theirs.device, "public_key": theirs.public_key(), "probe": {}}
    reply = theirs.call("POST", f"/api/visits/{phone.visit}/packet", json=question)

    assert reply.status_code == 403
    assert "没有派给您" in said(reply)["sentence"]


def test_phone_without_a_usable_key_gets_no_packet(phone: Phone) -> None:
    off_the_curve = {**phone.public_key(), "x": "AAAA"}
    question = {"device": "d-1", "public_key": off_the_curve, "probe": {}}
    reply = phone.call("POST", f"/api/visits/{phone.visit}/packet", json=question)

    assert reply.status_code == 422
    assert said(reply)["error"] == "no_device"


@pytest.mark.parametrize("question", [b"[" * 30_000, b'{"device":', b"\xff\xfe", b"null"])
def test_question_nobody_can_read_gets_no_packet_but_a_sentence(phone: Phone, question: bytes) -> None:
    reply = phone.call("POST", f"/api/visits/{phone.visit}/packet", data=question, content_type="application/json")

    assert (reply.status_code, said(reply)["error"]) == (422, "no_device")


def test_list_of_the_day_says_who_and_what_and_waits_for_a_confirmation(phone: Phone, other_phone: Phone) -> None:
    colleague: Person = other_phone.owner
    shown = {"certificate_no": "130534001012", "by": colleague.id, "via": "pin"}
    phone.push(phone.write("visit.arrive", "arrive", {}), phone.write("visit.identify", f"shown.{colleague.id}", shown))

    mine, theirs = phone.get("/api/me"), other_phone.get("/api/me")
    assert mine["person"]["name"] == "王砚秋"
    assert [(each["subject_name"], each["state"], each["planned_on"]) for each in mine["visits"]] == [
        ("清河县石桥街小学", "ARRIVED", "2026-11-21")
    ]
    assert [each["confirm"] for each in mine["visits"] + theirs["visits"]] == [False, True]

    assert said(other_phone.call("POST", f"/api/visits/{phone.visit}/confirm"))["confirmed"] is True
    assert [each["confirm"] for each in other_phone.get("/api/me")["visits"]] == [False]


def test_signed_out_phone_is_told_so_in_json(client: FlaskClient) -> None:
    nobody = client.get("/api/me")
    assert (nobody.status_code, said(nobody)["person"], said(nobody)["visits"]) == (200, None, [])

    reply = client.get("/api/visits/any/ops")
    assert (reply.status_code, said(reply)["error"], said(reply)["proto"]) == (401, "signed_out", 1)
