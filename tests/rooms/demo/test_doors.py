"""The doors of the LAN, on loopback alone here: https that a strict client believes, http beside it, gone together."""

from __future__ import annotations

import http.client
import os
import signal
import socket
import ssl
from collections.abc import Iterator
from contextlib import closing, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

import pytest
from cryptography import x509

from fieldapp.cli.doors import port_is_taken
from fieldapp.config import Settings
from fieldapp.core import authority, https
from tests.rooms.demo.test_processes import command, commands_with, eventually, outcome

HERE, NEIGHBOUR = "127.0.0.1", "127.0.0.2"


def free_ports(count: int) -> list[int]:
    listeners = [socket.create_server((HERE, 0)) for _ in range(count)]
    ports = [each.getsockname()[1] for each in listeners]
    for each in listeners:
        each.close()
    return ports


class Answer(NamedTuple):
    status: int
    location: str
    text: str


class Served:
    """`serve` with both doors; `folder` is its data."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.http, self.https = free_ports(2)
        self.process = command(
            "serve", "--host", HERE, "--port", str(self.http), "--https-port", str(self.https), "--workers", "1",
            FIELDAPP_DATA_DIR=str(folder), FIELDAPP_SECRET_KEY="test-" * 8,
        )  # fmt: skip

    def trusting(self) -> ssl.SSLContext:
        return ssl.create_default_context(cafile=str(self.folder / "https/authority.crt"))

    def safely(self, path: str) -> Answer:
        return _answer(http.client.HTTPSConnection(HERE, self.https, timeout=10, context=self.trusting()), path)

    def plainly(self, path: str, source: str = HERE) -> Answer:
        return _answer(http.client.HTTPConnection(HERE, self.http, timeout=10, source_address=(source, 0)), path)

    def open(self) -> bool:
        with suppress(OSError):
            return self.safely("/signin").status == self.plainly("/signin").status == 200
        return False

    def shown(self) -> x509.Certificate:
        """The certificate a phone meets now."""
        line = socket.create_connection((HERE, self.https), 10)
        with line, self.trusting().wrap_socket(line, server_hostname=HERE) as safe:
            return x509.load_der_x509_certificate(safe.getpeercert(binary_form=True) or b"")


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    running = Served(tmp_path / "data")
    assert eventually(running.open), "the doors did not open"
    yield running
    for left in commands_with(str(tmp_path)):
        with suppress(ProcessLookupError):
            os.kill(left, signal.SIGKILL)
    running.process.communicate()


def test_both_doors_open_and_a_neighbour_over_http_is_only_led_to_the_other(served: Served) -> None:
    assert served.safely("/signin").status == 200
    assert served.plainly("/signin").status == 200  # this machine itself

    led = served.plainly("/signin", NEIGHBOUR)
    assert (led.status, led.location) == (302, "/phone")
    page = served.plainly("/phone", NEIGHBOUR).text
    assert f"https://{HERE}:{served.https}/phone" in page
    assert "这个网址（http）只用来装证书和指路" in page


def test_who_types_http_at_the_https_door_is_led_on_instead_of_meeting_an_empty_page(served: Served) -> None:
    led = _answer(http.client.HTTPConnection(HERE, served.https, timeout=10), "/phone/today")
    assert (led.status, led.location) == (302, f"http://{HERE}:{served.http}/phone")
    assert "改成 https" in led.text

    with socket.create_connection((HERE, served.https), 10) as line:
        line.sendall(b"GET / HTTP/1.0\r\nHost: evil.example/@x\r\n\r\n")
        told = b"".join(iter(lambda: line.recv(4096), b"")).decode()
    assert told.startswith("HTTP/1.1 400 ") and "Location" not in told and "改成 https" in told

    with socket.create_connection((HERE, served.https), 10) as line:
        line.sendall(b"\x00\x01nonsense\r\n\r\n")
        assert b"http" not in b"".join(iter(lambda: line.recv(4096), b""))
    assert served.safely("/signin").status == 200


def test_a_renewed_certificate_is_shown_without_a_restart(served: Served) -> None:
    settings = Settings(data_dir=served.folder, https_port=served.https)
    before = served.shown()
    (served.folder / "https/server.pem").unlink()

    https.keep(settings, datetime.now(UTC))

    assert served.shown() != before
    assert HERE in authority.names_in(served.shown())


def test_told_to_stop_both_doors_close(served: Served, tmp_path: Path) -> None:
    served.process.send_signal(signal.SIGTERM)

    code, said = outcome(served.process)

    assert code == 0 and "/phone" in said
    assert not commands_with(str(tmp_path))


def test_a_door_that_falls_shut_takes_the_other_along(served: Served, tmp_path: Path) -> None:
    (plain,) = [
        pid for pid, words in commands_with(str(tmp_path)).items() if "--door http " in words and _is_first(pid)
    ]
    os.kill(plain, signal.SIGKILL)

    code, _ = outcome(served.process)

    assert code == 1
    assert eventually(lambda: not commands_with(str(tmp_path)))


def test_a_port_in_use_is_told_before_anything_opens(tmp_path: Path) -> None:
    with socket.create_server((HERE, 0)) as other:
        taken = str(other.getsockname()[1])
        (free,) = free_ports(1)
        code, said = outcome(
            command("serve", "--host", HERE, "--port", str(free), "--https-port", taken,
                    FIELDAPP_DATA_DIR=str(tmp_path), FIELDAPP_SECRET_KEY="test-" * 8)
        )  # fmt: skip

    assert code == 1
    assert said == f"端口 {taken} 已被别的程序占用，请换一个：加上 --port 或 --https-port 和另一个数字。"


def test_a_certificate_that_is_none_is_refused_in_one_sentence(tmp_path: Path) -> None:
    path = tmp_path / "bureau.pem"
    path.write_text("这不是证书")
    code, said = outcome(
        command("serve", "--host", HERE, "--port", "0", "--https-port", "1", FIELDAPP_DATA_DIR=str(tmp_path / "data"),
                FIELDAPP_SECRET_KEY="test-" * 8, FIELDAPP_CERTIFICATE=str(path))
    )  # fmt: skip

    assert code == 1
    assert said.startswith("FIELDAPP_CERTIFICATE 或 FIELDAPP_CERTIFICATE_KEY 读不出来") and len(said.splitlines()) == 1


def test_the_demo_for_phones_prints_the_code_they_scan(tmp_path: Path) -> None:
    plain, safe = map(str, free_ports(2))
    world = ("--data", str(tmp_path / "world"), "--host", HERE, "--port", plain, "--https-port", safe)
    demo = command("demo", "--lan", *world, PYTHONUNBUFFERED="1")
    try:
        said = "".join(iter(demo.stdout.readline, "按 Ctrl-C 结束；数据留着，下次接着用。\n")) if demo.stdout else ""
        assert ("█" in said and f":{plain}/phone" in said) or "没有局域网地址" in said
        assert (tmp_path / "world/https/authority.crt").exists()
        assert eventually(lambda: port_is_taken(HERE, int(safe))), "the demo did not answer"
    finally:
        demo.send_signal(signal.SIGINT)
        assert outcome(demo)[0] == 0


def _answer(connection: http.client.HTTPConnection, path: str) -> Answer:
    with closing(connection):
        connection.request("GET", path)
        answer = connection.getresponse()
        return Answer(answer.status, answer.getheader("Location") or "", answer.read().decode())


def _is_first(pid: int) -> bool:
    """Whether this process is a door itself, not one of its workers."""
    parent = int(Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[1])
    return "--door" not in Path(f"/proc/{parent}/cmdline").read_bytes().decode()
