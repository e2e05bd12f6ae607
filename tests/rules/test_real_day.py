"""Days on which not everything goes as planned: who is there, whether the visit is possible, when it is, what blocks a seal."""

from __future__ import annotations

from typing import Any

import pytest

from fieldapp.field import rules
from fieldapp.field.abort import attempts_of
from fieldapp.field.answers import abort_of, conflicts_of, files_of, items_of, mode_of, photos_of, reason_of, verdict_of
from fieldapp.field.closing import closing
from fieldapp.field.doc import build_doc, suggest_category
from fieldapp.field.fold import fold
from fieldapp.field.people import absent_departments, sealer
from fieldapp.field.plan import outside_period, plan_of
from fieldapp.field.rules import VisitState
from fieldapp.field.view import view_blocks
from tests.vectors import real_day
from tests.vectors.history import Phone
from tests.vectors.make import FACTS
from tests.vectors.stories_words import CODES, REFUSED, SIGNED, answer, begin, end, find, photograph, sign_inspectors
from tests.vectors.strange import absent_though_there

Json = dict[str, Any]
AWAY = {**FACTS, **real_day.OFF_SITE}
MARKET = "市场监管局"


def at_the_gate(*shown: str) -> Phone:
    phone = Phone(FACTS, "d1", "p1")
    for person in shown:
        real_day.show(phone, person, "login" if person == "p1" else "pin")
    return phone


def abort(phone: Phone, reason: str) -> None:
    phone.does("visit.abort", "abort", {"reason": reason, "words": "大门紧闭", "witness": None})


def step(phone: Phone) -> int:
    return rules.step_of(phone.facts, phone.state())


def test_refused_entry_leads_from_two_certificates_over_the_category_to_the_inspectors_signatures() -> None:
    phone = at_the_gate("p1")
    abort(phone, "REFUSED_ENTRY")
    walked = [step(phone)]
    real_day.show(phone, "p2", "pin")
    walked.append(step(phone))
    phone.does("category.set", "category", {"value": "UNCOOPERATIVE"})
    walked.append(step(phone))
    sign_inspectors(phone)
    assert [*walked, step(phone)] == [1, 4, 5, 6]


@pytest.mark.parametrize("reason, category", [("REFUSED_ENTRY", "UNCOOPERATIVE"), ("CLOSED_OR_MOVED", "UNREACHABLE")])
def test_a_visit_that_could_not_be_made_suggests_its_category(reason: str, category: str) -> None:
    phone = at_the_gate("p1", "p2")
    abort(phone, reason)
    assert suggest_category(FACTS, phone.state()) == category
    phone.does("visit.abort", "abort", {"taken_back": True})
    assert suggest_category(FACTS, phone.state()) == "" and abort_of(phone.state()) is None


def test_refusing_to_sign_never_makes_a_school_uncooperative() -> None:
    phone = Phone(FACTS, "d1", "p1")
    begin(phone)
    for code in CODES:
        answer(phone, code, "NORMAL")
    phone.does("category.set", "category", {"value": "NO_PROBLEM"})
    end(phone, None, REFUSED)
    assert suggest_category(FACTS, phone.state()) == "NO_PROBLEM"


def test_an_aborted_record_lists_only_what_was_answered_and_carries_no_signature_of_the_school() -> None:
    phone = Phone(FACTS, "d1", "p1")
    begin(phone)
    answer(phone, "M01-02", "NORMAL")
    phone.does("sign.subject", "subject.signature", {**SIGNED[1], **phone.viewed()})
    abort(phone, "CLOSED_OR_MOVED")
    doc = phone.doc()
    assert [item["code"] for item in doc["items"]] == ["M01-02"] and doc["totals"]["items"] == 1
    assert closing(FACTS, phone.state())["subject"]["outcome"] == "ABORTED"


def test_a_record_says_of_a_problem_that_it_was_broken_off_not_that_somebody_forgot() -> None:
    phone = Phone(FACTS, "d1", "p1")
    begin(phone)
    answer(phone, "M01-01", "ABNORMAL")
    answer(phone, "M01-02", "ABNORMAL")
    phone.does("finding.set", "item.M01-02.note", {"text": "北侧出口上锁"})
    phone.does("finding.set", "item.M01-02.disposition", {"value": "RECTIFY"})
    answer(phone, "M09-01", "NOT_CHECKED")
    assert [each["disposition"] for each in phone.doc()["findings"]] == ["", "限期整改"]  # still to be filled in
    abort(phone, "REFUSED_ENTRY")
    doc = phone.doc()
    assert [(each["problem"], each["disposition"], each["due"]) for each in doc["findings"]] == [
        ("检查中断，问题未写明", "检查中断，未作处置", ""),
        ("北侧出口上锁", "限期整改，检查中断，期限未定", ""),
    ]
    assert doc["items"][-1]["note"] == "检查中断，原因未写明"
    assert not any("处置：未填" in block["text"] or "：未填" in block["text"] for block in view_blocks(doc))


