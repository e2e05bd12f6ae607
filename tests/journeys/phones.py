"""An inspector's phone: one profile on a disk, fingers on the glass, and what can happen to a phone in a pocket."""

from __future__ import annotations

import contextlib
import math
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Self

from playwright.sync_api import BrowserContext, Error, Locator, Page, Playwright

from tests.journeys import rig
from tests.journeys.rig import Server
from tests.journeys.watch import Watch

# Each touch of the glass is one tap: digits of a PIN and the ink of a signature are not counted.
COUNT_TAPS = """
addEventListener('pointerdown', ({ target, isPrimary }) => {
  const button = target.closest?.('button, a, label, input, summary, textarea, select');
  if (!isPrimary || target.closest?.('canvas') || /^\\s*\\d\\s*$/.test(button?.textContent ?? '')) return;
  const what = button?.textContent?.trim() || button?.getAttribute('aria-label') || target.tagName;
  tapped(what);
}, true);
"""
COME_TO_REST = """async (element) => {
  element.scrollIntoView({ block: 'center' });
  for (let still = 0, last = ''; still < 3;) {
    await new Promise(requestAnimationFrame);
    const { x, y, width } = element.getBoundingClientRect();
    const now = [x, y, width].join();
    still = now === last ? still + 1 : 0;
    last = now;
  }
}"""
DOUBLE_TYPE = "addEventListener('DOMContentLoaded', () => { document.documentElement.style.fontSize = '200%'; })"
STILL_SECONDS = 0.12
# Longer than anything takes on an idle machine, because this one rarely is.
PATIENCE_MS = 20_000


class Phone:
    """A browser on a profile folder. `page` is its one tab; after `kill()` or a power cut, `open()` it again."""

    def __init__(self, playwright: Playwright, profile: Path, server: Server, **changes: Any) -> None:
        self.playwright, self.profile, self.server, self.changes = playwright, profile, server, changes
        self.taps: list[str] = []
        self.watches: list[Watch] = []
        self.context: BrowserContext | None = None
        self.killed = False

    @property
    def page(self) -> Page:
        assert self.context is not None, "the phone is switched off"
        return self.context.pages[0]

    @property
    def watch(self) -> Watch:
        return self.watches[-1]

    def open(self, profile: Path | None = None) -> Self:
        """Start the browser; on another `profile` where the disk came back under another name."""
        self.profile = profile or self.profile
        self.context = self._start()
        self.watches.append(Watch(self.context, self.server, after_a_kill=self.killed))
        self.context.set_default_timeout(PATIENCE_MS)
        self.context.expose_binding("tapped", lambda _, what: self.taps.append(what))
        self.context.add_init_script(COUNT_TAPS)
        return self

    def _start(self) -> BrowserContext:
        return rig.phone(self.playwright, self.profile, **self.changes)

    def enlarge_type(self) -> None:
        """What somebody with tired eyes has set on the phone, for every page from now on."""
        self.page.context.add_init_script(DOUBLE_TYPE)

    def go(self, path: str) -> None:
        self.page.goto(self.server.url + path)

    def tap(self, what: Locator) -> None:
        """Scroll there, let the page come to rest as an eye would, and touch the middle of it."""
        # Cards are laid out when they come into sight and may push others on: a finger waits for that, Playwright does not.
        what.evaluate(COME_TO_REST)
        what.tap()

    def look(self, screen: str) -> None:
        """Judge this screen as somebody who cannot see it would."""
        self.watch.look(self.page, screen)

    def write(self, canvas: Locator, *, lift: bool = True) -> None:
        """Sign with a finger: three strokes on the glass. With `lift=False` the finger rests on the last one."""
        canvas.scroll_into_view_if_needed()
        box = canvas.bounding_box()
        assert box is not None, "the place to sign is not on the screen"
        touch = self.page.context.new_cdp_session(self.page)
        for number in range(3):
            points = list(stroke(box, number))
            _touch(touch, "touchStart", points[:1])
            for point in points:
                _touch(touch, "touchMove", [point])
            if number == 2 and not lift:
                return
            # A moving finger that leaves the glass is a fling, and Chromium swallows the tap that follows it.
            time.sleep(STILL_SECONDS)
            _touch(touch, "touchMove", points[-1:])
            time.sleep(STILL_SECONDS)
            _touch(touch, "touchEnd", [])
        touch.detach()

    def kill(self) -> None:
        """The system ends the browser without a word, as phones do to what is in the background."""
        rig.kill(self.processes())
        self.killed = True
        self.forget()

    def processes(self) -> list[int]:
        """Of this phone's browser, for whoever ends it without asking."""
        return rig.browser_of(self.profile)

    def forget(self) -> None:
        """The browser is gone already; let go of what Playwright still holds of it."""
        if self.context is not None:
            with contextlib.suppress(Error):
                self.context.close()
        self.context = None

    def settle(self) -> None:
        """Fails with everything any of this phone's browsers had to complain about."""
        if self.context is not None:
            self.page.evaluate("0")  # what was said until now arrives before this answer
        for watch in self.watches:
            watch.settle()


def stroke(box: Any, number: int) -> Iterable[tuple[float, float]]:
    left, right = 0.12 + 0.27 * number, 0.32 + 0.27 * number
    for step in range(16):
        along = left + (right - left) * step / 15
        yield box["x"] + box["width"] * along, box["y"] + box["height"] * (0.5 + 0.3 * math.sin(step * 1.1 + number))


def _touch(session: Any, kind: str, points: list[tuple[float, float]]) -> None:
    session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [{"x": x, "y": y} for x, y in points]})
