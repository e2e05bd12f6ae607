"""What the visit announces; wiring.py says who acts on it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class PhotoStored:
    """The last byte of a photo is here and its SHA-256 is the announced one; of other files nothing is announced."""

    sha256: str


@dataclass(frozen=True)
class VisitSealed:
    """A visit's seal has arrived; photos or an incident may still stand between it and the record."""

    visit_id: str


@dataclass(frozen=True)
class VisitComplete:
    """The seal holds what it says, and the last byte it names is stored. Announced once per visit."""

    visit_id: str


@dataclass(frozen=True)
class SupplementReceived:
    """Something was added behind the seal, by people who knew it; both sides have signed it."""

    visit_id: str
