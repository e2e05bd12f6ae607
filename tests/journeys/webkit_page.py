"""Playwright's page on a browser that speaks WebDriver alone, so that the same steps are walked on WebKit.

Playwright finds an element and judges what is expected of it by a script of its own inside the page; that script is
no browser's in particular. Here it is put into the page by WebDriver, which also taps and types. What the steps do not
use is not here: it would fail by name.
"""

# The steps use few of the arguments that each of these may take.
# mypy: disable-error-code="override"

from __future__ import annotations

import ast
import asyncio
import json
import re
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import playwright
from playwright._impl._errors import Error
from playwright._impl._errors import TimeoutError as TookTooLong
from playwright._impl._frame import Frame
from playwright.sync_api import APIRequestContext, Playwright
from playwright.sync_api import Frame as Steps
from selenium.common.exceptions import WebDriverException
from selenium.webdriver.common.actions.action_builder import ActionBuilder
from selenium.webdriver.remote.webdriver import WebDriver

PATIENCE_MS = 20_000
PAUSE_SECONDS = 0.03
BUNDLE = Path(playwright.__file__).parent / "driver/package/lib/coreBundle.js"
SCRIPT = re.compile(r"generated/injectedScriptSource\.ts.*?source\d* = ('(?:[^'\\]|\\.)*');", re.DOTALL)
OPTIONS = {
    "isUnderTest": False, "sdkLanguage": "python", "testIdAttributeName": "data-testid", "stableRafCount": 1,
    "browserName": "webkit", "shouldPrependErrorPrefix": False, "isUtilityWorld": False, "customEngines": [], "frameSeq": 0,
}  # fmt: skip
ASK = """
const given = [...arguments], done = given.pop();
if (!globalThis.finder) done({ lost: true });
else new Promise((answer) => answer((QUESTION)(globalThis.finder, ...given))).then((value) => done({ value }), (error) => done({ error: `${error}` }));
"""
FIND = """(finder, selector, state) => {
  const found = finder.querySelectorAll(finder.parseSelector(selector), document);
  if (found.length > 1) throw finder.strictModeViolationError(finder.parseSelector(selector), found);
  if (!found.length || state === 'attached') return found[0] ?? null;
  return finder.checkElementStates(found[0], state === 'enabled' ? ['visible', 'enabled'] : ['visible'], true)
    .then((missing) => missing ? null : found[0]);
}"""
ON_ALL = (
    "(finder, selector, given) => (QUESTION)(finder.querySelectorAll(finder.parseSelector(selector), document), given)"
)
EXPECT = """(finder, selector, options) => {
  const found = finder.querySelectorAll(finder.parseSelector(selector), document);
  const many = options.expression === 'to.have.count' || options.expression.endsWith('.array');
  if (found.length > 1 && !many) throw finder.strictModeViolationError(finder.parseSelector(selector), found);
  // Of what is not there: it is hidden, it is not visible, and every other sentence about it is untrue.
  if (!found.length && !many)
    return { matches: options.expression === 'to.be.hidden' || (options.expression !== 'to.be.visible' && options.isNot) };
  return finder.expect(found[0], options, found, true);
}"""
FILL = """(finder, element, value) => {
  if (finder.fill(element, value) === 'needsinput') document.execCommand(value ? 'insertText' : 'delete', false, value);
}"""
# The page may move between the look and the tap. Playwright's script then keeps the tap from whatever came under it.
GUARD = "(finder, element) => { finder.guard = finder.setupHitTargetInterceptor(element, 'mouse'); }"
LANDED = "(finder) => finder.guard?.stop?.()"
BOX = "(box) => { const { x, y, width, height } = box.getBoundingClientRect(); return { x, y, width, height }; }"
INTO_SIGHT = "(element) => element.scrollIntoView({ block: 'center' })"
# The button of a file field opens no dialog that anybody could answer here; its files are given to the field itself.
HOLD_FIELD = """addEventListener('click', (event) => {
  if (!event.target.matches?.('input[type=file]')) return;
  globalThis.fileField = event.target;
  event.preventDefault();
}, { capture: true });"""


