"""The guards of the house: who may enter a room's pages. app.py gives one to every blueprint."""

from __future__ import annotations

from collections.abc import Callable

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import LoginManager, current_user

from fieldapp.core.errors import SENTENCES, Refusal
from fieldapp.identity import queries
from fieldapp.identity.models import Person
from fieldapp.identity.rules import Role

Guard = Callable[[], ResponseReturnValue | None]
login_manager = LoginManager()


def public() -> None:
    """Anybody may enter: a decision, not an oversight; the house test asks every blueprint for one."""


def signed_in() -> ResponseReturnValue | None:
    """Only people with an account; a page leads to the sign-in and back, an API call is told so."""
    if current_user.is_authenticated:
        return None
    if request.path.startswith("/api/") or request.method != "GET":
        raise Refusal("signed_out", SENTENCES[401], 401)
    return redirect(url_for("identity.sign_in", next=request.full_path.rstrip("?")))


def holding(*roles: Role) -> Guard:
    """Only people who hold one of `roles` today."""

    def guard() -> ResponseReturnValue | None:
        answer = signed_in()
        if answer is None and not queries.roles_of(current_user) & set(roles):
            raise Refusal("forbidden", SENTENCES[403], 403)
        return answer

    guard.__name__ = "holding_" + "_".join(roles)
    return guard


@login_manager.user_loader
def _load(person_id: str) -> Person | None:
    return queries.person(person_id)
