"""What happened at the school stands in the visit's row, so that the board and the list of the day need not fold anything."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from fieldapp.core import events
from fieldapp.core.canonical import digest
from fieldapp.field.doc import build_doc
from fieldapp.field.events import SupplementReceived
from fieldapp.field.fold import fold
from fieldapp.identity.models import Person
from tests.rooms.field.a_phone import INK, Phone
from tests.rooms.field.conftest import through_all_steps

BACK = {"taken_back": True}


def shows(phone: Phone, member: dict[str, Any]) -> None:
    via = "login" if member["person"] == phone.owner.id else "pin"
    said = {"certificate_no": member["certificate_no"], "by": member["person"], "via": via}
    phone.write("visit.identify", f"shown.{member['person']}", said)


def test_day_set_by_either_inspector_is_the_day_of_both(phone: Phone, other_phone: Phone) -> None:
    other_phone.push(other_phone.write("visit.plan", "plan", {"date": "2026-12-03", "reason": ""}))

    for each in (phone, other_phone):
        card, = each.get("/api/me")["visits"]  # fmt: skip
        assert (card["planned_on"], card["mode"], card["attempts"]) == ("2026-12-03", "ON_SITE", 0)


def test_visit_put_back_waits_for_a_day_again(phone: Phone) -> None:
    phone.push(phone.write("visit.plan", "plan", {"date": "", "reason": "校方要求改期"}))

    assert phone.board().planned_on is None
    assert phone.get("/api/me")["visits"][0]["planned_on"] == ""


def test_two_days_set_without_knowing_of_each_other_block_nothing_and_the_nearer_holds_until_one_is_chosen(
    phone: Phone, other_phone: Phone
) -> None:
    mine = phone.write("visit.plan", "plan", {"date": "2026-12-03", "reason": ""})
    theirs = other_phone.write("visit.plan", "plan", {"date": "2026-11-30", "reason": ""})
    phone.push(mine)
    other_phone.push(theirs)
    assert (phone.board().planned_on, phone.board().conflicts) == (date(2026, 11, 30), 0)

    phone.push(phone.write("visit.plan", "plan", {"date": "2026-12-03", "reason": ""}, seen=[mine["id"], theirs["id"]]))
    assert phone.board().planned_on == date(2026, 12, 3)


def test_school_on_holiday_is_an_attempt_and_the_visit_waits_for_another_day(phone: Phone) -> None:
    phone.write("visit.arrive", "arrive", {})
    phone.write("visit.abort", "attempt.a1", {"reason": "HOLIDAY", "words": "校门上锁，门卫说放假至周三"})
    phone.write("visit.plan", "plan", {"date": "", "reason": ""})
    phone.write("visit.arrive", "arrive", BACK)
    phone.push(*phone.ops)

    visit = phone.board()
    assert (visit.state, visit.planned_on, visit.arrived_at) == ("DRAWN", None, None)
    assert (visit.attempts, visit.attempt) == (1, "HOLIDAY")
    assert visit.attempted_at == datetime(2026, 11, 21, 4, 0, tzinfo=UTC)
    assert phone.get("/api/me")["visits"][0]["attempts"] == 1


def test_refused_entry_is_sealed_and_registered_like_any_other_visit(phone: Phone) -> None:
    phone.write("visit.arrive", "arrive", {})
    for member in phone.facts["team"]:
        shows(phone, member)
    said = {"reason": "REFUSED_ENTRY", "words": "校长在电话里说不接受检查", "witness": None}
    phone.write("visit.abort", "abort", said)
    phone.push(*phone.ops)
    assert (phone.board().state, phone.board().abort) == ("ARRIVED", "REFUSED_ENTRY")

    phone.write("category.set", "category", {"value": "UNCOOPERATIVE"})
    doc_sha256 = digest(build_doc(phone.facts, fold(phone.ops)))
    for member in phone.facts["team"]:
        via = "login" if member["person"] == phone.owner.id else "pin"
        signed = {"ink": INK, "by": member["person"], "via": via, "doc_sha256": doc_sha256}
        phone.write("sign.inspector", f"inspector.{member['person']}.signature", signed)
    phone.seal()
    phone.push(*phone.ops)

    visit = phone.board()
    assert (visit.incident, visit.state, visit.outcome) == ("", "REGISTERED", "ABORTED")


def test_refused_signature_hand_back_and_conflict_are_seen_on_the_board(phone: Phone, other_phone: Phone) -> None:
    through_all_steps(phone)
    returned = {"words": "第2项写错了", "doc_sha256": "0" * 64}
    phone.write("view.return", "return.r1", returned)
    phone.push(*phone.ops)
    other_phone.push(other_phone.answer("M01-02", "ABNORMAL"))

    visit = phone.board()
    assert (visit.returns, visit.conflicts, visit.outcome) == (1, 1, "SIGNED")


def test_right_to_seal_handed_over_names_the_other(phone: Phone, colleague: Person, lead: Person) -> None:
    phone.push(phone.write("visit.arrive", "arrive", {}))
    assert phone.board().sealer_id == lead.id

    phone.push(phone.write("people.change", "sealer", {"person": colleague.id}))
    assert phone.board().sealer_id == colleague.id


def test_phones_and_answers_the_school_did_not_see_are_counted(phone: Phone, other_phone: Phone) -> None:
    through_all_steps(phone)
    phone.seal(unseen_devices=[other_phone.device])
    phone.push(*phone.ops)
    other_phone.push(other_phone.answer("M01-02", "ABNORMAL"))

    visit = phone.board()
    assert (visit.incident, visit.unseen_devices, visit.unseen_ops) == ("", 1, 1)


@pytest.fixture
def announced(monkeypatch: pytest.MonkeyPatch) -> list[SupplementReceived]:
    heard: list[SupplementReceived] = []
    monkeypatch.setitem(events._reactions, SupplementReceived, [heard.append])
    return heard


def supplement(phone: Phone) -> dict[str, Any]:
    subject = {"outcome": "SIGNED", "name": "秦校长", "role": "负责人", "reason": "", "ink": INK}
    signed = [
        {"person": each["person"], "by": each["person"], "via": "pin", "ink": INK} for each in phone.facts["team"]
    ]
    said = {"text": "第2项应为“不正常”", "item": "M01-02", "subject": subject, "inspectors": signed}
    return phone.write("supplement.add", "supplement.s1", said)


def test_supplement_to_a_registered_visit_is_announced_once(phone: Phone, announced: list[SupplementReceived]) -> None:
    through_all_steps(phone)
    phone.seal()
    phone.push(*phone.ops)
    added = supplement(phone)
    phone.push(added)
    phone.push(added)
    phone.push(phone.write("visit.leave", "leave", {}))

    assert announced == [SupplementReceived(phone.visit)]


def test_supplement_that_comes_with_the_seal_goes_into_the_first_record(
    phone: Phone, announced: list[SupplementReceived]
) -> None:
    through_all_steps(phone)
    phone.seal()
    supplement(phone)
    phone.push(*phone.ops)

    assert announced == []
    assert phone.board().state == "REGISTERED"
