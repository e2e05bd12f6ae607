"""The sealed content: what was shown to the school, as plain values with the words already in them.

Built by the fold's state and the packet's facts alone, so that phone, server and paper say the same. Twin of core/doc.mjs.
"""

from __future__ import annotations

from typing import Any

from fieldapp.core.canonical import digest
from fieldapp.field import words
from fieldapp.field.answers import head_of, items_of, photos_of, text_of, value_of, verdict_of
from fieldapp.field.labels import CATEGORY_LABELS, DISPOSITION_LABELS, OPEN_LABEL, RESULT_LABELS, VIA_LABELS

Json = dict[str, Any]

VERSION = 1


def build_doc(facts: Json, state: Json) -> Json:
    """The content of the record sheet, to be digested, shown and printed. No floats, no nulls but a photo's item."""
    placed, photos = items_of(facts), photos_of(state)
    items = [_item(item, state, photos) for item in placed]
    return {
        "v": VERSION,
        **{
            part: facts[part]
            for part in ("template", "catalogue", "catalogue_label", "check_code", "title", "task", "subject")
        },
        "facts_sha256": digest(facts),
        "inspectors": [_inspector(member) for member in facts["team"] if value_of(state, f"shown.{member['person']}")],
        "procedure": _procedure(facts, state),
        "totals": _totals(placed, state),
        "items": items,
        "findings": _findings(items, state),
        "category": _category(state),
        "photos": [_photo(photo, placed) for photo in photos],
        "empty_matters": [f"{each['name']}·{matter}" for each in facts["departments"] for matter in each["empty"]],
        "not_checked": [_named(item) for item in placed if verdict_of(state, item["code"]) == "NOT_CHECKED"],
    }


def suggest_category(facts: Json, state: Json) -> str:
    """The result category the verdicts speak for, "" while items are open or everything is 未检查; the inspector decides.

    All applicable items 正常: NO_PROBLEM; all 未涉及: NO_RELEVANT_ACTIVITY; every 不正常 corrected on the spot:
    CORRECTED_ON_ORDER; else PENDING_FOLLOW_UP.
    """
    codes = {item["code"]: verdict_of(state, item["code"]) for item in items_of(facts)}
    verdicts = set(codes.values()) - {"NOT_CHECKED"}
    if "" in verdicts or not verdicts:
        return ""
    if "ABNORMAL" not in verdicts:
        return "NO_PROBLEM" if "NORMAL" in verdicts else "NO_RELEVANT_ACTIVITY"
    corrected = all(_disposition(state, code) == "CORRECTED_ON_SITE" for code in codes if codes[code] == "ABNORMAL")
    return "CORRECTED_ON_ORDER" if corrected else "PENDING_FOLLOW_UP"


def _inspector(member: Json) -> Json:
    return {part: member[part] for part in ("name", "unit", "certificate_no", "role_label")}


def _procedure(facts: Json, state: Json) -> Json:
    return {
        "arrived_at": words.moment(head_of(state, "arrive")),
        "place": words.place(value_of(state, "arrive.place")),
        "shown": [_shown(member, state) for member in facts["team"] if value_of(state, f"shown.{member['person']}")],
        "told_at": words.moment(head_of(state, "told")),
        "recusal": words.recusal(value_of(state, "recusal")),
    }


def _shown(member: Json, state: Json) -> Json:
    field = f"shown.{member['person']}"
    shown = value_of(state, field) or {}
    return {
        "name": member["name"],
        "certificate_no": shown["certificate_no"],
        "at": words.moment(head_of(state, field)),
        "via_label": VIA_LABELS[shown["via"]],
    }


def _totals(placed: list[Json], state: Json) -> Json:
    verdicts = [verdict_of(state, item["code"]) for item in placed]
    return {
        "items": len(placed),
        "normal": verdicts.count("NORMAL"),
        "abnormal": verdicts.count("ABNORMAL"),
        "not_applicable": verdicts.count("NOT_APPLICABLE"),
        "not_checked": verdicts.count("NOT_CHECKED"),
    }


def _item(item: Json, state: Json, photos: list[Json]) -> Json:
    verdict = verdict_of(state, item["code"])
    said = {"ABNORMAL": "note", "NOT_APPLICABLE": "reason", "NOT_CHECKED": "reason"}.get(verdict)
    kept = ("no", "code", "department", "matter", "item_name", "sub_item_name", "content", "basis", "mode_label")
    return {
        **{part: item[part] for part in kept},
        "result": RESULT_LABELS.get(verdict, OPEN_LABEL),
        # Words typed for another verdict stay in the log; on the sheet they would contradict the result.
        "note": text_of(state, item["code"], said) if said else "",
        "photos": [photo["no"] for photo in photos if photo["item"] == item["code"]],
    }


def _findings(items: list[Json], state: Json) -> list[Json]:
    problems = [item for item in items if item["result"] == RESULT_LABELS["ABNORMAL"]]
    return [_finding(no, item, state) for no, item in enumerate(problems, 1)]


def _finding(no: int, item: Json, state: Json) -> Json:
    disposition = _disposition(state, item["code"])
    due = value_of(state, f"item.{item['code']}.due") or {}
    return {
        "no": no,
        "item_no": item["no"],
        "code": item["code"],
        "department": item["department"],
        "problem": item["note"],
        "basis": item["basis"],
        "disposition": DISPOSITION_LABELS.get(disposition, ""),
        "due": due.get("date") or "" if disposition == "RECTIFY" else "",
        "photos": item["photos"],
    }


def _disposition(state: Json, code: str) -> str:
    return (value_of(state, f"item.{code}.disposition") or {}).get("value") or ""


def _category(state: Json) -> Json:
    value = (value_of(state, "category") or {}).get("value") or ""
    return {"value": value, "label": CATEGORY_LABELS.get(value, "")}


def _photo(photo: Json, placed: list[Json]) -> Json:
    payload = photo["head"]["payload"]
    return {
        "no": photo["no"],
        "evidence": photo["evidence"],
        "sha256": payload["sha256"],
        "size": payload["size"],
        "taken_at": words.instant(payload["taken_at"], photo["head"]["skew_ms"]),
        "item_no": next((item["no"] for item in placed if item["code"] == photo["item"]), None),
    }


def _named(item: Json) -> str:
    return f"第{item['no']}项 {item['item_name']}·{item['sub_item_name']}"
