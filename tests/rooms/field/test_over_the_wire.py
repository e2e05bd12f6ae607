"""The real server process on a real line: what was receipted survives its death, what was refused is told why."""

from __future__ import annotations

import hashlib
import http.client
import json
import os
import socket
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from werkzeug.wrappers import Response

from fieldapp.field import queries
from tests.journeys.rig import Server
from tests.rooms.field.a_phone import Phone, content_digest, said

PHOTO = os.urandom(400_000)
TEN_MEGABYTES = 10 * 1024 * 1024


@dataclass
class WiredPhone(Phone):
    """A phone that talks to a port instead of the application."""

    port: int = 0

    def call(self, method: str, path: str, **request: Any) -> Response:
        with closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)) as line:
            line.request(method, path, request.get("data", b""), request.get("headers", {}))
            answer = line.getresponse()
            return Response(answer.read(), answer.status, dict(answer.headers))


@pytest.fixture
def server(app: Flask, data_dir: Path, tmp_path: Path) -> Iterator[Server]:
    secret = app.config["SECRET_KEY"]
    running = Server(
        {"FIELDAPP_DATA_DIR": str(data_dir), "FIELDAPP_SECRET_KEY": secret}, tmp_path / "server.log"
    ).start()
    yield running
    running.stop()


@pytest.fixture
def wired(phone: Phone, server: Server) -> WiredPhone:
    """The lead's phone, its packet fetched, now at the end of a line."""
    return WiredPhone(**vars(phone), port=server.port)


def test_what_was_receipted_is_there_after_the_server_was_killed(wired: WiredPhone, server: Server) -> None:
    op, sha256 = wired.answer("M01-01"), wired.photograph(PHOTO)
    assert wired.states(*wired.ops) == ["applied", "applied"]
    assert said(wired.announce(PHOTO))["offset"] == 0
    half = len(PHOTO) // 2
    assert said(wired.send(sha256, 0, PHOTO[:half]))["offset"] == half
    server.stop()
    server.start()

    assert wired.states(op) == ["duplicate"]
    assert wired.ask(sha256).headers["Upload-Offset"] == str(half)
    assert said(wired.send(sha256, half, PHOTO[half:]))["stored"] is True


def test_ten_megabytes_are_refused_in_words_not_by_a_dead_line(wired: WiredPhone) -> None:
    body = b'{"proto":1,"ops":["' + b"x" * TEN_MEGABYTES + b'"]}'

    assert said(wired.push(raw=body))["error"] == "too_large"
    assert said(wired.push(raw=body, token="guessed"))["error"] == "unknown_token"
    assert said(wired.push(raw=body[:200_000], token="guessed"))["error"] == "unknown_token"


def test_chunk_cut_by_the_line_moves_nothing(wired: WiredPhone) -> None:
    sha256 = hashlib.sha256(PHOTO).hexdigest()
    wired.announce(PHOTO)
    head = (
        f"PATCH /api/visits/{wired.visit}/blobs/{sha256} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n"
        f"Authorization: Bearer {wired.token}\r\nUpload-Offset: 0\r\n"
        f"Content-Digest: {content_digest(PHOTO)}\r\nContent-Length: {len(PHOTO)}\r\n\r\n"
    )
    with socket.create_connection(("127.0.0.1", wired.port), 30) as line:
        line.sendall(head.encode() + PHOTO[:100_000])
        line.shutdown(socket.SHUT_WR)
        answer = b"".join(iter(lambda: line.recv(4096), b""))
        assert b" 400 " in answer.split(b"\r\n")[0]
        # Not the digest says so: it was counted, as gunicorn ends a cut body as cleanly as a whole one.
        assert json.loads(answer.split(b"\r\n\r\n")[1])["error"] == "cut"

    assert wired.ask(sha256).headers["Upload-Offset"] == "0"


def test_batch_without_a_length_is_still_measured(wired: WiredPhone) -> None:
    headers, pieces = {"Authorization": f"Bearer {wired.token}"}, iter([b"x" * 600_000] * 4)
    with closing(http.client.HTTPConnection("127.0.0.1", wired.port, timeout=60)) as line:
        line.request("POST", f"/api/visits/{wired.visit}/ops", pieces, headers, encode_chunked=True)
        answer = line.getresponse()
        said_why = json.loads(answer.read())["error"]

    assert (answer.status, said_why) == (413, "too_large")
    assert wired.stored(queries.ops_of) == []
