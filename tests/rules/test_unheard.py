"""Before the school signs: which phones may still hold answers nobody here has seen."""

from __future__ import annotations

from typing import Any

from fieldapp.field.fold import fold
from fieldapp.field.people import unheard
from tests.vectors import real_day
from tests.vectors.history import Phone
from tests.vectors.make import FACTS, frontier
from tests.vectors.stories_words import answer, begin

DEVICES: list[dict[str, Any]] = [
    {"device": "d1", "person": "p1", "name": "张三", "own": True},
    {"device": "d2", "person": "p2", "name": "李四"},
    {"device": "d4", "person": "p4", "name": ""},
]


def on(phone: Phone, devices: list[dict[str, Any]] = DEVICES) -> list[str]:
    ops = list(phone.known.values())
    return [each["device"] for each in unheard(FACTS, devices, fold(ops), frontier(ops))]


def two_phones() -> tuple[Phone, Phone]:
    one, two = Phone(FACTS, "d1", "p1"), Phone(FACTS, "d2", "p2")
    begin(one)
    two.hears(one)
    return one, two


def done(phone: Phone) -> None:
    phone.does("people.change", f"done.{phone.device}", {"person": phone.actor, "seq": phone.seq})


def test_the_phone_of_somebody_who_showed_a_certificate_is_asked_for_and_of_nobody_else() -> None:
    one, _ = two_phones()
    assert on(one) == ["d2"]  # 周八 of the labour department has not come, and wrote nothing


def test_a_phone_whose_owner_says_so_on_it_is_heard() -> None:
    one, two = two_phones()
    answer(two, "M09-01", "NORMAL")
    done(two)
    assert on(one) == ["d2"]
    one.hears(two)
    assert on(one) == []


def test_what_is_written_after_saying_so_makes_it_unheard_again() -> None:
    one, two = two_phones()
    done(two)
    answer(two, "M09-01", "NORMAL")
    one.hears(two)
    assert on(one) == ["d2"]


def test_a_colleague_may_say_by_pin_that_the_own_phone_holds_no_more_than_is_here() -> None:
    one, two = two_phones()
    answer(two, "M09-01", "NORMAL")
    one.hears(two)
    said = {"person": "p2", "seq": two.seq, "by": "p2", "via": "pin"}
    one.does("people.change", "done.d2", said)
    assert on(one) == []
    answer(two, "M01-01", "NORMAL")
    one.hears(two)
    assert on(one) == ["d2"]  # it held more than was said


def test_hearing_of_the_statement_without_the_answers_is_not_hearing_them() -> None:
    one, two = two_phones()
    four = Phone(FACTS, "d4", "p4")
    answer(two, "M09-01", "NORMAL")
    four.hears(two)
    four.does("people.change", "done.d2", {"person": "p2", "seq": two.seq, "by": "p2", "via": "pin"})
    said = list(four.known.values())[-1]
    one.known[said["id"]] = said
    assert "d2" in on(one)


def test_nobody_says_it_for_another_persons_phone() -> None:
    one, _ = two_phones()
    one.does("people.change", "done.d2", {"person": "p1", "seq": 0})
    assert on(one) == ["d2"]


def test_a_statement_taken_back_does_not_count() -> None:
    one, two = two_phones()
    done(two)
    two.does("people.change", "done.d2", {"taken_back": True})
    one.hears(two)
    assert on(one) == ["d2"]


def test_two_statements_that_differ_never_hold_up_a_seal() -> None:
    one, two = two_phones()
    answer(two, "M09-01", "NORMAL")
    one.hears(two)
    one.does("people.change", "done.d2", {"person": "p2", "seq": two.seq, "by": "p2", "via": "pin"})
    answer(two, "M01-01", "NORMAL")
    done(two)
    one.hears(two)
    assert one.state()["fields"]["done.d2"]["conflict"] and on(one) == []


def test_the_name_comes_from_the_team_where_the_server_did_not_say_it() -> None:
    one, _ = two_phones()
    real_day.show(one, "p4", "pin")
    ops = list(one.known.values())
    assert unheard(FACTS, DEVICES[2:], fold(ops), frontier(ops)) == [{"device": "d4", "person": "p4", "name": "周八"}]


def test_three_people_of_two_departments_without_a_network_leave_nothing_unseen() -> None:
    one, two, four = (Phone(FACTS, device, person) for device, person in (("d1", "p1"), ("d2", "p2"), ("d4", "p4")))
    begin(one)
    for phone in (two, four):
        phone.hears(one)
    real_day.show(four, "p4", "login")
    answer(two, "M09-01", "NORMAL")
    for code in ("M01-01", "M01-02"):
        answer(one, code, "NORMAL")
    for phone in (two, four):
        done(phone)
        one.hears(phone)  # handed over as a file
    assert on(one) == []
    one.seals()
    everything = fold([*one.known.values(), *two.known.values(), *four.known.values()])
    assert everything["later"] == {"supplement": [], "unseen": []}
