"""What the visit page weighs on a county's line: every file it loads, as the server sends it."""

from __future__ import annotations

import gzip
import urllib.request
from collections.abc import Iterator

from tests.bench.figures import Figure
from tests.bench.pace import ready_to_answer
from tests.journeys.stage import county, phone_in

SCRIPTS_KIB, ALL_KIB = 40, 120
KIB = 1024
WHAT_PHONES_TAKE = "gzip, deflate, br"
LINKED = "() => [...document.querySelectorAll('link[rel=icon], link[rel=manifest]')].map(({ href }) => href)"


def measure() -> Iterator[Figure]:
    with county() as running, phone_in(running) as phone:
        ready_to_answer(phone, running)
        # Past the worker and the cache, so that what the page asks for is seen; the packet and the API do not count.
        session = phone.page.context.new_cdp_session(phone.page)
        session.send("Network.setCacheDisabled", {"cacheDisabled": True})
        session.send("Network.enable")
        session.send("Network.setBypassServiceWorker", {"bypass": True})
        asked: list[str] = []
        session.on("Network.requestWillBeSent", lambda event: asked.append(event["request"]["url"]))
        phone.page.reload(wait_until="networkidle")
        own = {url.partition("#")[0] for url in [*asked, *phone.page.evaluate(LINKED)]}
        files = {url: _on_the_wire(url) for url in own if "/api/" not in url and url.startswith(running.server.url)}
    scripts = {url: size for url, size in files.items() if url.endswith((".mjs", ".js")) and not url.endswith("/sw.js")}
    rest = sum(size for url, size in files.items() if not url.endswith("/sw.js"))
    how = "检查页打开到可以作答所请求的全部文件，从服务器再取一遍，确认是压缩发送的，按 gzip 计响应体字节（实际发送 br 或 zstd，更小）；不含检查包、接口和只在后台装的离线外壳"
    yield Figure(f"检查页脚本（{len(scripts)} 个文件）", [_kib(sum(scripts.values()))], "KiB", SCRIPTS_KIB, how)
    yield Figure(f"检查页全部（{len(files)} 个文件：HTML、脚本、样式、图标）", [_kib(rest)], "KiB", ALL_KIB, how)


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
