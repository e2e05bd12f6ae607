"""Which visits an office may look at: the county's and the bureau's all of them, a partner bureau's those its people go to."""

from __future__ import annotations

from sqlalchemy import Select, select

from fieldapp.field.models import Visit, VisitMember
from fieldapp.identity import queries as people
from fieldapp.identity.models import Person
from fieldapp.identity.rules import Role

SEE_ALL = frozenset({Role.SUPERVISOR, Role.COUNTY_OFFICE, Role.DISCIPLINE_OFFICE})
OWN_BUREAU = "BUREAU"


def bound_to(reader: Person) -> str:
    """The unit whose visits alone this reader of an office may see, "" where all of them."""
    sees_all = people.roles_of(reader) & SEE_ALL or reader.unit.kind == OWN_BUREAU
    return "" if sees_all else reader.unit_id


def may_watch(reader: Person, visit: Visit) -> bool:
    """Whether a visit lies in this reader's sight; that the reader holds an office at all is the door's to ask."""
    unit_id = bound_to(reader)
    members = [people.person(each.person_id) for each in visit.members]
    return not unit_id or any(each is not None and each.unit_id == unit_id for each in members)


def visits_with(unit_id: str) -> Select[str]:
    """The ids of all visits somebody of this unit was drawn for, as a part of a question."""
    return (
        select(VisitMember.visit_id).join(Person, Person.id == VisitMember.person_id).where(Person.unit_id == unit_id)
    )
