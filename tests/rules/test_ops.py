"""What the server says of an op before it counts: sound, unfit for its kind, or unknown and kept."""

from __future__ import annotations

import json
from typing import Any, get_args

import pytest

from fieldapp.field import ops
from fieldapp.field.kinds import KINDS
from fieldapp.field.labels import (
    ABORT_LABELS,
    CATEGORY_LABELS,
    DISPOSITION_LABELS,
    MODE_LABELS,
    OUTCOME_LABELS,
    RESULT_LABELS,
)
from fieldapp.field.payloads import Aborted, Attempted, Category, Disposition, InspectionMode, Payload, Verdict
from fieldapp.field.signatures import ClosingSubject
from tests.rules.test_vectors import VECTORS
from tests.vectors.history import Phone
from tests.vectors.make import FACTS
from tests.vectors.real_day import supplement
from tests.vectors.stories_words import INK


def op(**parts: Any) -> dict[str, Any]:
    sound = Phone(FACTS, "d1", "p1").does("answer.set", "item.M01-01.verdict", {"value": "NORMAL"})
    return {**sound, **parts}


def test_every_known_kind_says_what_it_may_write() -> None:
    assert set(ops.PAYLOADS) == KINDS


def test_every_value_has_its_word() -> None:
    assert set(get_args(Category)) == set(CATEGORY_LABELS)
    assert set(get_args(Disposition)) == set(DISPOSITION_LABELS)
    assert set(get_args(Verdict)) == set(RESULT_LABELS)
    assert set(get_args(InspectionMode)) == set(MODE_LABELS)
    assert _values(Aborted, "reason") | _values(Attempted, "reason") == set(ABORT_LABELS)
    assert _values(ClosingSubject, "outcome") == set(OUTCOME_LABELS)


def _values(model: type[Payload], part: str) -> set[str]:
    return set(get_args(model.model_fields[part].annotation))


@pytest.mark.parametrize("path", VECTORS, ids=lambda path: path.stem)
def test_every_op_of_the_vectors_is_sound(path: Any) -> None:
    for each in json.loads(path.read_text("utf-8"))["ops"]:
        assert ops.why_no_envelope(each) is None
        # A seal made before anybody signed, and another photo settled into the place of one, exist only in these histories.
        odd = each["kind"] == "visit.seal" or (each["kind"] == "field.settle" and each["field"].startswith("evidence."))
        assert ops.why_wrong(each) is None or odd


@pytest.mark.parametrize(
    "broken",
    [
        None, [], "op", {}, op(v=2), op(id=""), op(id="a b"), op(id=7), op(seq=0), op(seq=1.0), op(seq=2**53), op(seq=True),
        op(prev="x"), op(kind=""), op(kind="Answer Set"), op(field=""), op(field="a b"), op(payload=[]), op(payload=None),
        op(seen="a"), op(seen=[1]), op(at="昨天"), op(at="2026-02-30T09:00:00+08:00"), op(at="2026-11-21T09:00:00"),
        op(field="department.a\nb"), op(field="部门.教育局"), op(mono=-1), op(skew_ms=1.5), op(visit=None),
    ],
)  # fmt: skip
def test_what_is_no_op_is_said_to_be_none(broken: Any) -> None:
    assert ops.why_no_envelope(broken)


def test_an_op_cannot_have_seen_itself() -> None:
    assert ops.why_no_envelope(op(id="op-1", seen=["op-1"]))


def test_a_part_of_a_later_version_is_no_fault() -> None:
    assert ops.why_no_envelope(op(weather="晴")) is None


@pytest.mark.parametrize(
    "kind, field, payload",
    [
        ("answer.set", "item.M01-01.verdict", {"value": "GOOD"}),
        ("answer.set", "item.M01-01.note", {"text": "写错了地方"}),
        ("answer.set", "category", {"value": "NO_PROBLEM"}),
        ("visit.arrive", "arrive.place", {}),
        ("visit.arrive", "arrive.place", {"lat_e6": 37.04, "lng_e6": 115, "acc_m": 3}),
        ("recusal.ask", "recusal", {"asked": True}),
        ("finding.set", "item.M01-01.due", {"date": "2026-02-30"}),
        ("evidence.add", "evidence.e1", {"sha256": "ab", "size": 1, "type": "", "item": None, "taken_at": "昨天"}),
        ("evidence.withdraw", "evidence.e1.withdrawn", {"reason": " "}),
        ("field.settle", "item.M01-01.verdict", {"value": "NORMAL"}),
        ("field.settle", "evidence.e1", {"reason": "没有照片的内容"}),
        ("sign.subject", "subject.signature", {"outcome": "SIGNED"}),
        ("sign.refuse", "subject.signature", {"outcome": "REFUSED", "reason": ""}),
        ("visit.seal", "seal", {"frontier": {}}),
        ("supplement.add", "supplement.s1", {"text": "字" * 200_000}),
        ("supplement.add", "supplement.s1", {"text": "只有一句话"}),
        ("visit.plan", "plan", {"date": "明天", "reason": ""}),
        ("visit.plan", "plan", {"taken_back": True}),
        ("visit.abort", "abort", {"reason": "HOLIDAY", "words": "放假", "witness": None}),
        ("visit.abort", "attempt.a1", {"reason": "REFUSED_ENTRY", "words": "不开门"}),
        ("visit.abort", "abort", {"reason": "REFUSED_ENTRY", "words": "不开门", "witness": {"name": "", "unit": ""}}),
        ("people.change", "department.教育局", {"taken_back": True}),
        ("people.change", "sealer", {"person": ""}),
        ("people.change", "done.d2", {"person": "p1", "seq": -1}),
        ("people.change", "done.d2", {"person": "p2", "seq": 3}),  # said by p1, without p2's PIN
        ("view.return", "return.r1", {"words": " ", "doc_sha256": "0" * 64}),
        ("answer.set", "item.M01-01.mode", {"value": "BY_PHONE"}),
        ("answer.set", "item.M01-01.verdict", {"value": "NORMAL", "by": "p2", "via": "login"}),
        ("category.set", "category", {"taken_back": True}),
    ],
)
def test_what_does_not_fit_its_kind_is_named(kind: str, field: str, payload: dict[str, Any]) -> None:
    assert ops.why_wrong(op(kind=kind, field=field, payload=payload))


