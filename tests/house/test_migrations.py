"""The migrations make exactly the tables the models describe, and are numbered without a gap."""

from __future__ import annotations

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from flask import Flask

from fieldapp.config import PROJECT
from fieldapp.core.db import db
from fieldapp.core.migrate import migrate

VERSIONS = sorted((PROJECT / "migrations/versions").glob("*.py"))


def test_migrated_database_is_what_the_models_describe(app: Flask) -> None:
    with db.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        missing = compare_metadata(context, db.metadata)

    assert not missing, "make a migration for what the models say and the migrations do not"


def test_migrations_are_numbered_without_a_gap() -> None:
    numbers = [int(path.name.split("_")[0]) for path in VERSIONS]

    assert numbers == list(range(1, len(numbers) + 1))


def test_migrating_again_changes_nothing(app: Flask) -> None:
    migrate(app)
    migrate(app)