def test_an_attempt_puts_the_visit_back_among_those_that_wait_for_a_day() -> None:
    phone = at_the_gate("p1", "p2")
    phone.does("visit.arrive", "arrive", {})
    photograph(phone, "e1", None, attempt="a1")
    assert rules.visit_state(phone.state()) == VisitState.ARRIVED
    real_day.attempt(phone, "a1", "HOLIDAY", "放寒假")
    state = phone.state()
    assert (plan_of(FACTS, state), rules.visit_state(state), step(phone)) == ("", VisitState.DRAWN, 1)
    assert [(each["label"], each["words"], each["actor"], each["photos"]) for each in attempts_of(state)] == [
        ("放假", "放寒假", "p1", ["e1"])
    ]
    assert photos_of(state) == [] and not rules.can_answer(FACTS, state)
    assert [each["label"] for each in phone.doc()["attempts"]] == ["放假"]


def test_the_day_is_the_one_chosen_last_and_the_packets_until_then() -> None:
    one, two = Phone(FACTS, "d1", "p1"), Phone(FACTS, "d2", "p2")
    assert plan_of(FACTS, one.state()) == FACTS["planned_on"]
    real_day.plan(one, "2026-12-03")
    two.hears(one)
    real_day.plan(two, "2026-12-05", "校方运动会")
    one.hears(two)
    assert plan_of(FACTS, one.state()) == "2026-12-05"


def test_of_two_days_set_unheard_the_earlier_holds_nothing_is_blocked_and_choosing_ends_it() -> None:
    one, two = Phone(FACTS, "d1", "p1"), Phone(FACTS, "d2", "p2")
    real_day.plan(one, "2026-12-05")
    real_day.plan(two, "2026-12-03")
    one.hears(two)
    assert plan_of(FACTS, one.state()) == "2026-12-03"
    assert one.state()["fields"]["plan"]["conflict"] and conflicts_of(FACTS, one.state()) == []
    real_day.plan(one, "2026-12-05")
    assert plan_of(FACTS, one.state()) == "2026-12-05" and not one.state()["fields"]["plan"]["conflict"]


def test_a_day_outside_the_period_asks_why_and_no_day_asks_nothing() -> None:
    days = ("2026-11-09", "2026-11-10", "2026-12-10", "2026-12-11", "")
    assert [outside_period(FACTS, day) for day in days] == [True, False, False, True, False]
    assert not outside_period({**FACTS, "period_from": "", "period_to": ""}, "2027-01-01")


def test_a_department_that_did_not_come_is_not_checked_by_anybody_and_lacks_nothing() -> None:
    phone = Phone(FACTS, "d1", "p1")
    begin(phone, second="p4")
    for code in CODES:
        find(phone, code, "TRANSFER")
    photograph(phone, "e1", "M09-01")
    phone.does("people.change", f"department.{MARKET}", {"came": False})
    state, item = phone.state(), items_of(FACTS)[2]
    assert (verdict_of(state, item), reason_of(state, item)) == ("NOT_CHECKED", "该部门未到场")
    assert absent_departments(FACTS, state) == [MARKET]
    assert "M09-01" not in {gap["code"] for gap in rules.progress(FACTS, state)["missing"]}
    doc = phone.doc()
    assert [each["code"] for each in doc["findings"]] == ["M01-01", "M01-02"] and doc["items"][2]["by"] == ""
    assert doc["procedure"]["departments"][1:] == [
        {"name": MARKET, "came": False, "items": 1},
        {"name": "人社局", "came": True, "items": 0},
    ]


def test_a_department_whose_certificate_was_shown_is_there_whatever_a_colleague_says() -> None:
    state = fold(absent_though_there(FACTS))
    assert verdict_of(state, items_of(FACTS)[2]) == "NORMAL"
    assert absent_departments(FACTS, state) == ["人社局"]
    came = [each["came"] for each in build_doc(FACTS, state)["procedure"]["departments"]]
    assert came == [True, True, False]
    assert build_doc(FACTS, state)["items"][2]["by"] == "李四"


