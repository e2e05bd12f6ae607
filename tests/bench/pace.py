"""What several measurements need: a visit ready to be answered, and the pace of a cheap phone."""

from __future__ import annotations

from playwright.sync_api import CDPSession, Page

from tests.journeys.county import County
from tests.journeys.drivers import Today, Visit
from tests.journeys.phones import Phone
from tests.journeys.roles import BIG_SCHOOL, COLLEAGUE

SLOWDOWN = 4


def ready_to_answer(phone: Phone, running: County) -> Visit:
    """The 61 items of the largest sheet, step ① done and step ② on the screen."""
    visit = Today(phone).begin(BIG_SCHOOL)
    visit.begin(running.named(COLLEAGUE))
    return visit


def slow(page: Page) -> CDPSession:
    """A cheap phone's processor. Slows the page; service workers keep their speed (DevTools cannot slow them)."""
    session = page.context.new_cdp_session(page)
    session.send("Emulation.setCPUThrottlingRate", {"rate": SLOWDOWN})
    return session
