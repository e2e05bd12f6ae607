"""Days that go otherwise: locked gates, people who do not come, phones without a network, paper, second thoughts."""

from __future__ import annotations

from typing import Any

from tests.vectors.history import Phone
from tests.vectors.stories_words import CODES, INK, SIGNED, answer, begin, end, find, photograph, sign_inspectors

Json = dict[str, Any]
Ops = list[Json]

OFF_SITE = {"mode": "DOCUMENT", "mode_label": "书面检查"}
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def locked_gate(facts: Json) -> Ops:
    """One item was seen over the fence before the gate was closed for good."""
    phone = Phone(facts, "d1", "p1")
    phone.does("visit.arrive", "arrive", {})
    show(phone, "p1", "login")
    show(phone, "p2", "pin")
    photograph(phone, "e1", None)
    answer(phone, "M01-01", "ABNORMAL")
    refused = {
        "reason": "REFUSED_ENTRY",
        "words": "门卫称未接到通知，不开门",
        "witness": {"name": "孙七", "unit": "镇政府"},
    }
    phone.does("visit.abort", "abort", {**refused, "by": "p2", "via": "pin"})
    phone.does("category.set", "category", {"value": "UNCOOPERATIVE"})
    sign_inspectors(phone)
    phone.seals()
    return list(phone.known.values())


def two_attempts_then_a_real_day(facts: Json) -> Ops:
    phone = Phone(facts, "d1", "p1")
    plan(phone, "2026-11-18")
    phone.does("visit.arrive", "arrive", {})
    show(phone, "p1", "login")
    photograph(phone, "e1", None, attempt="a1")
    attempt(phone, "a1", "HOLIDAY", "校门上贴着运动会放假通知")
    plan(phone, "2026-12-12", "校方请求")
    phone.does("visit.arrive", "arrive", {})
    phone.does("visit.arrive", "arrive.place", {"why": "timeout"})
    attempt(phone, "a2", "TOO_FEW_INSPECTORS", "")
    plan(phone, "2026-11-21")
    begin(phone)
    for code in CODES:
        answer(phone, code, "NORMAL")
    phone.does("category.set", "category", {"value": "NO_PROBLEM"})
    end(phone, {"value": "AGREED", "words": ""}, SIGNED)
    phone.seals()
    return list(phone.known.values())


def department_absent(facts: Json) -> Ops:
    phone = _without_the_market_people(facts)
    phone.does("category.set", "category", {"value": "NO_PROBLEM"})
    end(phone, {"value": "AGREED", "words": ""}, SIGNED, "p4")
    phone.seals()
    return list(phone.known.values())


def department_comes_after_all(facts: Json) -> Ops:
    phone = _without_the_market_people(facts)
    phone.does("people.change", "department.市场监管局", {"came": True})
    show(phone, "p2", "pin")
    answer(phone, "M09-01", "NORMAL", by="p2", via="pin")
    return list(phone.known.values())


def _without_the_market_people(facts: Json) -> Phone:
    phone = Phone(facts, "d1", "p1")
    begin(phone, second="p4")
    answer(phone, "M01-01", "NORMAL")
    answer(phone, "M01-02", "NORMAL")
    phone.does("people.change", "department.市场监管局", {"came": False})
    return phone


def handed_back(facts: Json) -> Ops:
    """The reader found a mistake after signing had begun; it is put right, shown again, objected to and signed."""
    phone = Phone(facts, "d1", "p1")
    begin(phone)
    for code in CODES:
        answer(phone, code, "NORMAL")
    phone.does("category.set", "category", {"value": "NO_PROBLEM"})
    end(phone, {"value": "AGREED", "words": ""}, SIGNED)
    phone.does("view.return", "return.r1", {"words": "第1项查的是旧登记簿", "doc_sha256": phone.viewed()["doc_sha256"]})
    taken_back = {"taken_back": True}
    phone.does("sign.subject", "subject.signature", taken_back)
    phone.does("sign.inspector", "inspector.p1.signature", taken_back)
    phone.does("sign.inspector", "inspector.p2.signature", taken_back)
    phone.does("statement.set", "statement", {"value": "NONE", "words": ""})
    phone.does("view.shown", "view.result", taken_back)
    find(phone, "M01-01", "RECTIFY")
    photograph(phone, "e1", "M01-01")
    phone.does("category.set", "category", {"value": "PENDING_FOLLOW_UP"})
    end(phone, {"value": "OBJECTED", "words": "登记簿在保安室"}, SIGNED)
    phone.seals()
    return list(phone.known.values())