class WebKitFrame(Frame):
    """Playwright's frame with WebDriver behind it instead of Playwright's own program."""

    def __init__(self, running: Playwright, driver: WebDriver) -> None:
        # Without super(): that would announce the frame to Playwright's program, which knows nothing of this browser.
        self._loop = running._impl_obj._loop
        self._dispatcher_fiber = running._impl_obj._dispatcher_fiber
        self._connection = running._impl_obj._connection
        self.driver = driver

    def __repr__(self) -> str:
        return f"<WebKit at {self.url}>"

    @property
    def url(self) -> str:
        return self.driver.current_url

    def _timeout(self, timeout: float | None = None) -> float:
        return PATIENCE_MS if timeout is None else timeout

    async def goto(self, url: str, **_: Any) -> None:
        self.driver.get(url)

    async def wait_for_timeout(self, timeout: float) -> None:  # noqa: ASYNC109  Playwright's own name
        await asyncio.sleep(timeout / 1000)

    async def evaluate(self, expression: str, arg: Any = None) -> Any:
        return self.ask(f"(_, given) => {_called(expression)}", arg)

    async def wait_for_selector(self, selector: str, **asked: Any) -> Handle:
        return Handle(self, await self._one(selector, "attached", asked.get("timeout")))

    async def eval_on_selector_all(self, selector: str, expression: str, arg: Any = None, **_: Any) -> Any:
        return self.ask(ON_ALL.replace("QUESTION", expression), selector, arg)

    async def _query_count(self, selector: str) -> int:
        return int(await self.eval_on_selector_all(selector, "(found) => found.length"))

    async def inner_text(self, selector: str, **_: Any) -> str:
        return str(await self._of(selector, "(element) => element.innerText"))

    async def input_value(self, selector: str, **_: Any) -> str:
        return str(await self._of(selector, "(element) => element.value"))

    async def get_attribute(self, selector: str, name: str, **_: Any) -> Any:
        return await self._of(selector, "(element, name) => element.getAttribute(name)", name)

    async def tap(self, selector: str, **asked: Any) -> None:
        until = time.monotonic() + (asked.get("timeout") or PATIENCE_MS) / 1000
        while time.monotonic() < until:
            element = await self._one(selector, "enabled", asked.get("timeout"))
            with suppress(WebDriverException):  # something else lies over it at this moment, or it was drawn anew
                self.ask(GUARD, element)
                element.click()
                if self._landed():
                    return
            await asyncio.sleep(PAUSE_SECONDS)
        raise TookTooLong(f"cannot tap {selector}")

    async def _click(self, selector: str, **asked: Any) -> None:
        await self.tap(selector, **asked)

    async def fill(self, selector: str, value: str, **asked: Any) -> None:
        self.ask(FILL, await self._one(selector, "enabled", asked.get("timeout")), value)

    async def type(self, selector: str, text: str, **asked: Any) -> None:
        (await self._one(selector, "enabled", asked.get("timeout"))).send_keys(text)

    async def _expect(self, selector: str | None, expression: str, options: Any, _title: str | None = None) -> Any:
        wanted = {**options, "expression": expression, "isNot": bool(options.get("isNot"))}
        until, said = time.monotonic() + options["timeout"] / 1000, {}
        while time.monotonic() < until:
            with suppress(WebDriverException):  # between two pages
                said = self.ask(EXPECT, selector, wanted)
                if said["matches"] != wanted["isNot"]:
                    return {"matches": said["matches"]}
            await asyncio.sleep(PAUSE_SECONDS)
        return {"matches": wanted["isNot"], "received": said.get("received"), "timedOut": True, "log": [f"{selector}"]}

    def ask(self, question: str, *given: Any) -> Any:
        """What `question`, a function of the finder and of what is given, answers inside the page."""
        for _ in range(2):
            said = self.driver.execute_async_script(ASK.replace("QUESTION", question), *given)
            if not said.get("lost"):
                break
            self.driver.execute_script(_finder())
        if "error" in said:
            raise Error(said["error"])
        return said.get("value")

    def _landed(self) -> bool:
        """Whether the tap met what it was meant for; where it did not, the page has not seen it."""
        try:
            return self.ask(LANDED) in ("done", None)  # None: a page that came of it
        except WebDriverException:  # the page is on its way out
            return True

    async def _of(self, selector: str, what: str, arg: Any = None) -> Any:
        return self.ask(f"(_, element, given) => ({what})(element, given)", await self._one(selector, "attached"), arg)

    async def _one(self, selector: str, state: str, patience: float | None = None) -> Any:
        """The one element, once it is there and so."""
        until = time.monotonic() + (patience or PATIENCE_MS) / 1000
        while time.monotonic() < until:
            with suppress(WebDriverException):
                if (found := self.ask(FIND, selector, state)) is not None:
                    return found
            await asyncio.sleep(PAUSE_SECONDS)
        raise TookTooLong(f"not there, or not {state}: {selector}")


