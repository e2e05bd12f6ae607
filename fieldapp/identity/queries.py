"""Who is this, what may they do, how is their PIN checked."""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from typing import TypedDict

from sqlalchemy import ColumnElement, select

from fieldapp.core import clock
from fieldapp.core.db import db
from fieldapp.identity.models import Device, EntryCode, Person, SignIn, SignInAttempt, SignInDevice, Unit
from fieldapp.identity.rules import ATTEMPT_WINDOW, SIGN_IN_LASTS, Role, in_force, may_look_after


class PinVerifier(TypedDict):
    """Base64url salt and hash (32 bytes) of PBKDF2-HMAC-SHA256 with so many iterations."""

    salt: str
    iterations: int
    hash: str


def person(person_id: str) -> Person | None:
    return db.session.get(Person, person_id)


def the_person(person_id: str) -> Person:
    """Somebody a row of ours points to, so that is there."""
    return db.session.get_one(Person, person_id)


def person_by_login(login: str) -> Person | None:
    return db.session.scalar(select(Person).where(Person.login == login.strip().lower()))


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


def roles_by_unit(somebody: Person) -> dict[str, set[Role]]:
    """The same, told apart by the unit they were granted for."""
    day, found = clock.today(), dict[str, set[Role]]()
    for each in somebody.grants:
        if in_force(each.valid_from, each.valid_to, day):
            found.setdefault(each.unit_id, set()).add(Role(each.role))
    return found


def people_looked_after_by(somebody: Person, name: str = "") -> list[Person]:
    """Active people whose phones and codes this person sees to, by unit and name; `name`: only those it is part of.

    A role that begins tomorrow counts: a code given out today still signs in then, and the sign-in lasts a month.
    """
    own = roles_by_unit(somebody)
    asked = select(Person).join(Unit).where(Person.active, Person.name.contains(name, autoescape=True))
    everybody = db.session.scalars(asked.order_by(Unit.name, Person.name, Person.id))
    return [each for each in everybody if may_look_after(own, each.unit_id, _roles_now_or_later(each))]


def _roles_now_or_later(somebody: Person) -> set[Role]:
    day = clock.today()
    return {Role(each.role) for each in somebody.grants if each.valid_to is None or each.valid_to >= day}


def sign_in(sign_in_id: str) -> SignIn | None:
    return db.session.get(SignIn, sign_in_id)


def sign_ins_of(person_ids: Iterable[str]) -> list[SignIn]:
    """Where these people are signed in now, last seen first."""
    mine = select(SignIn).where(SignIn.person_id.in_(list(person_ids)), *_counting())
    return list(db.session.scalars(mine.order_by(SignIn.last_seen_at.desc(), SignIn.id.desc())))


def sign_ins_on(device_id: str) -> list[SignIn]:
    """Every sign-in that counts and was ever used from this phone."""
    there = select(SignIn).join(SignInDevice, SignInDevice.sign_in_id == SignIn.id)
    return list(db.session.scalars(there.where(SignInDevice.device_id == device_id, *_counting())))


def devices_under(sign_in_ids: Iterable[str]) -> defaultdict[str, list[str]]:
    """The phones that fetched packets under each of these sign-ins, the one of the last fetch first."""
    used = select(SignInDevice).where(SignInDevice.sign_in_id.in_(list(sign_in_ids)))
    found = defaultdict[str, list[str]](list)
    for each in db.session.scalars(used.order_by(SignInDevice.at.desc(), SignInDevice.device_id)):
        found[each.sign_in_id].append(each.device_id)
    return found


def devices_of(person_ids: Iterable[str]) -> list[Device]:
    """Phones that ever fetched a packet for these people, last seen first; revoked ones too."""
    theirs = select(Device).where(Device.person_id.in_(list(person_ids)))
    return list(db.session.scalars(theirs.order_by(Device.last_seen_at.desc(), Device.id.desc())))


def entry_code(digest: str) -> EntryCode | None:
    return db.session.scalar(select(EntryCode).where(EntryCode.digest == digest))


def open_codes(person_ids: Iterable[str]) -> list[EntryCode]:
    """Codes that would still let somebody in."""
    waiting = (EntryCode.used_at.is_(None), EntryCode.withdrawn_at.is_(None), EntryCode.expires_at > clock.now())
    return list(db.session.scalars(select(EntryCode).where(EntryCode.person_id.in_(list(person_ids)), *waiting)))


def failures_in_a_row(login: str, address: str) -> list[datetime]:
    """When this login was tried in vain from this address, within the window and since it last got in from there."""
    tries = _tries(SignInAttempt.login == login, SignInAttempt.address == address)
    return [each.at for each in itertools.takewhile(lambda each: not each.succeeded, tries)]


def failures_of_all(login: str) -> list[datetime]:
    """The same from everywhere; getting in somewhere forgives nothing to the others."""
    return [each.at for each in _tries(SignInAttempt.login == login) if not each.succeeded]


def failures_from(address: str) -> list[datetime]:
    """When whatever login was tried in vain from this address, within the window."""
    return [each.at for each in _tries(SignInAttempt.address == address) if not each.succeeded]


def _tries(*which: ColumnElement[bool]) -> list[SignInAttempt]:
    """Newest first."""
    since = SignInAttempt.at > clock.now() - ATTEMPT_WINDOW
    return list(db.session.scalars(select(SignInAttempt).where(since, *which).order_by(SignInAttempt.id.desc())))


def _counting() -> tuple[ColumnElement[bool], ...]:
    return SignIn.ended_at.is_(None), SignIn.made_at > clock.now() - SIGN_IN_LASTS
