"""Which matters and items there are, which of them fit a subject, who is in the registries."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from fieldapp.core.db import db
from fieldapp.registry.models import CheckItem, Inspector, Matter, MatterCatalogue, Subject
from fieldapp.registry.rules import applies


def catalogue(version: str) -> MatterCatalogue | None:
    """This version with its matters and items."""
    whole = selectinload(MatterCatalogue.matters).selectinload(Matter.items)
    return db.session.get(MatterCatalogue, version, options=[whole])


def current_catalogue() -> MatterCatalogue | None:
    """The version entered last, with its matters and items; None before the first."""
    version = db.session.scalar(
        select(MatterCatalogue.version).order_by(MatterCatalogue.entered_at.desc(), MatterCatalogue.version.desc())
    )
    return None if version is None else catalogue(version)


def matters_named(names: Iterable[str], version: str) -> dict[str, Matter]:
    """The matters of this catalogue version by name; a name it does not hold is missing from the result."""
    wanted = list(names)
    found = db.session.scalars(
        select(Matter)
        .where(Matter.catalogue_version == version, Matter.name.in_(wanted))
        .options(selectinload(Matter.items))
    )
    by_name = {matter.name: matter for matter in found}
    return {name: by_name[name] for name in wanted if name in by_name}


def items_for(matter: Matter, subject: Subject) -> list[CheckItem]:
    """The items of a matter that belong on this subject's sheet, in the catalogue's order."""
    return [item for item in matter.items if applies(item, subject)]


def subject(subject_id: str) -> Subject | None:
    return db.session.get(Subject, subject_id)


def subjects() -> list[Subject]:
    return list(db.session.scalars(select(Subject).order_by(Subject.name)))


def subject_by_uscc(uscc: str) -> Subject | None:
    return db.session.scalar(select(Subject).where(Subject.uscc == uscc))


def inspectors() -> list[Inspector]:
    return list(db.session.scalars(select(Inspector).order_by(Inspector.id)))


def inspector_of(person_id: str) -> Inspector | None:
    return db.session.scalar(select(Inspector).where(Inspector.person_id == person_id))


def inspector_by_certificate(number: str) -> Inspector | None:
    return None if not number else db.session.scalar(select(Inspector).where(Inspector.certificate_no == number))
