"""One way to write: whole or not at all, joined by reactions, safe between two writers."""

import threading

import pytest
from flask import Flask

from fieldapp.core import audit, events
from fieldapp.core.audit import AuditEvent
from fieldapp.core.db import db, transaction


def lines() -> list[str]:
    return list(db.session.scalars(db.select(AuditEvent.verb).order_by(AuditEvent.id)))


def test_a_failing_reaction_undoes_what_it_reacted_to(app: Flask) -> None:
    class Sealed:
        pass

    def fail(_event: Sealed) -> None:
        raise LookupError

    events.on(Sealed, fail)

    def seal() -> None:
        with transaction():
            audit.note("sealed", "visit:1", actor=None)
            events.announce(Sealed())

    with pytest.raises(LookupError):
        seal()

    assert lines() == []


def test_an_action_inside_another_joins_its_transaction(app: Flask) -> None:
    def outer() -> None:
        with transaction():
            with transaction():
                audit.note("inner", "visit:1", actor=None)
            raise LookupError

    with pytest.raises(LookupError):
        outer()

    assert lines() == []


def test_two_writers_take_turns_and_neither_is_lost(app: Flask) -> None:
    def write(name: str) -> None:
        with app.app_context():
            for _ in range(20):
                with transaction():
                    count = len(lines())
                    audit.note(f"{name}-{count}", "visit:1", actor=None)

    writers = [threading.Thread(target=write, args=(name,)) for name in ("a", "b")]
    for each in writers:
        each.start()
    for each in writers:
        each.join()

    # Each read what the other had committed, so the counts are 0…39 without a gap or a repeat.
    assert sorted(int(line.split("-")[1]) for line in lines()) == list(range(40))


def test_the_database_flushes_every_commit_and_keeps_references(app: Flask) -> None:
    pragma = {
        name: db.session.execute(db.text(f"PRAGMA {name}")).scalar()
        for name in ("journal_mode", "synchronous", "foreign_keys")
    }

    assert pragma == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1}
