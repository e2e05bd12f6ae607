"""Where figures are measured: a county of its own in a temporary folder, a phone, and a visit made ready to answer."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import CDPSession, expect, sync_playwright

from tests.journeys.county import County, make_world
from tests.journeys.drivers import SignIn, Today, Visit
from tests.journeys.phones import PATIENCE_MS, Phone

SLOWDOWN = 4
BIG_SCHOOL = "清河县柳溪文轩学校"  # the demo's largest sheet: 61 items
SMALL_SCHOOL = "清河县石桥街幼儿园"  # 31 items
LEAD, COLLEAGUE, PIN = "王砚秋", "孙雅琴", "482913"


@contextmanager
def folder() -> Iterator[Path]:
    """A place on the disk, not in memory: what is durable has to cost what it costs."""
    with tempfile.TemporaryDirectory(prefix="fieldapp-bench-", dir="/var/tmp") as name:
        yield Path(name)


@contextmanager
def county() -> Iterator[County]:
    """A fresh demo county, running."""
    with folder() as place:
        make_world(place / "world")
        with County.of(place / "world", place).open() as running:
            yield running


@contextmanager
def phone_in(running: County) -> Iterator[Phone]:
    """A phone signed in as the lead inspector, with today's packets on it."""
    expect.set_options(timeout=PATIENCE_MS)
    with sync_playwright() as playwright:
        phone = Phone(playwright, running.data.parent / "phone", running.server).open()
        try:
            SignIn(phone).sign_in(running.named(LEAD))
            SignIn(phone).choose_pin(PIN)
            Today(phone).ready(BIG_SCHOOL).ready(SMALL_SCHOOL)
            phone.taps.clear()
            yield phone
        finally:
            phone.forget()


def ready_to_answer(phone: Phone, running: County, school: str) -> Visit:
    """Step ① done, step ② on the screen."""
    visit = Today(phone).begin(school)
    visit.begin(running.named(COLLEAGUE))
    return visit


def slow(phone: Phone) -> CDPSession:
    """A cheap phone's processor. Slows the page; service workers keep their speed (DevTools cannot slow them)."""
    session = phone.page.context.new_cdp_session(phone.page)
    session.send("Emulation.setCPUThrottlingRate", {"rate": SLOWDOWN})
    return session
