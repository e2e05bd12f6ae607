"""What a journey needs of this machine: the real server, a phone's browser on a real profile, and bad luck."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterable
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from playwright.sync_api import Browser, BrowserContext, Playwright

from fieldapp.config import PROJECT

CHROMIUM = "/usr/bin/chromium"
BROWSERS = (b"chromium", b"firefox")
# Root needs --no-sandbox; the camera shows a test picture to whoever is allowed it; the rest keeps a browser without a
# network quiet.
CHROMIUM_ARGUMENTS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--use-fake-device-for-media-stream",
]  # fmt: skip
# LANG must name a locale that exists, or a Chinese download name becomes "download".
CHINESE = {"LANGUAGE": "zh_CN", "LANG": "C.UTF-8"}
PHONE: dict[str, Any] = {
    "viewport": {"width": 412, "height": 839},
    "device_scale_factor": 2,
    "is_mobile": True,
    "has_touch": True,
    "locale": "zh-CN",
    "timezone_id": "Asia/Shanghai",
    "permissions": ["geolocation"],
    "geolocation": {"latitude": 37.0412, "longitude": 115.6623, "accuracy": 12},
}
PATIENCE_SECONDS = 40


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port


def listens(port: int) -> bool:
    with contextlib.suppress(OSError):
        socket.create_connection(("127.0.0.1", port), 0.2).close()
        return True
    return False


class Process:
    """A command of the product as its own process group: stop() is a real outage."""

    def __init__(self, *command: str, environment: dict[str, str], log: Path) -> None:
        self.command = [sys.executable, "-m", "fieldapp.cli", *command]
        self.environment = {**os.environ, **environment}
        self.log = log
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> Self:
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                self.command, env=self.environment, cwd=PROJECT, stdout=log, stderr=log, start_new_session=True
            )
        return self

    def stop(self) -> None:
        if self.process is None:
            return
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        self.process = None


class Server(Process):
    """The application behind gunicorn on a loopback port that stays the same over an outage."""

    def __init__(self, environment: dict[str, str], log: Path) -> None:
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self._outages: list[list[float]] = []
        super().__init__(
            "serve",
            "--local",
            "--port",
            str(self.port),
            environment={**environment, "FIELDAPP_PUBLIC_URL": self.url},
            log=log,
        )

    def outages(self) -> list[tuple[float, float]]:
        """From when to when nobody answered, in seconds since 1970; one that goes on ends now."""
        return [(each[0], each[1] if len(each) > 1 else time.time()) for each in self._outages]

    def stop(self) -> None:
        if self.process is not None:
            self._outages.append([time.time()])
        super().stop()
        # Killed workers may hold the port a moment longer than their master: who starts now would talk to the dead.
        while listens(self.port):
            time.sleep(0.05)

    def start(self) -> Self:
        super().start()
        until = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < until:
            if listens(self.port):
                if self._outages:
                    self._outages[-1].append(time.time())
                return self
            if self.process is None or self.process.poll() is not None:
                break
            time.sleep(0.05)
        message = f"the server did not start: {' '.join(self.command)}\n{self.log.read_text('utf-8')}"
        raise RuntimeError(message)


def phone(playwright: Playwright, profile: Path, **changes: Any) -> BrowserContext:
    """A phone's browser on a profile on disk; an ordinary context would keep its databases in memory only."""
    return playwright.chromium.launch_persistent_context(
        str(profile),
        executable_path=CHROMIUM,
        args=CHROMIUM_ARGUMENTS,
        **{"env": {**os.environ, **CHINESE}, **PHONE, **changes},
    )


def desk(playwright: Playwright) -> Browser:
    """The browser of a desk in the bureau: nothing in it has to survive anything."""
    return playwright.chromium.launch(executable_path=CHROMIUM, args=CHROMIUM_ARGUMENTS, env={**os.environ, **CHINESE})


def process_tree(pid: int) -> list[int]:
    """`pid` and all its descendants."""
    children: dict[int, list[int]] = {}
    for process in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            parent = int((process / "stat").read_text().rsplit(")", 1)[1].split()[1])
            children.setdefault(parent, []).append(int(process.name))
    tree = [pid]
    for each in tree:
        tree += children.get(each, [])
    return tree


def browser_of(profile: Path) -> list[int]:
    """Every process of the browser that owns this profile folder, never by name alone."""
    found: list[int] = []
    for process in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            arguments = (process / "cmdline").read_bytes().split(b"\0")
            main = any(each in arguments[0] for each in BROWSERS) and not any(
                each.startswith(b"--type=") for each in arguments
            )
            if main and any(str(profile).encode() in each for each in arguments[1:]):
                found += [pid for pid in process_tree(int(process.name)) if pid not in found]
    return found


def kill(pids: Iterable[int], how: signal.Signals = signal.SIGKILL) -> None:
    for pid in pids:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, how)


def why_no_power_cut() -> str | None:
    """What this machine lacks to simulate a flat battery; None where it can."""
    if os.geteuid() != 0:
        return "需要 root 权限来挂载回环设备"
    probe = subprocess.run(["losetup", "--find"], capture_output=True, check=False)
    return None if probe.returncode == 0 else "没有可用的回环设备（losetup --find 失败）"


class PowerCut:
    """A profile on a loop-mounted ext4; cut() keeps only what the browser had told the disk to keep."""

    def __init__(self, folder: Path, mebibytes: int = 400) -> None:
        self.live, self.after = folder / "live", folder / "after"
        self.image, self.copy, self.size = folder / "disk.img", folder / "cut.img", mebibytes << 20

    def __enter__(self) -> Self:
        self.live.mkdir(parents=True)
        self.after.mkdir()
        with self.image.open("wb") as file:
            file.truncate(self.size)
        _run("mkfs.ext4", "-q", self.image)
        # commit=300: the kernel writes nothing by itself within the test, only what was synced survives.
        _run("mount", "-o", "loop,commit=300", self.image, self.live)
        return self

    def settle(self) -> None:
        """Let what was written so far reach the disk, as minutes of idling would."""
        _run("sync", "-f", self.live)

    def cut(self, pids: list[int]) -> None:
        """The battery is flat: freeze, copy the disk as it is, kill, mount the copy (its journal is replayed)."""
        kill(pids, signal.SIGSTOP)
        _run("cp", "--sparse=always", self.image, self.copy)
        kill(pids)
        time.sleep(0.3)
        _run("umount", "-l", self.live)
        _run("mount", "-o", "loop", self.copy, self.after)

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        for mount in (self.live, self.after):
            subprocess.run(["umount", "-l", str(mount)], capture_output=True, check=False)
        for file in (self.image, self.copy):
            file.unlink(missing_ok=True)


def _run(*command: object) -> None:
    subprocess.run([str(each) for each in command], check=True, capture_output=True)
