"""Decisions of the record: how a number reads, who may open a document, what can be printed. Pure."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

GETA = "〓"  # the printer's mark for a character he has no type for
SHORT_CODE_GROUPS = 4
SHORT_CODE_GROUP = 5
LONGEST_NAME = 240  # bytes; file systems take 255, and whoever unpacks an archive may put a number behind


class DocumentState(StrEnum):
    PENDING = "PENDING"
    DONE = "DONE"
    FAILED = "FAILED"


class DocumentKind(StrEnum):
    """What a file is: the record sheet itself, or its public copy for the school's link."""

    SHEET = "SHEET"
    PUBLIC = "PUBLIC"


class Standing(StrEnum):
    """What a check code stands for; each has one sentence on the public page."""

    UNKNOWN = "UNKNOWN"
    NOT_YET = "NOT_YET"
    REGISTERED = "REGISTERED"


class ExportKind(StrEnum):
    """What can be taken out of the house."""

    RESULTS = "RESULTS"
    DOCUMENTS = "DOCUMENTS"


EXPORT_LABELS = {ExportKind.RESULTS: "检查结果（Excel）", ExportKind.DOCUMENTS: "检查记录（PDF 压缩包）"}


@dataclass(frozen=True)
class Chosen:
    """What an export is about: a task (its id) and a period, either may be left open; `unit` where somebody may take
    out only what people of this unit took part in."""

    task: str = ""
    first: date | None = None
    last: date | None = None
    unit: str = ""

    def plain(self) -> dict[str, str]:
        days = {name: day.isoformat() for name, day in (("first", self.first), ("last", self.last)) if day}
        return {**{name: word for name, word in (("task", self.task), ("unit", self.unit)) if word}, **days}

    def period_words(self) -> str:
        if self.first is None and self.last is None:
            return "全部日期"
        return f"{self.first or '最早'} 至 {self.last or '今天'}"


def falls_in(chosen: Chosen, done_on: date | None, drawn_from: date, drawn_to: date) -> bool:
    """Whether a visit belongs to the chosen period: by the day it was done, and before that by the days it was drawn for."""
    begins, ends = (drawn_from, drawn_to) if done_on is None else (done_on, done_on)
    return (chosen.last is None or begins <= chosen.last) and (chosen.first is None or ends >= chosen.first)


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


def file_name(number: str, school: str, day: str, remark: str = "") -> str:
    """`编号_学校_日期.pdf`, and behind the day what is special about this file; of what file systems take."""
    ending = f"_{day}{f'_{remark}' if remark else ''}.pdf"
    # A disk counts bytes, of which a Chinese character takes three; number and day are never cut.
    room = LONGEST_NAME - len(f"{number}_{ending}".encode())
    return safe_name(f"{number}_{_shortened(school, room)}{ending}")


def safe_name(name: str) -> str:
    """Without what file systems refuse, and without characters that turn a name around or hide a part of it."""
    return "".join("-" if each in '\\/:*?"<>|' else each for each in name if each.isprintable())


def distinct(names: Iterable[str]) -> list[str]:
    """The same names, a later one that is there already (also in other letters) told apart by a number."""
    given: list[str] = []
    taken: set[str] = set()
    for name in names:
        stem, dot, kind = name.rpartition(".")
        choices = (f"{stem}（{count}）{dot}{kind}" for count in range(2, 1_000_000))
        free = name if name.casefold() not in taken else next(each for each in choices if each.casefold() not in taken)
        taken.add(free.casefold())
        given.append(free)
    return given


def _shortened(text: str, room: int) -> str:
    """As much of `text` as fits into so many bytes of UTF-8."""
    return text.encode()[: max(0, room)].decode(errors="ignore")


def size_words(size: int) -> str:
    """A number of bytes as people say it: `820 KB`, `1.4 MB`."""
    kilobytes = -(-size // 1024)
    if kilobytes < 1024:  # noqa: PLR2004  (what a megabyte has of them)
        return f"{kilobytes} KB"
    tenths = kilobytes * 10 // 1024
    return f"{tenths // 10}.{tenths % 10} MB"


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
