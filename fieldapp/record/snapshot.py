"""The snapshot: what was sealed and how it was registered, fixed once; every document is a function of it. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypedDict

from fieldapp.core.canonical import NotCanonical, digest

VERSION = 1
Json = dict[str, Any]


class Registration(TypedDict):
    """Beside the sealed content: all instants are ISO 8601 with +08:00, `skew_ms` is what the phone's clock was off.

    `version` counts from 1; a later one names in `replaces` the one before it: {"version", "snapshot_sha256",
    "registered_at"}. `supplements`: field.queries.snapshot_parts tells their form, here without the timing of strokes.
    """

    number: str
    version: int
    replaces: Json | None
    registered_at: str
    received_at: str
    sealed_at: str
    sealed_at_corrected: str
    skew_ms: int
    supplements: list[Json]
    confirmations: list[Json]
    unseen: int
    check_url: str
    template: str
    renderer: str


class Ink(TypedDict):
    """Strokes as [x, y, pressure]; None where the school did not sign. Inspectors by person id."""

    subject: Json | None
    inspectors: dict[str, Json]


class Snapshot(TypedDict):
    v: int
    doc: Json
    seal: Json
    ink: Ink
    registration: Registration


def build(doc: Json, seal: Json, ink: Json, registration: Registration) -> Snapshot:
    """The snapshot of a sealed visit; `ink` holds strokes as they were drawn, [x, y, ms, pressure]."""
    subject = ink.get("subject")
    drawn: Ink = {
        "subject": None if subject is None else without_timing(subject),
        "inspectors": {person: without_timing(strokes) for person, strokes in ink.get("inspectors", {}).items()},
    }
    supplements = [_supplement(each) for each in registration["supplements"]]
    return {
        "v": VERSION, "doc": doc, "seal": seal, "ink": drawn, "registration": {**registration, "supplements": supplements},
    }  # fmt: skip


def seal_digest(seal: Json) -> str:
    """The digest printed on paper and carried by the QR: of everything the phone's key signed."""
    return digest({name: part for name, part in seal.items() if name != "signature"})


def without_timing(ink: Json) -> Json:
    """The drawing without its rhythm: how fast somebody writes is nobody's business but the evidence's."""
    strokes: Sequence[Sequence[Sequence[int]]] = ink["strokes"]
    return {
        "w": ink["w"],
        "h": ink["h"],
        "strokes": [[[x, y, pressure] for x, y, _, pressure in stroke] for stroke in strokes],
    }


def _supplement(added: Json) -> Json:
    subject = added["subject"]
    inked = without_timing(subject["ink"]) if subject.get("ink") else None
    inspectors = [{**each, "ink": without_timing(each["ink"])} for each in added["inspectors"]]
    return {**added, "subject": {**subject, "ink": inked}, "inspectors": inspectors}


def intact(snapshot: Json, snapshot_sha256: str) -> bool:
    """Whether this is still, to the byte, what was registered."""
    try:
        return digest(snapshot) == snapshot_sha256
    except NotCanonical:
        return False
