"""Plans as they were published, and the tasks now open."""

from __future__ import annotations

from flask import Blueprint
from flask.typing import ResponseReturnValue

from fieldapp.core.web import page
from fieldapp.plan import queries, rules

year_plans = Blueprint("plan", __name__)


@year_plans.get("/plans")
def plans() -> ResponseReturnValue:
    return page("plan/plans.html", plans=queries.plans(), kinds=rules.PLAN_KIND_LABELS)
