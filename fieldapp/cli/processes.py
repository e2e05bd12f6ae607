"""Run several commands of the house side by side, so that none of them outlives the one who started them."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping, Sequence

PATIENCE_SECONDS = 10
LOOK_EVERY_SECONDS = 0.2
CARE_EVERY_SECONDS = 60


def run_together(
    commands: Sequence[Sequence[str]], environment: Mapping[str, str], care: Callable[[], None] = lambda: None
) -> int:
    """Run these commands of `fieldapp.cli` until one ends or somebody presses Ctrl-C; then end them all.

    `care` is called each minute meanwhile. Returns 0 after Ctrl-C or SIGTERM, 1 where a command ended by itself. Each command gets `--tied`: it reads a
    pipe whose other end only this process holds, so even a killed parent leaves nobody behind.
    """
    stop = threading.Event()
    signal.signal(signal.SIGINT, lambda *_: stop.set())
    signal.signal(signal.SIGTERM, lambda *_: stop.set())
    started = [_start(command, environment) for command in commands]
    cared = time.monotonic()
    while not stop.is_set() and all(each.poll() is None for each in started):
        time.sleep(LOOK_EVERY_SECONDS)
        if time.monotonic() - cared > CARE_EVERY_SECONDS:
            care()
            cared = time.monotonic()
    for each in started:
        each.terminate()
    for each in started:
        _wait(each)
    return 0 if stop.is_set() else 1


def end_with_parent() -> None:
    """End this process as SIGTERM would once the other end of its standard input is gone."""

    def watch() -> None:
        with contextlib.suppress(OSError):
            while os.read(0, 1024):
                pass
        os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=watch, daemon=True).start()


def _start(command: Sequence[str], environment: Mapping[str, str]) -> subprocess.Popen[bytes]:
    # An own session: Ctrl-C reaches this process alone, which then ends the others in order.
    return subprocess.Popen(
        [sys.executable, "-m", "fieldapp.cli", *command, "--tied"],
        env={**os.environ, **environment}, stdin=subprocess.PIPE, start_new_session=True,
    )  # fmt: skip


def _wait(process: subprocess.Popen[bytes]) -> None:
    try:
        process.wait(PATIENCE_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
