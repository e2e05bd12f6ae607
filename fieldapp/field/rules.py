"""Decisions about a visit on its way: how far it is, what is missing, what its state is called. Pure.

Twins: progress in core/progress.mjs; can_answer, step_of, has_shown in core/steps.mjs.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from fieldapp.field.answers import head_of, items_of, photos_of, text_of, value_of, verdict_of
from fieldapp.field.closing import SUBJECT, signature_of

Json = dict[str, Any]

# 行政处罚法 第四十二条: no fewer than two, with enforcement certificates.
CERTIFIED_NEEDED = 2
LAST_STEP = 6


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
    if any(field.startswith("item.") for field in state["fields"]):
        return VisitState.CHECKING
    return VisitState.ARRIVED if value_of(state, "arrive") is not None else VisitState.DRAWN


def can_answer(facts: Json, state: Json) -> bool:
    """Whether two people with certificates valid that day have shown them; before that no answer counts."""
    return len([member for member in facts["team"] if has_shown(member, state)]) >= CERTIFIED_NEEDED


def step_of(facts: Json, state: Json) -> int:
    """Which of the six steps is the first with something left to do, 1 to 6."""
    done = progress(facts, state)
    begun = all(value_of(state, field) is not None for field in ("arrive", "told", "recusal"))
    if not begun or not can_answer(facts, state):
        return 1
    if done["open"] or any(gap["what"] != "photo" for gap in done["missing"]):
        return 2
    if done["missing"]:
        return 3
    if value_of(state, "category") is None:
        return 4
    return LAST_STEP if state["seal"] is not None or _all_signed(facts, state) else LAST_STEP - 1


def progress(facts: Json, state: Json) -> Json:
    """{"total", "answered", "abnormal", "open": [codes], "missing": [{"code", "what"}]}; `what` is a key of GAP_LABELS."""
    codes = [item["code"] for item in items_of(facts)]
    verdicts = {code: verdict_of(state, code) for code in codes}
    return {
        "total": len(codes),
        "answered": len([code for code in codes if verdicts[code]]),
        "abnormal": len([code for code in codes if verdicts[code] == "ABNORMAL"]),
        "open": [code for code in codes if not verdicts[code]],
        "missing": [{"code": code, "what": what} for code in codes for what in _gaps(facts, state, code)],
    }


def _gaps(facts: Json, state: Json, code: str) -> list[str]:
    verdict = verdict_of(state, code)
    if verdict in ("NOT_APPLICABLE", "NOT_CHECKED"):
        return [] if text_of(state, code, "reason") else ["reason"]
    if verdict != "ABNORMAL":
        return []
    disposition = (value_of(state, f"item.{code}.disposition") or {}).get("value")
    wanting = {
        "note": not text_of(state, code, "note"),
        "disposition": not disposition,
        "due": disposition == "RECTIFY" and not (value_of(state, f"item.{code}.due") or {}).get("date"),
        "photo": len([photo for photo in photos_of(state) if photo["item"] == code])
        < facts["profile"]["photo_on_abnormal"],
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
    return value_of(state, SUBJECT) is not None and all(value_of(state, signature_of(each["person"])) for each in shown)
