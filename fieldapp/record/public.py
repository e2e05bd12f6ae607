"""The public copy of a record: the same content without what a school need not be sent. Pure."""

from __future__ import annotations

import re
from typing import Any

from fieldapp.record.snapshot import Snapshot

HIDDEN = "（略）"
PHONES = ("head_phone", "contact_phone")
# Codes and digests are made of digits too; none of them is somebody's number, and all of them must stay whole.
CODES = frozenset(
    {
        "uscc", "certificate_no", "check_code", "code", "sha256", "facts_sha256", "evidence", "template", "catalogue",
        "plan_no", "task_no", "notice_no", "number", "check_url", "item",
    }
)  # fmt: skip
BIRTHDAY = r"(?:18|19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])"
IDENTITY = re.compile(rf"(?<![0-9A-Za-z])\d{{6}}[- ]?{BIRTHDAY}[- ]?\d{{3}}[0-9Xx](?![0-9A-Za-z])")
GAP = r"[-‐‑–—－·. \u3000()（）]{0,2}"
TELEPHONE = re.compile(
    rf"(?<![0-9A-Za-z])(?:(?:\+?86{GAP})?1[3-9]\d{GAP}\d{{4}}{GAP}\d{{4}}|0\d{{2,3}}{GAP}\d{{3,4}}{GAP}\d{{4}})(?![0-9A-Za-z])"
)
# Typed with a Chinese keyboard digits may be wide; one for one, so that what is found is cut out of the words as typed.
NARROW = str.maketrans("０１２３４５６７８９Ｘｘ＋", "0123456789Xx+")


def public_copy(snapshot: Snapshot) -> Snapshot:
    """`snapshot` as it may be read by the link of the school: without telephone numbers, identity numbers (also where
    somebody typed them into a text) and the position. Strokes have carried no timing since the record was registered."""
    doc, registration = snapshot["doc"], snapshot["registration"]
    subject = {**doc["subject"], **dict.fromkeys(PHONES, "")}
    place = doc["procedure"]["place"]
    procedure = {**doc["procedure"], "place": "" if not place else place if place.startswith("未取得") else "已记录"}
    cut: Snapshot = {
        **snapshot,
        "doc": _without_numbers({**doc, "subject": subject, "procedure": procedure}),
        "seal": {**snapshot["seal"], "closing": _without_numbers(snapshot["seal"]["closing"])},
        "registration": {**registration, "supplements": _without_numbers(registration["supplements"])},
    }
    return cut


def _without_numbers(part: Any, name: str = "") -> Any:
    if isinstance(part, str):
        return part if name in CODES else _cut(_cut(part, IDENTITY), TELEPHONE)
    if isinstance(part, dict):
        return {key: _without_numbers(each, key) for key, each in part.items()}
    if isinstance(part, list):
        return [_without_numbers(each, name) for each in part]
    return part


def _cut(text: str, number: re.Pattern[str]) -> str:
    """`text` without what reads as such a number, in whichever digits it was typed."""
    for found in reversed(list(number.finditer(text.translate(NARROW)))):
        text = text[: found.start()] + HIDDEN + text[found.end() :]
    return text
