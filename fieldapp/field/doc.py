"""The sealed content: what was shown to the school, as plain values with the words already in them.

Built by the fold's state and the packet's facts alone, so that phone, server and paper say the same. Twin of core/doc.mjs.
"""

from __future__ import annotations

from typing import Any

from fieldapp.core.canonical import digest
from fieldapp.field import procedure
from fieldapp.field.answers import (
    abort_of,
    files_of,
    items_of,
    mode_of,
    photos_of,
    reason_of,
    text_of,
    value_of,
    verdict_of,
)
from fieldapp.field.evidence import file_row, photo_row
from fieldapp.field.labels import (
    CATEGORY_LABELS,
    CUT_SHORT_LABELS,
    DISPOSITION_LABELS,
    MODE_LABELS,
    OPEN_LABEL,
    RESULT_LABELS,
)
from fieldapp.field.people import absent_departments

Json = dict[str, Any]

VERSION = 1
COPIED = ("template", "catalogue", "catalogue_label", "check_code", "title", "mode_label", "task", "subject")


def build_doc(facts: Json, state: Json) -> Json:
    """The content of the record sheet, to be digested, shown and printed. No floats."""
    placed, photos = listed_items(facts, state), photos_of(state)
    items = [_item(item, facts, state, photos) for item in placed]
    shown = [member for member in facts["team"] if value_of(state, f"shown.{member['person']}")]
    return {
        "v": VERSION,
        **{part: facts[part] for part in COPIED},
        "facts_sha256": digest(facts),
        "inspectors": [_inspector(member) for member in shown],
        "abort": procedure.abort(facts, state),
        "attempts": procedure.attempts(state),
        "procedure": procedure.procedure(facts, state, shown),
        "absent_departments": absent_departments(facts, state),
        "totals": _totals(placed, state),
        "items": items,
        "findings": _findings(items, state),
        "category": _category(state),
        "photos": [photo_row(photo, state, placed) for photo in photos],
        "files": [file_row(file, placed) for file in files_of(state)],
        "empty_matters": [f"{each['name']}·{matter}" for each in facts["departments"] for matter in each["empty"]],
        "not_checked": [_named(item) for item in placed if verdict_of(state, item) == "NOT_CHECKED"],
    }


def listed_items(facts: Json, state: Json) -> list[Json]:
    """The items the sheet lists: all; of a visit that could not be made only those somebody answered."""
    placed = items_of(facts)
    if abort_of(state) is None:
        return placed
    return [item for item in placed if (value_of(state, f"item.{item['code']}.verdict") or {}).get("value")]


def suggest_category(facts: Json, state: Json) -> str:
    """The result category the verdicts speak for, "" while items are open or everything is 未检查; the inspector decides.

    Entry refused: UNCOOPERATIVE (a refused signature is not that, 国办发〔2024〕54 号); closed or moved: UNREACHABLE.
    All applicable items 正常: NO_PROBLEM; all 未涉及: NO_RELEVANT_ACTIVITY; every 不正常 corrected on the spot:
    CORRECTED_ON_ORDER; else PENDING_FOLLOW_UP.
    """
    aborted = abort_of(state)
    if aborted is not None:
        return "UNCOOPERATIVE" if aborted["reason"] == "REFUSED_ENTRY" else "UNREACHABLE"
    codes = {item["code"]: verdict_of(state, item) for item in items_of(facts)}
    verdicts = set(codes.values()) - {"NOT_CHECKED"}
    if "" in verdicts or not verdicts:
        return ""
    if "ABNORMAL" not in verdicts:
        return "NO_PROBLEM" if "NORMAL" in verdicts else "NO_RELEVANT_ACTIVITY"
    corrected = all(_disposition(state, code) == "CORRECTED_ON_SITE" for code in codes if codes[code] == "ABNORMAL")
    return "CORRECTED_ON_ORDER" if corrected else "PENDING_FOLLOW_UP"


def _inspector(member: Json) -> Json:
    return {part: member[part] for part in ("name", "unit", "certificate_no", "role_label")}


def _totals(placed: list[Json], state: Json) -> Json:
    verdicts = [verdict_of(state, item) for item in placed]
    return {
        "items": len(placed),
        "normal": verdicts.count("NORMAL"),
        "abnormal": verdicts.count("ABNORMAL"),
        "not_applicable": verdicts.count("NOT_APPLICABLE"),
        "not_checked": verdicts.count("NOT_CHECKED"),
    }


def _item(item: Json, facts: Json, state: Json, photos: list[Json]) -> Json:
    verdict = verdict_of(state, item)
    kept = ("no", "code", "department", "matter", "item_name", "sub_item_name", "content", "basis")
    return {
        **{part: item[part] for part in kept},
        "mode_label": MODE_LABELS[mode_of(state, item)],
        "result": RESULT_LABELS.get(verdict, OPEN_LABEL),
        "note": _note(verdict, item, state),
        "by": procedure.answered_by(item, facts, state),
        "photos": [photo["no"] for photo in photos if photo["item"] == item["code"]],
    }


def _note(verdict: str, item: Json, state: Json) -> str:
    """Words typed for another verdict stay in the log; on the sheet they would contradict the result."""
    if verdict in ("NOT_APPLICABLE", "NOT_CHECKED"):
        return reason_of(state, item) or _cut_short("reason", state)
    return text_of(state, item["code"], "note") or _cut_short("note", state) if verdict == "ABNORMAL" else ""


def _cut_short(what: str, state: Json) -> str:
    """A visit broken off may be sealed with an item half filled: the sheet says so, or the gap would look like neglect."""
    return CUT_SHORT_LABELS[what] if abort_of(state) is not None else ""


def _findings(items: list[Json], state: Json) -> list[Json]:
    problems = [item for item in items if item["result"] == RESULT_LABELS["ABNORMAL"]]
    return [_finding(no, item, state) for no, item in enumerate(problems, 1)]


def _finding(no: int, item: Json, state: Json) -> Json:
    disposition = _disposition(state, item["code"])
    due = _due(state, item["code"]) if disposition == "RECTIFY" else ""
    decided = [DISPOSITION_LABELS.get(disposition) or _cut_short("disposition", state)]
    decided += [_cut_short("due", state)] if disposition == "RECTIFY" and not due else []
    return {
        "no": no,
        "item_no": item["no"],
        "code": item["code"],
        "department": item["department"],
        "problem": item["note"],
        "basis": item["basis"],
        "disposition": "，".join(filter(None, decided)),
        "due": due,
        "photos": item["photos"],
    }


def _due(state: Json, code: str) -> str:
    return str((value_of(state, f"item.{code}.due") or {}).get("date") or "")


def _disposition(state: Json, code: str) -> str:
    return (value_of(state, f"item.{code}.disposition") or {}).get("value") or ""


def _category(state: Json) -> Json:
    value = (value_of(state, "category") or {}).get("value") or ""
    return {"value": value, "label": CATEGORY_LABELS.get(value, "")}


def _named(item: Json) -> str:
    return f"第{item['no']}项 {item['item_name']}·{item['sub_item_name']}"
