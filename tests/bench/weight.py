"""What the pages of a visit weigh on a county's line: every file each loads by itself, as the server sends it."""

from __future__ import annotations

import gzip
import re
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass

from tests.bench.figures import Figure
from tests.bench.pace import ready_to_answer
from tests.journeys.county import County
from tests.journeys.drivers import Today
from tests.journeys.phones import Phone
from tests.journeys.roles import LEAD, PIN, STUDIO, STUDIO_COLLEAGUE, STUDIO_HEAD
from tests.journeys.stage import county, phone_in
from tests.journeys.ways import agreed_by, all_normal

SCRIPTS_KIB, ALL_KIB, SIGNING_KIB = 40, 120, 60
KIB = 1024
WHAT_PHONES_TAKE = "gzip, deflate, br"
LINKED = "() => [...document.querySelectorAll('link[rel=icon], link[rel=manifest]')].map(({ href }) => href)"
LAST_OF_ALL = re.compile(r"/follow-[^/]+\.mjs$")  # a second after the page can be used: whether a colleague writes
HOW = "从服务器再取一遍，确认是压缩发送的，按 gzip 计响应体字节（实际发送 br 或 zstd，更小）；不含检查包、接口和只在后台装的离线外壳"


@dataclass(frozen=True)
class Line:
    """Reloads the page that a phone shows, past its worker and cache, so that what the page asks for is seen."""

    phone: Phone
    server: str
    asked: list[str]

    @classmethod
    def of(cls, phone: Phone, server: str) -> Line:
        asked: list[str] = []
        session = phone.page.context.new_cdp_session(phone.page)
        session.send("Network.setCacheDisabled", {"cacheDisabled": True})
        session.send("Network.enable")
        session.send("Network.setBypassServiceWorker", {"bypass": True})
        session.on("Network.requestWillBeSent", lambda event: asked.append(event["request"]["url"]))
        return cls(phone, server, asked)

    def files(self) -> dict[str, int]:
        """Address → bytes of each file the page loads by itself, also of what follows once it can be used."""
        self.asked.clear()
        with self.phone.page.expect_request(LAST_OF_ALL):
            self.phone.page.reload()
        self.phone.page.wait_for_load_state("networkidle")
        own = {url.partition("#")[0] for url in [*self.asked, *self.phone.page.evaluate(LINKED)]}
        kept = (url for url in own if url.startswith(self.server) and "/api/" not in url and not url.endswith("/sw.js"))
        return {url: _on_the_wire(url) for url in kept}


def measure() -> Iterator[Figure]:
    with county() as running, phone_in(running) as phone:
        ready_to_answer(phone, running)
        line = Line.of(phone, running.server.url)
        files = line.files()
        scripts = _scripts(files)
        signing = {stage: sum(_scripts(line.files())) for stage in _stages_of_signing(phone, running)}
    yield Figure(
        f"检查页脚本（{len(scripts)} 个文件，含可以作答以后自己取的）", [_kib(sum(scripts))], "KiB", SCRIPTS_KIB,
        f"检查页打开后自己请求的全部文件；{HOW}",
    )  # fmt: skip
    yield Figure(
        f"检查页全部（{len(files)} 个文件：HTML、脚本、样式、图标）", [_kib(sum(files.values()))], "KiB", ALL_KIB,
        f"检查页打开后自己请求的全部文件；{HOW}",
    )  # fmt: skip
    for stage, size in signing.items():
        yield Figure(f"签字页脚本，{stage}", [_kib(size)], "KiB", SIGNING_KIB, f"在这一步重新打开；{HOW}")


def _stages_of_signing(phone: Phone, running: County) -> Iterator[str]:
    """The page of signing at each of its stages, before a hand is laid on what it shows."""
    visit = Today(phone).open().begin(STUDIO)
    visit.begin(running.named(STUDIO_COLLEAGUE))
    all_normal(visit)
    signing = visit.hand_over()
    yield "交给校方以前"
    signing.lock()
    yield "⑤ 在校方手里"
    agreed_by(signing, STUDIO_HEAD)
    signing.take_back(PIN)
    yield "⑤ 检查人员签字"
    signing.sign_own(running.named(LEAD))
    signing.sign_for(running.named(STUDIO_COLLEAGUE))
    signing.seal()
    yield "⑥ 封存"


def _scripts(files: dict[str, int]) -> list[int]:
    return [size for url, size in files.items() if url.endswith((".mjs", ".js"))]


def _on_the_wire(url: str) -> int:
    """Bytes of the body in gzip, unless the server sends it as it is to whoever takes what a phone takes."""
    with urllib.request.urlopen(url) as reply:
        plain = reply.read()
    request = urllib.request.Request(url, headers={"Accept-Encoding": WHAT_PHONES_TAKE})
    with urllib.request.urlopen(request) as reply:
        sent = len(reply.read())
        return len(gzip.compress(plain)) if reply.headers["Content-Encoding"] else sent


def _kib(size: int) -> float:
    return round(size / KIB, 1)
