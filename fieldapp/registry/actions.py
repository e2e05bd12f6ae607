"""Enter a catalogue version, subjects and inspectors: the same actions for a file of thousands and for one form."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypeVar

from pydantic import ValidationError

from fieldapp.core import audit, clock
from fieldapp.core.canonical import digest
from fieldapp.core.db import db, transaction
from fieldapp.core.errors import Refusal
from fieldapp.core.ids import new_id
from fieldapp.identity import queries as people
from fieldapp.registry import queries
from fieldapp.registry.models import CheckItem, Inspector, Matter, MatterCatalogue, Subject
from fieldapp.registry.rows import CatalogueFile, InspectorRow, ItemRow, MatterRow, SubjectRow, sentence_of

Entry = TypeVar("Entry")


def load_catalogue(data: Mapping[str, Any]) -> MatterCatalogue:
    """Enter a whole version of the catalogue (shape: rows.CatalogueFile) as the newest one.

    The same version with the same content again changes nothing; with other content it is refused, for
    records cite versions: a changed list is a new version.
    """
    try:
        file = CatalogueFile.model_validate(data)
    except ValidationError as problem:
        raise Refusal("bad_catalogue", f"事项清单文件有误：{sentence_of(problem)}。整份清单没有录入。") from problem
    sha256 = digest(dict(data))
    with transaction():
        known = queries.catalogue(file.version)
        if known and known.sha256 != sha256:
            raise Refusal("catalogue_changed", f"清单版本“{file.version}”已经录入且内容不同，请换一个新的版本号。", 409)
        return known or _enter_catalogue(file, sha256)


def enter_subject(fields: Mapping[str, Any]) -> Subject:
    """Enter a subject (shape: rows.SubjectRow), or bring the one with this credit code up to date."""
    row = _read(SubjectRow, fields)
    with transaction():
        known = queries.subject_by_uscc(row.uscc)
        entry = known or Subject(id=new_id())
        changed = _bring_up_to_date(entry, row.model_dump(mode="json"))
        if known is None:
            db.session.add(entry)
        if changed:
            verb = "subject.changed" if known else "subject.entered"
            audit.note(verb, f"subject:{entry.id}", actor=None, detail={"fields": changed})
    return entry


def enter_inspector(fields: Mapping[str, Any]) -> Inspector:
    """Enter the inspector behind an account (shape: rows.InspectorRow, found by `login`), or bring the entry up to date."""
    row = _read(InspectorRow, fields)
    with transaction():
        somebody = people.person_by_login(row.login)
        if somebody is None or somebody.name != row.name:
            raise Refusal("unknown_person", f"登录名“{row.login}”不是{row.name}的账号，请先在管理员处开通账号。")
        holder = queries.inspector_by_certificate(row.certificate_no)
        if holder and holder.person_id != somebody.id:
            raise Refusal(
                "certificate_taken", f"执法证号“{row.certificate_no}”已登记在{holder.person.name}名下，请核对。"
            )
        known = queries.inspector_of(somebody.id)
        entry = known or Inspector(id=new_id(), person_id=somebody.id, person=somebody)
        changed = _bring_up_to_date(entry, row.model_dump(exclude={"login", "name"}))
        if known is None:
            db.session.add(entry)
        if changed:
            verb = "inspector.changed" if known else "inspector.entered"
            audit.note(verb, f"inspector:{entry.id}", actor=None, detail={"fields": changed})
    return entry


def load_subjects(rows: Iterable[Mapping[str, Any]]) -> list[Subject]:
    """Enter a file of subjects. All its bad rows are told at once, by line, and then none is entered."""
    return _load(rows, enter_subject)


def load_inspectors(rows: Iterable[Mapping[str, Any]]) -> list[Inspector]:
    """Enter a file of inspectors. All its bad rows are told at once, by line, and then none is entered."""
    return _load(rows, enter_inspector)


def _load(rows: Iterable[Mapping[str, Any]], enter: Callable[[Mapping[str, Any]], Entry]) -> list[Entry]:
    entries, problems = [], []
    with transaction():
        for line, row in enumerate(rows, start=2):  # the heading is line 1
            try:
                entries.append(enter(row))
            except Refusal as problem:
                problems.append(f"第 {line} 行：{problem.sentence}")
        if problems:
            raise Refusal("bad_rows", f"有 {len(problems)} 行不能录入，整份名录没有录入。" + "".join(problems))
    return entries


def _read(shape: type[Any], fields: Mapping[str, Any]) -> Any:
    try:
        return shape.model_validate(fields)
    except ValidationError as problem:
        raise Refusal("bad_row", f"{sentence_of(problem)}。") from problem


def _bring_up_to_date(entry: Subject | Inspector, values: Mapping[str, Any]) -> list[str]:
    changed = [name for name, value in values.items() if getattr(entry, name) != value]
    for name in changed:
        setattr(entry, name, values[name])
    return changed


def _enter_catalogue(file: CatalogueFile, sha256: str) -> MatterCatalogue:
    entry = MatterCatalogue(version=file.version, label=file.label, sha256=sha256, entered_at=clock.now())
    entry.matters = [_matter(place, row, file) for place, row in enumerate(file.matters, start=1)]
    db.session.add(entry)
    items = sum(len(matter.items) for matter in entry.matters)
    audit.note("catalogue.entered", f"catalogue:{file.version}", actor=None, detail={"sha256": sha256, "items": items})
    return entry


def _matter(position: int, row: MatterRow, file: CatalogueFile) -> Matter:
    items = [_item(place, item, file) for place, item in enumerate(row.items, start=1)]
    return Matter(id=new_id(), position=position, items=items, **row.model_dump(mode="json", exclude={"items"}))


def _item(position: int, row: ItemRow, file: CatalogueFile) -> CheckItem:
    bases = [basis.cited(file.laws[basis.law]) for basis in row.bases]
    return CheckItem(id=new_id(), position=position, bases=bases, **row.model_dump(mode="json", exclude={"bases"}))
