"""Decisions about a visit on its way: how far it is, what is missing, what its state is called. Pure.

Twins: progress in core/progress.mjs; can_answer, step_of, has_shown in core/steps.mjs.
"""

from __future__ import annotations

import re
from enum import StrEnum
from typing import Any

from fieldapp.field.answers import (
    abort_of,
    files_of,
    head_of,
    items_of,
    off_site,
    photos_of,
    reason_of,
    text_of,
    value_of,
    verdict_of,
    without_school,
)
from fieldapp.field.closing import SUBJECT, signature_of

Json = dict[str, Any]

# 行政处罚法 第四十二条: no fewer than two, with enforcement certificates.
CERTIFIED_NEEDED = 2
LAST_STEP = 6
# A standard phrase may bring a place to fill in; a record with the bare brackets says nothing.
BLANK = re.compile("〔[ \t\r\n\u00a0\u3000]*〕")


class VisitState(StrEnum):
    """How far a visit is, for the board. SEALED: photos may still be missing."""

    DRAWN = "DRAWN"
    ARRIVED = "ARRIVED"
    CHECKING = "CHECKING"
    CONFIRMING = "CONFIRMING"
    SEALED = "SEALED"
    REGISTERED = "REGISTERED"


VISIT_STATE_LABELS = {
    VisitState.DRAWN: "待检查",
    VisitState.ARRIVED: "已到校",
    VisitState.CHECKING: "检查中",
    VisitState.CONFIRMING: "校方确认中",
    VisitState.SEALED: "已封存，等照片",
    VisitState.REGISTERED: "已登记",
}


def visit_state(state: Json) -> VisitState:
    """The state the ops speak for; REGISTERED is the record's to say."""
    if state["seal"] is not None:
        return VisitState.SEALED
    if value_of(state, "view.result"):
        return VisitState.CONFIRMING
    if abort_of(state) is not None:
        return VisitState.ARRIVED
    there = value_of(state, "arrive") is not None
    if not there and "arrive" in state["fields"]:  # an attempt takes the arrival back: the visit waits again
        return VisitState.DRAWN
    if any(field.startswith("item.") for field in state["fields"]):  # the other phone's arrival may still be to come
        return VisitState.CHECKING
    return VisitState.ARRIVED if there else VisitState.DRAWN


def can_answer(facts: Json, state: Json) -> bool:
    """Whether two people with certificates valid that day have shown them; before that no answer counts."""
    return len([member for member in facts["team"] if has_shown(member, state)]) >= CERTIFIED_NEEDED


def step_of(facts: Json, state: Json) -> int:
    """Which of the six steps is the first with something left to do, 1 to 6.

    Where no inspection was possible nothing is left of ② and ③; where nobody is at the school ⑤ is the inspectors' alone.
    """
    if not _begun(facts, state) or not can_answer(facts, state):
        return 1
    done = progress(facts, state)
    if abort_of(state) is None and (done["open"] or any(gap["what"] != "photo" for gap in done["missing"])):
        return 2
    if abort_of(state) is None and done["missing"]:
        return 3
    if value_of(state, "category") is None:
        return 4
    return LAST_STEP if state["seal"] is not None or _all_signed(facts, state) else LAST_STEP - 1


def _begun(facts: Json, state: Json) -> bool:
    if abort_of(state) is not None:
        return True
    begin = ("arrive",) if off_site(facts) else ("arrive", "told", "recusal")
    return all(value_of(state, field) is not None for field in begin)


def progress(facts: Json, state: Json) -> Json:
    """{"total", "answered", "abnormal", "open": [codes], "missing": [{"code", "what"}]}; `what` is a key of GAP_LABELS."""
    items, given = items_of(facts), [*photos_of(state), *files_of(state)]
    verdicts = {item["code"]: verdict_of(state, item) for item in items}
    return {
        "total": len(items),
        "answered": len([each for each in verdicts.values() if each]),
        "abnormal": list(verdicts.values()).count("ABNORMAL"),
        "open": [code for code, verdict in verdicts.items() if not verdict],
        "missing": [
            {"code": item["code"], "what": what} for item in items for what in _gaps(facts, state, item, given)
        ],
    }


def _gaps(facts: Json, state: Json, item: Json, given: list[Json]) -> list[str]:
    """What this item's answer lacks; a report given to it proves a problem as well as a photo does."""
    verdict, code = verdict_of(state, item), item["code"]
    if verdict in ("NOT_APPLICABLE", "NOT_CHECKED"):
        return [] if reason_of(state, item) else ["reason"]
    if verdict != "ABNORMAL":
        return []
    note = text_of(state, code, "note")
    disposition = (value_of(state, f"item.{code}.disposition") or {}).get("value")
    wanting = {
        "note": not note,
        "blank": BLANK.search(note) is not None,
        "disposition": not disposition,
        "due": disposition == "RECTIFY" and not (value_of(state, f"item.{code}.due") or {}).get("date"),
        "photo": len([each for each in given if each["item"] == code]) < facts["profile"]["photo_on_abnormal"],
    }
    return [what for what, missing in wanting.items() if missing]


def has_shown(member: Json, state: Json) -> bool:
    """Whether this one of the team has shown a certificate that was valid that day."""
    head = head_of(state, f"shown.{member['person']}")
    if head is None or not member["certified"]:
        return False
    # Phones write their times in +08:00, so the day the certificate has to cover stands at the beginning.
    return not member["valid_to"] or bool(head["at"][:10] <= member["valid_to"])


def _all_signed(facts: Json, state: Json) -> bool:
    shown = [member for member in facts["team"] if has_shown(member, state)]
    by_school = without_school(facts, state) or value_of(state, SUBJECT) is not None
    return by_school and all(value_of(state, signature_of(each["person"])) for each in shown)
