"""The same phone with another engine in it: Firefox, and WebKit, the engine of every iPhone. A mouse stands for the finger."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import time
from contextlib import suppress
from pathlib import Path
from typing import Self, cast

from playwright.sync_api import BrowserContext, Locator, Page
from selenium import webdriver
from selenium.common.exceptions import WebDriverException
from selenium.webdriver.webkitgtk.options import Options
from selenium.webdriver.webkitgtk.service import Service

from fieldapp import debian
from tests.journeys import rig
from tests.journeys.phones import COME_TO_REST, PATIENCE_MS, STILL_SECONDS, Phone, stroke
from tests.journeys.watch import ASK_AXE, AXE, Watch
from tests.journeys.webkit_page import WebKitPage

FIREFOX, WEBKIT_DRIVER, XVFB, SYSTEM_PYTHON = "firefox-esr", "WebKitWebDriver", "Xvfb", "/usr/bin/python3"
NO_MATTER_OF_FIREFOX = ("is_mobile", "has_touch")
WEBKIT_BROWSER = Path(__file__).with_name("webkit_browser.py")
HARMLESS = (
    # WebKit has never heard of these two, and says so; engines that have are held to them.
    "Content-Security-Policy directive 'manifest-src'",
    'Viewport argument key "interactive-widget"',
    # Its words for a request that was under way when the page was left. To strangers the policy lets none go.
    "due to access control checks",
)
TROUBLE = re.compile(r"CONSOLE (\w+ )*(ERROR|WARN)")


class MousePhone(Phone):
    """Neither engine takes a true touch from outside."""

    def write(self, canvas: Locator, *, lift: bool = True) -> None:
        canvas.evaluate(COME_TO_REST)
        box = canvas.bounding_box()
        mouse = self.page.mouse
        for number in range(3):
            points = list(stroke(box, number))
            mouse.move(*points[0])
            mouse.down()
            for point in points:
                mouse.move(*point)
            if number == 2 and not lift:
                return
            time.sleep(STILL_SECONDS)
            mouse.up()


class FirefoxPhone(MousePhone):
    """Firefox ESR of the distribution, driven by Playwright itself."""

    def _start(self) -> BrowserContext:
        device = {name: value for name, value in rig.PHONE.items() if name not in NO_MATTER_OF_FIREFOX}
        return self.playwright.firefox.launch_persistent_context(
            str(self.profile),
            channel="moz-firefox",
            executable_path=shutil.which(FIREFOX),
            **{**device, **self.changes},
        )

    def tap(self, what: Locator) -> None:
        what.evaluate(COME_TO_REST)
        what.click()


class WebKitPhone(MousePhone):
    """WebKitGTK in a window of our own, on a screen that nobody sees, driven by WebDriver."""

    def open(self, profile: Path | None = None) -> Self:
        self.profile = profile or self.profile
        self.profile.mkdir(parents=True, exist_ok=True)
        log = self.profile / f"browser-{len(self.watches)}.log"
        self.screen, display = _screen()
        self.service = Service(
            shutil.which(WEBKIT_DRIVER), log_output=str(log), env={**os.environ, "DISPLAY": display, "LANG": "C.UTF-8"}
        )
        try:
            self.driver = webdriver.WebKitGTK(options=_options(self.profile), service=self.service)
        except WebDriverException:
            self._switch_off()
            raise
        self.driver.set_script_timeout(PATIENCE_MS / 1000)
        self.context = cast("BrowserContext", WebKitPage(self.playwright, self.driver))
        self.watches.append(cast("Watch", Console(log)))
        return self

    def look(self, screen: str) -> None:
        self.driver.execute_script(AXE.read_text("utf-8"))
        super().look(screen)

    def processes(self) -> list[int]:
        return [] if self.context is None else rig.process_tree(self.service.process.pid)

    def forget(self) -> None:
        if self.context is not None:
            with suppress(WebDriverException):
                self.driver.quit()
            self._switch_off()
        self.context = None

    def _switch_off(self) -> None:
        self.service.stop()
        self.screen.kill()
        self.screen.communicate()


class Console:
    """What WebKit says on its console; a request that finds no server is not said there."""

    def __init__(self, log: Path) -> None:
        self.log = log
        self.troubles: list[str] = []

    def look(self, page: Page, screen: str) -> None:
        self.troubles += [f"{screen}: {each}" for each in page.evaluate(ASK_AXE)]

    def settle(self) -> None:
        lines = [each for each in self.log.read_text("utf-8").splitlines() if TROUBLE.search(each)]
        said = [each for each in lines if not any(words in each for words in HARMLESS)]
        assert not [*self.troubles, *said], "\n".join([*self.troubles, *said])


def why_not(engine: str) -> str | None:
    """What this machine lacks for a phone with this engine; None where nothing is missing."""
    missing = [each.name for each in debian.FOR_OTHER_ENGINES[engine] if not each.there()]
    return f"没有 {'、'.join(missing)}" if missing else None


def _options(profile: Path) -> Options:
    options = Options()
    options.binary_location = SYSTEM_PYTHON
    options.add_argument(str(WEBKIT_BROWSER))
    options.add_argument(str(profile))
    options.set_capability("browserName", "WebKitPhone")
    return options


def _screen() -> tuple[subprocess.Popen[bytes], str]:
    """A screen in memory, and its name; the number is chosen by itself, for others run beside us."""
    command = [XVFB, "-displayfd", "1", "-screen", "0", "800x1000x24", "-nolisten", "tcp"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    assert process.stdout is not None
    return process, f":{process.stdout.readline().decode().strip()}"


PHONES: dict[str, type[Phone]] = {"chromium": Phone, "firefox": FirefoxPhone, "webkit": WebKitPhone}
