"""The board is told about the same small county, and the same phones at work, as the field room."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.rooms.field.conftest import (
    colleague,
    county,
    enter_visit,
    lead,
    other_phone,
    phone,
    school,
    task,
    visit,
)
from tests.rooms.monitor.a_screen import Look

__all__ = ["colleague", "county", "enter_visit", "lead", "other_phone", "phone", "school", "task", "visit"]


@pytest.fixture
def look(app: Flask, client: FlaskClient) -> Look:
    """`look("/board")` asks as whoever has signed in, in a context of its own: nothing read before lingers in it."""

    def looking(address: str) -> TestResponse:
        asking = {"HX-Request": "true"} if "/now" in address else {}
        with app.app_context():
            return client.get(address, headers=asking)

    return looking
