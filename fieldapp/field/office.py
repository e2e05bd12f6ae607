"""The office's pages: import a drawn list, see what came of it, fetch the template or the sheet with its errors; set a
seal aside that does not hold."""

from __future__ import annotations

from io import BytesIO
from itertools import groupby
from pathlib import PurePath

from flask import Blueprint, abort, redirect, request, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from fieldapp.core import clock
from fieldapp.core.blobs import blobs
from fieldapp.core.errors import Refusal
from fieldapp.core.web import page
from fieldapp.field import drawn_import, setting_aside
from fieldapp.field.drawn_columns import COLUMNS
from fieldapp.field.drawn_sheet import template
from fieldapp.identity import queries as people

drawn_lists = Blueprint("drawn_lists", __name__)
seals = Blueprint("seals", __name__)

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MOST_SHOWN = 20


@drawn_lists.get("/drawn-lists")
def overview() -> ResponseReturnValue:
    return _overview(None)


@drawn_lists.post("/drawn-lists")
def import_now() -> ResponseReturnValue:
    upload = request.files.get("file")
    if upload is None or not upload.filename:
        return _overview("还没有选择文件，请先选择抽取结果的 Excel 文件。"), 422
    try:
        entry = drawn_import.import_drawn_list(upload.read(), upload.filename, current_user)
    except Refusal as problem:
        return _overview(f"“{upload.filename}”没有导入：{problem.sentence}"), problem.status
    return redirect(url_for(".result", import_id=entry.id))


@drawn_lists.get("/drawn-lists/<import_id>")
def result(import_id: str) -> ResponseReturnValue:
    entry = drawn_import.drawn_list_import(import_id) or abort(404)
    problems = groupby(entry.report["problems"], key=lambda problem: problem["line"])
    return page(
        "drawn_lists/result.html",
        entry=entry,
        person=people.person(entry.person_id),
        at=clock.in_shanghai(entry.at),
        bad_rows=[(line, [problem["sentence"] for problem in group]) for line, group in problems],
    )


@drawn_lists.get("/drawn-lists/<import_id>/annotated.xlsx")
def annotated(import_id: str) -> ResponseReturnValue:
    entry = drawn_import.drawn_list_import(import_id)
    if entry is None or not entry.annotated_sha256:
        abort(404)
    name = f"{PurePath(entry.filename).stem}（错误原因）.xlsx"
    return send_file(BytesIO(blobs().read(entry.annotated_sha256)), XLSX, as_attachment=True, download_name=name)


@drawn_lists.get("/drawn-lists/template.xlsx")
def blank() -> ResponseReturnValue:
    return send_file(BytesIO(template()), XLSX, as_attachment=True, download_name="抽取结果导入模板.xlsx")


@seals.post("/visits/<visit_id>/seals/<op_id>/set-aside")
def set_aside(visit_id: str, op_id: str) -> ResponseReturnValue:
    setting_aside.set_aside(visit_id, op_id, request.form.get("reason", ""), current_user)
    return redirect(url_for("monitor.visit", visit_id=visit_id))


def _overview(problem: str | None) -> str:
    latest = [
        (entry, people.person(entry.person_id), clock.in_shanghai(entry.at))
        for entry in drawn_import.latest_imports(MOST_SHOWN)
    ]
    return page("drawn_lists/overview.html", latest=latest, problem=problem, columns=COLUMNS)
