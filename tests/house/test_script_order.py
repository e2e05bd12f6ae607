"""The phone's half of the house: who may import whom, and who alone may touch the page, the disk and the network."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from fieldapp.config import PROJECT
from tests.house.tree import called, own_files

# Each room of static/js, and the rooms it may import besides itself.
MAY_IMPORT = {
    "boot": {"bind", "sync", "device", "store", "core"},
    "bind": {"sync", "device", "store", "core"},
    "sync": {"store", "core"},
    "device": {"store", "core"},
    "store": {"core"},
    "core": set[str](),
    "office": set[str](),
    "sw": {"core"},
}
# A foreign script, and the only room that knows it.
FOREIGN = {"idb": "store", "signature_pad": "device", "qr": "device", "canonicalize": "core"}
# What only some rooms, or one file, may name; and why.
RESERVED = {
    # What a Word file is called, and what lies in it, is no page.
    r"\bdocument\b(?!\.xml|['`])": ({"boot", "bind", "device", "office"}, "the rest runs without a page too"),
    r"\bindexedDB\b|\bopenDB\b": ({"store"}, "one place decides what is durable"),
    r"\bfetch\(": ({"sync", "sw"}, "one place decides what is sent again"),
    r"\beval\b|\bnew Function\b": (set[str](), "the policy forbids it"),
    # A constant of ours may be markup, and the sheet of a packet, which our own server made. All else is text.
    r"\.innerHTML\b(?!\s*=\s*(?:'[^'$]*'|[A-Z_]+);)|\.outerHTML\b|insertAdjacentHTML": (
        {"bind/visit.mjs"},
        "words from outside are text",
    ),
}
JS = PROJECT / "static/js"
SCRIPTS = own_files(".mjs", under="static/js")
IMPORT = re.compile(r"""(?:^|\s)(?:import|export)\b[^'"()]*?['"]([^'"]+)['"]|\bimport\(\s*['"]([^'"]+)['"]""")
COMMENT = re.compile(r"/\*.*?\*/|(?<!:)//[^\n]*", re.DOTALL)


def test_scripts_import_downward_only() -> None:
    wrong = [
        f"{called(path)} imports {called(target)}"
        for path, target in _edges()
        if target.is_relative_to(JS) and _room(target) not in MAY_IMPORT[_room(path)] | {_room(path)}
    ]

    assert not wrong, f"boot → bind → sync | device → store → core; sw → core: {wrong}"


def test_a_foreign_script_has_one_room_that_knows_it() -> None:
    wrong = [
        f"{called(path)} imports {target.name}"
        for path, target in _edges()
        if not target.is_relative_to(JS) and FOREIGN.get(target.stem) != _room(path)
    ]

    assert not wrong, f"wrap it once, in {FOREIGN}: {wrong}"


def test_every_import_leads_to_a_file() -> None:
    vendor = PROJECT / "static/vendor"
    lost = [
        f"{called(path)} → {to.name}" for path, to in _edges() if not to.is_file() and not to.is_relative_to(vendor)
    ]

    assert not lost


@pytest.mark.parametrize("pattern", RESERVED)
def test_page_disk_and_network_are_each_touched_in_one_place(pattern: str) -> None:
    places, why = RESERVED[pattern]
    naming = [path for path in SCRIPTS if re.search(pattern, _code(path))]
    wrong = [called(path) for path in naming if not places & {_room(path), path.relative_to(JS).as_posix()}]

    assert not wrong, why


def _edges() -> list[tuple[Path, Path]]:
    return [(path, target) for path in SCRIPTS for target in _imports(path)]


def _imports(path: Path) -> list[Path]:
    named = [one or other for one, other in IMPORT.findall(_code(path))]
    return [(path.parent / each).resolve() for each in named if each.startswith(".")]


def _room(path: Path) -> str:
    return path.relative_to(JS).parts[0].removesuffix(".mjs")


def _code(path: Path) -> str:
    return COMMENT.sub("", path.read_text(encoding="utf-8"))
