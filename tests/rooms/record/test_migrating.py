"""A house that has registered records already takes the new form of its tables without losing one."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from typing import Any

import flask_migrate
from pysqlite3 import dbapi2 as sqlite

from fieldapp.app import create_app
from fieldapp.core.db import db
from fieldapp.core.migrate import migrate
from tests.conftest import settings_for


def test_registered_records_and_their_documents_survive_a_rebuilt_table(tmp_path: Path) -> None:
    app = create_app(settings_for(tmp_path))
    with app.app_context():
        flask_migrate.upgrade(revision="0001")
        db.engine.dispose()
    with closing(sqlite.connect(tmp_path / "fieldapp.sqlite")) as base:
        for table, given in (
            ("subject", {"id": "school"}),
            ("inspection_task", {"id": "task"}),
            ("visit", {"id": "visit", "task_id": "task", "subject_id": "school"}),
            ("inspection_record", {"id": "record", "visit_id": "visit", "version": 1, "number": "清教检录〔2026〕1号"}),
            ("document", {"id": "paper", "record_id": "record"}),
        ):
            _enter(base, table, given)
        base.commit()
    migrate(app)
    with closing(sqlite.connect(tmp_path / "fieldapp.sqlite")) as base:
        joined = "inspection_record JOIN document ON record_id = inspection_record.id"
        kept = base.execute(f"SELECT number, document.id FROM {joined}").fetchall()
        _enter(base, "inspection_record", {"id": "later", "visit_id": "visit", "version": 2, "number": kept[0][0]})
        assert base.execute("PRAGMA foreign_key_check").fetchall() == []
    assert kept == [("清教检录〔2026〕1号", "paper")]
    with app.app_context(), db.engine.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar() == 1, "keys are watched again afterwards"


def _enter(base: Any, table: str, given: dict[str, Any]) -> None:
    """A row with what is given; what else must not be empty gets a nothing of its own."""
    columns = base.execute(f"PRAGMA table_info({table})").fetchall()
    row = {name: given.get(name, "" if "CHAR" in kind or kind in {"TEXT", "JSON"} else 0)
           for _, name, kind, must, *_ in columns if must or name in given}  # fmt: skip
    marks = ", ".join("?" for _ in row)
    base.execute(f"INSERT INTO {table} ({', '.join(row)}) VALUES ({marks})", list(row.values()))
