"""What no journey may cause: a broken content policy, an error on the console, a barrier for anybody who reads by ear."""

from __future__ import annotations

import re

from playwright.sync_api import BrowserContext, ConsoleMessage, Page, WebError

from fieldapp.config import PROJECT
from tests.journeys.rig import Server

AXE = PROJECT / ".deps/node_modules/axe-core/axe.min.js"
REPORT_POLICY = """
addEventListener('securitypolicyviolation', ({ effectiveDirective, blockedURI, sourceFile, lineNumber }) =>
  policyBroken(`${location.pathname}: ${effectiveDirective} ${blockedURI} (${sourceFile}:${lineNumber})`));
"""
# All of axe's own rules, its best practices included; none is switched off.
ASK_AXE = """async () => {
  const { violations } = await axe.run(document, { resultTypes: ['violations'] });
  return violations.map(({ id, help, nodes }) => `${id}: ${help} — ${nodes.map(({ target }) => target.join(' ')).join(' | ')}`);
}"""
UNREACHED = re.compile(
    r"net::ERR_(CONNECTION_(REFUSED|RESET|CLOSED|ABORTED)|SOCKET_NOT_CONNECTED|EMPTY_RESPONSE|INCOMPLETE_CHUNKED_ENCODING)"
)
# A request may begin a moment before the kill and be reported a moment after the server is back.
BEFORE_MS, AFTER_MS = 500, 3000


class Watch:
    """Listens to one browser for as long as it lives; `settle()` says whether anything went wrong."""

    def __init__(self, context: BrowserContext, server: Server, *, after_a_kill: bool = False) -> None:
        self.server, self.after_a_kill = server, after_a_kill
        self.troubles: list[str] = []
        self.heard: list[ConsoleMessage] = []
        context.expose_binding("policyBroken", lambda _, what: self.troubles.append(f"content policy: {what}"))
        context.add_init_script(REPORT_POLICY)
        context.on("console", self._listen)
        context.on("weberror", self._error)

    def look(self, page: Page, screen: str) -> None:
        """Nobody is kept out of this screen: no rule of axe-core is broken on it."""
        if not page.evaluate("'axe' in window"):
            # Evaluated, because the policy allows no script of ours in the page's own HTML.
            page.evaluate(AXE.read_text("utf-8"))
        self.troubles += [f"{screen}: {each}" for each in page.evaluate(ASK_AXE)]

    def settle(self) -> None:
        """Fails with all that went wrong so far."""
        said = [_told(each) for each in self.heard if not self._outage_explains(each) and not self._kill_explains(each)]
        found = [*self.troubles, *said]
        assert not found, "\n".join(found)

    def _listen(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self.heard.append(message)

    def _error(self, error: WebError) -> None:
        self.troubles.append(f"uncaught: {error.error}")

    def _kill_explains(self, message: ConsoleMessage) -> bool:
        """A browser that was killed may have lost the login it had not yet written to its disk; work goes on without."""
        return self.after_a_kill and "status of 401" in message.text and "/api/" in message.location["url"]

    def _outage_explains(self, message: ConsoleMessage) -> bool:
        """A fetch that failed because the server was switched off just then is the point of the exercise."""
        place = message.location
        own = place["url"].startswith(self.server.url) or self.server.url in message.text
        down = any(
            began * 1000 - BEFORE_MS <= message.timestamp <= ended * 1000 + AFTER_MS
            for began, ended in self.server.outages()
        )
        return bool(UNREACHED.search(message.text)) and own and down


def _told(message: ConsoleMessage) -> str:
    return f"console: {message.text} ({message.location['url']}:{message.location['lineNumber']})"
