"""A county for one journey: its data folder, the server and the worker that run on it, and who works with them."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from fieldapp.config import PROJECT
from tests.journeys.rig import Process, Server


@dataclass(frozen=True)
class Account:
    """Somebody of the county: how to sign in, and the PIN (empty: to be chosen at the first sign-in)."""

    login: str
    password: str
    pin: str
    name: str


@dataclass
class County:
    """The running product. `data`: its folder, as a backup would see it."""

    data: Path
    server: Server
    worker: Process
    accounts: list[Account]

    @classmethod
    def of(cls, world: Path, folder: Path) -> County:
        """A copy of a prepared world in `folder`; nothing runs yet."""
        data = Path(shutil.copytree(world, folder / "county"))
        environment = {
            "FIELDAPP_DATA_DIR": str(data),
            "FIELDAPP_SECRET_KEY": (data / "secret.key").read_text("ascii"),
        }
        kept = json.loads((data / "accounts.json").read_text("utf-8"))["accounts"]
        accounts = [Account(each["login"], each["password"], each["pin"], each["name"]) for each in kept]
        server = Server(environment, folder / "server.log")
        worker = Process(
            "work", environment={**environment, "FIELDAPP_PUBLIC_URL": server.url}, log=folder / "worker.log"
        )
        return cls(data, server, worker, accounts)

    def named(self, name: str) -> Account:
        return next(each for each in self.accounts if each.name == name)

    @contextmanager
    def open(self) -> Iterator[County]:
        """Both processes run inside; an error in their logs fails the journey, for a user would have met it too."""
        self.server.start()
        self.worker.start()
        try:
            yield self
        finally:
            self.server.stop()
            self.worker.stop()
        for process in (self.server, self.worker):
            said = process.log.read_text("utf-8")
            assert "Traceback" not in said, said[-4000:]


def make_world(folder: Path) -> None:
    """The demo county, made by the product's own command."""
    command = [sys.executable, "-m", "fieldapp.cli", "demo", "--prepare-only", "--data", str(folder)]
    subprocess.run(command, cwd=PROJECT, check=True, stdout=subprocess.DEVNULL)
