"""What the record announces; wiring.py says who acts on it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class RecordRegistered:
    """A visit has its 编号 and its snapshot; the document follows by itself."""

    record_id: str
    visit_id: str