def test_a_refusal_without_reason_or_explainer_is_no_refusal() -> None:
    digests = {"doc_sha256": "0" * 64, "view_sha256": "0" * 64}
    whole = {
        "outcome": "REFUSED", "reason": "不认可第 1 项", "explained_by": "p1", "witness": None,
        "recording": {"made": False, "number": ""}, "photo": None, **digests,
    }  # fmt: skip
    assert ops.why_wrong(op(kind="sign.refuse", field="subject.signature", payload=whole)) is None
    for part in ("reason", "explained_by"):
        assert ops.why_wrong(op(kind="sign.refuse", field="subject.signature", payload={**whole, part: ""}))


def test_words_no_paper_could_lay_out_are_no_answer() -> None:
    longest = {"kind": "finding.set", "field": "item.M01-01.note"}

    assert ops.why_wrong(op(**longest, payload={"text": "锁" * 10_000})) is None
    assert ops.why_wrong(op(**longest, payload={"text": "锁" * 10_001})) is not None


def test_an_unknown_kind_is_kept_whatever_it_says() -> None:
    assert not ops.is_known("answer.weigh")
    assert ops.why_wrong(op(kind="answer.weigh", payload={"value": "HEAVY"})) is None


def test_paper_without_a_photographed_page_is_no_signature() -> None:
    whole = {
        "outcome": "PAPER", "name": "王校长", "role": "负责人", "stamped": True, "photos": ["e1"],
        "doc_sha256": "0" * 64, "view_sha256": "0" * 64,
    }  # fmt: skip
    paper = {"kind": "seal.paper", "field": "subject.signature"}
    assert ops.why_wrong(op(**paper, payload=whole)) is None
    broken: list[dict[str, Any]] = [{"photos": []}, {"stamped": "yes"}, {"name": " "}, {"outcome": "SIGNED"}]
    for changed in broken:
        assert ops.why_wrong(op(**paper, payload={**whole, **changed}))


@pytest.mark.parametrize(
    "broken",
    [
        {"text": " "}, {"inspectors": []}, {"subject": {"outcome": "SIGNED", "name": "", "ink": None}},
        {"subject": {"outcome": "REFUSED", "reason": ""}},
        {"inspectors": [{"person": "p2", "by": "p1", "via": "pin", "ink": INK}]},
        {"inspectors": [{"person": "p2", "by": "p2", "via": "login", "ink": INK}]},
    ],
)  # fmt: skip
def test_a_supplement_is_signed_by_both_sides_each_for_themselves(broken: dict[str, Any]) -> None:
    phone = Phone(FACTS, "d1", "p1")
    supplement(phone, "s1")
    (whole,) = phone.known.values()
    assert ops.why_wrong(whole) is None
    assert ops.why_wrong({**whole, "payload": {**whole["payload"], **broken}})


def test_a_school_without_a_part_in_the_record_has_none_in_its_supplement() -> None:
    phone = Phone(FACTS, "d1", "p1")
    supplement(phone, "s1")
    (whole,) = phone.known.values()
    assert ops.why_wrong({**whole, "payload": {**whole["payload"], "subject": {"outcome": "OFF_SITE"}}}) is None


@pytest.mark.parametrize(
    "kind, field",
    [
        ("visit.arrive", "arrive"), ("visit.identify", "shown.p2"), ("view.shown", "view.result"), ("recusal.ask", "recusal"),
        ("visit.abort", "abort"), ("sign.refuse", "subject.signature"), ("sign.inspector", "inspector.p2.signature"),
        ("people.change", "done.d1"),
    ],
)  # fmt: skip
def test_what_a_new_beginning_makes_untrue_may_be_taken_back_by_any_of_the_team(kind: str, field: str) -> None:
    assert ops.why_wrong(op(kind=kind, field=field, payload={"taken_back": True})) is None


def test_somebody_acts_on_a_colleagues_phone_by_the_own_pin() -> None:
    for payload in ({"value": "NORMAL", "by": "p2", "via": "pin"}, {"value": "NORMAL", "by": "p1", "via": "login"}):
        assert ops.why_wrong(op(payload=payload)) is None
    said = {"person": "p2", "seq": 3, "by": "p2", "via": "pin"}
    assert ops.why_wrong(op(kind="people.change", field="done.d2", payload=said)) is None


def test_a_department_is_called_by_its_name() -> None:
    came = {"kind": "people.change", "field": "department.县卫生健康局（疾控局）", "payload": {"came": False}}
    assert ops.why_no_envelope(op(**came)) is None and ops.why_wrong(op(**came)) is None
