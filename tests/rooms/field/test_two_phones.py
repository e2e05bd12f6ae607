"""Two inspectors work on one visit: each phone learns of the other, and asking every few seconds costs next to nothing."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import event

from fieldapp.core.db import db
from fieldapp.field.sealed_visit import snapshot_parts
from fieldapp.identity import actions as identity
from fieldapp.identity.models import Device, Unit
from tests.rooms.field.a_phone import Phone
from tests.rooms.field.conftest import an_inspector, through_all_steps

A_HANDFUL = 7  # who asks (sign-in, person, grants), may they, what is new, which phones, which life of the database


@contextmanager
def statements() -> Iterator[list[str]]:
    """What the database is asked meanwhile."""
    asked: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        if not statement.startswith("BEGIN"):
            asked.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        yield asked
    finally:
        event.remove(db.engine, "before_cursor_execute", note)


def test_packet_and_pull_name_every_phone_that_holds_the_visit(phone: Phone, other_phone: Phone) -> None:
    packet = other_phone.fetch()
    pulled = phone.get(f"/api/visits/{phone.visit}/ops")

    expected = [(each.device, each.owner.id, each.owner.name) for each in (phone, other_phone)]
    for told in (packet["devices"], pulled["devices"]):
        assert [(each["device"], each["person"], each["name"]) for each in told] == expected
    # By this key a colleague's phone believes what is handed to it without a network.
    assert packet["devices"][0]["public_key"] == phone.public_key()


def test_packet_fetched_again_is_still_one_phone(phone: Phone) -> None:
    phone.fetch()

    assert [each["device"] for each in phone.get(f"/api/visits/{phone.visit}/ops")["devices"]] == [phone.device]


def test_answer_given_on_one_phone_is_pulled_by_the_other_and_only_once(phone: Phone, other_phone: Phone) -> None:
    phone.push(phone.write("visit.arrive", "arrive", {}), phone.answer("M01-01"))
    first = other_phone.get(f"/api/visits/{phone.visit}/ops?after=0&stored=0")
    second = other_phone.get(f"/api/visits/{phone.visit}/ops?after={first['next']}&stored=0")

    assert [each["op"]["field"] for each in first["ops"]] == ["arrive", "item.M01-01.verdict"]
    assert second["ops"] == [] and second["next"] == first["next"]
    # The list of photos is long and told elsewhere: it comes when it is asked for.
    assert "stored" not in second and "stored" in other_phone.get(f"/api/visits/{phone.visit}/ops?after=0")


def test_question_without_news_asks_the_database_a_handful_of_times(phone: Phone, other_phone: Phone) -> None:
    through_all_steps(phone)
    phone.push(*phone.ops)
    with statements() as asked:
        news = other_phone.get(f"/api/visits/{phone.visit}/ops?after={len(phone.ops)}&stored=0")

    assert news["ops"] == []
    assert len(asked) <= A_HANDFUL, asked
    assert all(each.startswith("SELECT") for each in asked), "a question changes nothing"


def test_lost_phone_holds_nothing_any_more_and_what_it_still_sends_is_kept_apart(
    phone: Phone, other_phone: Phone
) -> None:
    other_phone.inside(lambda: identity.revoke_device(the_device(phone), phone.owner))

    assert [each["device"] for each in other_phone.get(f"/api/visits/{phone.visit}/ops")["devices"]] == [
        other_phone.device
    ]
    assert phone.states(phone.write("visit.arrive", "arrive", {})) == ["quarantined:revoked"]
    assert other_phone.states(other_phone.write("visit.arrive", "arrive", {})) == ["applied"]


def test_phone_found_again_holds_what_was_withdrawn_with_it(phone: Phone, other_phone: Phone) -> None:
    phone.inside(lambda: identity.revoke_device(the_device(phone), phone.owner))
    phone.inside(lambda: identity.restore_device(the_device(phone), phone.owner))

    assert phone.states(phone.write("visit.arrive", "arrive", {})) == ["applied"]
    assert len(other_phone.get(f"/api/visits/{phone.visit}/ops")["devices"]) == 2


def the_device(phone: Phone) -> Device:
    return db.session.get_one(Device, phone.device)


def test_stranger_learns_nothing_of_the_phones(phone: Phone, bureau: Unit) -> None:
    stranger = an_inspector("孙立群", "sunliqun", bureau, "130534001099")
    theirs = Phone(phone.client.application.test_client(), stranger, phone.visit)
    theirs.sign_in()

    assert theirs.call("GET", f"/api/visits/{phone.visit}/ops").status_code == 403


def test_what_was_signed_by_pin_waits_for_a_word_given_after_it_came(phone: Phone, other_phone: Phone) -> None:
    through_all_steps(phone)
    phone.seal()
    colleague = other_phone.owner.id
    _confirm(other_phone)
    phone.push(*phone.ops)
    phone.push(phone.supplement("离校时双方补记"))
    assert _waits(other_phone) and not _waits(phone)
    assert _words_for(phone, colleague) == ([], [""]), "what was said before it came in says nothing of it"

    _confirm(other_phone)
    assert not _waits(other_phone)
    signed, added = _words_for(phone, colleague)
    assert signed == added != [""]
    phone.push(phone.supplement("又补记一条"))
    assert _waits(other_phone)
    assert _words_for(phone, colleague) == (signed, [*added, ""])


def _confirm(phone: Phone) -> None:
    assert phone.call("POST", f"/api/visits/{phone.visit}/confirm").status_code == 200


def _waits(phone: Phone) -> bool:
    (card,) = phone.get("/api/me")["visits"]
    return bool(card["confirm"])


def _words_for(phone: Phone, person: str) -> tuple[list[str], list[str]]:
    """When this person stood by the signature on the sheet, and by each supplement, as the record would have it."""
    parts = phone.stored(snapshot_parts)
    signers = [each for added in parts["supplements"] for each in added["inspectors"] if each["person"] == person]
    sheet = [each["at"] for each in parts["confirmations"] if each["person"] == person]
    return sheet, [each["confirmed_at"] for each in signers]
