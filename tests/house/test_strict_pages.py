"""Pages hold nothing a strict policy forbids: no script or style in the markup, nothing fetched from a stranger."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.house.tree import called, own_files

# The document is no page: WeasyPrint draws it from a file of ours, and no browser ever opens it.
PAGES = [path for path in own_files(".html", under="templates") if path.parent.name != "record"]
FORBIDDEN = {
    r"<script(?![^>]*\ssrc=)[^>]*>": "a script is a file of its own",
    r"<style\b": "a style is a file of its own",
    r"\sstyle\s*=": "a class says what it is; the style says how it looks",
    r"\son[a-z]+\s*=\s*[\"']": "behaviour is announced by data-bind and bound by a module",
    r"javascript:": "an address leads to a page",
}
NAMESPACES = "http://www.w3.org/"
STRANGER = re.compile(r"https?://[^\s\"'`)>]+")
COMMENT = re.compile(r"\{#.*?#\}|/\*.*?\*/", re.DOTALL)


@pytest.mark.parametrize("pattern", FORBIDDEN)
def test_markup_stays_markup(pattern: str) -> None:
    found = [called(path) for path in PAGES if re.search(pattern, _code(path))]

    assert not found, FORBIDDEN[pattern]


def test_nothing_is_fetched_from_a_stranger() -> None:
    files = own_files(".html", ".css", ".js", ".mjs", ".webmanifest", under="templates") + own_files(under="static")
    texts = [path for path in files if path.suffix in {".html", ".css", ".js", ".mjs", ".webmanifest", ".svg"}]
    found = {
        called(path): [each for each in STRANGER.findall(_code(path)) if not each.startswith(NAMESPACES)]
        for path in texts
    }

    assert not {name: hosts for name, hosts in found.items() if hosts}, "a school's phone talks to the bureau alone"


def _code(path: Path) -> str:
    return COMMENT.sub("", path.read_text(encoding="utf-8"))
