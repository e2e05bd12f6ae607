"""A phone that has installed our own authority, as its owner does by hand, and the doors of the LAN it comes in by."""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Self

from fieldapp.core.https import AUTHORITY, FOLDER
from tests.journeys import rig
from tests.journeys.county import County
from tests.journeys.rig import CHINESE, PATIENCE_SECONDS, Process, Server


class Doors(Server):
    """`serve` with https and http, on loopback alone. `url` is the https one; `plain` that of the way in.

    Stopped as any other: each door ends by itself when the one that opened it is gone.
    """

    def __init__(self, county: County, log: Path) -> None:
        self.port, self.http, self._outages = rig.free_port(), rig.free_port(), []
        self.url, self.plain = f"https://127.0.0.1:{self.port}", f"http://127.0.0.1:{self.http}"
        ports = ("--port", str(self.http), "--https-port", str(self.port))
        Process.__init__(
            self, "serve", "--host", "127.0.0.1", *ports, "--workers", "1",
            environment=county.server.environment, log=log,
        )  # fmt: skip

    def start(self) -> Self:
        super().start()
        until = time.monotonic() + PATIENCE_SECONDS
        while not rig.listens(self.http):
            assert time.monotonic() < until, f"the doors did not open\n{self.log.read_text('utf-8')}"
            time.sleep(0.05)
        return self


@contextmanager
def doors_of(county: County, folder: Path) -> Iterator[Doors]:
    doors = Doors(county, folder / "doors.log").start()
    try:
        yield doors
    finally:
        doors.stop()


def trusting(county: County, folder: Path) -> dict[str, str]:
    """The environment of a browser whose owner has installed the county's authority: Chromium on Linux asks NSS."""
    store = folder / ".pki/nssdb"
    store.mkdir(parents=True)
    _certutil(store, "-N", "--empty-password")
    authority = county.data / FOLDER / AUTHORITY
    _certutil(store, "-A", "-t", "C,,", "-n", "county", "-i", str(authority))
    return {**os.environ, **CHINESE, "HOME": str(folder)}


def _certutil(store: Path, *words: str) -> None:
    subprocess.run(["certutil", "-d", f"sql:{store}", *words], check=True, capture_output=True)
