"""A phone with a packet is lost: revoked on a page of the office, it adds nothing any more; found again, it does."""

from __future__ import annotations

import pytest
from flask import Flask

from fieldapp.field import actions as field
from fieldapp.identity import actions, queries
from fieldapp.identity.models import Unit
from fieldapp.identity.rules import Role
from tests.conftest import PASSWORD
from tests.rooms.field.a_phone import Phone
from tests.rooms.identity.browser import Browser, browser


@pytest.fixture
def administrator(app: Flask, bureau: Unit) -> Browser:
    actions.add_person("顾维安", "guanliyuan", PASSWORD, bureau, roles=[Role.ADMIN])
    office = browser(app, "desk")
    office.post("/signin", data={"login": "guanliyuan", "password": PASSWORD})
    return office


def test_lost_phone_adds_nothing_until_it_is_found_again(phone: Phone, administrator: Browser) -> None:
    page = f"/people/{phone.owner.id}/devices/{phone.device}"
    assert phone.states(phone.answer("M01-01")) == ["applied"]

    administrator.post(f"{page}/revoke")
    assert phone.states(phone.answer("M01-02")) == ["quarantined:revoked"]
    assert phone.call("GET", "/api/me").get_json()["person"] is None

    administrator.post(f"{page}/restore")
    assert phone.states(phone.answer("M01-03"))[0] != "quarantined:revoked"


def test_a_phone_that_fetches_a_packet_is_known_to_its_sign_in(phone: Phone) -> None:
    (held,) = phone.stored(queries.sign_ins_of, [phone.owner.id])

    assert phone.stored(queries.devices_under, [held.id]) == {held.id: [phone.device]}
    assert [each.id for each in phone.stored(queries.devices_of, [phone.owner.id])] == [phone.device]


def test_what_was_withdrawn_before_for_another_reason_stays_so(
    phone: Phone, other_phone: Phone, administrator: Browser
) -> None:

    phone.inside(lambda: field.withdraw_check_outs(phone.visit, phone.owner.id, other_phone.owner))
    for act in ("revoke", "restore"):
        administrator.post(f"/people/{phone.owner.id}/devices/{phone.device}/{act}")

    assert phone.states(phone.answer("M01-01")) == ["quarantined:revoked"]
    assert other_phone.states(other_phone.answer("M01-01")) == ["applied"]
