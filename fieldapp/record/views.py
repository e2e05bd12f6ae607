"""The record over HTTP: the page a stranger checks a paper on, the PDF, and what the phone asks about it."""

from __future__ import annotations

from flask import Blueprint, jsonify, send_file
from flask.typing import ResponseReturnValue
from flask_login import current_user

from fieldapp.core.clock import in_shanghai
from fieldapp.core.errors import Refusal
from fieldapp.core.web import page
from fieldapp.field import queries as field
from fieldapp.record import actions, queries
from fieldapp.record.rules import Standing

strangers = Blueprint("check", __name__)
documents = Blueprint("record", __name__)


@strangers.get("/v/<code>")
def check(code: str) -> ResponseReturnValue:
    found = queries.check(code)
    status = 404 if found.standing == Standing.UNKNOWN else 200
    return page("record/check.html", found=found, in_shanghai=in_shanghai), status


@documents.get("/records/<record_id>.pdf")
def record_pdf(record_id: str) -> ResponseReturnValue:
    return _send(actions.open_record(record_id, current_user))


@documents.get("/visits/<visit_id>/record.pdf")
def visit_pdf(visit_id: str) -> ResponseReturnValue:
    return _send(actions.open_sheet(visit_id, current_user))


@documents.get("/api/visits/<visit_id>/record")
def registration(visit_id: str) -> ResponseReturnValue:
    visit = field.visit(visit_id)
    if visit is None or not actions.may_see(visit_id, current_user):
        raise Refusal("no_visit", "没有找到这次检查，请返回今日列表刷新。", 404)
    number = queries.registration(visit_id)
    waiting = "none" if visit.sealed_at is None else "sealed_waiting"
    return jsonify(
        proto=1, state=waiting if number is None else "registered", number=number,
        pdf=queries.finished_pdf(visit_id, actions.SHEET),
    )  # fmt: skip


def _send(opened: actions.Opened) -> ResponseReturnValue:
    response = send_file(opened.path, mimetype="application/pdf", download_name=opened.name)
    response.headers["Cache-Control"] = "no-store"  # names and telephone numbers; send_file would let them be kept
    return response
