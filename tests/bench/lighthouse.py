"""What Lighthouse thinks of every page of the phone, signed in and with a visit on it: an outsider's eye."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from playwright.sync_api import BrowserContext, Playwright, expect, sync_playwright

from fieldapp import install
from tests.bench.figures import Figure, load
from tests.journeys import rig
from tests.journeys.county import County
from tests.journeys.drivers import Today
from tests.journeys.phones import PATIENCE_MS, Phone
from tests.journeys.roles import BIG_SCHOOL, KINDERGARTEN, STUDIO, STUDIO_COLLEAGUE
from tests.journeys.stage import county
from tests.journeys.ways import all_normal, at_the_office

TARGETS = {"performance": ("速度", 95), "accessibility": ("无障碍", 100), "best-practices": ("做法", 100)}
HOW = "Lighthouse 12 手机档（4 倍慢处理器、慢 4G），一次；速度随本机负载变，{load}"


class DebuggedPhone(Phone):
    """Its browser also listens on a port, for somebody else to look into it."""

    def _start(self) -> BrowserContext:
        self.port = rig.free_port()
        return self.playwright.chromium.launch_persistent_context(
            str(self.profile), executable_path=rig.CHROMIUM,
            args=[*rig.CHROMIUM_ARGUMENTS, f"--remote-debugging-port={self.port}"],
            env={**os.environ, **rig.CHINESE}, **{**rig.PHONE, **self.changes},
        )  # fmt: skip


def measure() -> Iterator[Figure]:
    program = install.lighthouse()
    with county() as running, sync_playwright() as playwright:
        phone = _with_a_visit(playwright, running)
        visit = phone.page.url.partition("#")[2].partition("/")[0]
        pages = {
            "/phone": "", "今日": "/today", "全部": "/all", "检查": f"/visit#{visit}/2", "结果确认": f"/visit#{visit}/4",
            "签字": f"/sign#{visit}", "同步": "/sync", "我的": "/me",
        }  # fmt: skip
        try:
            for name, path in pages.items():
                report = _judge(program, phone, f"{running.server.url}/phone{path}")
                yield from _figures(name, report)
        finally:
            phone.forget()


def _with_a_visit(playwright: Playwright, running: County) -> DebuggedPhone:
    """Signed in, three packets here, one visit answered and ready for the school."""
    expect.set_options(timeout=PATIENCE_MS)
    phone = DebuggedPhone(playwright, running.data.parent / "phone", running.server).open()
    at_the_office(running, phone, BIG_SCHOOL).ready(KINDERGARTEN).ready(STUDIO)
    visit = Today(phone).begin(STUDIO)
    visit.begin(running.named(STUDIO_COLLEAGUE))
    all_normal(visit)
    return phone


def _judge(program: Path, phone: DebuggedPhone, url: str) -> Any:
    # --disable-storage-reset: the login and the packets are what makes the page what it is.
    command = ["node", str(program), url, f"--port={phone.port}", "--disable-storage-reset", "--output=json", "--quiet",
               "--locale=zh", f"--only-categories={','.join(TARGETS)}"]  # fmt: skip
    return json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)


def _figures(page: str, report: Any) -> Iterator[Figure]:
    for key, (name, target) in TARGETS.items():
        category = report["categories"][key]
        lost = [report["audits"][each["id"]] for each in category["auditRefs"] if each["weight"]]
        missed = "；".join(_told(each) for each in lost if each["score"] is not None and each["score"] < 1)
        how = HOW.format(load=load()) if key == "performance" else "Lighthouse 12"
        score = round((category["score"] or 0) * 100)
        yield Figure(f"{page}：{name}", [score], "分", target, f"{how}{missed and '。失分：' + missed}", at_least=True)


def _told(audit: Any) -> str:
    where = [
        each.get("node", {}).get("snippet") or each.get("description")
        for each in (audit.get("details") or {}).get("items", [])
    ]
    return " ".join(filter(None, [audit["title"], audit.get("displayValue"), *filter(None, where[:3])]))
