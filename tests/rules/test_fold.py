"""What is true of a visit when two people write on it and no clock can be trusted."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

from fieldapp.field.answers import conflicts_of, photos_of, value_of
from fieldapp.field.fold import fold
from fieldapp.field.rules import LAST_STEP, step_of
from tests.vectors.history import Phone
from tests.vectors.make import FACTS
from tests.vectors.stories_words import answer, begin, photograph
from tests.vectors.strange import of_another_sheet, photo_in_anothers_place, seal_set_aside

FIELD = "item.M01-01.verdict"


def two_phones() -> tuple[Phone, Phone]:
    one, two = Phone(FACTS, "d1", "p1"), Phone(FACTS, "d2", "p2")
    begin(one)
    two.hears(one)
    return one, two


def state_of(*phones: Phone) -> Any:
    return fold(op for phone in phones for op in phone.known.values())


def test_a_later_answer_replaces_the_one_it_has_seen() -> None:
    one, _ = two_phones()
    answer(one, "M01-01", "NORMAL")
    answer(one, "M01-01", "ABNORMAL")
    assert value_of(state_of(one), FIELD) == {"value": "ABNORMAL"}


def test_a_phone_whose_clock_is_a_year_behind_still_replaces_what_it_has_seen() -> None:
    one, _ = two_phones()
    answer(one, "M01-01", "NORMAL")
    behind = Phone(FACTS, "d3", "p2", late=timedelta(days=365))
    behind.hears(one)
    answer(behind, "M01-01", "ABNORMAL")
    assert value_of(state_of(one, behind), FIELD) == {"value": "ABNORMAL"}


def test_different_answers_unseen_by_each_other_are_a_conflict_and_no_value() -> None:
    one, two = two_phones()
    answer(one, "M01-01", "NORMAL")
    answer(two, "M01-01", "ABNORMAL")
    state = state_of(one, two)
    assert value_of(state, FIELD) is None and conflicts_of(FACTS, state) == [FIELD]
    assert {head["actor"] for head in state["fields"][FIELD]["heads"]} == {"p1", "p2"}


def test_equal_answers_agree_even_when_one_came_in_a_bulk_act() -> None:
    one, two = two_phones()
    answer(one, "M01-01", "NORMAL", bulk="b-1")
    answer(two, "M01-01", "NORMAL")
    state = state_of(one, two)
    assert (value_of(state, FIELD) or {})["value"] == "NORMAL" and not conflicts_of(FACTS, state)
    assert len(state["fields"][FIELD]["heads"]) == 2


def test_a_conflict_ends_when_somebody_settles_it_having_seen_both() -> None:
    one, two = two_phones()
    answer(one, "M01-01", "NORMAL")
    answer(two, "M01-01", "ABNORMAL")
    one.hears(two)
    one.does("field.settle", FIELD, {"value": "ABNORMAL", "reason": "两人复看登记簿"})
    assert (value_of(state_of(one, two), FIELD) or {})["reason"] == "两人复看登记簿"
    assert not conflicts_of(FACTS, state_of(one, two))


def test_an_op_never_takes_back_a_value_of_another_field() -> None:
    one, _ = two_phones()
    answer(one, "M01-01", "NORMAL")
    victim = state_of(one)["fields"][FIELD]["heads"][0]["id"]
    one.does("answer.set", "item.M01-02.verdict", {"value": "NORMAL"}, seen=[victim])
    assert value_of(state_of(one), FIELD) == {"value": "NORMAL"}


def test_an_answer_taken_back_leaves_the_item_open() -> None:
    one, _ = two_phones()
    answer(one, "M01-01", "NORMAL")
    answer(one, "M01-01", None)
    assert value_of(state_of(one), FIELD) == {"value": None} and one.doc()["items"][0]["result"] == "未填"


def test_a_withdrawn_photo_is_off_the_sheet_and_its_number_goes_to_the_next() -> None:
    one, _ = two_phones()
    photograph(one, "e1", "M01-01")
    photograph(one, "e2", "M01-01")
    one.does("evidence.withdraw", "evidence.e1.withdrawn", {"reason": "拍糊了"})
    assert [(photo["no"], photo["evidence"]) for photo in photos_of(state_of(one))] == [(1, "e2")]


def test_nothing_after_the_seal_changes_what_was_sealed() -> None:
    one, two = two_phones()
    answer(one, "M01-01", "NORMAL")
    seal = one.seals()
    before = state_of(one)["fields"]
    known = one.does("answer.set", FIELD, {"value": "ABNORMAL"})
    answer(two, "M01-01", "ABNORMAL")
    state = state_of(one, two)
    assert state["fields"] == before and state["seal"]["id"] == seal["id"]
    assert state["later"]["supplement"] == [known["id"]] and len(state["later"]["unseen"]) == 1


def test_the_frontier_and_not_the_clock_says_what_a_seal_holds() -> None:
    one, two = two_phones()
    answer(two, "M01-01", "ABNORMAL")
    one.hears(two)
    one.seals()  # made on another phone while p2 went on, but p2's first answer lies within the frontier
    answer(two, "M01-02", "NORMAL")
    state = state_of(one, two)
    assert (value_of(state, FIELD) or {})["value"] == "ABNORMAL"
    assert value_of(state, "item.M01-02.verdict") is None and len(state["later"]["unseen"]) == 1


def test_two_seals_at_once_are_shown_as_a_conflict_and_both_ends_fold_the_same_one() -> None:
    one, two = two_phones()
    answer(two, "M01-01", "NORMAL")
    seals = [one.seals(), two.seals()]
    state = state_of(one, two)
    assert state["fields"]["seal"]["conflict"]
    assert state["seal"]["id"] == min(seal["id"] for seal in seals)
    assert state["later"]["unseen"] == [max(seal["id"] for seal in seals)]


def test_a_kind_of_tomorrow_is_counted_and_changes_nothing() -> None:
    one, _ = two_phones()
    answer(one, "M01-01", "NORMAL")
    before = state_of(one)
    one.does("answer.weigh", FIELD, {"value": "HEAVY"})
    after = state_of(one)
    assert after["fields"] == before["fields"] and after["count"] == before["count"] + 1


def test_the_state_is_plain_json() -> None:
    one, _ = two_phones()
    one.seals()
    assert json.loads(json.dumps(state_of(one))) == state_of(one)


def test_what_is_taken_back_is_as_if_nobody_had_written_it_and_may_be_said_anew() -> None:
    one, _ = two_phones()
    one.does("visit.arrive", "arrive", {"taken_back": True})
    assert value_of(state_of(one), "arrive") is None and not conflicts_of(FACTS, state_of(one))
    one.does("visit.arrive", "arrive", {})
    assert value_of(state_of(one), "arrive") == {}


def test_taking_back_what_a_colleague_says_anew_is_a_conflict() -> None:
    one, two = two_phones()
    one.does("recusal.ask", "recusal", {"taken_back": True})
    two.does("recusal.ask", "recusal", {"asked": True, "who": "张三", "reason": "系校长表亲"})
    state = state_of(one, two)
    assert value_of(state, "recusal") is None and conflicts_of(FACTS, state) == ["recusal"]


def test_two_take_backs_agree_whoever_made_them() -> None:
    one, two = two_phones()
    one.does("view.shown", "told", {"taken_back": True, "by": "p2", "via": "pin"})
    two.does("view.shown", "told", {"taken_back": True})
    assert value_of(state_of(one, two), "told") is None and not conflicts_of(FACTS, state_of(one, two))


def test_only_true_takes_anything_back() -> None:
    one, _ = two_phones()
    one.does("visit.arrive", "arrive", {"taken_back": False})
    assert value_of(state_of(one), "arrive") == {"taken_back": False}


def test_what_never_needs_a_reason_never_blocks() -> None:
    one, two = two_phones()
    photograph(one, "e1", None)
    two.hears(one)
    for phone in (one, two):
        phone.does("visit.arrive", "arrive.place", {"why": "denied" if phone is one else "timeout"})
        phone.does("visit.plan", "plan", {"date": "2026-12-01" if phone is one else "2026-12-02", "reason": ""})
        phone.does("evidence.withdraw", "evidence.e1.withdrawn", {"reason": f"{phone.device}说拍糊了"})
        phone.does("people.change", "department.𠮷局", {"came": phone is one})
        phone.does("people.change", "department.\uff5e局", {"came": phone is one})
    state = state_of(one, two)
    # Sorted as JavaScript sorts, by UTF-16 units: there a character beyond the first plane comes before U+FF5E.
    odd = {**FACTS, "departments": [{"name": name, "matters": [], "empty": []} for name in ("𠮷局", "\uff5e局")]}
    assert conflicts_of(odd, state) == ["department.𠮷局", "department.\uff5e局"]
    assert photos_of(state) == []


def test_a_seal_the_office_set_aside_is_none_and_the_next_one_is() -> None:
    ops = seal_set_aside(FACTS)
    hasty, good = (op["id"] for op in ops if op["kind"] == "visit.seal")
    before = fold(op for op in ops if op["id"] != good)
    assert before["seal"] is None and before["later"] == {"supplement": [], "unseen": []}
    after = fold(ops)
    assert after["seal"]["id"] == good != hasty and after["later"] == {"supplement": [], "unseen": []}
    assert not after["fields"]["seal"]["conflict"] and (value_of(after, FIELD) or {})["value"] == "NORMAL"


def test_a_photo_is_added_once_and_nothing_takes_its_place() -> None:
    """Whoever wants another one withdraws it, with a reason."""
    ops = photo_in_anothers_place(FACTS)
    first = next(op for op in ops if op["field"] == "evidence.e1")
    (photo,) = photos_of(fold(ops))
    assert photo["head"]["id"] == first["id"] and photo["head"]["payload"]["name"] == "e1.jpg"
    assert "evidence.e2" not in fold(ops)["fields"] and not conflicts_of(FACTS, fold(ops))


def test_what_differs_on_an_item_or_person_of_another_sheet_keeps_nobody_from_sealing() -> None:
    """There is no card on which it could be settled."""
    one, _ = two_phones()
    for op in of_another_sheet(FACTS):
        one.known[op["id"]] = op
    state = fold(op for op in one.known.values() if op["kind"] != "visit.seal")
    foreign = ("item.M77-01.verdict", "shown.p77", "inspector.p77.signature", "department.别处的局")
    assert all(state["fields"][field]["conflict"] for field in foreign)
    assert conflicts_of(FACTS, state) == []
    assert step_of(FACTS, state) == LAST_STEP
