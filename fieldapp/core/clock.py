"""The only reader of the clock: aware instants in UTC, days in Asia/Shanghai."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")
_fixed: list[datetime] = []


def now() -> datetime:
    """This instant, aware, in UTC."""
    return _fixed[-1] if _fixed else datetime.now(UTC)


def today() -> date:
    """This day as a bureau in China writes it."""
    return now().astimezone(SHANGHAI).date()


def in_shanghai(instant: datetime) -> str:
    """`2026-11-21 09:14` — how screens and documents print an instant."""
    return instant.astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M")


@contextmanager
def fixed(instant: datetime) -> Iterator[None]:
    """Hold the clock still for a test."""
    _fixed.append(instant.astimezone(UTC))
    try:
        yield
    finally:
        _fixed.pop()
