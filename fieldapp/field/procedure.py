"""How the visit went, for the doc: who came when, who was told what, what was not possible. Twin of core/procedure.mjs."""

from __future__ import annotations

from typing import Any

from fieldapp.field import words
from fieldapp.field.abort import attempts_of
from fieldapp.field.answers import abort_of, head_of, is_absent, off_site, people_of, value_of
from fieldapp.field.labels import ABORT_LABELS, VIA_LABELS

Json = dict[str, Any]

RETURN = "return."


def procedure(facts: Json, state: Json, shown: list[Json]) -> Json:
    """`procedure` of the doc. Of a visit nobody travels to, 到达 is when the check began, and there is no place."""
    away = off_site(facts)
    return {
        "arrived_at": words.moment(head_of(state, "arrive")),
        "place": "" if away else words.place(_place(state)),
        "shown": [_shown(member, state) for member in shown],
        "told_at": "" if away else words.moment(head_of(state, "told")),
        "recusal": "" if away else words.recusal(value_of(state, "recusal")),
        "departments": [_department(each, facts, state) for each in facts["departments"]],
        "returns": [
            {"at": words.moment(head), "words": head["payload"]["words"]}
            for field in sorted(state["fields"])
            if field.startswith(RETURN) and (head := head_of(state, field))
        ],
    }


def abort(facts: Json, state: Json) -> Json | None:
    """Why no inspection was possible: {"label", "words", "at", "by", "witness"}; None where one was made."""
    head, said = head_of(state, "abort"), abort_of(state)
    if head is None or said is None:
        return None
    return {
        "label": ABORT_LABELS[said["reason"]],
        "words": said["words"],
        "at": words.moment(head),
        "by": name_of(facts, said.get("by") or head["actor"]),
        "witness": said.get("witness"),
    }


def attempts(state: Json) -> list[Json]:
    """The days on which nothing could be done: [{"at", "label", "words"}]."""
    return [{part: each[part] for part in ("at", "label", "words")} for each in attempts_of(state)]


def answered_by(item: Json, facts: Json, state: Json) -> str:
    """Who gave the verdict on a placed item; all of them where several said the same, "" where nobody did."""
    field = f"item.{item['code']}.verdict"
    if is_absent(state, item["department"], item["people"]) or not (value_of(state, field) or {}).get("value"):
        return ""
    givers = {head["payload"].get("by") or head["actor"] for head in state["fields"][field]["heads"]}
    return "、".join(each["name"] for each in facts["team"] if each["person"] in givers)


def name_of(facts: Json, person: str) -> str:
    """The name of one of the team, "" of anybody else."""
    return next((str(each["name"]) for each in facts["team"] if each["person"] == person), "")


def _place(state: Json) -> Json | None:
    """Two who arrived apart were at two places; the first one told is printed."""
    entry = state["fields"].get("arrive.place")
    if entry is None or not entry["conflict"]:
        return value_of(state, "arrive.place")
    return next((head["payload"] for head in entry["heads"] if head["payload"].get("taken_back") is not True), None)


def _shown(member: Json, state: Json) -> Json:
    field = f"shown.{member['person']}"
    shown = value_of(state, field) or {}
    return {
        "name": member["name"],
        "certificate_no": shown["certificate_no"],
        "at": words.moment(head_of(state, field)),
        "via_label": VIA_LABELS[shown["via"]],
    }


def _department(department: Json, facts: Json, state: Json) -> Json:
    return {
        "name": department["name"],
        "came": not is_absent(state, department["name"], people_of(facts, department["name"])),
        "items": sum(len(matter["items"]) for matter in department["matters"]),
    }
