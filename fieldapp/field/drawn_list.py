"""Reading the drawn result of a provincial platform: what the text of its cells says. No I/O."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from fieldapp.field.drawn_columns import HEADINGS
from fieldapp.registry.rules import InspectionMode

Cell = Any  # what a spreadsheet holds: str, int, float, bool, datetime, date, None


LONGEST = {"notice_no": 80, "contact_name": 80, "contact_phone": 40, "last_problems": 2000}

DATE = re.compile(r"(\d{4})\s*[年/.\-]\s*(\d{1,2})\s*[月/.\-]\s*(\d{1,2})\s*日?(?:\s+\d{1,2}:\d{2}(?::\d{2})?)?")
LATER_DATE = re.compile(r"(?:(\d{4})\s*[年/.\-]\s*)?(\d{1,2})\s*[月/.\-]\s*(\d{1,2})\s*日?")
TO = re.compile(r"\s*(?:至|到|[-—–―~～]+)\s*")
NAME = re.compile(r"([^、,，;；/\s()（）]+)(?:\s*[(（]\s*([^()（）]*)[)）])?")
FORMULA_ERRORS = {"#N/A", "#REF!", "#VALUE!", "#NAME?", "#DIV/0!", "#NUM!", "#NULL!"}
EXCEL_DAY_ZERO = date(1899, 12, 30)
# The words lists use for how a visit is made, by what they begin with.
MODES = {
    "实地": InspectionMode.ON_SITE, "现场": InspectionMode.ON_SITE, "书面": InspectionMode.DOCUMENT,
    "网络": InspectionMode.ONLINE_MONITORING, "线上": InspectionMode.ONLINE_MONITORING,
}  # fmt: skip
CHINESE_DIGITS = {word: number for number, word in enumerate("零一二三四五六七八九十")}


@dataclass(frozen=True)
class Problem:
    """Something a person has to put right: `line` as the spreadsheet counts, `key` of the column or "" for the row."""

    line: int
    key: str
    sentence: str


@dataclass(frozen=True)
class Named:
    """A person as the list names one; `certificate_no` only where the list gives it."""

    name: str
    certificate_no: str = ""


@dataclass(frozen=True)
class DrawnRow:
    """One school of one task, as the list says it. A value that could not be read is empty and stands in `problems`."""

    line: int
    texts: Mapping[str, str]
    inspectors: tuple[Named, ...]
    period_from: date | None
    period_to: date | None
    planned_on: date | None
    mode: InspectionMode
    nth_check: str
    problems: tuple[Problem, ...] = field(default=())

    def text(self, key: str) -> str:
        return self.texts.get(key, "")


def read_row(line: int, cells: Mapping[str, Cell]) -> DrawnRow:
    """What a row says, cell by cell; every cell that cannot be read becomes a problem, none stops the others."""
    reader = _Reader(line, cells)
    period_from, period_to = reader.period()
    return DrawnRow(
        line=line,
        texts={key: reader.text(key) for key in HEADINGS},
        inspectors=reader.people(),
        period_from=period_from,
        period_to=period_to,
        planned_on=reader.date("planned_on") if reader.text("planned_on") else None,
        mode=reader.mode("mode"),
        nth_check=reader.count("nth_check"),
        problems=tuple(reader.problems),
    )


class _Reader:
    """Reads the cells of one row and keeps what was wrong with them."""

    def __init__(self, line: int, cells: Mapping[str, Cell]) -> None:
        self.line, self.cells = line, cells
        self.problems: list[Problem] = []
        for key in cells:
            self._check_text(key)

    def text(self, key: str) -> str:
        return text_of(self.cells.get(key))

    def period(self) -> tuple[date | None, date | None]:
        if "period" not in self.cells:
            return self.date("period_from"), self.date("period_to")
        period = read_period(self.text("period"))
        if period is None:
            self._wrong("period", f"看不懂“{self.text('period')}”，请写成 2026-11-10 至 2026-12-10")
        return period or (None, None)

    def date(self, key: str) -> date | None:
        day = read_date(self.cells.get(key))
        if day is None:
            self._wrong(key, f"看不懂“{self.text(key)}”，请写成 2026-11-21")
        return day

    def people(self) -> tuple[Named, ...]:
        names = read_names(self.text("inspectors"))
        twice = sorted({each.name for each in names if names.count(each) > 1})
        if twice:
            self._wrong("inspectors", f"{'、'.join(twice)}写了两遍，请删去重复的")
        return names

    def count(self, key: str) -> str:
        text = self.text(key)
        found = re.search(r"\d{1,2}|[一二三四五六七八九十]", text)
        if text and not found:
            self._wrong(key, f"看不懂“{text}”，请填数字")
        return str(CHINESE_DIGITS.get(found.group(), found.group())) if found else ""

    def mode(self, key: str) -> InspectionMode:
        text = self.text(key)
        mode = read_mode(text) if text else InspectionMode.ON_SITE
        if mode is None:
            self._wrong(key, f"看不懂“{text}”，请填实地、书面或网络，或者不填")
        return mode or InspectionMode.ON_SITE

    def _check_text(self, key: str) -> None:
        text = self.text(key)
        if text in FORMULA_ERRORS:
            self._wrong(key, f"是公式错误 {text}，请改成文字")
        elif len(text) > LONGEST.get(key, len(text)):
            self._wrong(key, f"太长，请缩短到 {LONGEST[key]} 个字以内")

    def _wrong(self, key: str, what: str) -> None:
        said = "没有填写，请补上" if not self.text(key) else what
        self.problems.append(Problem(self.line, key, f"{HEADINGS[key]}：{said}"))


def text_of(value: Cell) -> str:
    """What a person sees in the cell, without spaces around it."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%d")
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return unicodedata.normalize("NFC", str(value)).replace("\u200b", "").strip()


