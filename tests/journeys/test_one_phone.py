"""One phone, other circumstances: a second person signs in on it, and a bad release is taken back from under it."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import closing

from playwright.sync_api import expect
from pysqlite3 import dbapi2 as sqlite

from tests.journeys.county import County
from tests.journeys.drivers import SignIn, Sync, Today
from tests.journeys.phones import PATIENCE_MS, Phone
from tests.journeys.roles import KINDERGARTEN, LEAD, STUDIO, STUDIO_COLLEAGUE
from tests.journeys.ways import to_the_gate

# Another inspector of the demo county, with other schools to go to.
SOMEBODY_ELSE, OTHER_SCHOOL = "韩立群", KINDERGARTEN

# Registered workers, kept shells.
SHELL_LEFT = """async () => [
  (await navigator.serviceWorker.getRegistrations()).length,
  (await caches.keys()).filter((name) => name.startsWith('shell-')).length,
]"""


def test_a_second_person_carries_the_first_ones_work_and_never_sees_it(county: County, phone: Phone) -> None:
    visit = to_the_gate(county, phone, STUDIO)
    number = visit.id
    county.server.stop()
    visit.arrive()
    visit.show_own()
    visit.show(county.named(STUDIO_COLLEAGUE))
    phone.page.goto("about:blank")  # nobody of the first person's windows is left to send anything
    county.server.start()
    assert _authors(county, number) == set()

    phone.page.context.clear_cookies()
    SignIn(phone).sign_in(county.named(SOMEBODY_ELSE))
    expect(phone.page.get_by_role("heading", name=OTHER_SCHOOL)).to_be_visible()
    expect(phone.page.get_by_role("heading", name=STUDIO)).to_have_count(0)
    sync = Sync(phone).open()
    sync.all_received()
    expect(phone.page.get_by_role("main")).not_to_contain_text(STUDIO)
    assert _authors(county, number) == {LEAD}


def test_a_release_taken_back_costs_the_shell_but_no_answer(county: County, phone: Phone) -> None:
    visit = to_the_gate(county, phone, STUDIO)
    number = visit.id
    county.server.stop()
    visit.begin(county.named(STUDIO_COLLEAGUE))
    visit.answer(1, "正常")
    county.server.environment["FIELDAPP_KILL_WORKER"] = "1"
    county.server.start()

    Today(phone).open()
    _wait_until(lambda: phone.page.evaluate(SHELL_LEFT) == [0, 0])
    Sync(phone).open().all_received()
    assert _authors(county, number) == {LEAD}
    Today(phone).open().resume(STUDIO)
    expect(visit.verdict(1, "正常")).to_have_attribute("aria-pressed", "true")


def _authors(county: County, visit: str) -> set[str]:
    """Whose ops of this visit the server holds."""
    with closing(sqlite.connect(county.data / "fieldapp.sqlite")) as base:
        rows = base.execute(
            "SELECT DISTINCT name FROM op JOIN person ON person.id = actor_id WHERE visit_id = ?", (visit,)
        )
        return {name for (name,) in rows}


def _wait_until(it_is_so: Callable[[], bool]) -> None:
    until = time.monotonic() + PATIENCE_MS / 1000
    while not it_is_so():
        assert time.monotonic() < until, "it never came to that"
        time.sleep(0.1)