def paper_with_seal(facts: Json) -> Ops:
    phone = Phone(facts, "d1", "p1")
    begin(phone)
    for code in CODES:
        answer(phone, code, "NORMAL")
    phone.does("category.set", "category", {"value": "NO_PROBLEM"})
    for name in ("e1", "e2", "e3"):
        photograph(phone, name, None, paper=True)
    phone.does("evidence.withdraw", "evidence.e2.withdrawn", {"reason": "拍糊了"})
    signed = {"outcome": "PAPER", "name": "王校长", "role": "负责人", "stamped": True, "photos": ["e1", "e3"]}
    end(phone, {"value": "AGREED", "words": ""}, ("seal.paper", signed))
    phone.seals()
    return list(phone.known.values())


def off_site_visit(facts: Json) -> Ops:
    """Nobody travels; a report is read, one item is looked up in the register, and the inspectors alone sign."""
    phone = Phone({**facts, **OFF_SITE}, "d1", "p1")
    phone.does("visit.arrive", "arrive", {})
    show(phone, "p1", "login")
    show(phone, "p2", "pin")
    mode(phone, "M01-01", "DATA_COMPARISON")
    find(phone, "M01-01", "TRANSFER")
    photograph(phone, "f1", "M01-01", type="application/pdf", name="消防检测报告.pdf")
    answer(phone, "M01-02", "NORMAL")
    answer(phone, "M09-01", "NOT_APPLICABLE")
    phone.does("answer.set", "item.M09-01.reason", {"text": "无此业务"})
    phone.does("category.set", "category", {"value": "PENDING_FOLLOW_UP"})
    sign_inspectors(phone)
    phone.seals()
    return list(phone.known.values())


def three_phones_without_a_network(facts: Json) -> Ops:
    """The lead leaves early and hands the seal over; one phone says it is done, one by its owner's PIN, one never says."""
    one, two, four = Phone(facts, "d1", "p1"), Phone(facts, "d2", "p2"), Phone(facts, "d3", "p4")
    begin(one)
    two.hears(one)
    four.hears(one)
    show(four, "p4", "login")
    answer(four, "M01-02", "NORMAL")
    answer(one, "M01-01", "NORMAL")
    one.does("people.change", "sealer", {"person": "p2"})
    one.does("people.change", "done.d1", {"person": "p1", "seq": one.seq})
    two.hears(one)
    two.hears(four)
    two.does("people.change", "done.d3", {"person": "p4", "seq": four.seq, "by": "p4", "via": "pin"})
    answer(four, "M01-02", "ABNORMAL")
    two.hears(four)
    answer(two, "M09-01", "NORMAL")
    # His other phone, at home, is said to hold four acts; none of them ever came.
    two.does("people.change", "done.d9", {"person": "p2", "seq": 4, "by": "p2", "via": "login"})
    two.does("category.set", "category", {"value": "NO_PROBLEM"})
    two.seals(unseen=["d3"])
    return list(two.known.values())


def faces_covered(facts: Json) -> Ops:
    """A copy stands for its original, a better copy for the first; a copy withdrawn gives the original back."""
    phone = Phone(facts, "d1", "p1")
    begin(phone)
    find(phone, "M01-02", "CORRECTED_ON_SITE")
    photograph(phone, "e1", "M01-02")
    photograph(phone, "e2", "M01-02", covers="e1")
    photograph(phone, "e3", "M01-02", covers="e2")
    photograph(phone, "e4", None)
    photograph(phone, "e5", None, covers="e4")
    phone.does("answer.set", "evidence.e4.item", {"item": "M01-01"})
    photograph(phone, "e6", "M09-01")
    photograph(phone, "e7", "M09-01", covers="e6")
    phone.does("evidence.withdraw", "evidence.e7.withdrawn", {"reason": "遮错了人"})
    photograph(phone, "e8", None, covers="e9")
    photograph(phone, "e9", None, covers="e8")
    photograph(phone, "ea", None, covers="e9")
    photograph(phone, "f1", "M09-01", type=XLSX, name="食材台账.xlsx")
    photograph(phone, "f2", None, type="text/x-unknown", name="")
    phone.seals()
    return list(phone.known.values())


