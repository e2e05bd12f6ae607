"""What a supervisor's screen says about a visit and its phones. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Protocol

from fieldapp.core.clock import SHANGHAI
from fieldapp.field.labels import ABORT_LABELS, MODE_LABELS, OUTCOME_LABELS
from fieldapp.field.rules import VisitState
from fieldapp.record.rules import safe_name

# A phone at work says something every minute; ten minutes without a word is worth showing, not worth judging.
SILENT_AFTER = timedelta(minutes=10)
LONGEST_STEM = 60  # characters; disks take 255 bytes

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
DONE = {VisitState.SEALED, VisitState.REGISTERED}
UNSIGNED = {"REFUSED", "ABSENT", "UNABLE"}


@dataclass(frozen=True)
class Filters:
    """What the board shows; empty words filter nothing, no day means the visits that wait for one."""

    day: date | None
    state: str = ""
    department: str = ""
    task: str = ""


@dataclass(frozen=True)
class Note:
    """Something about a visit that its state does not say; `tone`: ok, wait, bad or none."""

    text: str
    tone: str


class Standing(Protocol):
    """A visit's row, as far as these words are made of it."""

    state: str
    mode: str
    planned_on: date | None
    abnormal: int
    abort: str
    attempts: int
    attempt: str
    attempted_at: datetime | None
    outcome: str
    returns: int
    conflicts: int
    unseen_devices: int
    unseen_ops: int


def notes(visit: Standing) -> list[Note]:
    """What went otherwise than usual, in the order of a day."""
    sealed = visit.state in DONE
    when = clock_words(visit.attempted_at, None) if visit.attempted_at else ""
    said = [
        (visit.mode != "ON_SITE", MODE_LABELS.get(visit.mode, visit.mode), "none"),
        (visit.planned_on is None and visit.state == VisitState.DRAWN, "待排期", "wait"),
        (visit.attempts, f"{visit.attempts} 次未能检查，最近 {when}：{abort_words(visit.attempt)}", "wait"),
        (visit.abort, f"无法检查：{abort_words(visit.abort)}", "bad"),
        (visit.conflicts and not sealed, f"{visit.conflicts} 处填写不一致，检查组还没有裁定", "bad"),
        (visit.returns, f"校方请检查组更正 {visit.returns} 次", "wait"),
        (visit.outcome in UNSIGNED, OUTCOME_LABELS.get(visit.outcome, ""), "bad"),
        (visit.outcome == "PAPER", OUTCOME_LABELS["PAPER"], "none"),
        (visit.unseen_devices, f"签字时还没有听到 {visit.unseen_devices} 部手机", "bad"),
        (visit.unseen_ops, f"签字后收到 {visit.unseen_ops} 条当时未见的内容，需请校方再确认", "bad"),
    ]
    return [Note(text, tone) for applies, text, tone in said if applies]


def summary(day: date, at: str, visits: Sequence[tuple[str, Standing]], waiting: int) -> str:
    """今日小结: one paragraph to paste where the chief asks. `at`: as of when; `visits`: school and row of all
    of that day; `waiting`: how many visits have no day yet."""
    groups = defaultdict[Group, list[tuple[str, Standing]]](list)
    for name, visit in visits:
        groups[_group(visit, day)].append((name, visit))
    done, under_way, ahead = (len(groups[each]) for each in (Group.DONE, Group.UNDER_WAY, Group.AHEAD))
    others = waiting - sum(each.planned_on is None for _, each in groups[Group.ATTEMPTED])
    said = [
        f"{day.month}月{day.day}日检查小结（截至 {at}）：当天 {len(visits)} 所",
        f"做完 {done} 所，正在检查 {under_way} 所，还没有开始 {ahead} 所",
        _schools("无法检查", [f"{name}：{abort_words(each.abort)}" for name, each in groups[Group.IMPOSSIBLE]]),
        _schools(
            "未能检查、另行安排", [f"{name}：{abort_words(each.attempt)}" for name, each in groups[Group.ATTEMPTED]]
        ),
        _problems([(name, each.abnormal) for name, each in visits if each.abnormal]),
        _schools("拒绝签字", [name for name, each in visits if each.outcome == "REFUSED"]),
        f"另有 {others} 所待排期" if others else "",
    ]
    return "；".join(part for part in said if part) + "。还在手机上没有传回的内容不在内。"


class Group(StrEnum):
    """Where a visit stands at the end of a day, as the chief asks for it."""

    DONE = "DONE"
    UNDER_WAY = "UNDER_WAY"
    AHEAD = "AHEAD"
    ATTEMPTED = "ATTEMPTED"
    IMPOSSIBLE = "IMPOSSIBLE"


def _group(visit: Standing, day: date) -> Group:
    if visit.abort:
        return Group.IMPOSSIBLE
    if visit.state in DONE:
        return Group.DONE
    if visit.state != VisitState.DRAWN:
        return Group.UNDER_WAY
    tried = visit.attempted_at is not None and visit.attempted_at.astimezone(SHANGHAI).date() == day
    return Group.ATTEMPTED if tried else Group.AHEAD


def _schools(what: str, named: Sequence[str]) -> str:
    return f"{what} {len(named)} 所（{'、'.join(named)}）" if named else f"{what} 0 所"


def _problems(found: Sequence[tuple[str, int]]) -> str:
    listed = "、".join(f"{name} {count} 个" for name, count in found)
    return f"发现问题 {sum(count for _, count in found)} 个" + (f"（{listed}）" if listed else "")


def abort_words(reason: str) -> str:
    """Why no inspection was possible, in the words of the list it is chosen from."""
    return ABORT_LABELS.get(reason, reason)


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
    parts = [f"答案 {answers}" if answers else "", f"照片和文件 {photos}" if photos else ""]
    held = "、".join(part for part in parts if part)
    return f"{held} 仅在手机上" if held else "已全部收到"


def size_words(size: int) -> str:
    """`3.2 MB`, `48 KB`: how much an attachment is."""
    return f"{size / 2**20:.1f} MB" if size >= 2**20 else f"{max(1, size >> 10)} KB"


def saved_name(called: str, ending: str) -> str:
    """What a phone called its file, as a name on a disk that cannot claim to be anything else."""
    name = safe_name(called)
    stem = name[: -len(ending)] if name.lower().endswith(ending) else name
    return f"{stem[:LONGEST_STEM]}{ending}"


def clock_words(instant: datetime, today: date | None) -> str:
    """`09:14` for today, else with the day before it."""
    there = instant.astimezone(SHANGHAI)
    return there.strftime("%H:%M") if there.date() == today else there.strftime("%m-%d %H:%M")
