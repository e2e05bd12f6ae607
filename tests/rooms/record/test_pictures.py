"""A colleague's photo on another phone: small, only once it is here, only for those who make this visit, and noted."""

from __future__ import annotations

import io

import pytest
from flask.testing import FlaskClient
from PIL import Image
from sqlalchemy import select
from werkzeug.test import TestResponse

from fieldapp.core.audit import AuditEvent
from fieldapp.core.db import db, transaction
from fieldapp.field import queries as field
from fieldapp.field.models import Upload, Visit
from fieldapp.identity.rules import Role
from fieldapp.record.actions import prepare_photo
from tests.conftest import SignIn
from tests.rooms.record.a_visit import complete_visit


@pytest.fixture
def visit(sign_in: SignIn) -> Visit:
    return complete_visit(sign_in(Role.INSPECTOR, name="赵明", login="zhao"))


def photo_of(visit: Visit, number: int) -> str:
    return list(field.named_photos(visit.id))[number]


def ask(client: FlaskClient, visit_id: str, sha256: str) -> TestResponse:
    return client.get(f"/api/visits/{visit_id}/pictures/{sha256}")


def refused(answer: TestResponse) -> tuple[int, str]:
    assert answer.json is not None
    return answer.status_code, answer.json["error"]


def waits(answer: TestResponse) -> str:
    """What is still to come is an answer, no fault."""
    assert (answer.status_code, answer.json and answer.json["proto"]) == (200, 1)
    return str(answer.json and answer.json["waiting"])


def test_the_visits_people_see_a_small_copy_and_the_look_is_noted_once_a_day(visit: Visit, client: FlaskClient) -> None:
    photo = photo_of(visit, 0)
    assert waits(ask(client, visit.id, photo)) == "not_ready"  # the worker has not come to it yet

    prepare_photo(photo)
    answers = [ask(client, visit.id, photo) for _ in range(2)]

    assert {(each.status_code, each.mimetype, each.headers["Cache-Control"]) for each in answers} == {
        (200, "image/jpeg", "no-store")
    }
    assert max(Image.open(io.BytesIO(answers[0].data)).size) <= 1280
    looks = db.session.scalars(select(AuditEvent).where(AuditEvent.verb == "evidence.viewed")).all()
    assert [each.about for each in looks] == [f"visit:{visit.id}"]


def test_a_photo_still_on_its_phone_is_told_apart_from_one_that_cannot_be_looked_at(
    visit: Visit, client: FlaskClient
) -> None:
    photo, broken = photo_of(visit, 0), photo_of(visit, 1)
    prepare_photo(broken)
    with transaction():
        field.upload(visit.id, photo).stored_at = None  # type: ignore[union-attr]

    assert waits(ask(client, visit.id, photo)) == "not_here"
    assert waits(ask(client, visit.id, "0" * 64)) == "not_here"
    assert refused(ask(client, visit.id, broken)) == (422, "no_picture")


def test_a_digest_opens_no_photo_of_a_visit_that_is_not_ones_own(
    visit: Visit, client: FlaskClient, sign_in: SignIn
) -> None:
    photo = photo_of(visit, 0)
    prepare_photo(photo)
    client.post("/signout")
    stranger = sign_in(Role.INSPECTOR, login="qian")
    own = complete_visit(stranger)
    with transaction():  # the same bytes, but nobody sent them to this visit
        db.session.delete(db.session.get_one(Upload, (own.id, photo)))

    assert refused(ask(client, visit.id, photo)) == (403, "not_yours")
    assert waits(ask(client, own.id, photo)) == "not_here"
    client.post("/signout")
    sign_in(Role.DISCIPLINE_OFFICE, login="office")  # looks at the board, where looking has its own page
    assert refused(ask(client, visit.id, photo)) == (403, "not_yours")
    client.post("/signout")
    assert refused(ask(client, visit.id, photo)) == (401, "signed_out")
