"""What the server says of an op before it counts: sound, unfit for its kind, or unknown and kept."""

from __future__ import annotations

import json
from typing import Any, get_args

import pytest

from fieldapp.field import ops
from fieldapp.field.kinds import KINDS
from fieldapp.field.labels import CATEGORY_LABELS, DISPOSITION_LABELS, RESULT_LABELS
from fieldapp.field.payloads import Category, Disposition, Verdict
from tests.rules.test_vectors import VECTORS
from tests.vectors.history import Phone
from tests.vectors.make import FACTS


def op(**parts: Any) -> dict[str, Any]:
    sound = Phone(FACTS, "d1", "p1").does("answer.set", "item.M01-01.verdict", {"value": "NORMAL"})
    return {**sound, **parts}


def test_every_known_kind_says_what_it_may_write() -> None:
    assert set(ops.PAYLOADS) == KINDS


def test_every_value_has_its_word() -> None:
    for names, labels in ((Category, CATEGORY_LABELS), (Disposition, DISPOSITION_LABELS), (Verdict, RESULT_LABELS)):
        assert set(get_args(names)) == set(labels)


@pytest.mark.parametrize("path", VECTORS, ids=lambda path: path.stem)
def test_every_op_of_the_vectors_is_sound(path: Any) -> None:
    for each in json.loads(path.read_text("utf-8"))["ops"]:
        assert ops.why_no_envelope(each) is None
        # A seal made before anybody signed exists only in these histories; no phone can make one.
        assert ops.why_wrong(each) is None or each["kind"] == "visit.seal"


@pytest.mark.parametrize(
    "broken",
    [
        None, [], "op", {}, op(v=2), op(id=""), op(id="a b"), op(id=7), op(seq=0), op(seq=1.0), op(seq=2**53), op(seq=True),
        op(prev="x"), op(kind=""), op(kind="Answer Set"), op(field=""), op(field="a b"), op(payload=[]), op(payload=None),
        op(seen="a"), op(seen=[1]), op(at="昨天"), op(at="2026-02-30T09:00:00+08:00"), op(at="2026-11-21T09:00:00"),
        op(mono=-1), op(skew_ms=1.5), op(visit=None),
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
