"""A browser of its own: each request in an application context of its own, as in a server; nothing lingers in it."""

from __future__ import annotations

from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from fieldapp.core.db import db


class Browser(FlaskClient):
    def open(self, *request: Any, **more: Any) -> TestResponse:
        with self.application.app_context():
            answer = super().open(*request, **more)
        db.session.rollback()
        db.session.expire_all()  # what the test has read until now is no picture of the present
        return answer


def browser(app: Flask, agent: str) -> Browser:
    """One that calls itself `agent`."""
    opened = Browser(app, app.response_class, use_cookies=True)
    opened.environ_base["HTTP_USER_AGENT"] = agent
    return opened
