"""Light, dark, for the sun: chosen on 我的, kept on this phone, as the system says where nothing was chosen; paper stays white."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.journeys.conftest import NewPhone
from tests.journeys.phones import Phone

LIGHT, DARK, SUN = "rgb(242, 243, 240)", "rgb(14, 18, 22)", "rgb(255, 255, 255)"


def test_a_phone_keeps_how_it_shall_look(phone: Phone) -> None:
    page = phone.page
    phone.go("/phone/me")
    expect(page.locator("body")).to_have_css("background-color", LIGHT)
    for label, ground in (("户外", SUN), ("深色", DARK)):
        phone.tap(page.get_by_role("radio", name=label))
        expect(page.locator("body")).to_have_css("background-color", ground)
        phone.look(f"我的，{label}")
        phone.go("/phone/today")
        expect(page.locator("body")).to_have_css("background-color", ground)
        phone.go("/phone/me")
        expect(page.get_by_role("radio", name=label)).to_be_checked()
    page.emulate_media(media="print")
    expect(page.locator("body")).to_have_css("background-color", LIGHT)


def test_who_chose_nothing_follows_the_system(new_phone: NewPhone) -> None:
    phone = new_phone(color_scheme="dark")
    page = phone.page
    phone.go("/phone/me")
    expect(page.locator("body")).to_have_css("background-color", DARK)
    phone.look("我的，系统是深色")
    page.emulate_media(contrast="more")
    expect(page.locator("body")).to_have_css("background-color", SUN)
    phone.tap(page.get_by_role("radio", name="明亮"))
    for path in ("/signin", "/code", "/phone", "/phone/me"):  # whatever a phone opens here, and never both
        phone.go(path)
        expect(page.locator("body")).to_have_css("background-color", LIGHT)
    phone.tap(page.get_by_role("radio", name="跟随系统"))
    expect(page.locator("body")).to_have_css("background-color", SUN)
