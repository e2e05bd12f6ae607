"""One county for all journeys, copied for each; phones on which nothing may go wrong unseen."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Playwright, expect, sync_playwright

from fieldapp.config import PROJECT
from fieldapp.core import clock
from tests.journeys import rig
from tests.journeys.county import County, make_world
from tests.journeys.other_engines import PHONES, why_not
from tests.journeys.phones import PATIENCE_MS, Phone

JOURNEY_SECONDS = 240
FAILURES = PROJECT / ".artifacts/journeys"
NewPhone = Callable[..., Phone]


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--engine", choices=list(PHONES), default="chromium", help="what the phones of this run have in them"
    )


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "journey: real server processes and a real browser; minutes, not seconds")
    config.addinivalue_line("markers", "needs_power_cut: root and a loop device; where missing, the run names it")
    config.addinivalue_line("markers", "every_engine: also walked in Firefox and in WebKit")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    why, engine = rig.why_no_power_cut(), str(items[0].config.getoption("--engine")) if items else ""
    lacking = why_not(engine)
    for item in items:
        if item.path.parent != Path(__file__).parent:
            continue
        item.add_marker(pytest.mark.journey)
        item.add_marker(pytest.mark.timeout(JOURNEY_SECONDS))
        if why and item.get_closest_marker("needs_power_cut"):
            item.add_marker(pytest.mark.skip(reason=f"模拟断电：{why}"))
        if lacking:
            item.add_marker(pytest.mark.skip(reason=f"{engine}：{lacking}"))


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    expect.set_options(timeout=PATIENCE_MS)
    with sync_playwright() as driver:
        yield driver


@pytest.fixture
def world(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The prepared county; one for all processes of this run, and a new one where midnight in China falls into it."""
    base = tmp_path_factory.getbasetemp()
    shared = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
    folder = shared / f"world-{clock.today()}"
    with (shared / "world.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (folder / "accounts.json").exists():
            make_world(folder)
    return folder


@pytest.fixture
def county(world: Path, tmp_path: Path) -> Iterator[County]:
    with County.of(world, tmp_path).open() as running:
        yield running


@pytest.fixture
def new_phone(
    playwright: Playwright, county: County, tmp_path: Path, pytestconfig: pytest.Config
) -> Iterator[NewPhone]:
    """`new_phone(profile, **changes of the device)`; at the end of the journey each is judged."""
    phones: list[Phone] = []

    def make(profile: Path | None = None, **changes: Any) -> Phone:
        phone = PHONES[pytestconfig.getoption("--engine")](
            playwright, profile or tmp_path / f"phone-{len(phones)}", county.server, **changes
        )
        phones.append(phone)
        return phone.open()

    try:
        yield make
        for each in phones:
            each.settle()
    finally:
        for each in phones:
            each.forget()
            rig.kill(each.processes())


@pytest.fixture
def phone(new_phone: NewPhone) -> Phone:
    return new_phone()


@pytest.fixture(scope="session")
def office_browser(playwright: Playwright) -> Iterator[Browser]:
    browser = rig.desk(playwright)
    yield browser
    browser.close()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Any:
    report = yield
    if report.when == "call" and report.failed:
        _keep_screens(item)
    return report


def _keep_screens(item: pytest.Item) -> None:
    """What the phone showed when the journey failed, for whoever reads the run of a machine far away."""
    phone = getattr(item, "funcargs", {}).get("phone")
    if phone is None or phone.context is None:
        return
    FAILURES.mkdir(parents=True, exist_ok=True)
    for number, page in enumerate(phone.context.pages):
        page.screenshot(path=FAILURES / f"{item.name}-{number}.png", full_page=True)
