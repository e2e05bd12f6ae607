"""Everything the board shows about a day, read at once."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import ColumnElement, and_, or_, select

from fieldapp.core import clock
from fieldapp.core.db import db
from fieldapp.field import holders, sight
from fieldapp.field import queries as field
from fieldapp.field.models import CheckOut, Visit
from fieldapp.field.rules import VISIT_STATE_LABELS, VisitState
from fieldapp.identity import queries as people
from fieldapp.identity.models import Person
from fieldapp.monitor import rules
from fieldapp.monitor.rules import Filters
from fieldapp.plan import queries as plan
from fieldapp.plan.models import InspectionTask
from fieldapp.record import queries as record
from fieldapp.registry import queries as registry
from fieldapp.registry.models import Subject


@dataclass(frozen=True)
class Member:
    """Somebody of the team, and how to reach them."""

    person: Person
    department: str
    is_lead: bool


@dataclass(frozen=True)
class Phone:
    """A phone that holds the visit, as it last spoke; `since` is when the oldest unsent thing was made, "" if none."""

    owner: str
    last_contact: str
    silent: bool
    held: str
    since: str


@dataclass(frozen=True)
class Card:
    """One visit as the board shows it; `sealer`: who seals where it is not the lead, `number` once registered,
    `pdf` once its document can be opened."""

    visit: Visit
    state: VisitState
    subject: Subject
    task: InspectionTask
    team: Sequence[Member]
    phones: Sequence[Phone]
    sealer: str
    number: str
    pdf: bool

    @property
    def state_label(self) -> str:
        return VISIT_STATE_LABELS[self.state]

    @property
    def tag(self) -> str:
        return rules.TAGS[self.state]

    @property
    def notes(self) -> list[rules.Note]:
        return rules.notes(self.visit)


def cards(filters: Filters, reader: Person) -> list[Card]:
    """The visits of the day in this reader's sight that pass the filters, in the board's order."""
    visits = [visit for visit in _visits(filters.day, reader) if _passes(visit, filters)]
    held = defaultdict(list)
    for check_out in holders.newest(visit.id for visit in visits):
        held[check_out.visit_id].append(check_out)
    found = [_card(visit, held[visit.id]) for visit in visits]
    return sorted(found, key=lambda card: (not card.visit.incident, rules.ORDER.index(card.state), card.subject.name))


def card(visit_id: str, reader: Person) -> Card | None:
    """None where there is no such visit, or not in this reader's sight."""
    visit = field.visit(visit_id)
    return None if visit is None or not sight.may_watch(reader, visit) else _card(visit, holders.newest([visit_id]))


def count_by_state(shown: Sequence[Card]) -> list[tuple[str, int]]:
    """How many of these visits stand where, in the order of a visit's life."""
    counts = Counter(card.state for card in shown)
    return [(VISIT_STATE_LABELS[state], counts[state]) for state in VisitState]


def unplanned(reader: Person) -> int:
    """How many visits nobody has given a day yet and nobody has begun."""
    return len(_visits(None, reader))


def summary(filters: Filters, reader: Person, at: str) -> str:
    """今日小结 as of `at` of the day the board shows, whatever state is asked for; "" where it shows none."""
    if filters.day is None:
        return ""
    visits = [visit for visit in _visits(filters.day, reader) if _passes(visit, replace(filters, state=""))]
    named = [(_subject(visit).name, visit) for visit in visits]
    return rules.summary(filters.day, at, named, unplanned(reader))


def departments() -> list[str]:
    return sorted({inspector.department for inspector in registry.inspectors()})


def _visits(day: date | None, reader: Person) -> Sequence[Visit]:
    asked, unit_id = select(Visit).where(_on(day)), sight.bound_to(reader)
    if unit_id:
        asked = asked.where(Visit.id.in_(sight.visits_with(unit_id)))
    return db.session.scalars(asked.execution_options(populate_existing=True)).all()


def _on(day: date | None) -> ColumnElement[bool]:
    """Planned for the day, tried on it in vain, or under way: begun before its end and not complete before its beginning."""
    if day is None:
        return and_(Visit.planned_on.is_(None), Visit.state == VisitState.DRAWN)
    begins, ends = rules.span_of(day)
    under_way = and_(Visit.arrived_at < ends, or_(Visit.completed_at.is_(None), Visit.completed_at >= begins))
    tried = and_(Visit.attempted_at >= begins, Visit.attempted_at < ends)
    return or_(Visit.planned_on == day, under_way, tried)


def _passes(visit: Visit, filters: Filters) -> bool:
    return (
        filters.state in {"", visit.state}
        and filters.task in {"", visit.task_id}
        and (not filters.department or any(member.department == filters.department for member in visit.members))
    )


def _card(visit: Visit, check_outs: Sequence[CheckOut]) -> Card:
    subject, task = _subject(visit), plan.task(visit.task_id)
    if task is None:
        message = f"visit {visit.id} has lost its task"
        raise LookupError(message)
    team = [
        Member(person, member.department, member.is_lead)
        for member in visit.members
        if (person := people.person(member.person_id))
    ]
    state = VisitState(visit.state)
    number = (record.registration(visit.id) or "") if state == VisitState.REGISTERED else ""
    sealer = next((each.person.name for each in team if each.person.id == visit.sealer_id and not each.is_lead), "")
    phones = [_phone(each, state) for each in check_outs]
    pdf = bool(number) and record.finished_pdf(visit.id)
    return Card(visit, state, subject, task, team, phones, sealer, number, pdf)


def _subject(visit: Visit) -> Subject:
    subject = registry.subject(visit.subject_id)
    if subject is None:
        message = f"visit {visit.id} has lost its subject"
        raise LookupError(message)
    return subject


def _phone(check_out: CheckOut, state: VisitState) -> Phone:
    owner, now, today = people.person(check_out.person_id), clock.now(), clock.today()
    return Phone(
        owner=owner.name if owner else "",
        last_contact=rules.clock_words(check_out.last_contact_at, today),
        silent=rules.is_silent(state, check_out.last_contact_at, now),
        held=rules.held_words(check_out.pending_ops, check_out.pending_photos),
        since=rules.clock_words(check_out.pending_since, today) if check_out.pending_since else "",
    )
