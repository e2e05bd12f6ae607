"""The record as the bureau finds it afterwards: the registered sheet as a PDF, and what a stranger learns of it."""

from __future__ import annotations

import json
import re
import time
from io import BytesIO
from typing import Any

from playwright.sync_api import APIRequestContext
from pypdf import PdfReader

from tests.journeys.phones import PATIENCE_MS, Phone

SPACE = re.compile(r"\s+")


class Paper:
    """One finished PDF. `text` has no white space: where a line breaks is the printer's business."""

    def __init__(self, number: str, data: bytes) -> None:
        self.number, self.data = number, data
        self.reader = PdfReader(BytesIO(data))
        self.text = squeezed("".join(page.extract_text() for page in self.reader.pages))

    def says(self, *words: str) -> None:
        """All of this stands on the paper."""
        missing = [each for each in words if squeezed(each) not in self.text]
        assert not missing, f"{self.number} does not say: {missing}"


def squeezed(text: str) -> str:
    return SPACE.sub("", text)


def registered(phone: Phone, visit: str) -> Paper:
    """Wait until the record has its 编号 and its PDF; nobody asks for either, it is only looked at."""
    request = phone.page.context.request
    until = time.monotonic() + PATIENCE_MS / 1000
    while time.monotonic() < until:
        said = _json(request, f"{phone.server.url}/api/visits/{visit}/record")
        if said["pdf"]:
            reply = request.get(f"{phone.server.url}/visits/{visit}/record.pdf")
            data = reply.body()
            assert reply.headers["content-type"] == "application/pdf"
            return Paper(said["number"], data)
        time.sleep(0.1)
    raise AssertionError(f"the record was not registered and printed: {said}")


def facts_of(phone: Phone, visit: str) -> Any:
    """The facts of this visit as its packet brings them."""
    return phone.page.evaluate(FACTS, visit)


def _json(request: APIRequestContext, url: str) -> Any:
    return json.loads(request.get(url).text())


# From the phone's own database: nothing else says what was on the sheet that day.
FACTS = """async (visit) => {
  const names = (await indexedDB.databases()).map(({ name }) => name);
  for (const name of names) {
    const base = await new Promise((done) => { const ask = indexedDB.open(name); ask.onsuccess = () => done(ask.result); });
    const packet = base.objectStoreNames.contains('packets') && await new Promise((done) => {
      const ask = base.transaction('packets').objectStore('packets').get(visit);
      ask.onsuccess = () => done(ask.result);
    });
    base.close();
    if (packet) return packet.facts;
  }
  return null;
}"""
