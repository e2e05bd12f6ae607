"""Alembic's entry: brings the database of the running app to the newest form."""

from alembic import context
from flask import current_app

database = current_app.extensions["migrate"].db


def _sqlite(connection: object) -> bool:
    return connection.dialect.name == "sqlite"


def _render(kind: str, thing: object, _context: object) -> str | bool:
    """Write our own column types as what the database sees, so that old migrations need none of today's code."""
    return "sa.DateTime()" if kind == "type" and type(thing).__name__ == "Instant" else False


with database.engine.connect() as connection:
    context.configure(
        connection=connection,
        target_metadata=database.metadata,
        render_as_batch=_sqlite(connection),
        compare_type=True,
        render_item=_render,
    )
    with context.begin_transaction():
        context.run_migrations()
    connection.commit()