def test_a_department_that_comes_after_all_answers_again() -> None:
    phone = Phone(FACTS, "d1", "p1")
    begin(phone, second="p4")
    for came in (False, True):
        phone.does("people.change", f"department.{MARKET}", {"came": came})
    assert verdict_of(phone.state(), items_of(FACTS)[2]) == ""
    answer(phone, "M09-01", "NORMAL", by="p2", via="pin")
    assert phone.doc()["items"][2]["by"] == "李四"


def test_the_sheet_names_everybody_who_gave_the_same_verdict() -> None:
    one, two = Phone(FACTS, "d1", "p1"), Phone(FACTS, "d2", "p2")
    for phone in (one, two):
        answer(phone, "M01-01", "NORMAL")
    one.hears(two)
    assert one.doc()["items"][0]["by"] == "张三、李四"


def test_an_off_site_visit_has_no_place_no_notice_and_no_part_of_the_school() -> None:
    phone = Phone(AWAY, "d1", "p1")
    walked = [step(phone)]
    phone.does("visit.arrive", "arrive", {})
    for person in ("p1", "p2"):
        real_day.show(phone, person, "login" if person == "p1" else "pin")
    walked.append(step(phone))
    for code in CODES:
        answer(phone, code, "NORMAL")
    walked.append(step(phone))
    phone.does("category.set", "category", {"value": "NO_PROBLEM"})
    walked.append(step(phone))
    sign_inspectors(phone)
    assert [*walked, step(phone)] == [1, 2, 4, 5, 6]
    procedure = phone.doc()["procedure"]
    assert (procedure["place"], procedure["told_at"], procedure["recusal"]) == ("", "", "")
    assert closing(AWAY, phone.state())["subject"]["outcome"] == "OFF_SITE"


def test_an_item_begins_with_the_catalogues_way_of_checking_and_may_be_checked_another_way() -> None:
    phone = Phone(FACTS, "d1", "p1")
    item = items_of(FACTS)[1]
    assert mode_of(phone.state(), item) == "DOCUMENT"
    real_day.mode(phone, "M01-02", "ADOPTED_CONCLUSION")
    assert mode_of(phone.state(), item) == "ADOPTED_CONCLUSION"
    assert phone.doc()["items"][1]["mode_label"] == "采信其他结论"


def test_a_report_proves_a_problem_as_well_as_a_photo() -> None:
    phone = Phone(FACTS, "d1", "p1")
    begin(phone)
    find(phone, "M01-01", "TRANSFER")
    photograph(phone, "f1", "M01-01", type="application/pdf", name="检测报告.pdf")
    state = phone.state()
    assert photos_of(state) == [] and [each["evidence"] for each in files_of(state)] == ["f1"]
    assert rules.progress(FACTS, state)["missing"] == []


@pytest.mark.parametrize("note", ["〔〕层消防通道堵塞", "三层〔 〕通道堵塞", "〔\u3000\u3000〕"])
def test_a_place_left_open_in_a_standard_phrase_is_a_gap(note: str) -> None:
    phone = Phone(FACTS, "d1", "p1")
    begin(phone)
    find(phone, "M01-01", "TRANSFER")
    photograph(phone, "e1", "M01-01")
    phone.does("finding.set", "item.M01-01.note", {"text": note})
    assert rules.progress(FACTS, phone.state())["missing"] == [{"code": "M01-01", "what": "blank"}]
    phone.does("finding.set", "item.M01-01.note", {"text": "三层〔东侧〕通道堵塞"})
    assert rules.progress(FACTS, phone.state())["missing"] == []


def test_the_lead_seals_or_who_is_there_or_who_was_handed_it() -> None:
    phone = at_the_gate()
    assert sealer(FACTS, phone.state()) == "p1"
    real_day.show(phone, "p2", "login")
    assert sealer(FACTS, phone.state()) == "p2"  # the lead is ill: the first who is there
    real_day.show(phone, "p1", "pin")
    assert sealer(FACTS, phone.state()) == "p1"
    phone.does("people.change", "sealer", {"person": "p4"})
    assert sealer(FACTS, phone.state()) == "p4"
    phone.does("people.change", "sealer", {"taken_back": True})
    assert sealer(FACTS, phone.state()) == "p1"


def test_only_the_lead_or_the_stand_in_hands_over_the_seal() -> None:
    phone = at_the_gate()
    real_day.show(phone, "p1", "login")
    real_day.show(phone, "p2", "pin")
    phone.does("people.change", "sealer", {"person": "p2", "by": "p2", "via": "pin"})
    assert sealer(FACTS, phone.state()) == "p1"  # nobody takes the right
    phone.does("people.change", "sealer", {"person": "p2", "by": "p1", "via": "pin"})
    assert sealer(FACTS, phone.state()) == "p2"
