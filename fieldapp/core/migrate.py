"""Bring the database to the newest form; the one way it is ever shaped."""

from __future__ import annotations

import logging

import flask_migrate
from flask import Flask


def migrate(app: Flask) -> None:
    """Apply the migrations that are missing; a second call changes nothing."""
    logging.getLogger("alembic").setLevel(logging.WARNING)
    with app.app_context():
        flask_migrate.upgrade()
