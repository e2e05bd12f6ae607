"""Enter people and units, sign in, choose a PIN, register a phone."""

from __future__ import annotations

import base64
import secrets
from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from argon2 import PasswordHasher
from argon2.exceptions import VerificationError

from fieldapp.core import audit, clock
from fieldapp.core.db import db, transaction
from fieldapp.core.errors import Refusal
from fieldapp.core.ids import new_id
from fieldapp.identity import queries
from fieldapp.identity.models import Device, Grant, Person, SignInAttempt, Unit
from fieldapp.identity.rules import (
    PASSWORD_LENGTH,
    PIN_ITERATIONS,
    Role,
    derive_pin,
    wait_until,
    why_pin_is_weak,
)

_hasher = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)  # OWASP's floor for Argon2id
_nobody = _hasher.hash(secrets.token_hex())  # an unknown login costs as long as a wrong password


def add_unit(name: str, kind: str) -> Unit:
    """Enter a bureau (`BUREAU`) or partner department (`DEPARTMENT`)."""
    with transaction():
        unit = Unit(id=new_id(), name=name, kind=kind)
        db.session.add(unit)
        audit.note("unit.added", f"unit:{unit.id}", actor=None, detail={"name": name})
    return unit


def add_person(name: str, login: str, password: str, unit: Unit, phone: str = "", roles: Iterable[Role] = ()) -> Person:
    """Enter an account with its roles, in force from today. Refused: a taken login, a short password."""
    login = login.strip().lower()
    if len(password) < PASSWORD_LENGTH:
        raise Refusal("short_password", f"口令至少 {PASSWORD_LENGTH} 个字符，请换一个长一些的。")
    with transaction():
        if queries.person_by_login(login):
            raise Refusal("login_taken", f"登录名“{login}”已有人使用，请换一个。")
        somebody = Person(
            id=new_id(),
            name=name,
            login=login,
            password_hash=_hasher.hash(password),
            unit=unit,
            phone=phone,
            active=True,
        )
        somebody.grants = [Grant(id=new_id(), role=role, unit_id=unit.id, valid_from=clock.today()) for role in roles]
        db.session.add(somebody)
        audit.note("person.added", f"person:{somebody.id}", actor=None, detail={"login": login})
    return somebody


def sign_in(login: str, password: str) -> Person:
    """The person whose login and password these are.

    Refused with one sentence when they do not fit, or when the account has to wait; the tries are
    counted in the database, so every server process knows them.
    """
    # Stripped again once cut: "wang", many blanks and an x would be wang to the register and a stranger to the throttle.
    login = login.strip()[:60].strip().lower()
    waiting = wait_until(queries.recent_failures(login), clock.now())
    if waiting:
        minutes = -(-(waiting - clock.now()) // timedelta(minutes=1))
        raise Refusal("too_many_attempts", f"这个账号口令连续输错，请 {minutes} 分钟后再试，或联系管理员。", 429)
    somebody = queries.person_by_login(login)
    fits = _fits(somebody.password_hash if somebody else _nobody, password) and bool(somebody and somebody.active)
    with transaction():
        db.session.add(SignInAttempt(login=login, at=clock.now(), succeeded=fits))
        if somebody:
            audit.note(
                "signed_in" if fits else "sign_in.failed", f"person:{somebody.id}", actor=somebody.id if fits else None
            )
    if not fits or somebody is None:
        raise Refusal("wrong_password", "登录名或口令不对，请核对后重新输入。", 403)
    return somebody


def choose_pin(somebody: Person, pin: str, again: str | None = None) -> None:
    """Keep a slow, salted verifier of six digits; the PIN guards the screen of a phone, not its data.

    `again` is the PIN as typed the second time, None where nobody types. Refused: two that differ, a weak one.
    """
    if again is not None and pin != again:
        raise Refusal("pin_differs", "两次输入的 PIN 不一样，请重新输入。")
    weakness = why_pin_is_weak(pin)
    if weakness:
        raise Refusal("weak_pin", weakness)
    salt = secrets.token_bytes(16)
    with transaction():
        somebody.pin_salt = _base64url(salt)
        somebody.pin_hash = _base64url(derive_pin(pin, salt, PIN_ITERATIONS))
        somebody.pin_iterations = PIN_ITERATIONS
        audit.note("pin.chosen", f"person:{somebody.id}", actor=somebody.id)


def register_device(device_id: str, somebody: Person, public_key: dict[str, Any], probe: dict[str, Any]) -> Device:
    """Note a phone's key with its first packet; the same device with another key or owner is refused."""
    with transaction():
        known = queries.device(device_id)
        if known is None:
            known = Device(
                id=device_id, person_id=somebody.id, public_key=public_key, probe=probe,
                registered_at=clock.now(), last_seen_at=clock.now(),
            )  # fmt: skip
            db.session.add(known)
            audit.note("device.registered", f"device:{device_id}", actor=somebody.id)
        elif known.person_id != somebody.id or known.public_key != public_key:
            raise Refusal("device_mismatch", "这台手机的登记信息与账号不符，请退出后重新登录。", 409)
        known.probe, known.last_seen_at = probe, clock.now()
    return known


def _fits(password_hash: str, password: str) -> bool:
    try:
        return _hasher.verify(password_hash, password)
    except VerificationError:
        return False


def _base64url(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()
