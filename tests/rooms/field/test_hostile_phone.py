"""A phone of the team that lies: whatever it writes, no visit stops for it and no registered record changes under it."""

from __future__ import annotations

import io
from typing import Any

import pytest
from PIL import Image

from fieldapp.core import jobs
from fieldapp.field import inbox, judging
from fieldapp.field import queries as field
from fieldapp.field.answers import photos_of
from fieldapp.field.fold import fold
from fieldapp.field.rules import VisitState
from fieldapp.identity.rules import Role
from fieldapp.record import queries as record
from tests.conftest import SignIn
from tests.rooms.field.a_phone import INK, NOON, Phone, said
from tests.rooms.field.conftest import through_all_steps

Json = dict[str, Any]


@pytest.fixture(autouse=True)
def nothing_is_printed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Documents cost seconds each, and none of these stories reads one."""
    monkeypatch.setattr(jobs, "later", lambda *_: None)


def picture(colour: str = "teal") -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (40, 30), colour).save(out, "JPEG")
    return out.getvalue()


def registered(phone: Phone) -> None:
    """An honest visit, sealed and registered."""
    through_all_steps(phone)
    phone.seal()
    phone.push(*phone.ops)
    assert phone.board().state == VisitState.REGISTERED


def rival(phone: Phone, thief: Phone) -> Json:
    """A seal of a colleague who knows the other one and keeps silent about it; its name comes first."""
    thief.facts = phone.facts
    through_all_steps(thief)
    forged = thief.seal()
    forged["id"], forged["seen"] = "0000", []
    return forged


def test_colleagues_second_seal_never_becomes_the_content_of_a_registered_record(
    phone: Phone, other_phone: Phone
) -> None:
    registered(phone)
    first = phone.stored(record.record_of)
    assert first is not None
    rival(phone, other_phone)
    other_phone.push(*other_phone.ops)
    other_phone.push(other_phone.supplement("把别人的内容登记上去", ["0000"]))

    versions = phone.stored(record.versions)
    assert {each.doc_sha256 for each in versions} == {first.doc_sha256}
    assert phone.board().incident.startswith("两部手机")


def test_colleagues_second_seal_stops_no_supplement_of_the_first(phone: Phone, other_phone: Phone) -> None:
    registered(phone)
    rival(phone, other_phone)
    other_phone.push(*other_phone.ops)
    phone.push(phone.supplement("离校时双方补记"))

    assert [each.version for each in phone.stored(record.versions)] == [2, 1]


def test_colleague_cannot_settle_two_seals(phone: Phone, other_phone: Phone) -> None:
    through_all_steps(phone)
    seal = phone.seal()
    phone.push(*phone.ops)
    settled = {**seal["payload"], "reason": "就按这一份"}

    assert other_phone.states(other_phone.write("field.settle", "seal", settled, [seal["id"]])) == [
        "quarantined:malformed"
    ]


@pytest.mark.parametrize("name", ["attempt.a.b", "attempt.", "return.", "return.x$", "evidence.x$"])
def test_settling_a_field_that_nobody_writes_stops_no_visit(phone: Phone, other_phone: Phone, name: str) -> None:
    settled = other_phone.write("field.settle", name, {"reason": "没有这一栏"})
    assert other_phone.states(settled) == ["quarantined:malformed"]
    phone.push(phone.write("visit.arrive", "arrive", {}))
    assert phone.board().state == VisitState.ARRIVED


def attach(phone: Phone, data: bytes, name: str, **more: object) -> None:
    sha256 = phone.photograph(data, "M01-01")
    op = phone.ops[-1]
    op["field"] = f"evidence.{name}"
    op["payload"].update(more)
    assert sha256 == op["payload"]["sha256"]


@pytest.mark.parametrize(
    "copies",
    [
        {"e2": {"covers": "e1", "attempt": "a1"}},
        {"e2": {"covers": "e1", "paper": True}},
        {"e2": {"covers": "e1", "type": "application/pdf"}},
        {"e1": {"covers": "e1"}},
        {"e1": {"covers": "e2"}, "e2": {"covers": "e1"}},
        {"e1": {"covers": "e2"}, "e2": {"covers": "e3"}, "e3": {"covers": "e1"}},
    ],
)
def test_photo_disappears_behind_nothing_but_a_picture_that_is_seen(phone: Phone, copies: dict[str, Json]) -> None:
    for name in ("e1", "e2", "e3"):
        if name == "e1" or name in copies:
            attach(phone, picture(), name, **copies.get(name, {}))
    left = {each["evidence"] for each in photos_of(fold(phone.ops))}
    assert "e1" in left, "no picture of the problem is left on the sheet"


def test_nothing_is_taken_back_under_the_name_of_another_act(phone: Phone) -> None:
    photo = {"sha256": "0" * 64, "size": 1, "type": "image/jpeg", "item": None, "taken_at": NOON, "name": "1.jpg"}
    op = phone.write("evidence.add", "evidence.e1", {**photo, "taken_back": True})
    assert phone.states(op) == ["quarantined:malformed"]


@pytest.mark.parametrize("seen", ["the photo", "nothing"])
def test_colleague_puts_no_other_photo_in_the_place_of_one(phone: Phone, other_phone: Phone, seen: str) -> None:
    phone.photograph(picture(), "M01-01")
    (mine,) = phone.ops
    phone.push(mine)
    swapped = {**mine["payload"], "sha256": "0" * 64}
    theirs = other_phone.write("evidence.add", mine["field"], swapped, [mine["id"]] if seen == "the photo" else [])
    assert other_phone.states(theirs) == ["quarantined:added_twice"]
    settled = other_phone.write("field.settle", mine["field"], {**swapped, "reason": "换一张"}, [mine["id"]])
    assert other_phone.states(settled) == ["quarantined:malformed"]

    state = phone.stored(field.visit_state)
    assert [each["head"]["id"] for each in photos_of(state)] == [mine["id"]]
    assert [each.kind for each in phone.stored(field.incidents)] == ["added_twice"]


@pytest.mark.parametrize("limit, enough", [("OPS_PER_PERSON", 3), ("BYTES_PER_PERSON", 1700)])
def test_one_person_cannot_fill_the_house_nor_take_the_room_of_another(
    phone: Phone, other_phone: Phone, monkeypatch: pytest.MonkeyPatch, limit: str, enough: int
) -> None:
    monkeypatch.setattr(inbox, limit, enough)
    three = [phone.answer("M01-01") for _ in range(3)]
    assert phone.states(*three) == ["applied"] * 3
    refused = phone.push(phone.answer("M01-02"))
    assert refused.status_code == 413 and "超过服务器收取的上限" in said(refused)["sentence"]
    assert phone.states(*three) == ["duplicate"] * 3, "what is here is here"
    phone.fetch()
    assert phone.push(phone.ops[-1]).status_code == 413, "another token is no other person"
    assert phone.push().status_code == 200, "and the phone is still heard"
    assert other_phone.states(other_phone.answer("M02-01")) == ["applied"]


def test_attempts_without_end_do_not_burden_whoever_opens_the_visit(
    phone: Phone, other_phone: Phone, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(judging.MOST_OF_A_KIND, "visit.abort", 2)
    said_again = {"reason": "HOLIDAY", "words": "放假"}
    three = [phone.write("visit.abort", f"attempt.a{n}", said_again) for n in range(3)]
    assert phone.states(*three) == ["applied", "applied", "quarantined:too_many"]
    assert phone.states(phone.answer("M01-01")) == ["applied"], "the chain goes on"
    assert other_phone.states(other_phone.write("visit.abort", "attempt.b", said_again)) == ["applied"]
    assert phone.board().attempts == 3


@pytest.mark.parametrize("device", ["its own", "office"])
def test_no_phone_speaks_for_the_office(phone: Phone, other_phone: Phone, device: str) -> None:
    registered(phone)
    seal = phone.ops[-1]["id"]
    if device == "office":
        other_phone.device = device
        other_phone.fetch()
    act = other_phone.write("seal.set_aside", f"set_aside.{seal}", {"seal": seal, "reason": "不算数"})
    assert other_phone.states(act) == ["quarantined:malformed"]
    assert phone.stored(field.visit_state)["seal"]["id"] == seal


def test_supplement_bears_only_names_of_the_team(phone: Phone, sign_in: SignIn) -> None:
    registered(phone)
    chief = sign_in(Role.LEADER, name="局长", login="juzhang")
    op = phone.supplement("局长也签了字")
    op["payload"]["inspectors"].append({"person": chief.id, "by": chief.id, "via": "pin", "ink": INK})
    phone.push(op)

    assert [each.version for each in phone.stored(record.versions)] == [1]
    assert [each.kind for each in phone.stored(field.incidents)] == ["supplement"]


def test_supplement_goes_without_the_school_only_where_the_record_did(phone: Phone) -> None:
    registered(phone)
    op = phone.supplement("校方没有看到的补充")
    op["payload"]["subject"] = {"outcome": "ABORTED"}
    phone.push(op)

    assert [each.version for each in phone.stored(record.versions)] == [1]


def test_flood_of_supplements_makes_no_flood_of_versions(phone: Phone) -> None:
    registered(phone)
    for number in range(25):
        phone.push(phone.supplement(f"补充 {number}"))
    assert len(phone.stored(record.versions)) <= 20
    assert [each.kind for each in phone.stored(field.incidents)] == ["too_many_versions"]
