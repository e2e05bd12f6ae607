"""`fieldapp serve`: the product behind gunicorn, with the settings of the environment: https for phones, http on this machine."""

from __future__ import annotations

import argparse
from dataclasses import replace
from pathlib import Path

from flask import Flask
from gunicorn.app.base import BaseApplication

from fieldapp.app import create_app
from fieldapp.cli import doors
from fieldapp.cli.doors import ON_THIS_MACHINE, Doors, port_is_taken
from fieldapp.cli.mistaken import Worker
from fieldapp.cli.processes import end_with_parent, run_together
from fieldapp.config import Settings
from fieldapp.core import clock, https
from fieldapp.core.db import db
from fieldapp.core.migrate import migrate

WORKERS, THREADS = 2, 8
# A photo of 32 MiB over a county's line takes minutes, but it comes in chunks: a request that hangs longer is dead.
TIMEOUT_SECONDS = 60
GRACE_SECONDS = 5  # when told to stop; what is cut off then, the phone sends again


def add_arguments(parser: argparse.ArgumentParser) -> None:
    doors.add_arguments(parser)
    parser.add_argument("--local", action="store_true", help="只在本机提供 http：前面另有自己的 https 服务器时用")
    parser.add_argument("--workers", type=int, default=WORKERS, help=f"进程数，默认 {WORKERS}")
    parser.add_argument("--door", choices=["http", "https"], help=argparse.SUPPRESS)
    parser.add_argument("--tied", action="store_true", help=argparse.SUPPRESS)


def run(options: argparse.Namespace) -> int:
    try:
        settings = _settings(options)
        app = create_app(settings)
        if not options.tied:
            migrate(app)
        return _one_door(options, settings, app) if options.door or options.local else _open(options, settings)
    except (RuntimeError, ValueError, OSError) as trouble:
        print(trouble)
        return 1


def _settings(options: argparse.Namespace) -> Settings:
    settings = Settings.from_environment()
    if options.door:
        return settings
    settings = doors.chosen(options, settings)
    options.local = options.local or settings.https_port == 0
    options.port = settings.http_port
    return replace(settings, https_port=0) if options.local else settings


def _open(options: argparse.Namespace, settings: Settings) -> int:
    """Both doors of the LAN, until somebody presses Ctrl-C."""
    both = Doors(settings, options.host)
    taken = both.taken()
    if taken is not None:
        print(f"端口 {taken} 已被别的程序占用，请换一个：加上 --port 或 --https-port 和另一个数字。")
        return 1
    https.keep(settings, clock.now())
    print(f"{both.welcome()}\n\n  在本机打开  http://{ON_THIS_MACHINE}:{options.port}\n\n按 Ctrl-C 结束。", flush=True)
    return run_together(both.commands(options.workers), doors.environment(settings), both.keep_certificate)


def _one_door(options: argparse.Namespace, settings: Settings, app: Flask) -> int:
    host = ON_THIS_MACHINE if options.local else options.host
    if port_is_taken(host, options.port):
        print(f"端口 {options.port} 已被别的程序占用，请换一个：加上 --port {options.port + 1}")
        return 1
    if options.tied:
        end_with_parent()
    else:
        print(f"在 http://{host}:{options.port} 提供服务，按 Ctrl-C 结束。", flush=True)
    with app.app_context():
        # Before the workers are forked: a child that closed our connection would drop its own locks on the file.
        db.engine.dispose()
    certificate = https.look(settings) if options.door == "https" else None
    Served(settings, f"{host}:{options.port}", options.workers, certificate).run()
    return 0


class Served(BaseApplication):
    """gunicorn with threads: a body cut off in the middle ends there cleanly, and slow phones block nobody."""

    def __init__(self, settings: Settings, address: str, workers: int, certificate: https.Certificate | None) -> None:
        self.settings, self.address, self.workers, self.certificate = settings, address, workers, certificate
        super().__init__()

    def load_config(self) -> None:
        memory = Path("/dev/shm")  # noqa: S108 - gunicorn's heartbeat file; on a disk that stalls, workers look dead
        chosen = {
            "bind": self.address, "worker_class": Worker, "workers": self.workers, "threads": THREADS,
            "timeout": TIMEOUT_SECONDS, "graceful_timeout": GRACE_SECONDS, "loglevel": "warning",
            "worker_tmp_dir": str(memory) if memory.is_dir() else None,
        }  # fmt: skip
        if self.certificate is not None:
            # Read anew for each connection: a renewed certificate needs no restart.
            chosen |= {"certfile": str(self.certificate.path), "keyfile": str(self.certificate.key)}
        for name, value in chosen.items():
            self.cfg.set(name, value)

    def load(self) -> Flask:
        # Once in each worker process: a database connection must not be carried over a fork.
        return create_app(self.settings)
