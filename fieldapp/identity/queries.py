"""Who is this, what may they do, how is their PIN checked."""

from __future__ import annotations

from datetime import datetime
from typing import TypedDict

from sqlalchemy import select

from fieldapp.core import clock
from fieldapp.core.db import db
from fieldapp.identity.models import Device, Person, SignInAttempt, Unit
from fieldapp.identity.rules import ATTEMPT_WINDOW, Role, in_force


class PinVerifier(TypedDict):
    """Base64url salt and hash (32 bytes) of PBKDF2-HMAC-SHA256 with so many iterations."""

    salt: str
    iterations: int
    hash: str


def person(person_id: str) -> Person | None:
    return db.session.get(Person, person_id)


def person_by_login(login: str) -> Person | None:
    return db.session.scalar(select(Person).where(Person.login == login.strip().lower()))


def people_named(name: str) -> list[Person]:
    return list(db.session.scalars(select(Person).where(Person.name == name, Person.active)))


def unit_named(name: str) -> Unit | None:
    return db.session.scalar(select(Unit).where(Unit.name == name))


def device(device_id: str) -> Device | None:
    return db.session.get(Device, device_id)


def roles_of(somebody: Person) -> set[Role]:
    """The roles whose grants are in force today."""
    day = clock.today()
    return {Role(each.role) for each in somebody.grants if in_force(each.valid_from, each.valid_to, day)}


def pin_verifier(somebody: Person) -> PinVerifier | None:
    """What a colleague's phone needs to check this person's PIN offline; None before one was chosen."""
    if somebody.pin_salt is None or somebody.pin_hash is None or somebody.pin_iterations is None:
        return None
    return {"salt": somebody.pin_salt, "iterations": somebody.pin_iterations, "hash": somebody.pin_hash}


def recent_failures(login: str) -> list[datetime]:
    """When this login name was tried in vain within the window and since it last succeeded, oldest first."""
    since = clock.now() - ATTEMPT_WINDOW
    attempts = db.session.scalars(
        select(SignInAttempt)
        .where(SignInAttempt.login == login, SignInAttempt.at > since)
        .order_by(SignInAttempt.id.desc())
    )
    failures: list[datetime] = []
    for attempt in attempts:
        if attempt.succeeded:
            break
        failures.append(attempt.at)
    return failures[::-1]
