"""The catalogue as everybody in the house may read it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import Any

from flask import Blueprint
from flask.typing import ResponseReturnValue

from fieldapp.core.web import page
from fieldapp.registry import queries, rules

lists = Blueprint("registry", __name__)


@lists.get("/catalogue")
def catalogue() -> ResponseReturnValue:
    current = queries.current_catalogue()
    matters = sorted(current.matters, key=lambda matter: matter.department) if current else []
    by_department = [(name, list(group)) for name, group in groupby(matters, key=lambda matter: matter.department)]
    return page(
        "registry/catalogue.html",
        catalogue=current,
        departments=sorted(by_department, key=lambda pair: min(matter.position for matter in pair[1])),
        item_total=sum(len(matter.items) for matter in matters),
        categories=rules.MATTER_CATEGORY_LABELS,
        modes=rules.MODE_LABELS,
        subject_types=rules.SUBJECT_TYPE_LABELS,
        every_type=len(rules.SubjectType),
        named=_named,
    )


def _named(words: Sequence[str], labels: Mapping[Any, str]) -> str:
    return "、".join(labels[word] for word in words)
