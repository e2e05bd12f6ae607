"""The same county and phone without pytest, for what is measured or photographed: in a temporary folder on the disk."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import expect, sync_playwright

from tests.journeys.county import County, make_world
from tests.journeys.phones import PATIENCE_MS, Phone
from tests.journeys.roles import BIG_SCHOOL, KINDERGARTEN, STUDIO
from tests.journeys.ways import at_the_office

DISK = "/var/tmp"


@contextmanager
def county() -> Iterator[County]:
    """A fresh demo county, running."""
    with tempfile.TemporaryDirectory(prefix="fieldapp-", dir=DISK) as name:
        make_world(Path(name) / "world")
        with County.of(Path(name) / "world", Path(name)).open() as running:
            yield running


@contextmanager
def phone_in(running: County, **changes: Any) -> Iterator[Phone]:
    """A phone signed in as the lead inspector, with today's packets on it; nobody has touched it yet."""
    expect.set_options(timeout=PATIENCE_MS)
    with sync_playwright() as playwright:
        phone = Phone(playwright, running.data.parent / "phone", running.server, **changes).open()
        try:
            at_the_office(running, phone, BIG_SCHOOL).ready(KINDERGARTEN).ready(STUDIO)
            phone.taps.clear()
            yield phone
        finally:
            phone.forget()
