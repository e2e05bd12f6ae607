"""Whether the rows of a drawn list can become visits: everything wrong is told at once, oddities as hints. No I/O."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from fieldapp.field.drawn_columns import HEADINGS
from fieldapp.field.drawn_list import DrawnRow, Named, Problem
from fieldapp.field.models import Visit
from fieldapp.field.rules import CERTIFIED_NEEDED, VisitState
from fieldapp.plan.models import InspectionTask
from fieldapp.registry.models import Inspector, Subject
from fieldapp.registry.rules import InspectorCategory, certified_on

Entry = TypeVar("Entry")
OPEN_STATES = {VisitState.DRAWN, VisitState.ARRIVED, VisitState.CHECKING, VisitState.CONFIRMING}


class Registries:
    """What is known so far, looked up the way a list names things."""

    def __init__(
        self, tasks: Iterable[InspectionTask], subjects: Iterable[Subject],
        inspectors: Iterable[Inspector], visits: Iterable[Visit],
    ) -> None:  # fmt: skip
        tasks, subjects, inspectors = list(tasks), list(subjects), list(inspectors)
        self.task = {task.id: task for task in tasks}
        self.tasks_numbered = _grouped(tasks, lambda task: task.task_no)
        self.tasks_named = _grouped(tasks, lambda task: task.task_name)
        self.subjects_named = _grouped(subjects, lambda subject: subject.name)
        self.subjects_coded = _grouped(subjects, lambda subject: subject.uscc)
        self.inspectors_named = _grouped(inspectors, lambda inspector: inspector.person.name)
        self.visits = {(visit.task_id, visit.subject_id): visit for visit in visits}
        self.open_visits = _grouped(
            [visit for visit in self.visits.values() if visit.state in OPEN_STATES], lambda visit: visit.subject_id
        )


@dataclass(frozen=True)
class NewVisit:
    """A row that may become a visit; the first certified person of the team leads."""

    row: DrawnRow
    task: InspectionTask
    subject: Subject
    team: tuple[Inspector, ...]
    period: tuple[date, date]


@dataclass(frozen=True)
class Verdict:
    """`new` counts only while `problems` is empty. `already` are lines imported before; `hints` need no answer."""

    new: tuple[NewVisit, ...]
    already: tuple[int, ...]
    problems: tuple[Problem, ...]
    hints: tuple[str, ...]


def judge(rows: Sequence[DrawnRow], registries: Registries) -> Verdict:
    """What importing these rows would mean, against what is known now."""
    judges = [_RowJudge(row, registries) for row in rows]
    problems = [problem for judge in judges for problem in judge.problems]
    visits = [judge.visit for judge in judges if judge.visit]
    problems += _twice_in_this_list(visits)
    already = [visit for visit in visits if (visit.task.id, visit.subject.id) in registries.visits]
    hints = [hint for judge in judges for hint in judge.hints] + _several_tasks(visits, registries)
    if already:
        lines = "、".join(str(visit.row.line) for visit in already)
        hints.append(f"第 {lines} 行以前已经导入过，没有重复导入。")
    return Verdict(
        new=tuple(visit for visit in visits if visit not in already),
        already=tuple(visit.row.line for visit in already),
        problems=tuple(sorted(problems, key=lambda problem: problem.line)),
        hints=tuple(hints),
    )


class _RowJudge:
    """Finds what one row names and keeps what does not fit."""

    def __init__(self, row: DrawnRow, registries: Registries) -> None:
        self.row, self.known = row, registries
        self.problems: list[Problem] = list(row.problems)
        self.hints: list[str] = []
        task, subject, team = self._task(), self._subject(), self._team()
        period = self._period(task)
        if team and period:
            self._check_certificates(team, period[1])
        self.visit = NewVisit(row, task, subject, team, period) if task and subject and team and period else None
        if self.visit:
            self._compare_with_imported(self.visit)

    def _task(self) -> InspectionTask | None:
        number, name = self.row.text("task_no"), self.row.text("task_name")
        key, word = ("task_name", name) if name and not number else ("task_no", number)
        found = self.known.tasks_numbered.get(word, []) or self.known.tasks_named.get(word, [])
        if not word:
            self._wrong(key, "没有填写，请补上任务编号")
        elif not found:
            self._wrong(key, f"系统里没有任务“{word}”，请核对编号，或先录入这个任务")
        elif number and name and name != found[0].task_name:
            self._wrong("task_name", f"任务{number}的名称是“{found[0].task_name}”，与表中的“{name}”不一致，请核对")
        else:
            return self._of_the_right_year(found)
        return None

    def _of_the_right_year(self, found: list[InspectionTask]) -> InspectionTask:
        """Task numbers begin again each year: the row's own dates say which year is meant."""
        day = self.row.period_to or self.row.period_from
        fitting = [task for task in found if day and task.year == day.year]
        return (fitting or found)[0]

    def _subject(self) -> Subject | None:
        name, uscc = self.row.text("school"), self.row.text("uscc").upper()
        found = self.known.subjects_coded.get(uscc, []) if uscc else self.known.subjects_named.get(name, [])
        if not name and not uscc:
            self._wrong("school", "没有填写，请补上学校全称")
        elif not found and uscc:
            self._wrong("uscc", f"检查对象名录库里没有“{uscc}”，请核对，或先把这个单位录入名录库")
        elif not found:
            self._wrong("school", f"检查对象名录库里没有“{name}”，请写全称，或先把它录入名录库")
        elif len(found) > 1:
            self._wrong("school", f"名录库里有 {len(found)} 个“{name}”，请加一列“统一社会信用代码”写明是哪一个")
        elif name and name != found[0].name:
            self._wrong("school", f"这个信用代码在名录库里是“{found[0].name}”，与“{name}”不一致，请核对")
        else:
            return found[0]
        return None

    def _team(self) -> tuple[Inspector, ...]:
        if not self.row.inspectors:
            self._wrong("inspectors", "没有填写，请补上至少两名持证人员")
        team = [self._inspector(each) for each in self.row.inspectors]
        return tuple(each for each in team if each) if all(team) else ()

    def _inspector(self, named: Named) -> Inspector | None:
        found = self.known.inspectors_named.get(named.name, [])
        if named.certificate_no:
            found = [each for each in found if each.certificate_no == named.certificate_no]
        if len(found) == 1:
            return found[0]
        if not found:
            who = f"{named.name}（{named.certificate_no}）" if named.certificate_no else named.name
            self._wrong("inspectors", f"执法检查人员名录库里没有“{who}”，请核对姓名，或先录入名录库")
        else:
            self._wrong("inspectors", f"名录库里有 {len(found)} 位“{named.name}”，请在姓名后加括号写执法证号")
        return None

    def _period(self, task: InspectionTask | None) -> tuple[date, date] | None:
        begins, ends, planned = self.row.period_from, self.row.period_to, self.row.planned_on
        key = "period" if self.row.text("period") else "period_to"
        if begins is None or ends is None:
            return None
        if ends < begins:
            self._wrong(key, f"结束日 {ends} 早于开始日 {begins}，请改正")
            return None
        if planned and not begins <= planned <= ends:
            self._wrong("planned_on", f"{planned} 不在检查时间 {begins} 至 {ends} 之内，请改正")
        if task and (begins < task.period_from or ends > task.period_to):
            self.hints.append(
                f"第 {self.row.line} 行的检查时间超出了任务{task.task_no}的抽查时间"
                f"（{task.period_from} 至 {task.period_to}），请确认。"
            )
        return begins, ends

    def _check_certificates(self, team: Sequence[Inspector], last_day: date) -> None:
        certified = [each for each in team if certified_on(each, last_day)]
        if len(certified) < CERTIFIED_NEEDED:
            others = "；".join(_why_not_certified(each) for each in team if each not in certified)
            what = f"到 {last_day} 持有效执法证的只有 {len(certified)} 人，至少要两人"
            self._wrong("inspectors", f"{what}（{others}），请补充" if others else f"{what}，请补充")

    def _compare_with_imported(self, visit: NewVisit) -> None:
        """The same row again is skipped; the same school of the same task with other people, days or another mode is no import."""
        known = self.known.visits.get((visit.task.id, visit.subject.id))
        if known is None:
            return
        same_people = {member.person_id for member in known.members} == {each.person_id for each in visit.team}
        same_days = (known.period_from, known.period_to) == visit.period
        if not same_people or not same_days or known.mode != self.row.mode:
            where = f"{visit.subject.name}在任务{visit.task.task_no}里已经导入过"
            self._wrong(
                "school", f"{where}，但检查人员、时间或方式与已导入的不同；导入不能更改已有的检查，请核对这一行"
            )

    def _wrong(self, key: str, what: str) -> None:
        self.problems.append(Problem(self.row.line, key, f"{HEADINGS[key]}：{what}"))


