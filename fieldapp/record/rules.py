"""Decisions of the record: how a number reads, who may open a document, what can be printed. Pure."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from collections.abc import Set as AbstractSet
from enum import StrEnum
from typing import Any

GETA = "〓"  # the printer's mark for a character he has no type for
SHORT_CODE_GROUPS = 4
SHORT_CODE_GROUP = 5


class DocumentState(StrEnum):
    PENDING = "PENDING"
    DONE = "DONE"
    FAILED = "FAILED"


class Standing(StrEnum):
    """What a check code stands for; each has one sentence on the public page."""

    UNKNOWN = "UNKNOWN"
    NOT_YET = "NOT_YET"
    REGISTERED = "REGISTERED"


def number_text(word: str, year: int, ordinal: int) -> str:
    """编号 as 公文 write it: `清教检录〔2026〕15号`, hexagonal brackets, no leading zeros, no 第 (GB/T 9704-2012)."""
    return f"{word}〔{year}〕{ordinal}号"


def short_code(seal_sha256: str) -> str:
    """The first 20 hex characters in groups of five: for the eye, on screen and paper; it looks nothing up."""
    starts = range(0, SHORT_CODE_GROUPS * SHORT_CODE_GROUP, SHORT_CODE_GROUP)
    return " ".join(seal_sha256[start : start + SHORT_CODE_GROUP] for start in starts)


def may_open(person_id: str, roles: AbstractSet[str], members: Iterable[str], offices: AbstractSet[str]) -> bool:
    """Whoever was on the visit, and the roles that see every visit."""
    return bool(roles & offices) or person_id in set(members)


def file_name(number: str, school: str, day: str) -> str:
    """`编号_学校_日期.pdf`, without the characters file systems refuse."""
    name = f"{number}_{school}_{day}"
    return "".join("-" if each in '\\/:*?"<>|' or ord(each) < ord(" ") else each for each in name) + ".pdf"


def legible(value: Any, covered: AbstractSet[int]) -> tuple[Any, frozenset[str]]:
    """`value` with every character no font can draw replaced by 〓, and which characters those were.

    One empty glyph makes the whole file no PDF/A, without an error (ISO 19005-3, 6.2.11.8); the true characters
    stay in the attached snapshot. Invisible format characters are dropped, they need no glyph.
    """
    missing: set[str] = set()

    def walk(part: Any) -> Any:
        if isinstance(part, str):
            return "".join(_drawable(each, covered, missing) for each in part)
        if isinstance(part, dict):
            return {key: walk(each) for key, each in part.items()}
        if isinstance(part, list):
            return [walk(each) for each in part]
        return part

    return walk(value), frozenset(missing)


def _drawable(character: str, covered: AbstractSet[int], missing: set[str]) -> str:
    if character in "\n\t" or (character.isprintable() and ord(character) in covered):
        return character
    category = unicodedata.category(character)
    if category == "Zs":
        return " "
    if category == "Cf" or "VARIATION SELECTOR" in unicodedata.name(character, ""):
        return ""
    missing.add(character)
    return GETA