def read_date(value: Cell) -> date | None:
    """A day from a date cell, a spreadsheet's day number, or text like 2026/11/21, 2026年11月21日, 20261121."""
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    text = text_of(value)
    if re.fullmatch(r"[34567]\d{4}", text):  # a date cell somebody formatted as a number: 1982 to 2109
        return EXCEL_DAY_ZERO + timedelta(days=int(text))
    if re.fullmatch(r"\d{8}", text):
        return _day(text[:4], text[4:6], text[6:])
    found = DATE.fullmatch(text)
    return _day(*found.groups()) if found else None


def read_period(text: str) -> tuple[date, date] | None:
    """Two days from `2026-11-10 至 2026-12-10`, `2026年11月10日—12月10日`, `2026/11/10-2026/12/10`."""
    first = DATE.match(text)
    joint = TO.match(text, first.end()) if first else None
    second = LATER_DATE.fullmatch(text, joint.end()) if joint else None
    if first is None or second is None:
        return None
    begins = _day(*first.groups())
    ends = _day(second[1] or first[1], second[2], second[3])
    return (begins, ends) if begins and ends else None


def read_mode(text: str) -> InspectionMode | None:
    """How the visit is made, from `实地核查`, `书面`, `网络监测`; where several are named, somebody goes there if one says so."""
    words = re.split(r"[、,，;；/和与及\s]+", text)
    found = [MODES.get(word[:2]) for word in words if word]
    if not found or None in found:
        return None
    return InspectionMode.ON_SITE if InspectionMode.ON_SITE in found else found[0]


def read_names(text: str) -> tuple[Named, ...]:
    """The people named, in order. Two single characters apart are one name padded to the width of three (王　明)."""
    joined = re.sub(r"(?<![^、,，;；/\s])([一-鿿])[ \u3000]+([一-鿿])(?![^、,，;；/\s(（])", r"\1\2", text)
    return tuple(Named(found[1], (found[2] or "").strip()) for found in NAME.finditer(joined))


def _day(year: str, month: str, day: str) -> date | None:
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None
