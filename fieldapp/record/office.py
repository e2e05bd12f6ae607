"""The office's pages: take results and documents out, hand the school its link."""

from __future__ import annotations

from datetime import date
from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, redirect, request, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from fieldapp.core.clock import in_shanghai
from fieldapp.core.errors import Refusal
from fieldapp.core.web import page
from fieldapp.field import queries as field
from fieldapp.field.sight import bound_to, may_watch
from fieldapp.identity import queries as people
from fieldapp.plan import queries as plan
from fieldapp.record import exports, school, selection
from fieldapp.record.rules import EXPORT_LABELS, Chosen, ExportKind
from fieldapp.registry import queries as registry

taking_out = Blueprint("exports", __name__)
links = Blueprint("school_links", __name__)

TYPES = {
    ExportKind.RESULTS: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ExportKind.DOCUMENTS: "application/zip",
}
MAKERS = {ExportKind.RESULTS: exports.export_results, ExportKind.DOCUMENTS: exports.export_documents}
MOST_SHOWN = 50


@taking_out.get("/exports")
def overview() -> ResponseReturnValue:
    return _overview()


@taking_out.post("/exports")
def export_now() -> ResponseReturnValue:
    kind = request.form.get("kind", "")
    if kind not in MAKERS:
        raise Refusal("no_kind", "请选择导出检查结果，还是检查记录。", 400)
    try:
        entry = MAKERS[ExportKind(kind)](_chosen(), current_user)
    except Refusal as problem:
        return _overview(problem.sentence), problem.status
    return redirect(f"{url_for('.overview')}?{urlencode({**_in_address(), 'made': entry.id})}")


@taking_out.get("/exports/<export_id>/file")
def download(export_id: str) -> ResponseReturnValue:
    file, entry = exports.open_export(export_id, current_user)
    answer = send_file(file, TYPES[ExportKind(entry.kind)], as_attachment=True, download_name=entry.filename)
    answer.content_length = entry.size
    answer.headers["Cache-Control"] = "no-store"
    return answer


@links.get("/visits/<visit_id>/school-link")
def link(visit_id: str) -> ResponseReturnValue:
    visit = field.visit(visit_id)
    subject = registry.subject(visit.subject_id) if visit else None
    if visit is None or subject is None or not may_watch(current_user, visit):
        raise Refusal("no_visit", school.NO_VISIT, 404)
    shown = school.shown(visit_id, current_user, request.url_root)
    return page("record/school_link_page.html", visit=visit, subject=subject, school_link=shown)


@links.post("/visits/<visit_id>/school-link")
def change_link(visit_id: str) -> ResponseReturnValue:
    act = school.revoke if request.form.get("act") == "revoke" else school.renew
    act(visit_id, current_user)
    return redirect(url_for(".link", visit_id=visit_id))


def _overview(problem: str | None = None) -> str:
    unit = bound_to(current_user)
    chosen = _chosen()
    found = selection.selected(chosen)
    latest = [_row(each) for each in selection.exports(unit, MOST_SHOWN)]
    made = selection.export(request.args.get("made", ""))
    return page(
        "record/exports.html", problem=problem, chosen=chosen, tasks=plan.tasks(), latest=latest,
        schools=len(found), finished=len([each for each in found if each.record]),
        made=made if made is not None and made.person_id == current_user.id else None,
        unit=current_user.unit if unit else None, labels=EXPORT_LABELS,
    )  # fmt: skip


def _row(entry: Any) -> dict[str, Any]:
    task = plan.task(entry.filters.get("task", ""))
    days = Chosen(first=_day(entry.filters.get("first", "")), last=_day(entry.filters.get("last", "")))
    somebody = people.person(entry.person_id)
    about = f"{task.task_no} {task.task_name}" if task else "全部任务"
    return {
        "entry": entry,
        "at": in_shanghai(entry.at),
        "who": f"{somebody.unit.name} {somebody.name}" if somebody else "",
        "about": f"{about}，{days.period_words()}",
        "label": EXPORT_LABELS[ExportKind(entry.kind)],
    }


def _chosen() -> Chosen:
    given = request.values
    return Chosen(
        given.get("task", ""), _day(given.get("first", "")), _day(given.get("last", "")), bound_to(current_user)
    )


def _in_address() -> dict[str, str]:
    return {name: request.values[name] for name in ("task", "first", "last") if request.values.get(name)}


def _day(text: str) -> date | None:
    """The day in a field; none where it is empty or no day of the calendar."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
