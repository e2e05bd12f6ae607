"""What a supervisor's screen says about a visit and its phones. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from fieldapp.core.clock import SHANGHAI
from fieldapp.field.rules import VisitState

# A phone at work says something every minute; ten minutes without a word is worth showing, not worth judging.
SILENT_AFTER = timedelta(minutes=10)

# The order of the board: what is going on first, then what is to come, then what is done.
ORDER = (
    VisitState.CONFIRMING,
    VisitState.CHECKING,
    VisitState.ARRIVED,
    VisitState.DRAWN,
    VisitState.SEALED,
    VisitState.REGISTERED,
)
TAGS = {
    VisitState.DRAWN: "none",
    VisitState.ARRIVED: "wait",
    VisitState.CHECKING: "wait",
    VisitState.CONFIRMING: "wait",
    VisitState.SEALED: "ok",
    VisitState.REGISTERED: "ok",
}


@dataclass(frozen=True)
class Filters:
    """What the board shows; empty words filter nothing, no day means the visits without a planned day."""

    day: date | None
    state: str = ""
    department: str = ""
    task: str = ""


def span_of(day: date) -> tuple[datetime, datetime]:
    """The first instant of a day in China and that of the next."""
    begins = datetime(day.year, day.month, day.day, tzinfo=SHANGHAI)
    return begins, begins + timedelta(days=1)


def is_silent(state: VisitState, last_contact: datetime, now: datetime) -> bool:
    """Whether a phone on a visit under way has not been heard of for a while."""
    under_way = state not in {VisitState.DRAWN, VisitState.REGISTERED}
    return under_way and now - last_contact > SILENT_AFTER


def held_words(answers: int, photos: int) -> str:
    """What the phone last said it still held, in the words of the doors."""
    parts = [f"答案 {answers}" if answers else "", f"照片 {photos}" if photos else ""]
    held = "、".join(part for part in parts if part)
    return f"{held} 仅在手机上" if held else "已全部收到"


def clock_words(instant: datetime, today: date) -> str:
    """`09:14` for today, else with the day before it."""
    there = instant.astimezone(SHANGHAI)
    return there.strftime("%H:%M") if there.date() == today else there.strftime("%m-%d %H:%M")
