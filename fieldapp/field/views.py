"""The shell of the field pages, the worker that keeps it, the manifest: the same for everybody, without a user."""

from __future__ import annotations

from flask import Blueprint, Response, abort, current_app, make_response, render_template
from flask.typing import ResponseReturnValue

from fieldapp.core.web import asset, build_id, built, page

shell = Blueprint("shell", __name__)

PAGES = ("today", "all", "visit", "sign", "sync", "me")
STYLE = "css/phone-pages.css"
# What is kept for work without a network; of styles what those pages wear, whole, and what they put on when it is wanted.
KEPT = ("js/phone/", "css/", "icons/")
OFFICE_ONLY = ("css/office", "css/public", "css/record")


@shell.get("/phone/<name>")
def phone_page(name: str) -> ResponseReturnValue:
    if name not in PAGES:
        abort(404)
    response = make_response(render_template(f"phone/{name}.html", page=name))
    response.headers["X-Shell"] = build_id()  # by this the worker knows our page from a portal's
    return _revalidated(response)


@shell.get("/sw.js")
def worker() -> ResponseReturnValue:
    if current_app.config["SETTINGS"].kill_worker:
        return _revalidated(_script(render_template("pwa/sw-off.js")))
    pages = [f"/phone/{page}" for page in PAGES]
    return _revalidated(_script(render_template("pwa/sw.js", build=build_id(), pages=pages, assets=kept_assets())))


@shell.get("/manifest.webmanifest")
def manifest() -> ResponseReturnValue:
    response = make_response(render_template("pwa/manifest.webmanifest"))
    response.mimetype = "application/manifest+json"
    return _revalidated(response)


@shell.get("/design")
def design() -> str:
    """Every part in every state, for whoever builds or judges the pages; never kept offline."""
    return page("design/page.html")


def kept_assets() -> list[str]:
    """The addresses of all files the shell may ask for offline."""
    inside = {f"css/{part}" for part in built().sheets[STYLE]}
    return [
        asset(name)
        for name in built().names()
        if name.startswith(KEPT) and not name.startswith(OFFICE_ONLY) and name not in inside
    ]


def _script(text: str) -> Response:
    response = make_response(text)
    response.mimetype = "text/javascript"
    return response


def _revalidated(response: Response) -> Response:
    response.headers["Cache-Control"] = "no-cache"
    return response
