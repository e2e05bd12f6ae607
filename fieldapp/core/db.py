"""The database: one handle, one kind of instant, one way to write."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pysqlite3.dbapi2 as sqlite
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import Connection, Dialect, Engine, MetaData, event
from sqlalchemy.orm import DeclarativeBase
from sqlalchemy.types import DateTime, TypeDecorator

# SQLite 3.7.0–3.51.2 can corrupt a WAL database that several connections write (the WAL-reset bug).
OLDEST_SAFE_SQLITE = (3, 51, 3)
BUSY_MILLISECONDS = 15_000
# What Flask-SQLAlchemy hands to create_engine: the wheel's SQLite instead of the system's.
ENGINE_OPTIONS: dict[str, Any] = {
    "module": sqlite,
    "connect_args": {"timeout": BUSY_MILLISECONDS / 1000, "check_same_thread": False},
}


class Base(DeclarativeBase):
    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(column_0_label)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


# expire_on_commit=False: a view reads what an action returned after its transaction has ended.
db = SQLAlchemy(model_class=Base, session_options={"expire_on_commit": False})
if TYPE_CHECKING:
    Model = Base  # a type checker cannot follow db.Model, which the extension makes at run time
else:
    Model = db.Model


class Instant(TypeDecorator[datetime]):
    """An aware datetime, kept in UTC. Naive ones are refused: nobody would know whose morning it was."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, _dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            message = "an instant needs its time zone"
            raise ValueError(message)
        return value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, _dialect: Dialect) -> datetime | None:
        return None if value is None else value.replace(tzinfo=UTC)


@contextmanager
def transaction() -> Iterator[None]:
    """One write: takes the write lock first, commits at the end, rolls all back on any exception.

    An action called inside another one joins its transaction, so a reaction to an announcement
    stands or falls with what was announced.
    """
    session = db.session()
    if session.info.get("writing"):
        yield
        return
    session.commit()  # ends a mere reading transaction, which could not be turned into a writing one
    session.info["writing"] = True
    try:
        # The lock is taken at the start: a read that later wants to write would fail with SQLITE_BUSY at once.
        session.connection(execution_options={"begin": "IMMEDIATE"})
        yield
        session.commit()
    except BaseException:
        session.rollback()
        raise
    finally:
        session.info.pop("writing", None)


def refuse_old_sqlite() -> None:
    """Stop before a corruptible SQLite touches evidence (sqlite.org, WAL-reset bug, fixed in 3.51.3)."""
    if sqlite.sqlite_version_info < OLDEST_SAFE_SQLITE:
        message = f"SQLite {sqlite.sqlite_version} 有可能损坏数据，需要 3.51.3 以上：请重新运行安装命令"
        raise RuntimeError(message)


@event.listens_for(Engine, "connect")
def _prepare(connection: Any, _record: object) -> None:
    if not isinstance(connection, sqlite.Connection | sqlite3.Connection):
        return
    connection.isolation_level = None  # the driver must not begin by itself: BEGIN is ours, below
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", f"busy_timeout={BUSY_MILLISECONDS}"):
        connection.execute(f"PRAGMA {pragma}")


@event.listens_for(Engine, "begin")
def _begin(connection: Connection) -> None:
    if connection.dialect.name == "sqlite":
        kind = connection.get_execution_options().get("begin", "DEFERRED")
        connection.exec_driver_sql(f"BEGIN {kind}")
