"""Photos, files and pages as the doc and the seal name them. Twin of core/evidence.mjs."""

from __future__ import annotations

from typing import Any

from fieldapp.field import words
from fieldapp.field.answers import origins, standing, value_of
from fieldapp.field.labels import FILE_LABEL, FILE_LABELS

Json = dict[str, Any]


def photo_row(photo: Json, state: Json, placed: list[Json]) -> Json:
    """A photo of the doc; `covers` is the untouched original of a copy with faces painted over, else None."""
    payload = photo["head"]["payload"]
    return {
        "no": photo["no"],
        **_bytes(photo["evidence"], payload),
        "taken_at": words.instant(payload["taken_at"], photo["head"]["skew_ms"]),
        "item_no": _item_no(photo, placed),
        "covers": _original(state, photo["evidence"]),
    }


def file_row(file: Json, placed: list[Json]) -> Json:
    """A file or report of the doc."""
    payload = file["head"]["payload"]
    return {
        "no": file["no"],
        "name": payload.get("name") or "",
        "type_label": FILE_LABELS.get(payload["type"], FILE_LABEL),
        **_bytes(file["evidence"], payload),
        "item_no": _item_no(file, placed),
    }


def pages_of(state: Json) -> list[Json]:
    """The photographed pages of the signed paper: [{"evidence", "sha256", "size"}]."""
    return [_bytes(name, payload) for name, payload in standing(state).items() if payload.get("paper")]


def sealed_evidence(doc: Json, state: Json) -> list[Json]:
    """`photos` of a seal, everything whose bytes it vouches for: photos, their originals, files, pages of the paper."""
    covers = [photo["covers"] for photo in doc["photos"] if photo["covers"]]
    named = [*doc["photos"], *covers, *doc["files"], *pages_of(state)]
    return list({each["evidence"]: _bytes(each["evidence"], each) for each in named}.values())


def _original(state: Json, evidence: str) -> Json | None:
    """The untouched beginning of all copies behind this one."""
    behind = origins(state, evidence)
    return _bytes(behind[-1], value_of(state, f"evidence.{behind[-1]}") or {}) if behind else None


def _bytes(evidence: str, payload: Json) -> Json:
    return {"evidence": evidence, "sha256": payload["sha256"], "size": payload["size"]}


def _item_no(piece: Json, placed: list[Json]) -> int | None:
    return next((item["no"] for item in placed if item["code"] == piece["item"]), None)
