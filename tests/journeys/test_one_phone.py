"""One phone, other circumstances: a second person signs in on it, and a bad release is taken back from under it."""

from __future__ import annotations

from contextlib import closing

from playwright.sync_api import expect
from pysqlite3 import dbapi2 as sqlite

from tests.journeys.county import County
from tests.journeys.drivers import SignIn, Sync, Today
from tests.journeys.phones import Phone
from tests.journeys.roles import LEAD, STUDIO, STUDIO_COLLEAGUE
from tests.journeys.ways import to_the_gate

# Another inspector of the demo county, with other schools to go to.
SOMEBODY_ELSE = "韩立群"


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
    Today(phone).open()
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
    phone.page.wait_for_function("async () => !(await navigator.serviceWorker.getRegistration())")
    assert phone.page.evaluate("async () => (await caches.keys()).filter((name) => name.startsWith('shell-'))") == []
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
