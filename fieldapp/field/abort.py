"""Visits that could not be made: attempts, each in its own words. Twin of core/abort.mjs."""

from __future__ import annotations

from typing import Any

from fieldapp.field import words
from fieldapp.field.answers import head_of, standing
from fieldapp.field.labels import ABORT_LABELS

Json = dict[str, Any]

ATTEMPT = "attempt."


def attempts_of(state: Json) -> list[Json]:
    """[{"id", "reason", "label", "words", "at" (as printed), "actor", "photos": [evidence ids]}] by id.

    `actor` is who acted, on whosever phone.
    """
    fields = [field for field in sorted(state["fields"]) if field.startswith(ATTEMPT)]
    return [_attempt(field.removeprefix(ATTEMPT), head, state) for field in fields if (head := head_of(state, field))]


def _attempt(name: str, head: Json, state: Json) -> Json:
    said = head["payload"]
    return {
        "id": name,
        "reason": said["reason"],
        "label": ABORT_LABELS.get(said["reason"], said["reason"]),
        "words": said["words"],
        "at": words.moment(head),
        "actor": said.get("by") or head["actor"],
        "photos": [evidence for evidence, payload in standing(state).items() if payload.get("attempt") == name],
    }
