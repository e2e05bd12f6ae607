"""The record over HTTP: the page a stranger checks a paper on, the school's link, the PDF, what the phone asks about it."""

from __future__ import annotations

from io import BytesIO
from typing import cast

from flask import Blueprint, Response, abort, jsonify, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from fieldapp.core.blobs import blobs
from fieldapp.core.clock import in_shanghai
from fieldapp.core.errors import Refusal
from fieldapp.core.web import page
from fieldapp.field import queries as field
from fieldapp.record import handing_out, pictures, queries, school, sheet
from fieldapp.record.public import public_copy
from fieldapp.record.rules import DocumentKind, Standing
from fieldapp.record.snapshot import Snapshot, seal_digest

strangers = Blueprint("check", __name__)
schools = Blueprint("school", __name__)
documents = Blueprint("record", __name__)

# Whoever holds the address may read; nobody else is to find it, keep it or be told it.
UNSEEN = {
    "X-Robots-Tag": "noindex, nofollow, noarchive",
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
}


@strangers.get("/v/<code>")
def check(code: str) -> ResponseReturnValue:
    found = queries.check(code)
    status = 404 if found.standing == Standing.UNKNOWN else 200
    return page("record/check.html", found=found, in_shanghai=in_shanghai), status


@schools.after_request
def unseen(response: Response) -> Response:
    response.headers.update(UNSEEN)
    return response


@schools.get("/r/<secret>")
def public_page(secret: str) -> ResponseReturnValue:
    record = school.open_link(secret, "page")
    snapshot = cast(Snapshot, record.snapshot)
    arranged = sheet.arrange(public_copy(snapshot), seal_digest(snapshot["seal"]), frozenset(), public=True)
    return page(
        "record/school.html", sheet=arranged, here=url_for(".public_page", secret=secret),
        abort=[pair[:2] for pair in arranged["abort"]], rows=[pair[:2] for pair in arranged["procedure"]],
        shown=queries.shown_photos(record), pdf=queries.finished_pdf(record.visit_id, DocumentKind.PUBLIC),
    )  # fmt: skip


@schools.get("/r/<secret>/record.pdf")
def public_pdf(secret: str) -> ResponseReturnValue:
    return _send(handing_out.finished(school.open_link(secret, "pdf"), DocumentKind.PUBLIC))


@schools.get("/r/<secret>/photos/<int:number>.jpg")
def public_photo(secret: str, number: int) -> ResponseReturnValue:
    view = queries.shown_photos(school.look(secret)).get(number) or abort(404)
    return send_file(BytesIO(blobs().read(view)), "image/jpeg")


@documents.get("/records/<record_id>.pdf")
def record_pdf(record_id: str) -> ResponseReturnValue:
    return _send(handing_out.open_record(record_id, current_user))


@documents.get("/visits/<visit_id>/record.pdf")
def visit_pdf(visit_id: str) -> ResponseReturnValue:
    return _send(handing_out.open_sheet(visit_id, current_user))


@documents.get("/visits/<visit_id>/public.pdf")
def public_copy_pdf(visit_id: str) -> ResponseReturnValue:
    return _send(handing_out.open_public_copy(visit_id, current_user))


@documents.get("/api/visits/<visit_id>/record")
def registration(visit_id: str) -> ResponseReturnValue:
    visit = field.visit(visit_id)
    if visit is None or not handing_out.may_see(visit_id, current_user):
        raise Refusal("no_visit", "没有找到这次检查，请返回今日列表刷新。", 404)
    number = queries.registration(visit_id)
    waiting = "none" if visit.sealed_at is None else "sealed_waiting"
    state = waiting if number is None else "registered"
    return jsonify(proto=1, state=state, number=number, pdf=queries.finished_pdf(visit_id))


@documents.get("/api/visits/<visit_id>/pictures/<sha256>")
def picture(visit_id: str, sha256: str) -> ResponseReturnValue:
    """Not to be kept by the browser: the phone keeps it in the reader's own database, where nobody else finds it."""
    found = pictures.small(visit_id, sha256, current_user)
    if isinstance(found, pictures.Waiting):
        return jsonify(proto=1, waiting=found)
    return Response(found, mimetype="image/jpeg")


def _send(opened: handing_out.Opened) -> ResponseReturnValue:
    response = send_file(opened.path, mimetype="application/pdf", download_name=opened.name)
    response.headers["Cache-Control"] = "no-store"  # names and telephone numbers; send_file would let them be kept
    return response
