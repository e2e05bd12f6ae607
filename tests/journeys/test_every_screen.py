"""Every screen of the phone at the narrowest width, at double type and sideways: nothing cut off, nothing too small to hit."""

from __future__ import annotations

import pytest
from playwright.sync_api import Playwright

from tests.journeys.county import County
from tests.journeys.phones import Phone
from tests.journeys.screens import SHAPES, reshape, walk

MEASURED = ("narrow", "double type", "sideways")
# What a thumb is offered, by the place it may touch: a whole option, not the circle in it. A link within a sentence is
# as high as its line, and a box on a photo is moved by touching the photo (WCAG 2.2, 2.5.8 excepts both).
MEASURE = """(wide) => {
  const found = [];
  const beyond = Math.max(innerWidth, document.documentElement.scrollWidth) - wide;
  if (beyond > 0) found.push(`the page is ${beyond} px wider than the screen`);
  const own = 'button, a[href], input:not([type=hidden]), select, textarea, summary';
  const out = '.unseen, .skip, .cover__box';
  for (const each of document.querySelectorAll(own)) {
    const inText = each.tagName === 'A' && getComputedStyle(each).display === 'inline';
    if (inText || each.closest(out) || !each.checkVisibility()) continue;
    const { width, height, left, right } = (each.closest('.option') ?? each).getBoundingClientRect();
    const what = `${each.localName}.${each.className} ${(each.textContent || each.name || '').trim().slice(0, 16)}`;
    if (width < 47.5 || height < 47.5) found.push(`${Math.round(width)} × ${Math.round(height)}: ${what}`);
    if (left < -0.5 || right > wide + 0.5) found.push(`reaches from ${Math.round(left)} to ${Math.round(right)}: ${what}`);
    if (each.matches('.btn, .chip') && each.scrollWidth > each.clientWidth + 1) found.push(`words cut off: ${what}`);
  }
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let text = texts.nextNode(); text; text = texts.nextNode()) {
    for (const date of text.parentElement.checkVisibility() ? text.data.matchAll(/\\d{4}-\\d\\d-\\d\\d/g) : []) {
      const range = new Range();
      range.setStart(text, date.index);
      range.setEnd(text, date.index + date[0].length);
      const lines = new Set([...range.getClientRects()].map(({ top }) => Math.round(top)));
      if (lines.size > 1) found.push(`a line ends within ${date[0]}: ${text.data.trim().slice(0, 24)}`);
    }
  }
  return [...new Set(found)];
}"""

# A card of the sheet that no idle moment has laid out yet has no size to measure.
LAID_OUT = (
    "() => [...document.querySelectorAll('[data-group]:not([data-laid])')].every((each) => !each.checkVisibility())"
)


@pytest.mark.timeout(600)  # some eighty screens, each on three phones
def test_nothing_is_cut_off_or_too_small_on_any_screen(county: County, playwright: Playwright) -> None:
    found: list[str] = []

    def measure(phone: Phone, name: str) -> None:
        phone.page.wait_for_function(LAID_OUT)
        for shape in MEASURED:
            with reshape(phone, SHAPES[shape]):
                problems = phone.page.evaluate(MEASURE, SHAPES[shape].width)
            found.extend(f"{name}, {shape}: {each}" for each in problems)

    walk(county, playwright, measure)
    assert not found, "\n".join(found)
