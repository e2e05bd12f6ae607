"""Where somebody is signed in: it lasts 30 days, is seen on a page, and ends at the next request once it is revoked."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from fieldapp.core import clock
from fieldapp.core.audit import AuditEvent
from fieldapp.core.db import db
from fieldapp.core.ids import new_id
from fieldapp.identity import actions, queries
from fieldapp.identity.models import Device, Person, SignIn, Unit
from fieldapp.identity.rules import Role
from tests.conftest import PASSWORD
from tests.rooms.identity.browser import Browser, browser

PHONE = "Mozilla/5.0 (Linux; Android 14; PGT-AN10) AppleWebKit/537.36 Chrome/130.0 Mobile Safari/537.36 EdgA/130.0"
DESK = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/130.0 Safari/537.36"
Window = Callable[[str], Browser]


@pytest.fixture
def inspector(bureau: Unit) -> Person:
    somebody = actions.add_person("李明", "liming", PASSWORD, bureau, roles=[Role.INSPECTOR])
    actions.choose_pin(somebody, "274913")
    return somebody


@pytest.fixture
def window(app: Flask, inspector: Person) -> Window:
    """`window(agent)`: another browser in which the inspector has signed in."""

    def opened(agent: str) -> Browser:
        one = browser(app, agent)
        one.post("/signin", data={"login": "liming", "password": PASSWORD})
        return one

    return opened


@pytest.fixture
def administrator(app: Flask, bureau: Unit) -> Browser:
    actions.add_person("顾维安", "guanliyuan", PASSWORD, bureau, roles=[Role.ADMIN])
    office = browser(app, DESK)
    office.post("/signin", data={"login": "guanliyuan", "password": PASSWORD})
    return office


def signed_in(window: Browser) -> bool:
    return window.get("/api/me").get_json()["person"] is not None


def a_phone_of(somebody: Person, under: SignIn | None = None) -> Device:
    """A phone that fetched a packet, `under` this sign-in."""
    somebody.here = under
    return actions.register_device(new_id(), somebody, {"kty": "EC"}, {"ok": True, "details": {"agent": PHONE}})


def test_signing_in_lasts_thirty_days_and_not_one_more(window: Window) -> None:
    phone = window(PHONE)

    with clock.fixed(clock.now() + timedelta(days=29, hours=23)):
        assert signed_in(phone)
    with clock.fixed(clock.now() + timedelta(days=30, minutes=1)):
        assert not signed_in(phone)


def test_one_sees_where_one_is_signed_in(window: Window) -> None:
    window(DESK)
    page = window(PHONE).get("/mine", follow_redirects=True).text

    assert "Windows 电脑 · Chrome" in page and "安卓手机 · Edge" in page
    assert page.count("退出这一处</button>") == 2
    assert page.count("就是这里") == 1


def test_a_place_that_was_shown_out_is_a_stranger_at_its_next_request(window: Window, inspector: Person) -> None:
    phone, desk = window(PHONE), window(DESK)
    lost = next(each for each in queries.sign_ins_of([inspector.id]) if each.agent == PHONE)

    desk.post(f"/people/{inspector.id}/sign-ins/{lost.id}/end")

    assert signed_in(desk) and not signed_in(phone)
    assert phone.get("/pin").location == "/signin?next=/pin"


def test_a_copied_cookie_is_worth_nothing_after_signing_out(app: Flask, window: Window) -> None:
    phone = window(PHONE)
    cookie = phone.get_cookie("session")
    assert cookie is not None
    thief = browser(app, DESK)
    thief.set_cookie("session", cookie.value)
    assert signed_in(thief)

    phone.post("/signout")

    assert not signed_in(thief)


def test_signing_in_as_somebody_else_ends_what_was_before(window: Window, inspector: Person, bureau: Unit) -> None:
    actions.add_person("赵明", "zhao", PASSWORD, bureau)
    phone = window(PHONE)

    phone.post("/signin", data={"login": "zhao", "password": PASSWORD})

    assert phone.get("/api/me").get_json()["person"]["name"] == "赵明"
    assert queries.sign_ins_of([inspector.id]) == []


def test_being_seen_is_written_down_every_ten_minutes(window: Window, inspector: Person) -> None:
    phone, began = window(PHONE), clock.now()
    for minutes in (5, 15, 20):
        with clock.fixed(began + timedelta(minutes=minutes)):
            phone.get("/api/me")

    (held,) = queries.sign_ins_of([inspector.id])
    assert round((held.last_seen_at - began) / timedelta(minutes=1)) == 15


def test_a_lost_phone_is_signed_out_and_may_come_back(
    window: Window, inspector: Person, administrator: Browser
) -> None:
    phone = window(PHONE)
    device = a_phone_of(inspector, under=queries.sign_ins_of([inspector.id])[0])

    administrator.post(f"/people/{inspector.id}/devices/{device.id}/revoke")
    assert not signed_in(phone)
    assert "已停用" in administrator.get(f"/people/{inspector.id}").text

    administrator.post(f"/people/{inspector.id}/devices/{device.id}/restore")
    assert device.revoked_at is None
    assert not signed_in(phone)  # whoever holds it signs in anew


def test_a_lost_phone_is_signed_out_also_where_its_sign_in_went_on_to_another_phone(
    window: Window, inspector: Person, administrator: Browser
) -> None:
    phone = window(PHONE)
    (held,) = queries.sign_ins_of([inspector.id])
    lost = a_phone_of(inspector, under=held)
    page = f"/people/{inspector.id}"
    assert "部手机（或清空过的浏览器）" not in administrator.get(page).text
    a_phone_of(inspector, under=held)
    assert "先后在 2 部手机（或清空过的浏览器）上下载过检查包" in administrator.get(page).text
    noted = db.session.scalars(select(AuditEvent).where(AuditEvent.verb == "sign_in.another_device")).one()
    assert noted.detail is not None and noted.detail["before"] == [lost.id]

    administrator.post(f"{page}/devices/{lost.id}/revoke")

    assert not signed_in(phone)


def test_ones_own_lost_phone_is_revoked_but_not_given_back_by_oneself(window: Window, inspector: Person) -> None:
    device, desk = a_phone_of(inspector), window(DESK)

    desk.post(f"/people/{inspector.id}/devices/{device.id}/revoke")
    page = desk.get(f"/people/{inspector.id}").text

    assert device.revoked_at is not None
    assert "恢复使用" not in page and "请管理员恢复" in page
    assert desk.post(f"/people/{inspector.id}/devices/{device.id}/restore").status_code == 403


def test_what_is_not_ones_own_is_nobodys_business(window: Window, inspector: Person, bureau: Unit, app: Flask) -> None:
    other = actions.add_person("赵明", "zhao", PASSWORD, bureau, roles=[Role.INSPECTOR])
    theirs_browser = browser(app, PHONE)
    theirs_browser.post("/signin", data={"login": "zhao", "password": PASSWORD})
    (theirs,) = queries.sign_ins_of([other.id])
    device, mine = a_phone_of(other), window(DESK)

    assert mine.get(f"/people/{other.id}").status_code == 404
    for act in (
        f"/people/{other.id}/sign-ins/{theirs.id}/end",
        f"/people/{inspector.id}/sign-ins/{theirs.id}/end",
        f"/people/{other.id}/devices/{device.id}/revoke",
        f"/people/{inspector.id}/devices/{device.id}/revoke",
    ):
        assert mine.post(act).status_code == 404
    assert signed_in(theirs_browser) and device.revoked_at is None


def test_another_pin_needs_signing_in_again(window: Window) -> None:
    phone = window(PHONE)
    with clock.fixed(clock.now() + timedelta(hours=1)):
        assert "请先再登录一次" in phone.get("/pin").text
        assert phone.post("/pin", data={"pin": "381204", "again": "381204"}).location == "/pin"

        phone.post("/signin", data={"login": "liming", "password": PASSWORD, "next": "/pin"})
        assert phone.post("/pin", data={"pin": "381204", "again": "381204"}).location == "/"


def test_the_cookie_travels_over_https_alone_once_it_was_given_there(app: Flask, inspector: Person) -> None:
    desk = browser(app, DESK)
    form = {"login": "liming", "password": PASSWORD}

    plain = desk.post("/signin", data=form).headers["Set-Cookie"]
    safe = desk.post("/signin", data=form, base_url="https://localhost").headers["Set-Cookie"]

    assert plain.startswith("session=") and "Secure" not in plain
    assert safe.startswith("__Host-session=") and "Secure; HttpOnly; Path=/; SameSite=Lax" in safe
