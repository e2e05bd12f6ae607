"""The shell of the field pages, the worker that keeps it, the manifest: the same for everybody, without a user."""

from __future__ import annotations

from flask import Blueprint, Response, abort, current_app, make_response, redirect, render_template
from flask.typing import ResponseReturnValue

from fieldapp.core.web import STATIC, asset, build_id

shell = Blueprint("shell", __name__)

PAGES = ("today", "all", "visit", "sign", "sync", "me")
# What field pages never load; everything else under these folders is kept for work without a network.
FOLDERS = ("js", "css", "vendor", "icons")
KINDS = {".mjs", ".js", ".css", ".svg", ".png"}
OFFICE_ONLY = ("js/office", "css/office", "css/public", "css/document", "vendor/htmx")


@shell.get("/phone")
def phone() -> ResponseReturnValue:
    return redirect("/phone/today")


@shell.get("/phone/<page>")
def phone_page(page: str) -> ResponseReturnValue:
    if page not in PAGES:
        abort(404)
    response = make_response(render_template(f"phone/{page}.html", page=page))
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


def kept_assets() -> list[str]:
    """The addresses of all files the shell may ask for offline."""
    found = (path for folder in FOLDERS for path in sorted((STATIC / folder).rglob("*")) if path.suffix in KINDS)
    names = (path.relative_to(STATIC).as_posix() for path in found if path.is_file())
    return [asset(name) for name in names if not name.startswith(OFFICE_ONLY)]


def _script(text: str) -> Response:
    response = make_response(text)
    response.mimetype = "text/javascript"
    return response


def _revalidated(response: Response) -> Response:
    response.headers["Cache-Control"] = "no-cache"
    return response
