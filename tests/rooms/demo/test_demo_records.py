"""The two finished checks of the demo hold before the same judges as any other."""

from __future__ import annotations

from datetime import date

import pytest
from flask import Flask
from sqlalchemy import select

from fieldapp.cli import demo_records, demo_world
from fieldapp.core.db import db
from fieldapp.field import holders, queries, sealing
from fieldapp.field.models import Visit
from fieldapp.identity.queries import device, person_by_login
from fieldapp.record import queries as records

TODAY = date(2026, 11, 21)
ADDRESS = "http://127.0.0.1:8200"


@pytest.fixture
def finished(app: Flask, monkeypatch: pytest.MonkeyPatch) -> list[Visit]:
    monkeypatch.setattr("fieldapp.identity.actions.PIN_ITERATIONS", 1000)
    demo_world.build(app, TODAY)
    demo_records.finish_two(app, ADDRESS)
    return list(db.session.scalars(select(Visit).where(Visit.sealed_at.is_not(None)).order_by(Visit.notice_no)))


def test_they_were_received_sealed_and_registered_like_any_other(finished: list[Visit]) -> None:
    assert len(finished) == 2
    for visit in finished:
        ops = queries.ops_of(visit.id)
        seal = queries.op(visit.seal_op)
        phone = device(seal.device_id)
        facts = queries.facts_by_digest(visit.id, seal.body["payload"]["facts_sha256"])
        assert phone is not None and facts is not None
        held = holders.devices_ever(visit.id)
        assert sealing.why_seal_fails(seal.body, [each.body for each in ops], facts, phone.public_key, held) == []
        assert not queries.incidents(visit.id) and not visit.incident and visit.state == "REGISTERED"
        assert records.finished_pdf(visit.id)


def test_there_is_a_problem_with_its_photo_to_take_out_and_a_check_without(finished: list[Visit]) -> None:
    snapshots = [record.snapshot for visit in finished if (record := records.record_of(visit.id))]
    findings = [each["doc"]["findings"] for each in snapshots]
    assert sorted(len(each) for each in findings) == [0, 1]
    (problem,) = next(each for each in findings if each)
    assert problem["photos"] == [1] and problem["disposition"] == "限期整改" and problem["due"]
    assert {each["doc"]["category"]["value"] for each in snapshots} == {"PENDING_FOLLOW_UP", "NO_PROBLEM"}


def test_the_one_who_is_told_to_begin_finds_the_own_days_untouched(finished: list[Visit], app: Flask) -> None:
    world = demo_world.world_in(app)
    assert world is not None
    first = person_by_login(world.accounts[0].login)
    assert first is not None
    assert {visit.state for visit in queries.visits_of(first.id)} == {"DRAWN"}
    assert len(finished) == 2
