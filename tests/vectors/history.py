"""Phones without a network, in a few lines: each knows what it has heard, chains what it writes, and passes it on."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from fieldapp.core.canonical import digest
from fieldapp.core.clock import SHANGHAI
from fieldapp.field.closing import closing
from fieldapp.field.doc import build_doc
from fieldapp.field.evidence import sealed_evidence
from fieldapp.field.fold import fold
from fieldapp.field.kinds import OFFICE
from fieldapp.field.view import view_blocks, view_sha256

Json = dict[str, Any]

MORNING = datetime(2026, 11, 21, 1, 0, tzinfo=UTC)


class Phone:
    """One install of one person. `late` is how far its clock is behind the true time."""

    def __init__(self, facts: Json, device: str, actor: str, late: timedelta = timedelta()) -> None:
        self.facts, self.device, self.actor, self.late = facts, device, actor, late
        self.known: dict[str, Json] = {}
        self.seq, self.prev, self.minutes = 0, "", 0

    def does(self, kind: str, field: str, payload: Json, seen: list[str] | None = None) -> Json:
        """Write one op; `seen` are the heads this phone knows, and the seal if it has it."""
        state = self.state()
        heads = [head["id"] for head in state["fields"].get(field, {"heads": []})["heads"]]
        knows = ([state["seal"]["id"]] if state["seal"] else []) + heads
        op = {"v": 1, "id": self._name(), "visit": self.facts["visit"], "device": self.device, "actor": self.actor}
        op |= {"seq": self.seq + 1, "prev": self.prev, "kind": kind, "field": field, "payload": payload}
        op |= {"seen": knows if seen is None else seen, **self._times()}
        self.seq, self.prev = op["seq"], digest(op)
        self.known[op["id"]] = op
        return op

    def hears(self, other: Phone) -> None:
        self.known |= other.known

    def state(self) -> Json:
        return fold(self.known.values())

    def doc(self) -> Json:
        return build_doc(self.facts, self.state())

    def viewed(self) -> Json:
        doc = self.doc()
        return {"doc_sha256": digest(doc), "view_sha256": view_sha256(view_blocks(doc))}

    def seals(self, unseen: Sequence[str] = ()) -> Json:
        """Close everything this phone knows. The signature of the key is no part of the fold and left blank here."""
        state, doc = self.state(), self.doc()
        seal = {
            **self.viewed(),
            **{part: doc[part] for part in ("facts_sha256", "template", "catalogue")},
            "frontier": self._frontier(),
            "photos": sealed_evidence(doc, state),
            "open_conflicts": [],
            "closing": closing(self.facts, state),
            "unseen_devices": list(unseen),
            "key": "thumbprint",
            "signature": "",
        }
        return self.does("visit.seal", "seal", seal)

    def _frontier(self) -> Json:
        last: dict[str, Json] = {}
        for op in self.known.values():
            if op["device"] != OFFICE and op["seq"] > last.get(op["device"], {"seq": 0})["seq"]:
                last[op["device"]] = op
        return {device: {"seq": op["seq"], "sha256": digest(op)} for device, op in last.items()}

    def _name(self) -> str:
        """Like a UUIDv7, but the same each time the vectors are made."""
        told = int((MORNING + timedelta(minutes=self.minutes) - self.late).timestamp() * 1000)
        rest = int(digest([self.device, self.seq])[:16], 16)
        bits = told << 80 | 0x7 << 76 | (rest >> 52) << 64 | 0b10 << 62 | rest & (1 << 62) - 1
        return str(UUID(int=bits))

    def _times(self) -> Json:
        self.minutes += 1
        told = (MORNING + timedelta(minutes=self.minutes) - self.late).astimezone(SHANGHAI)
        skew_ms = self.late // timedelta(milliseconds=1)
        return {
            "at": told.isoformat(timespec="milliseconds"),
            "mono": self.minutes * 60_000,
            "boot": "b1",
            "skew_ms": skew_ms,
        }
