"""The board, a visit's timeline and its sheet; what can change under the eyes refreshes itself every few seconds."""

from __future__ import annotations

from datetime import date
from hashlib import sha256
from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, abort, make_response, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from fieldapp.core import clock
from fieldapp.core.web import htmx, page
from fieldapp.field import queries as field
from fieldapp.field import setting_aside
from fieldapp.field.rules import VISIT_STATE_LABELS
from fieldapp.field.timeline import timeline
from fieldapp.monitor import queries, sheet
from fieldapp.monitor.actions import note_look, note_refreshing
from fieldapp.monitor.rules import Filters
from fieldapp.plan import queries as plan
from fieldapp.record import school

monitor = Blueprint("monitor", __name__)

# Put in by the page when the paragraph is copied: a time in it would make every minute look like news.
NOW = "{at}"
NO_DAY = "none"
YEARS = range(1900, 2200)  # the first and last day of the calendar have no neighbours to compare with


@monitor.get("/board")
def board() -> ResponseReturnValue:
    filters = _filters()
    note_look("board.viewed", "board", current_user, _in_address(filters))
    return page(
        "monitor/board.html",
        live=_live("monitor/cards.html", _board(filters), _board_address(filters)),
        filters=filters,
        today=clock.today(),
        states=VISIT_STATE_LABELS,
        departments=queries.departments(),
        tasks=plan.tasks(),
        unplanned=queries.unplanned(current_user),
        summary=queries.summary(filters, current_user, _time()[:5]),
    )


@monitor.get("/board/now")
def board_now() -> ResponseReturnValue:
    filters = _filters()
    if not htmx:  # opened by itself, as after signing in again: the page it belongs to
        return redirect(f"{url_for('.board')}?{urlencode(_in_address(filters))}")
    note_refreshing("board.viewed", "board", current_user, _in_address(filters))
    return _news("monitor/cards.html", _board(filters), _board_address(filters))


@monitor.get("/board/visits/<visit_id>")
def visit(visit_id: str) -> ResponseReturnValue:
    shown = _visit(visit_id)
    note_look("visit.viewed", f"visit:{visit_id}", current_user)
    live = _live("monitor/course.html", shown, _course_address(visit_id))
    link = school.shown(visit_id, current_user, request.url_root)
    seals = setting_aside.in_question(visit_id, current_user)
    return page("monitor/visit.html", **shown, live=live, school_link=link, seals=seals)


@monitor.get("/board/visits/<visit_id>/now")
def visit_now(visit_id: str) -> ResponseReturnValue:
    if not htmx:
        return redirect(url_for(".visit", visit_id=visit_id))
    shown = _visit(visit_id)
    note_refreshing("visit.viewed", f"visit:{visit_id}", current_user)
    return _news("monitor/course.html", shown, _course_address(visit_id))


@monitor.get("/board/visits/<visit_id>/sheet")
def sheet_page(visit_id: str) -> ResponseReturnValue:
    """The sheet as it stands, or with `shown` as the school once read it."""
    card = queries.card(visit_id, current_user) or abort(404)
    showing = request.args.get("shown", "")
    read = sheet.as_shown(card.visit, showing) if showing else sheet.now(card.visit)
    if read is None:
        abort(404)
    note_look("sheet.viewed", f"visit:{visit_id}", current_user, {"shown": showing} if showing else None)
    pieces = sheet.pieces(card.visit)
    looks = {piece.evidence: piece.name for piece in pieces if piece.look == sheet.PICTURE}
    return page("monitor/sheet.html", card=card, sheet=read, showing=showing, pieces=pieces, looks=looks)


@monitor.get("/board/visits/<visit_id>/evidence/<evidence>")
def evidence(visit_id: str, evidence: str) -> ResponseReturnValue:
    card = queries.card(visit_id, current_user) or abort(404)
    piece = sheet.open_piece(card.visit, evidence) or abort(404)
    # The page that shows a dozen of them is the look; whoever asks for one alone is noted too.
    note_refreshing("evidence.viewed", f"visit:{visit_id}", current_user)
    return send_file(piece.path, piece.type, as_attachment=bool(piece.name), download_name=piece.name or None)


def _board(filters: Filters) -> dict[str, Any]:
    shown = queries.cards(filters, current_user)
    return {
        "cards": shown,
        "counts": queries.count_by_state(shown),
        "summary": queries.summary(filters, current_user, NOW),
    }


def _visit(visit_id: str) -> dict[str, Any]:
    card = queries.card(visit_id, current_user) or abort(404)
    facts = field.facts_by_digest(visit_id, card.visit.packet_sha256)
    return {
        "card": card,
        "findings": sheet.findings(card.visit),
        "versions": sheet.shown(visit_id),
        "lines": timeline(card.visit),
        "incidents": field.incidents(visit_id),
        "catalogue_label": facts["catalogue_label"] if facts else "",
        "in_shanghai": clock.in_shanghai,
    }


def _board_address(filters: Filters) -> str:
    return f"{url_for('.board_now')}?{urlencode(_in_address(filters))}"


def _course_address(visit_id: str) -> str:
    return url_for(".visit_now", visit_id=visit_id)


def _live(template: str, context: dict[str, Any], address: str) -> str:
    """The living part of a page with the address it asks for news; that carries a digest of what is shown."""
    inner = render_template(template, **context)
    seen = _seen(inner)
    joint = "&" if "?" in address else "?"
    return render_template("monitor/live.html", inner=inner, address=f"{address}{joint}seen={seen}", asked_at=_time())


def _news(template: str, context: dict[str, Any], address: str) -> ResponseReturnValue:
    """The living part anew; where nothing changed only the time of asking, so that focus and scrolling stay."""
    if request.args.get("seen") != _seen(render_template(template, **context)):
        return _live(template, context, address)
    answer = make_response(render_template("monitor/asked.html", asked_at=_time(), alone=True))
    answer.headers["HX-Reswap"] = "none"
    return answer


def _seen(inner: str) -> str:
    return sha256(inner.encode()).hexdigest()[:16]


def _filters() -> Filters:
    given = request.args
    return Filters(
        _day(given.get("day", "")), given.get("state", ""), given.get("department", ""), given.get("task", "")
    )


def _day(text: str) -> date | None:
    """The day asked for; today where none or none that exists is given."""
    if text == NO_DAY:
        return None
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return clock.today()
    return day if day.year in YEARS else clock.today()


def _in_address(filters: Filters) -> dict[str, str]:
    chosen = {"state": filters.state, "department": filters.department, "task": filters.task}
    day = filters.day.isoformat() if filters.day else NO_DAY
    return {"day": day, **{name: value for name, value in chosen.items() if value}}


def _time() -> str:
    return clock.now().astimezone(clock.SHANGHAI).strftime("%H:%M:%S")
