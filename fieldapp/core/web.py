"""What every page shares: whole page or fragment, same-origin writes, strict headers, addressed assets."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

from flask import Blueprint, Flask, Response, abort, current_app, render_template, request, send_from_directory
from flask.typing import ResponseReturnValue
from flask_htmx import HTMX

from fieldapp import bundle, install
from fieldapp.config import PROJECT
from fieldapp.core.errors import Refusal

htmx = HTMX()
Guard = Callable[[], ResponseReturnValue | None]

# No third-party host, no inline script or style, no eval. blob: and data: are photos still on the phone.
CONTENT_SECURITY_POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:; font-src 'self'; connect-src 'self'; worker-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; object-src 'none'; frame-ancestors 'none'"
HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "Permissions-Policy": "camera=(self), geolocation=(self), microphone=()",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}
UNSAFE = {"POST", "PUT", "PATCH", "DELETE"}
TEMPLATES = PROJECT / "templates"
MEDIA_TYPES = {".mjs": "text/javascript", ".map": "application/json"}  # Python 3.11 knows neither as browsers do


def prepare_web(app: Flask) -> None:
    """Give the app its headers, its origin check, its assets and the names templates use."""
    htmx.init_app(app)
    app.before_request(_refuse_foreign_writes)
    app.after_request(_add_headers)
    app.add_url_rule("/assets/<build>/<path:name>", "assets", _serve_asset)
    app.jinja_env.globals.update(asset=asset, build_id=build_id, scripts_behind=scripts_behind)
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True


def page(template: str, **context: Any) -> str:
    """The whole page, or only its `content` block when htmx asks for a fragment."""
    return render_template(template, fragment=bool(htmx) and not htmx.boosted, **context)


def guard_with(app: Flask, blueprint: Blueprint, guard: Guard) -> None:
    """Every request to this blueprint passes `guard` first; a guard raises Refusal to turn somebody away.

    The app keeps it, not the blueprint: a process may make several apps, and a blueprint takes nothing new after the first.
    """
    app.before_request_funcs.setdefault(blueprint.name, []).append(guard)


def asset(name: str) -> str:
    """The address of a file made from static/. The build stands in front, so modules find each other relatively
    and a browser may keep the file for ever."""
    return f"/assets/{build_id()}/{name}"


def scripts_behind(source: str) -> list[str]:
    """The files, by the names `asset` takes, that come with this script of static/ before it runs."""
    return built().behind(source)


def build_id() -> str:
    """12 hex characters that change with any byte of static/ or templates/: the version of the shell."""
    return _fingerprint() if not current_app.debug else _fingerprint.__wrapped__()


def built() -> bundle.Bundle:
    """What is served under /assets/; made on the spot where set-up has not (a test, a changed source)."""
    return _built() if not current_app.debug else _built.__wrapped__()


@cache
def _fingerprint() -> str:
    summary = hashlib.sha256(bundle.stamp().encode())
    for path in sorted(each for each in TEMPLATES.rglob("*") if each.is_file()):
        summary.update(path.relative_to(TEMPLATES).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return summary.hexdigest()[:12]


@cache
def _built() -> bundle.Bundle:
    return bundle.made(install.path_with_node)


def _serve_asset(build: str, name: str) -> Response:
    if build != build_id():  # mixing two builds in one page is worse than asking again
        abort(404)
    response = send_from_directory(built().folder, name, mimetype=MEDIA_TYPES.get(Path(name).suffix))
    response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    return response


def _refuse_foreign_writes() -> None:
    """Refuse a write that another site started (no tokens: pages of the shell are cached and carry none)."""
    if request.method not in UNSAFE:
        return
    site, origin = request.headers.get("Sec-Fetch-Site"), request.headers.get("Origin")
    # Compared whole: what calls itself an origin need not be an address that could be taken apart.
    own = {f"http://{request.host}", f"https://{request.host}"}
    foreign = site not in {"same-origin", "none"} if site else bool(origin) and origin not in own
    if foreign:
        code, sentence = "foreign_origin", "这个操作来自别的网站，已被拒绝；请在本系统的页面里重新操作。"
        raise Refusal(code, sentence, 403)


def _add_headers(response: Response) -> Response:
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    response.headers.setdefault("Cache-Control", "no-store")
    # Where the address carries a port, browsers would from then on want https of the http port beside it, too.
    if request.is_secure and ":" not in request.host:
        response.headers.setdefault("Strict-Transport-Security", "max-age=31536000")
    return response
