"""Readable in the sun, in the dark and by tired eyes: the contrast of every pair of colours, computed from the tokens."""

from __future__ import annotations

import re

import pytest

from fieldapp.config import PROJECT
from tests.house.tree import called, own_files

# WCAG 2.2, 1.4.6 (AAA) for words; 1.4.11 for the edges of what one touches.
WORDS, EDGES = 7.0, 3.0
TOKENS = PROJECT / "static/css/tokens.css"
STATES = ("ok", "bad", "wait", "none")
INKS = ("ink", "ink-soft", "brand", "brand-deep", *STATES)
TINTS = ("brand-tint", *(f"{state}-tint" for state in STATES))
ON_PAPER = [(ink, ground) for ink in INKS for ground in ("paper", "ground")]
ON_TINTS = [(ink, tint) for ink in ("ink", "ink-soft") for tint in TINTS] + [
    (state, f"{state}-tint") for state in STATES
]
FILLED = [("on-state", state) for state in ("ok", "bad", "none")] + [
    ("on-brand", "brand"), ("on-brand", "brand-deep"), ("on-bar", "bar"), ("paper", "ink"), ("brand-deep", "brand-tint"),
]  # fmt: skip
TOUCHED = [("line-strong", "paper"), ("line-strong", "ground"), ("bar-line", "bar")]
# Black on white whatever the appearance: paper, ink, a code for a camera, and the dark room of the camera.
OWN_COLOURS = {"tokens.css", "paper.css", "evidence.css"}
COLOUR = re.compile(r"#[0-9a-f]{3,8}\b|\brgb\(|\bhsl\(", re.IGNORECASE)
COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
LIGHT, DARK, OUTDOOR = '[data-appearance="light"]', '[data-appearance="dark"]', '[data-appearance="outdoor"]'
UNCHOSEN = ":root:not([data-appearance])"


@pytest.mark.parametrize("appearance", [LIGHT, DARK, OUTDOOR])
def test_words_reach_seven_to_one_in_every_appearance(appearance: str) -> None:
    [colours] = _blocks(appearance)
    weak = _weak(colours, [*ON_PAPER, *ON_TINTS, *FILLED], WORDS)

    assert not weak, f"an answer must be readable at arm's length in the sun: {weak}"


@pytest.mark.parametrize("appearance", [LIGHT, DARK, OUTDOOR])
def test_the_edge_of_what_one_touches_is_seen(appearance: str) -> None:
    [colours] = _blocks(appearance)
    weak = _weak(colours, TOUCHED, EDGES)

    assert not weak, f"a button without an edge is not found: {weak}"


def test_who_chose_nothing_gets_the_same_dark_and_the_same_outdoor() -> None:
    dark, outdoor = _blocks(UNCHOSEN)

    assert (dark, outdoor) == (_blocks(DARK)[0], _blocks(OUTDOOR)[0])


def test_outdoor_is_heavier_than_light() -> None:
    [light], [outdoor] = _blocks(LIGHT), _blocks(OUTDOOR)
    lighter = [
        name for name in light if name.startswith(("weight", "edge")) and _number(outdoor[name]) <= _number(light[name])
    ]

    assert not lighter


def test_colours_come_from_the_tokens() -> None:
    """A colour written elsewhere would not follow the appearance. White under what is always black on white may stand."""
    own = {
        called(path): found
        for path in own_files(".css", under="static/css")
        if path.name not in OWN_COLOURS
        and (found := [line.strip() for line in _code(path.read_text("utf-8")).splitlines() if _is_own(line)])
    }

    assert not own, f"name it in tokens.css: {own}"


def _is_own(line: str) -> bool:
    return bool(COLOUR.search(line)) and line.strip() not in {"background: #fff;", "fill: #000;"}


def _blocks(selector: str) -> list[dict[str, str]]:
    """What each rule with exactly this selector sets, by the token's name."""
    rules = re.findall(r"([^{};]+)\{([^{}]*)\}", _code(TOKENS.read_text("utf-8")))
    chosen = [body for names, body in rules if selector in [each.strip() for each in names.split(",")]]
    return [dict(re.findall(r"(?:--)?([\w-]+):\s*([^;]+);", body)) for body in chosen]


def _weak(colours: dict[str, str], pairs: list[tuple[str, str]], least: float) -> dict[str, float]:
    found = {f"{ink} on {ground}": _contrast(colours[ink], colours[ground]) for ink, ground in pairs}
    return {name: round(value, 2) for name, value in found.items() if value < least}


def _contrast(one: str, other: str) -> float:
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _number(value: str) -> float:
    return float(value.removesuffix("px"))


def _code(text: str) -> str:
    return COMMENT.sub("", text)
