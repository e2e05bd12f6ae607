"""Enter people and units, choose a PIN, register a phone, revoke and restore it."""

from __future__ import annotations

import base64
import secrets
from collections.abc import Iterable
from typing import Any

from fieldapp.core import audit, clock
from fieldapp.core.db import db, transaction
from fieldapp.core.errors import Refusal
from fieldapp.core.events import announce
from fieldapp.core.ids import new_id
from fieldapp.identity import passwords, queries
from fieldapp.identity.events import DeviceRestored, DeviceRevoked
from fieldapp.identity.models import Device, Grant, Person, SignIn, SignInDevice, Unit
from fieldapp.identity.rules import PASSWORD_LENGTH, PIN_ITERATIONS, Role, derive_pin, why_pin_is_weak


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
            password_hash=passwords.hashed(password),
            unit=unit,
            phone=phone,
            active=True,
        )
        somebody.grants = [Grant(id=new_id(), role=role, unit_id=unit.id, valid_from=clock.today()) for role in roles]
        db.session.add(somebody)
        audit.note("person.added", f"person:{somebody.id}", actor=None, detail={"login": login})
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
        if somebody.here is not None:
            _note_use(somebody.here, device_id)
    return known


def revoke_device(device: Device, actor: Person) -> None:
    """A phone is lost or given away: it is signed out, and nothing it was handed out counts from now on.

    What it still sends is kept apart (field), so that a thief adds nothing and a finder loses nothing.
    """
    with transaction():
        if device.revoked_at is not None:
            return
        now = device.revoked_at = clock.now()
        for held in queries.sign_ins_on(device.id):
            held.ended_at, held.ended_by = now, actor.id
        announce(DeviceRevoked(device.id, actor.id))
        audit.note("device.revoked", f"device:{device.id}", actor=actor.id, detail={"person": device.person_id})


def restore_device(device: Device, actor: Person) -> None:
    """The phone was found again. Its owner signs in anew; what it sent meanwhile stays apart until somebody looks."""
    with transaction():
        if device.revoked_at is None:
            return
        announce(DeviceRestored(device.id, device.revoked_at, actor.id))
        device.revoked_at = None
        audit.note("device.restored", f"device:{device.id}", actor=actor.id, detail={"person": device.person_id})


def _note_use(held: SignIn, device_id: str) -> None:
    """Keep that this phone came under this sign-in; a second one is told in the ledger."""
    before = queries.devices_under([held.id])[held.id]
    if device_id in before:
        db.session.get_one(SignInDevice, (held.id, device_id)).at = clock.now()
        return
    db.session.add(SignInDevice(sign_in_id=held.id, device_id=device_id, at=clock.now()))
    if before:
        detail = {"sign_in": held.id, "device": device_id, "before": before}
        audit.note("sign_in.another_device", f"person:{held.person_id}", actor=held.person_id, detail=detail)


def _base64url(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()
