"""Light, dark, for the sun: chosen on 我的, kept on this phone, as the system says where nothing was chosen; paper stays white."""

from __future__ import annotations

from playwright.sync_api import Page

from tests.journeys.conftest import NewPhone
from tests.journeys.phones import Phone

LIGHT, DARK, SUN = "rgb(242, 243, 240)", "rgb(14, 18, 22)", "rgb(255, 255, 255)"


def test_a_phone_keeps_how_it_shall_look(phone: Phone) -> None:
    page = phone.page
    phone.go("/phone/me")
    assert _ground(page) == LIGHT
    for label, ground in (("户外", SUN), ("深色", DARK)):
        phone.tap(page.get_by_role("radio", name=label))
        assert _ground(page) == ground
        phone.look(f"我的，{label}")
        phone.go("/phone/today")
        assert _ground(page) == ground
        phone.go("/phone/me")
        assert page.get_by_role("radio", name=label).is_checked()
    page.emulate_media(media="print")
    assert _ground(page) == LIGHT


def test_who_chose_nothing_follows_the_system(new_phone: NewPhone) -> None:
    phone = new_phone(color_scheme="dark")
    page = phone.page
    phone.go("/phone/me")
    assert _ground(page) == DARK
    phone.look("我的，系统是深色")
    page.emulate_media(contrast="more")
    assert _ground(page) == SUN
    phone.tap(page.get_by_role("radio", name="明亮"))
    phone.go("/signin")
    phone.go("/phone/me")
    assert _ground(page) == LIGHT
    phone.tap(page.get_by_role("radio", name="跟随系统"))
    assert _ground(page) == SUN


def _ground(page: Page) -> str:
    colour: str = page.evaluate("getComputedStyle(document.body).backgroundColor")
    return colour
