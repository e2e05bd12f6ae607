"""Sign in by password or code, choose a PIN, sign out, and the first page after that."""

from __future__ import annotations

from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user, logout_user

from fieldapp.core import clock
from fieldapp.core.errors import Refusal
from fieldapp.core.web import page
from fieldapp.identity import access, actions, entering, queries
from fieldapp.identity.browsers import window_of
from fieldapp.identity.models import SignIn
from fieldapp.identity.rules import (
    BOARD_ROLES,
    DRAWN_LIST_ROLES,
    EXPORT_ROLES,
    PHONE_ROLES,
    ROLE_LABELS,
    Role,
    may_choose_pin,
)

entrance = Blueprint("identity", __name__)
own = Blueprint("own", __name__)


@entrance.before_request
def _to_a_real_browser() -> ResponseReturnValue | None:
    """Nobody signs in inside 微信 or 钉钉 on a phone: what they hold goes with the app's cache."""
    inside = window_of(request.user_agent.string).inside_app
    return redirect(url_for("way_in.phone")) if inside else None


@entrance.get("/signin")
def sign_in() -> ResponseReturnValue:
    if current_user.is_authenticated and "again" not in request.args:
        return redirect(_destination())
    return page("identity/sign_in.html", next=request.args.get("next", ""), login="", problem=None)


@entrance.post("/signin")
def sign_in_now() -> ResponseReturnValue:
    login = request.form.get("login", "")
    try:
        held = entering.by_password(login, request.form.get("password", ""), _origin())
    except Refusal as problem:
        target = request.form.get("next", "")
        return page("identity/sign_in.html", next=target, login=login, problem=problem.sentence), problem.status
    return _onward(held)


@entrance.get("/code")
def code() -> ResponseReturnValue:
    """The code of a personal QR stands behind #; the page puts it into the field, and a person sends it off: a
    messenger that looks at links beforehand must not use it up."""
    return page("identity/code.html", next=request.args.get("next", ""), problem=None)


@entrance.post("/code")
def use_code() -> ResponseReturnValue:
    try:
        held = entering.by_code(request.form.get("code", ""), _origin())
    except Refusal as problem:
        target = request.form.get("next", "")
        return page("identity/code.html", next=target, problem=problem.sentence), problem.status
    return _onward(held)


def _origin() -> entering.Origin:
    return entering.Origin(request.remote_addr or "", request.user_agent.string)


def _onward(held: SignIn) -> ResponseReturnValue:
    """Signed in; whoever was before on this browser is no more. An inspector without a PIN chooses one first."""
    if current_user.is_authenticated:
        entering.end(current_user.here, current_user)
    somebody = access.welcome(held)
    if Role.INSPECTOR in queries.roles_of(somebody) and not queries.pin_verifier(somebody):
        return redirect(url_for("own.pin", next=request.form.get("next", "")))
    return redirect(_destination())


@own.get("/pin")
def pin() -> ResponseReturnValue:
    return page("identity/pin.html", next=request.args.get("next", ""), problem=None, fresh=_may_choose_pin())


@own.post("/pin")
def choose_pin() -> ResponseReturnValue:
    if not _may_choose_pin():
        return redirect(url_for("own.pin"))
    try:
        actions.choose_pin(current_user, request.form.get("pin", ""), request.form.get("again", ""))
    except Refusal as problem:
        target = request.form.get("next", "")
        return page("identity/pin.html", next=target, problem=problem.sentence, fresh=True), problem.status
    return redirect(_destination())


@own.post("/signout")
def sign_out() -> ResponseReturnValue:
    # Never Clear-Site-Data: it would delete work that is only on this phone.
    entering.end(current_user.here, current_user)
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
        drawn_lists=bool(roles & DRAWN_LIST_ROLES), phone=Role.INSPECTOR in roles, phones=bool(roles & PHONE_ROLES),
        exports=bool(roles & EXPORT_ROLES),
    )  # fmt: skip


def _may_choose_pin() -> bool:
    return may_choose_pin(queries.pin_verifier(current_user) is not None, current_user.here.made_at, clock.now())


def _destination() -> str:
    """Where to go after signing in: the page that was asked for if it is one of ours, else home."""
    wanted = request.values.get("next", "")
    # Browsers drop tabs and line breaks from an address, so "/<tab>/evil" would lead to another site.
    ours = wanted.startswith("/") and not wanted.startswith(("//", "/\\")) and wanted.isprintable()
    return wanted if ours else "/"
