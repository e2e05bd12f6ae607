"""The oldest phones we serve: Chromium 99 and Safari 16.4. What they lack is not used, or has its fallback beside it."""

from __future__ import annotations

import re
from pathlib import Path

from tests.house.tree import called, own_files

SCRIPT_BEYOND = {
    r"\.(?:toSorted|toReversed|toSpliced)\(": "Chromium 110",
    r"\.with\(\d": "Chromium 110",
    r"\bObject\.groupBy\b|\bMap\.groupBy\b": "Chromium 117",
    r"\bArray\.fromAsync\b": "Chromium 121",
    r"\bPromise\.withResolvers\b": "Chromium 119",
    r"\bAbortSignal\.(?:timeout|any)\b": "Chromium 103",
    r"\bResponse\.json\(": "Chromium 105",
    r"\bURL\.(?:canParse|parse)\(": "Chromium 120",
    r"\.(?:isSubsetOf|isSupersetOf|isDisjointFrom|symmetricDifference)\(": "Chromium 122",
    r"\b(?:Uint8Array\.fromBase64|toBase64|toHex)\(": "Chromium 140",
    r"\bIterator\.from\b": "Chromium 122",
    r"\.isWellFormed\(|\.toWellFormed\(": "Chromium 111",
    r"\bscheduler\.": "no Safari",
    r"\.showPopover\(|\.startViewTransition\(": "Chromium 114",
    r"\.checkVisibility\(": "Chromium 105",
    r"\bwith\s*\{\s*type:": "import attributes: Chromium 123",
}
STYLE_BEYOND = {
    r":has\(": "Chromium 105",
    r"@container\b|\bcontainer-type\b": "Chromium 105",
    r"@scope\b|@starting-style\b|@position-try\b": "Chromium 117",
    r"^\s*&|[{;]\s*&": "nesting: Chromium 112",
    r"@media[^{]*[<>]": "range in media queries: Chromium 104",
    r"\bcolor-mix\(|\boklch\(|\blight-dark\(": "Chromium 111",
    r"\btext-wrap:\s*(?:pretty)": "Chromium 117",
    r"^\s*(?:translate|rotate|scale):": "Chromium 104",
    r"\banimation-timeline\b|\bfield-sizing\b|\binterpolate-size\b": "no Safari",
    r"\bsubgrid\b": "Chromium 117",
}
MARKUP_BEYOND = {
    r"\spopover(?:target)?[\s=>]": "Chromium 114",
    r"\sinert[\s=>]": "Chromium 102",
}
DYNAMIC_HEIGHT = re.compile(r"^\s*([\w-]+):.*\d(?:dvh|svh|lvh|dvw|svw|lvw)\b")
COMMENT = re.compile(r"/\*.*?\*/|\{#.*?#\}|(?<!:)//[^\n]*", re.DOTALL)


def test_scripts_use_nothing_the_floor_lacks() -> None:
    assert not _beyond(own_files(".mjs", under="static/js"), SCRIPT_BEYOND)


def test_styles_use_nothing_the_floor_lacks() -> None:
    assert not _beyond(own_files(".css", under="static/css"), STYLE_BEYOND)


def test_markup_uses_nothing_the_floor_lacks() -> None:
    assert not _beyond(own_files(".html", under="templates"), MARKUP_BEYOND)


def test_dynamic_heights_stand_behind_a_fallback() -> None:
    alone = []
    for path in own_files(".css", under="static/css"):
        lines = _code(path).splitlines()
        for before, line in zip(["", *lines], lines, strict=False):
            found = DYNAMIC_HEIGHT.match(line)
            if found and not before.strip().startswith(f"{found[1]}:"):
                alone.append(f"{called(path)}: {line.strip()}")

    assert not alone, f"Chromium 108; write the same property with vh in the line before: {alone}"


def _beyond(paths: list[Path], forbidden: dict[str, str]) -> list[str]:
    return [
        f"{called(path)}: {pattern} needs {since}"
        for path in paths
        for pattern, since in forbidden.items()
        if re.search(pattern, _code(path), re.MULTILINE)
    ]


def _code(path: Path) -> str:
    return COMMENT.sub("", path.read_text(encoding="utf-8"))
