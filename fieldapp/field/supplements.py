"""Which supplements may stand in a record: signed by people of the visit, and by the school where the record was. Pure."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from fieldapp.field.labels import WITHOUT_SCHOOL


def why_not(said: Mapping[str, Any], team: Collection[str], state: Mapping[str, Any]) -> str:
    """Why this supplement (its payload) is kept out of the record, in a sentence for the office; "" if it may stand.

    `team`: the ids of the people drawn for the visit; `state`: its fold, sealed.
    """
    if any(each["person"] not in team for each in said["inspectors"]):
        return "一条补充上有检查组以外的人的签字，没有记入检查记录，请核对手机。"
    asked = state["seal"]["payload"]["closing"]["subject"]["outcome"] not in WITHOUT_SCHOOL
    if asked and said["subject"]["outcome"] in WITHOUT_SCHOOL:
        return "一条补充没有请校方签字，而这次检查有校方，没有记入检查记录，请核对手机。"
    return ""
