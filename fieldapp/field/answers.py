"""The sheet read together with its answers: items in their order, what was decided on each, photos with numbers.

Twin of core/answers.mjs.
"""

from __future__ import annotations

import re
from typing import Any

Json = dict[str, Any]

EVIDENCE = re.compile(r"evidence\.([^.]+)")


def items_of(facts: Json) -> list[Json]:
    """Every item of the sheet in its order, each with the names of its department and matter."""
    return [
        {**item, "department": department["name"], "matter": matter["name"]}
        for department in facts["departments"]
        for matter in department["matters"]
        for item in matter["items"]
    ]


def value_of(state: Json, field: str) -> Json | None:
    """The payload this field's heads agree on; None while nobody wrote it or two differ."""
    entry = state["fields"].get(field)
    return None if entry is None else entry["value"]


def head_of(state: Json, field: str) -> Json | None:
    """The op that gives this field its value, {"id", "actor", "at", "skew_ms", "kind", "payload"}; None like `value_of`."""
    return None if value_of(state, field) is None else state["fields"][field]["heads"][0]


def verdict_of(state: Json, code: str) -> str:
    """NORMAL, ABNORMAL, NOT_APPLICABLE or NOT_CHECKED; "" while open, taken back or in conflict."""
    value = value_of(state, f"item.{code}.verdict")
    return (value or {}).get("value") or ""


def text_of(state: Json, code: str, part: str) -> str:
    """The words of `item.<code>.note` or `.reason`, "" if none."""
    value = value_of(state, f"item.{code}.{part}")
    return (value or {}).get("text") or ""


def photos_of(state: Json) -> list[Json]:
    """The photos that count, numbered from 1: {"no", "evidence", "head", "item"}; withdrawn ones are left out.

    `item` is the code it was given to last, "" for a loose one.
    """
    found = (EVIDENCE.fullmatch(field) for field in sorted(state["fields"]))
    names = [match.group(1) for match in found if match]
    standing = [
        name for name in names
        if value_of(state, f"evidence.{name}") and not value_of(state, f"evidence.{name}.withdrawn")
    ]  # fmt: skip
    return [
        {"no": no, "evidence": name, "head": head_of(state, f"evidence.{name}"), "item": _item_of(state, name)}
        for no, name in enumerate(standing, 1)
    ]


def conflicts_of(state: Json) -> list[str]:
    """The fields whose heads differ, by name."""
    return [field for field in sorted(state["fields"]) if state["fields"][field]["conflict"]]


def _item_of(state: Json, evidence: str) -> str:
    value = value_of(state, f"evidence.{evidence}.item") or value_of(state, f"evidence.{evidence}")
    return (value or {}).get("item") or ""
