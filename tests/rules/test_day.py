"""How far a visit is, what an answer lacks, what category the verdicts speak for."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from fieldapp.field import rules
from fieldapp.field.doc import suggest_category
from fieldapp.field.fold import fold
from fieldapp.field.rules import VISIT_STATE_LABELS, VisitState
from fieldapp.field.words import instant, place
from tests.vectors.history import Phone
from tests.vectors.make import FACTS
from tests.vectors.stories_words import CODES, SIGNED, answer, begin, end, find, photograph


def phone_in_school() -> Phone:
    phone = Phone(FACTS, "d1", "p1")
    begin(phone)
    return phone


def state_of(phone: Phone) -> Any:
    return fold(phone.known.values())


def missing(phone: Phone) -> list[str]:
    return [gap["what"] for gap in rules.progress(FACTS, state_of(phone))["missing"]]


def test_no_answer_counts_before_two_certified_people_have_shown() -> None:
    phone = Phone(FACTS, "d1", "p1")
    phone.does("visit.identify", "shown.p1", {"certificate_no": "E-1001", "by": "p1", "via": "login"})
    phone.does(
        "visit.identify", "shown.p3", {"certificate_no": "-", "by": "p3", "via": "pin"}
    )  # an assistant never counts
    assert not rules.can_answer(FACTS, state_of(phone))
    phone.does("visit.identify", "shown.p2", {"certificate_no": "M-2002", "by": "p2", "via": "pin"})
    assert rules.can_answer(FACTS, state_of(phone))


def test_a_certificate_that_ran_out_before_the_day_does_not_count() -> None:
    phone = phone_in_school()
    team = [{**member, "valid_to": "2026-11-20"} for member in FACTS["team"]]
    assert rules.can_answer(FACTS, state_of(phone))
    assert not rules.can_answer({**FACTS, "team": team}, state_of(phone))


def test_abnormal_asks_for_note_disposition_and_photo_and_a_day_only_when_to_be_rectified() -> None:
    phone = phone_in_school()
    answer(phone, "M01-01", "ABNORMAL")
    assert missing(phone) == ["note", "disposition", "photo"]
    phone.does("finding.set", "item.M01-01.disposition", {"value": "RECTIFY"})
    assert missing(phone) == ["note", "due", "photo"]
    find(phone, "M01-01", "RECTIFY")
    photograph(phone, "e1", "M01-01")
    assert missing(phone) == []


def test_a_profile_without_photo_duty_asks_for_none() -> None:
    phone = phone_in_school()
    find(phone, "M01-01", "TRANSFER")
    profile = {**FACTS["profile"], "photo_on_abnormal": 0}
    assert rules.progress({**FACTS, "profile": profile}, state_of(phone))["missing"] == []


def test_not_checked_needs_a_reason() -> None:
    phone = phone_in_school()
    answer(phone, "M09-01", "NOT_CHECKED")
    assert missing(phone) == ["reason"]


@pytest.mark.parametrize(
    "verdicts, category",
    [
        ("NORMAL NORMAL NORMAL", "NO_PROBLEM"),
        ("NORMAL NOT_APPLICABLE NOT_CHECKED", "NO_PROBLEM"),
        ("NOT_APPLICABLE NOT_APPLICABLE NOT_CHECKED", "NO_RELEVANT_ACTIVITY"),
        ("NOT_CHECKED NOT_CHECKED NOT_CHECKED", ""),
        ("ABNORMAL NORMAL", ""),  # one item is still open
        ("CORRECTED_ON_SITE NORMAL NORMAL", "CORRECTED_ON_ORDER"),
        ("CORRECTED_ON_SITE RECTIFY NORMAL", "PENDING_FOLLOW_UP"),
        ("ABNORMAL NORMAL NORMAL", "PENDING_FOLLOW_UP"),
    ],
)
def test_the_category_follows_from_the_verdicts(verdicts: str, category: str) -> None:
    phone = phone_in_school()
    for code, verdict in zip(CODES, verdicts.split(), strict=False):
        if verdict in ("CORRECTED_ON_SITE", "RECTIFY"):
            find(phone, code, verdict)
        else:
            answer(phone, code, verdict)
    assert suggest_category(FACTS, state_of(phone)) == category


def test_a_visit_walks_through_six_steps_and_its_states() -> None:
    phone = Phone(FACTS, "d1", "p1")
    walked = [(rules.step_of(FACTS, state_of(phone)), rules.visit_state(state_of(phone)))]
    acts: list[Callable[[], object]] = [
        lambda: phone.does("visit.arrive", "arrive", {}),
        lambda: begin(phone),
        lambda: find(phone, CODES[0], "RECTIFY"),
        lambda: answer(phone, CODES[1], "NORMAL"),
        lambda: answer(phone, CODES[2], "NORMAL"),
        lambda: photograph(phone, "e1", CODES[0]),
        lambda: phone.does("category.set", "category", {"value": "PENDING_FOLLOW_UP"}),
        lambda: end(phone, {"value": "AGREED", "words": ""}, SIGNED),
        phone.seals,
    ]  # fmt: skip
    for act in acts:
        act()
        walked.append((rules.step_of(FACTS, state_of(phone)), rules.visit_state(state_of(phone))))
    assert walked == [
        (1, "DRAWN"), (1, "ARRIVED"), (2, "ARRIVED"), (2, "CHECKING"), (2, "CHECKING"), (3, "CHECKING"), (4, "CHECKING"),
        (5, "CHECKING"), (6, "CONFIRMING"), (6, "SEALED"),
    ]  # fmt: skip


def test_every_state_has_its_word() -> None:
    assert set(VISIT_STATE_LABELS) == set(VisitState)


def test_a_clock_off_by_more_than_two_minutes_is_printed_with_the_right_time() -> None:
    at = "2026-11-21T23:58:00.000+08:00"
    assert instant(at, 120_000) == "2026-11-21 23:58"
    assert instant(at, 120_001) == "2026-11-21 23:58（校正 2026-11-22 00:00）"
    assert instant("2026-11-21T01:14:05Z", -360_000) == "2026-11-21 09:14（校正 09:08）"


def test_a_place_is_printed_to_ten_metres_without_a_float() -> None:
    assert place({"lat_e6": 37041249, "lng_e6": 115662350, "acc_m": 12}) == "北纬37.0412° 东经115.6624°，精度约12米"
    assert place({"lat_e6": -999_960, "lng_e6": -50, "acc_m": 0}) == "南纬1.0000° 西经0.0001°，精度约0米"
    assert place({"why": "denied"}) == "未取得：手机没有允许定位"
