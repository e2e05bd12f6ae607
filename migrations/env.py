"""Alembic's entry: brings the database of the running app to the newest form."""

from alembic import context
from flask import current_app

database = current_app.extensions["migrate"].db


def _sqlite(connection: object) -> bool:
    return connection.dialect.name == "sqlite"


with database.engine.connect() as connection:
    context.configure(
        connection=connection,
        target_metadata=database.metadata,
        render_as_batch=_sqlite(connection),
        compare_type=True,
    )
    with context.begin_transaction():
        context.run_migrations()
    connection.commit()
