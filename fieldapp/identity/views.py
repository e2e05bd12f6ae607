"""Sign in, choose a PIN, sign out, and the first page after that."""

from __future__ import annotations

from flask import Blueprint, redirect, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user, login_user, logout_user

from fieldapp.core.errors import Refusal
from fieldapp.core.web import page
from fieldapp.identity import actions, queries
from fieldapp.identity.rules import BOARD_ROLES, DRAWN_LIST_ROLES, EXPORT_ROLES, ROLE_LABELS, Role

entrance = Blueprint("identity", __name__)
own = Blueprint("own", __name__)


@entrance.get("/signin")
def sign_in() -> ResponseReturnValue:
    if current_user.is_authenticated:
        return redirect(_destination())
    return page("identity/sign_in.html", next=request.args.get("next", ""), login="", problem=None)


@entrance.post("/signin")
def sign_in_now() -> ResponseReturnValue:
    login = request.form.get("login", "")
    try:
        somebody = actions.sign_in(login, request.form.get("password", ""))
    except Refusal as problem:
        target = request.form.get("next", "")
        return page("identity/sign_in.html", next=target, login=login, problem=problem.sentence), problem.status
    session.permanent = True
    login_user(somebody)
    if Role.INSPECTOR in queries.roles_of(somebody) and not queries.pin_verifier(somebody):
        return redirect(url_for("own.pin", next=request.form.get("next", "")))
    return redirect(_destination())


@own.get("/pin")
def pin() -> ResponseReturnValue:
    return page("identity/pin.html", next=request.args.get("next", ""), problem=None)


@own.post("/pin")
def choose_pin() -> ResponseReturnValue:
    try:
        actions.choose_pin(current_user, request.form.get("pin", ""), request.form.get("again", ""))
    except Refusal as problem:
        return page("identity/pin.html", next=request.form.get("next", ""), problem=problem.sentence), problem.status
    return redirect(_destination())


@own.post("/signout")
def sign_out() -> ResponseReturnValue:
    # Never Clear-Site-Data: it would delete work that is only on this phone.
    logout_user()
    return redirect(url_for("identity.sign_in"))


@own.get("/")
def home() -> ResponseReturnValue:
    roles = queries.roles_of(current_user)
    if roles == {Role.INSPECTOR}:
        return redirect("/phone/today")
    labels = [ROLE_LABELS[role] for role in Role if role in roles]
    return page(
        "identity/home.html", labels=labels, board=bool(roles & BOARD_ROLES),
        drawn_lists=bool(roles & DRAWN_LIST_ROLES), phone=Role.INSPECTOR in roles,
        exports=bool(roles & EXPORT_ROLES),
    )  # fmt: skip


def _destination() -> str:
    """Where to go after signing in: the page that was asked for if it is one of ours, else home."""
    wanted = request.values.get("next", "")
    # Browsers drop tabs and line breaks from an address, so "/<tab>/evil" would lead to another site.
    ours = wanted.startswith("/") and not wanted.startswith(("//", "/\\")) and wanted.isprintable()
    return wanted if ours else "/"
