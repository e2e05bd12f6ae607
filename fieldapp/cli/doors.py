"""The two doors of the LAN: https for the work, plain http to lead phones there; and what is said of them on screen.

gunicorn has one TLS setting for everything it listens on, so each door is a process of its own.
"""

from __future__ import annotations

import argparse
import socket
from contextlib import suppress
from dataclasses import dataclass, replace
from io import StringIO

import segno

from fieldapp.config import Settings
from fieldapp.core import clock, https

EVERYWHERE = "0.0.0.0"  # noqa: S104  phones are elsewhere; what plain http answers there is identity.access's to say
ON_THIS_MACHINE = "127.0.0.1"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    usual = Settings()
    parser.add_argument("--port", type=int, help=f"http 端口，默认 {usual.http_port}（或 FIELDAPP_HTTP_PORT）")
    parser.add_argument(
        "--https-port", type=int, help=f"手机用的 https 端口，默认 {usual.https_port}（或 FIELDAPP_HTTPS_PORT）"
    )
    parser.add_argument("--host", default=EVERYWHERE, help="在哪个地址上等手机，默认本机所有地址")


def chosen(options: argparse.Namespace, settings: Settings) -> Settings:
    """The settings with the ports this command was given."""
    given = {"http_port": options.port, "https_port": options.https_port}
    return replace(settings, **{name: port for name, port in given.items() if port is not None})


def environment(settings: Settings) -> dict[str, str]:
    """What the processes of one installation have to agree on beyond what each reads for itself."""
    return {"FIELDAPP_HTTP_PORT": str(settings.http_port), "FIELDAPP_HTTPS_PORT": str(settings.https_port)}


@dataclass(frozen=True)
class Doors:
    """Where phones come in. `settings.https_port` is never 0 here."""

    settings: Settings
    host: str

    def commands(self, workers: int) -> list[list[str]]:
        """What run_together starts. Plain http is for the way in and for this machine itself: one process will do."""
        at = ["--host", self.host, "--door"]
        return [
            ["serve", *at, "http", "--port", str(self.settings.http_port), "--workers", "1"],
            ["serve", *at, "https", "--port", str(self.settings.https_port), "--workers", str(workers)],
        ]

    def taken(self) -> int | None:
        """A port that somebody else listens on already."""
        ports = (self.settings.http_port, self.settings.https_port)
        return next((each for each in ports if port_is_taken(self.host, each)), None)

    def keep_certificate(self) -> None:
        """Called again and again while the doors stand open: addresses change, certificates end."""
        with suppress(RuntimeError, OSError):  # what stands open stays open; `doctor` says what is wrong
            https.keep(self.settings, clock.now())

    def welcome(self) -> str:
        """The way in for phones as address and as QR, in the words of a terminal."""
        entrance, certificate = https.entrance(self.settings), https.look(self.settings)
        if not entrance or certificate is None:
            return "  手机：这台机器现在没有局域网地址，手机连不上；接上单位的网络后再启动。"
        lines = [
            f"  手机扫这个码，或在手机浏览器里打开  {entrance}", "",
            *(f"    {line}" for line in _drawn(entrance).splitlines()), "",
            f"  检查在这个网址里做  {https.phone_base(self.settings)}/phone/today",
        ]  # fmt: skip
        own = https.authority(self.settings)
        if own is not None:
            lines.append(
                f"  第一次要给手机装本机的根证书，页面会一步一步领着做。根证书 SHA-256：{https.fingerprint(own)}"
            )
        return "\n".join([*lines, *self._left_out(certificate)])

    def _left_out(self, certificate: https.Certificate) -> list[str]:
        if not certificate.left_out:
            return []
        names = "、".join(sorted(certificate.left_out))
        return [f"  注意：根证书建立时本机没有这些地址，手机不能用它们打开：{names}。运行 doctor 看怎么办。"]


def port_is_taken(host: str, port: int) -> bool:
    """Whether somebody listens there already."""
    with socket.socket() as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        with suppress(OSError):
            listener.bind((host, port))
            return False
    return True


def _drawn(text: str) -> str:
    drawing = StringIO()
    segno.make(text, error="m", micro=False).terminal(drawing, border=2, compact=True)
    return drawing.getvalue()
