"""create_app: settings, extensions, and every room with its guard. The only file that knows all rooms."""

from __future__ import annotations

from flask import Blueprint, Flask
from flask_compress import Compress
from flask_migrate import Migrate
from werkzeug.middleware.proxy_fix import ProxyFix

from fieldapp import wiring
from fieldapp.config import PROJECT, Settings
from fieldapp.core import db as database
from fieldapp.core.blobs import BlobStore
from fieldapp.core.errors import answer_errors
from fieldapp.core.jobs import prepare_jobs
from fieldapp.core.web import guard_with, prepare_web
from fieldapp.field import api as phone
from fieldapp.field import office
from fieldapp.field import views as field
from fieldapp.identity import access, way_in
from fieldapp.identity import office as people
from fieldapp.identity import views as identity
from fieldapp.identity.rules import (
    BOARD_ROLES,
    DRAWN_LIST_ROLES,
    EXPORT_ROLES,
    LINK_ROLES,
    PHONE_ROLES,
    SEAL_ROLES,
    SIGN_IN_LASTS,
)
from fieldapp.monitor import views as monitor
from fieldapp.plan import views as plan
from fieldapp.record import office as records
from fieldapp.record import views as record
from fieldapp.registry import views as registry

SHORTEST_SECRET = 32
LARGEST_REQUEST = 40 * 1024 * 1024


def rooms() -> list[tuple[Blueprint, access.Guard]]:
    """Each blueprint of the house with the guard at its door, in the order of a case's life."""
    return [
        (identity.entrance, access.public),
        (way_in.way_in, access.public),  # the first page a phone opens, when nobody has signed in on it
        (identity.own, access.signed_in),
        (people.places, access.signed_in),
        (people.phones, access.holding(*PHONE_ROLES)),
        (registry.lists, access.signed_in),
        (plan.year_plans, access.signed_in),
        (office.drawn_lists, access.holding(*DRAWN_LIST_ROLES)),
        (office.seals, access.holding(*SEAL_ROLES)),
        (field.shell, access.public),  # user-free pages: the phone opens them without a network
        (phone.anybody, access.public),  # “who am I”: nobody is an answer too
        (phone.by_login, access.signed_in),
        (phone.by_token, access.public),  # asks for the packet's token itself, which outlives the login
        (record.strangers, access.public),
        (record.schools, access.public),  # asks for the school's secret itself
        (record.documents, access.signed_in),
        (records.taking_out, access.holding(*EXPORT_ROLES)),
        (records.links, access.holding(*LINK_ROLES)),
        (monitor.monitor, access.holding(*BOARD_ROLES)),
    ]


def create_app(settings: Settings | None = None) -> Flask:
    """The application. Raises RuntimeError, in one sentence, where it would not be safe to run."""
    settings = settings or Settings.from_environment()
    database.refuse_old_sqlite()
    if len(settings.secret_key) < SHORTEST_SECRET:
        message = f"请先设置 FIELDAPP_SECRET_KEY（至少 {SHORTEST_SECRET} 个字符的随机串），再启动服务。"
        raise RuntimeError(message)
    settings.data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)  # personal data lies here
    app = Flask("fieldapp", template_folder=PROJECT / "templates", static_folder=None)
    _configure(app, settings)
    database.db.init_app(app)
    Migrate(app, database.db, directory=str(PROJECT / "migrations"), render_as_batch=True)
    Compress(app)
    access.login_manager.init_app(app)
    app.session_interface = access.Cookies()
    app.before_request(access.only_the_way_in)
    if settings.proxies:
        app.wsgi_app = ProxyFix(app.wsgi_app, settings.proxies, settings.proxies, settings.proxies)  # type: ignore[method-assign]
    app.extensions["blobs"] = BlobStore(settings.data_dir / "blobs")
    prepare_jobs(app, wiring.JOBS)
    answer_errors(app)
    prepare_web(app)
    for blueprint, guard in rooms():
        guard_with(app, blueprint, guard)
        app.register_blueprint(blueprint)
    wiring.wire()
    return app


def _configure(app: Flask, settings: Settings) -> None:
    url = f"sqlite:///{settings.sqlite_path}"
    app.config.update(
        SETTINGS=settings,
        SECRET_KEY=settings.secret_key,
        SQLALCHEMY_DATABASE_URI=url,
        SQLALCHEMY_ENGINE_OPTIONS=database.ENGINE_OPTIONS,
        MAX_CONTENT_LENGTH=LARGEST_REQUEST,
        PERMANENT_SESSION_LIFETIME=SIGN_IN_LASTS,
        SESSION_REFRESH_EACH_REQUEST=False,  # else even the kept, user-free pages of the phone would carry a cookie
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=settings.secure_cookies,
        COMPRESS_MIMETYPES=[
            "text/html",
            "text/css",
            "text/javascript",
            "application/json",
            "application/manifest+json",
        ],
    )
