"""Who types http:// at the https door: led on in plain words, where a browser would otherwise show an empty page."""

from __future__ import annotations

import os
import re
import socket
import ssl
from contextlib import suppress
from typing import Any

from gunicorn.workers.gthread import ThreadWorker

from fieldapp.config import Settings

PATIENCE_SECONDS = 2
MOST_READ = 16 * 1024
# The line's first five bytes have been taken for TLS and are gone; the name it asks for stands further down.
HOST = re.compile(rb"\r\nhost:[ \t]*(\[[0-9a-f:]+\]|[a-z0-9.-]+)(?::[0-9]+)?[ \t]*\r\n", re.IGNORECASE)
SENTENCE = "这个端口只用 https：请把网址开头的 http 改成 https，再打开一次。"


class Worker(ThreadWorker):
    """gunicorn's own, but for a caller who speaks plainly where TLS is expected."""

    def handle_error(self, req: Any, client: socket.socket, addr: Any, exc: BaseException) -> None:
        if isinstance(exc, ssl.SSLError) and exc.reason == "HTTP_REQUEST":
            with suppress(OSError):  # who has gone needs no answer
                _answer(client, self.app.settings)
        else:
            super().handle_error(req, client, addr, exc)


def _answer(client: socket.socket, settings: Settings) -> None:
    # A socket of its own over the same line: `client` would still try to speak TLS.
    with socket.socket(fileno=os.dup(client.fileno())) as line:
        line.settimeout(PATIENCE_SECONDS)
        host = HOST.search(line.recv(MOST_READ))
        line.sendall(_led_on(host[1].decode().lower(), settings) if host else _told())


def _led_on(host: str, settings: Settings) -> bytes:
    """To the page that also helps a phone to trust our own authority; where the bureau gave a certificate, to https."""
    given = bool(settings.certificate)
    address = f"https://{host}:{settings.https_port}/" if given else f"http://{host}:{settings.http_port}/phone"
    return _reply("302 Found", f"Location: {address}\r\n")


def _told() -> bytes:
    return _reply("400 Bad Request", "")


def _reply(status: str, more: str) -> bytes:
    body = SENTENCE.encode()
    head = f"HTTP/1.1 {status}\r\n{more}Content-Type: text/plain; charset=utf-8\r\nContent-Length: {len(body)}\r\n"
    return f"{head}Connection: close\r\n\r\n".encode() + body
