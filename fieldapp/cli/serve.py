"""`fieldapp serve`: the product behind gunicorn, with the settings of the environment."""

from __future__ import annotations

import argparse
import contextlib
import socket
from pathlib import Path

from flask import Flask
from gunicorn.app.base import BaseApplication

from fieldapp.app import create_app
from fieldapp.cli.processes import end_with_parent
from fieldapp.config import Settings
from fieldapp.core.db import db
from fieldapp.core.migrate import migrate

HOST, PORT = "127.0.0.1", 8200
WORKERS, THREADS = 2, 8
# A photo of 32 MiB over a county's line takes minutes, but it comes in chunks: a request that hangs longer is dead.
TIMEOUT_SECONDS = 60
GRACE_SECONDS = 5  # when told to stop; what is cut off then, the phone sends again


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--host", default=HOST, help=f"监听地址，默认 {HOST}（只有本机能打开）")
    parser.add_argument("--port", type=int, default=PORT, help=f"端口，默认 {PORT}")
    parser.add_argument("--workers", type=int, default=WORKERS, help=f"进程数，默认 {WORKERS}")
    parser.add_argument("--tied", action="store_true", help=argparse.SUPPRESS)


def run(options: argparse.Namespace) -> int:
    try:
        settings = Settings.from_environment()
        app = create_app(settings)
    except (RuntimeError, ValueError, OSError) as trouble:
        print(trouble)
        return 1
    if port_is_taken(options.host, options.port):
        print(f"端口 {options.port} 已被别的程序占用，请换一个：加上 --port {options.port + 1}")
        return 1
    if options.tied:
        end_with_parent()
    migrate(app)
    with app.app_context():
        # Before the workers are forked: a child that closed our connection would drop its own locks on the file.
        db.engine.dispose()
    if not options.tied:
        print(f"在 http://{options.host}:{options.port} 提供服务，按 Ctrl-C 结束。", flush=True)
    Served(settings, options.host, options.port, options.workers).run()
    return 0


def port_is_taken(host: str, port: int) -> bool:
    """Whether somebody listens there already."""
    with socket.socket() as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        with contextlib.suppress(OSError):
            listener.bind((host, port))
            return False
    return True


class Served(BaseApplication):
    """gunicorn with threads: a body cut off in the middle ends there cleanly, and slow phones block nobody."""

    def __init__(self, settings: Settings, host: str, port: int, workers: int) -> None:
        self.settings, self.address, self.workers = settings, f"{host}:{port}", workers
        super().__init__()

    def load_config(self) -> None:
        memory = Path("/dev/shm")  # noqa: S108 - gunicorn's heartbeat file; on a disk that stalls, workers look dead
        chosen = {
            "bind": self.address, "worker_class": "gthread", "workers": self.workers, "threads": THREADS,
            "timeout": TIMEOUT_SECONDS, "graceful_timeout": GRACE_SECONDS, "loglevel": "warning",
            "worker_tmp_dir": str(memory) if memory.is_dir() else None,
        }  # fmt: skip
        for name, value in chosen.items():
            self.cfg.set(name, value)

    def load(self) -> Flask:
        # Once in each worker process: a database connection must not be carried over a fork.
        return create_app(self.settings)
