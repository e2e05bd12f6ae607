"""The app on a fresh, really migrated SQLite file; people to sign in as."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from fieldapp.app import create_app
from fieldapp.config import Settings
from fieldapp.core.migrate import migrate
from fieldapp.identity import actions as identity
from fieldapp.identity import queries as people
from fieldapp.identity.models import Person, Unit
from fieldapp.identity.rules import Role

PASSWORD = "kou-ling-2026"
SignIn = Callable[..., Person]


def settings_for(folder: Path, **overrides: object) -> Settings:
    values: dict[str, object] = {"data_dir": folder, "secret_key": "test-" * 8, "inline_jobs": True}
    return Settings.from_environment(**{**values, **overrides})


@pytest.fixture(scope="session")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder whose database the real migrations have made; tests copy it."""
    folder = tmp_path_factory.mktemp("migrated")
    migrate(create_app(settings_for(folder)))
    return folder


@pytest.fixture
def data_dir(migrated: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(migrated, tmp_path / "data"))


@pytest.fixture
def app(data_dir: Path) -> Iterator[Flask]:
    application = create_app(settings_for(data_dir))
    with application.app_context():
        yield application


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.fixture
def bureau(app: Flask) -> Unit:
    return people.unit_named("清河县教育局") or identity.add_unit("清河县教育局", "BUREAU")


@pytest.fixture
def sign_in(client: FlaskClient, bureau: Unit) -> SignIn:
    """`sign_in(Role.SUPERVISOR)` makes an account with these roles, signs in, and returns the person."""

    def signing_in(*roles: Role, name: str = "王督查", login: str = "wang") -> Person:
        somebody = identity.add_person(name, login, PASSWORD, bureau, roles=roles)
        client.post("/signin", data={"login": login, "password": PASSWORD})
        return somebody

    return signing_in