class Handle:
    """One element, found."""

    def __init__(self, frame: WebKitFrame, element: Any) -> None:
        self.frame, self.element = frame, element

    async def evaluate(self, expression: str, arg: Any = None) -> Any:
        return self.frame.ask(f"(_, element, given) => ({expression})(element, given)", self.element, arg)

    async def bounding_box(self) -> Any:
        return await self.evaluate(BOX)

    async def scroll_into_view_if_needed(self, **_: Any) -> None:
        await self.evaluate(INTO_SIGHT)

    async def dispose(self) -> None: ...


class WebKitPage(Steps):
    """What the steps call a page."""

    def __init__(self, running: Playwright, driver: WebDriver) -> None:
        super().__init__(WebKitFrame(running, driver))
        self.running, self.driver = running, driver
        self.keyboard = SimpleNamespace(insert_text=self._insert)
        self.mouse = Mouse(driver)
        self.context = self
        self.pages = [self]

    def reload(self) -> None:
        self.driver.refresh()

    @contextmanager
    def expect_file_chooser(self) -> Iterator[Any]:
        chooser = SimpleNamespace(set_files=self._choose)
        self.driver.execute_script(HOLD_FIELD)
        yield SimpleNamespace(value=chooser)

    @property
    def request(self) -> APIRequestContext:
        """Asks the server with this browser's cookies."""
        kept = "; ".join(f"{each['name']}={each['value']}" for each in self.driver.get_cookies())
        return self.running.request.new_context(extra_http_headers={"Cookie": kept})

    def screenshot(self, *, path: Path, **_: Any) -> None:
        self.driver.save_screenshot(str(path))

    def _choose(self, files: Path | Sequence[Path]) -> None:
        paths = [files] if isinstance(files, Path) else files
        until = time.monotonic() + PATIENCE_MS / 1000
        while (field := self.driver.execute_script("return globalThis.fileField")) is None:
            assert time.monotonic() < until, "no field asked for a file"
            time.sleep(PAUSE_SECONDS)
        field.send_keys("\n".join(map(str, paths)))

    def _insert(self, text: str) -> None:
        """As an input method does: the words at once, where the caret is."""
        self.driver.execute_script("document.execCommand('insertText', false, arguments[0])", text)


class Mouse:
    """The pointer, one act at a time."""

    def __init__(self, driver: WebDriver) -> None:
        self.driver = driver

    def move(self, x: float, y: float) -> None:
        self._do().move_to_location(round(x), round(y))
        self.hand.perform()

    def down(self) -> None:
        self._do().pointer_down()
        self.hand.perform()

    def up(self) -> None:
        self._do().pointer_up()
        self.hand.perform()

    def _do(self) -> Any:
        self.hand = ActionBuilder(self.driver, duration=0)
        return self.hand.pointer_action


def _called(expression: str) -> str:
    """As Playwright reads it: a function is called, anything else is what it says."""
    return f"((it) => typeof it === 'function' ? it(given) : it)({expression})"


@cache
def _finder() -> str:
    found = SCRIPT.search(BUNDLE.read_text("utf-8"))
    assert found is not None, "Playwright keeps its script elsewhere now"
    source = ast.literal_eval(found[1])
    make = f"const module = {{}};\n{source}\nreturn new (module.exports.InjectedScript())(globalThis, {json.dumps(OPTIONS)});"
    return f"if (!globalThis.finder) globalThis.finder = (() => {{ {make} }})();"