def _twice_in_this_list(visits: Iterable[NewVisit]) -> list[Problem]:
    seen: dict[tuple[str, str], int] = {}
    problems = []
    for visit in visits:
        first = seen.setdefault((visit.task.id, visit.subject.id), visit.row.line)
        if first != visit.row.line:
            what = f"与第 {first} 行重复（同一任务、同一学校），请删去一行"
            problems.append(Problem(visit.row.line, "school", f"{HEADINGS['school']}：{what}"))
    return problems


def _several_tasks(visits: Iterable[NewVisit], registries: Registries) -> list[str]:
    """进一次门，查多项事: a school that several open tasks will knock at, named once."""
    hints = []
    for group in _grouped(visits, lambda visit: visit.subject.id).values():
        subject = group[0].subject
        numbers = {visit.task.task_no for visit in group}
        numbers |= {
            registries.task[open_visit.task_id].task_no for open_visit in registries.open_visits.get(subject.id, [])
        }
        if len(numbers) > 1:
            hints.append(
                f"{subject.name}同时在任务{'、'.join(sorted(numbers))}里：进一次门，查多项事，建议安排同一天去。"
            )
    return hints


def _why_not_certified(inspector: Inspector) -> str:
    if inspector.category == InspectorCategory.ASSISTANT:
        return f"{inspector.person.name}是辅助人员"
    return f"{inspector.person.name}的执法证 {inspector.certificate_valid_to} 到期"


def _grouped(entries: Iterable[Entry], key: Callable[[Entry], Hashable]) -> dict[Hashable, list[Entry]]:
    groups: dict[Hashable, list[Entry]] = defaultdict(list)
    for entry in entries:
        groups[key(entry)].append(entry)
    return dict(groups)
