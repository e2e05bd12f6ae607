"""Who is there, who may seal, and whose phone was not heard. Twin of core/people.mjs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from fieldapp.field.answers import head_of, is_absent, people_of, value_of
from fieldapp.field.rules import has_shown

Json = dict[str, Any]


def absent_departments(facts: Json, state: Json) -> list[str]:
    """The departments that did not come, in the order of the sheet."""
    names = [each["name"] for each in facts["departments"]]
    return [name for name in names if is_absent(state, name, people_of(facts, name))]


def sealer(facts: Json, state: Json) -> str:
    """The person whose phone seals: who was handed the right, else the lead if there, else the first who is there.

    Only the lead, or whoever stands in for the lead, can hand it over.
    """
    team = facts["team"]
    lead = next((each for each in team if each["lead"]), team[0])
    shown = [each for each in team if has_shown(each, state)]
    entitled = lead if lead in shown or not shown else shown[0]
    handed = head_of(state, "sealer")
    giver = None if handed is None else handed["payload"].get("by") or handed["actor"]
    if handed is not None and giver in (lead["person"], entitled["person"]):
        return str(handed["payload"]["person"])
    return str(entitled["person"])


def unheard(facts: Json, devices: Sequence[Json], state: Json, frontier: Mapping[str, Mapping[str, Any]]) -> list[Json]:
    """[{"device", "person", "name"}] of phones that may hold answers which are not here.

    `devices`: [{"device", "person", "name", "own"?}] of the visit; the one marked `own` is never asked for. A phone is
    heard once its owner has said that nothing more is on it (`done.<device>`) and everything up to there lies within
    `frontier` (device → {"seq"}), and nothing beyond.
    """
    names = {each["person"]: each["name"] for each in facts["team"]}
    return [
        {"device": each["device"], "person": each["person"], "name": each["name"] or names.get(each["person"], "")}
        for each in devices
        if not each.get("own") and not _is_heard(each, state, int(frontier.get(each["device"], {"seq": 0})["seq"]))
    ]


def _is_heard(phone: Json, state: Json, last: int) -> bool:
    if value_of(state, f"shown.{phone['person']}") is None and last == 0:
        return True  # somebody who is not here, and wrote nothing
    entry = state["fields"].get(f"done.{phone['device']}", {"heads": []})
    return any(_covers(head["payload"], phone["person"], last) for head in entry["heads"])


def _covers(said: Json, person: str, last: int) -> bool:
    """Said on that phone itself, the statement is one op more; said on another it names how (`via`), and is not."""
    if said.get("taken_back") is True or said["person"] != person:
        return False
    return bool(said["seq"] <= last <= said["seq"] + (0 if said.get("via") else 1))
