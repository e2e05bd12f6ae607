"""The guards of the house: who may enter a room's pages. app.py gives one to every blueprint."""

from __future__ import annotations

from collections.abc import Callable

from flask import Flask, Response, redirect, request, session, url_for
from flask.sessions import SecureCookieSessionInterface
from flask.typing import ResponseReturnValue
from flask_login import LoginManager, current_user, login_user

from fieldapp.core import clock
from fieldapp.core.errors import SENTENCES, Refusal
from fieldapp.identity import entering, queries
from fieldapp.identity.entering import THIS_MACHINE
from fieldapp.identity.models import Person, SignIn
from fieldapp.identity.rules import Role, lasts

Guard = Callable[[], ResponseReturnValue | None]
login_manager = LoginManager()
SIGN_IN = "sign_in"
NOT_SECURE = "这个网址（http）不是安全连接，登录和检查都要用 https 网址；请在手机上打开 /phone，按步骤做一次。"


def public() -> None:
    """Anybody may enter: a decision, not an oversight; the house test asks every blueprint for one."""


def signed_in() -> ResponseReturnValue | None:
    """Only people with an account; a page leads to the sign-in and back, an API call is told so."""
    if current_user.is_authenticated:
        return None
    if request.path.startswith("/api/") or request.method != "GET":
        raise Refusal("signed_out", SENTENCES[401], 401)
    sign_in = url_for("identity.sign_in", next=request.full_path.rstrip("?"))
    if request.headers.get(
        "HX-Request"
    ):  # the page is led away whole, or a part of it would show the form for signing in
        return Response(status=401, headers={"HX-Redirect": sign_in})
    return redirect(sign_in)


def holding(*roles: Role) -> Guard:
    """Only people who hold one of `roles` today."""

    def guard() -> ResponseReturnValue | None:
        answer = signed_in()
        if answer is None and not queries.roles_of(current_user) & set(roles):
            raise Refusal("forbidden", SENTENCES[403], 403)
        return answer

    guard.__name__ = "holding_" + "_".join(roles)
    return guard


def welcome(held: SignIn) -> Person:
    """From here on this browser is the person's who signed in."""
    somebody = queries.the_person(held.person_id)
    session.clear()
    session.permanent = True
    session[SIGN_IN] = held.id
    login_user(somebody)
    somebody.here = held
    return somebody


def only_the_way_in() -> ResponseReturnValue | None:
    """Over plain http from another machine nothing is answered but the way to https: no page that works, no sign-in."""
    if request.is_secure or request.remote_addr in THIS_MACHINE or request.blueprint == "way_in":
        return None
    if request.endpoint == "assets":
        return None
    if request.method != "GET" or request.path.startswith("/api/"):
        raise Refusal("not_secure", NOT_SECURE, 403)
    return redirect("/phone")  # not looked up: a host that is no name would have nothing to look it up under


@login_manager.user_loader
def _load(person_id: str) -> Person | None:
    """The person, as long as the sign-in this browser holds is neither ended nor run out."""
    held, somebody = queries.sign_in(session.get(SIGN_IN, "")), queries.person(person_id)
    if held is None or somebody is None or held.person_id != person_id or not somebody.active:
        return None
    if not lasts(held.made_at, held.ended_at, clock.now()):
        return None
    entering.note_presence(held)
    somebody.here = held
    return somebody


class Cookies(SecureCookieSessionInterface):
    """The sign-in's cookie: over https only there, and under a name that nothing in the clear can set (`__Host-`)."""

    def get_cookie_secure(self, app: Flask) -> bool:
        return request.is_secure or super().get_cookie_secure(app)

    def get_cookie_name(self, app: Flask) -> str:
        return "__Host-session" if self.get_cookie_secure(app) else super().get_cookie_name(app)
