"""The day a visit is planned for. Twin of core/plan.mjs."""

from __future__ import annotations

from typing import Any

from fieldapp.field.answers import value_of

Json = dict[str, Any]


def plan_of(facts: Json, state: Json) -> str:
    """`2026-12-03`, "" while it waits for a day (待排期).

    Where two people set different days the earlier one holds until somebody chooses: better looked at too soon.
    """
    if "plan" not in state["fields"]:
        return str(facts["planned_on"])
    said = value_of(state, "plan")
    days = [said] if said else [head["payload"] for head in state["fields"]["plan"]["heads"]]
    return min((str(each["date"]) for each in days if each["date"]), default="")


def outside_period(facts: Json, date: str) -> bool:
    """Whether this day lies outside the drawn period, so that the reason has to be asked; no day lies nowhere."""
    before = bool(facts["period_from"]) and date < facts["period_from"]
    after = bool(facts["period_to"]) and date > facts["period_to"]
    return bool(date) and (before or after)