def two_days_set(facts: Json) -> Ops:
    """Both set a day without hearing each other; arrived apart, each noted a place; nothing of it holds up the seal."""
    one, two = Phone(facts, "d1", "p1"), Phone(facts, "d2", "p2")
    plan(one, "2026-12-03")
    plan(two, "2026-12-01")
    begin(one)
    two.does("visit.arrive", "arrive", {})
    two.does("visit.arrive", "arrive.place", {"why": "denied"})
    one.hears(two)
    return list(one.known.values())


def arrival_taken_back(facts: Json) -> Ops:
    phone = Phone(facts, "d1", "p1")
    begin(phone)
    answer(phone, "M01-01", "NORMAL")
    attempt(phone, "a1", "OTHER", "全校停电，学生提前离校")
    return list(phone.known.values())


def blank_left_open(facts: Json) -> Ops:
    phone = Phone(facts, "d1", "p1")
    begin(phone)
    find(phone, "M01-01", "TRANSFER")
    phone.does("finding.set", "item.M01-01.note", {"text": "〔 〕月〔\u3000〕日未登记来访人员"})
    return list(phone.known.values())


def supplement_signed(facts: Json) -> Ops:
    phone = Phone(facts, "d1", "p1")
    begin(phone)
    for code in CODES:
        answer(phone, code, "NORMAL")
    phone.does("category.set", "category", {"value": "NO_PROBLEM"})
    end(phone, {"value": "AGREED", "words": ""}, SIGNED)
    phone.seals()
    supplement(phone, "s1")
    return list(phone.known.values())


def show(phone: Phone, person: str, via: str) -> None:
    number = next(each["certificate_no"] for each in phone.facts["team"] if each["person"] == person)
    phone.does("visit.identify", f"shown.{person}", {"certificate_no": number, "by": person, "via": via})


def plan(phone: Phone, date: str, reason: str = "") -> None:
    phone.does("visit.plan", "plan", {"date": date, "reason": reason})


def mode(phone: Phone, code: str, value: str) -> None:
    phone.does("answer.set", f"item.{code}.mode", {"value": value})


def attempt(phone: Phone, name: str, reason: str, words: str) -> None:
    """As a phone writes it: the attempt, no day, and everything of the beginning that was set taken back."""
    phone.does("visit.abort", f"attempt.{name}", {"reason": reason, "words": words})
    phone.does("visit.plan", "plan", {"date": "", "reason": ""})
    for field, entry in phone.state()["fields"].items():
        if entry["value"] is not None and (field in ("told", "recusal") or field.startswith(("arrive", "shown."))):
            phone.does(entry["heads"][0]["kind"], field, {"taken_back": True})


def supplement(phone: Phone, name: str) -> None:
    said = {
        "text": "第1项登记簿编号应为 B-12",
        "item": "M01-01",
        "subject": {"outcome": "SIGNED", "name": "王校长", "role": "负责人", "reason": "", "ink": INK},
        "inspectors": [
            {"person": "p1", "by": "p1", "via": "login", "ink": INK},
            {"person": "p2", "by": "p2", "via": "pin", "ink": INK},
        ],
    }
    phone.does("supplement.add", f"supplement.{name}", said)


STORIES = (
    locked_gate,
    two_attempts_then_a_real_day,
    department_absent,
    department_comes_after_all,
    handed_back,
    paper_with_seal,
    three_phones_without_a_network,
    faces_covered,
    two_days_set,
    arrival_taken_back,
    blank_left_open,
    supplement_signed,
)
