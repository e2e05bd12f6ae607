"""What this room announces to the rooms above it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class DeviceRevoked:
    """A phone was lost or given away: what it was handed out counts no more. `by`: the person who said so."""

    device_id: str
    by: str


@dataclass(frozen=True)
class DeviceRestored:
    """A phone revoked at `revoked_at` was found again, or revoked by mistake."""

    device_id: str
    revoked_at: datetime
    by: str
