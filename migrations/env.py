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
    if _sqlite(connection):
        # SQLite changes a table by building it anew: with its keys watched, dropping the old one would take the rows
        # that point to it along. The pragma means nothing inside a transaction, so it goes past SQLAlchemy.
        connection.connection.dbapi_connection.execute("PRAGMA foreign_keys=OFF")
    context.configure(
        connection=connection,
        target_metadata=database.metadata,
        render_as_batch=_sqlite(connection),
        compare_type=True,
        render_item=_render,
    )
    with context.begin_transaction():
        context.run_migrations()
        if _sqlite(connection) and connection.exec_driver_sql("PRAGMA foreign_key_check").first():
            raise RuntimeError("a row points to one that is not there: nothing was migrated")
    connection.commit()
    if _sqlite(connection):
        connection.connection.dbapi_connection.execute("PRAGMA foreign_keys=ON")
