"""Who holds a visit's packet on which phone — read only."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import select

from fieldapp.core.canonical import sha256_hex
from fieldapp.core.db import db
from fieldapp.field.models import CheckOut
from fieldapp.identity.models import Device, Person


def check_out_by_token(token: str) -> CheckOut | None:
    digest = sha256_hex(token.encode())
    return db.session.scalar(select(CheckOut).where(CheckOut.token_sha256 == digest))


def check_outs_of(visit_id: str, person_id: str) -> list[CheckOut]:
    """Every token this person was given for the visit and still has."""
    mine = (CheckOut.visit_id == visit_id, CheckOut.person_id == person_id, CheckOut.revoked_at.is_(None))
    return list(db.session.scalars(select(CheckOut).where(*mine)))


def check_outs_on(device_id: str) -> list[CheckOut]:
    """Every token this phone was given, of whatever visit, and still has."""
    there = (CheckOut.device_id == device_id, CheckOut.revoked_at.is_(None))
    return list(db.session.scalars(select(CheckOut).where(*there)))


def withdrawn_on(device_id: str, since: datetime) -> list[CheckOut]:
    """Every token of this phone that was taken back at or after `since`."""
    there = (CheckOut.device_id == device_id, CheckOut.revoked_at >= since)
    return list(db.session.scalars(select(CheckOut).where(*there)))


def newest(visit_ids: Iterable[str]) -> list[CheckOut]:
    """Which phones hold these visits: the newest check-out of each visit and device still in force.

    A phone that fetched a packet twice has two tokens but is one holder.
    """
    rows = db.session.scalars(
        select(CheckOut)
        .where(CheckOut.visit_id.in_(list(visit_ids)), CheckOut.revoked_at.is_(None))
        .order_by(CheckOut.made_at, CheckOut.id)
    )
    return list({(row.visit_id, row.device_id): row for row in rows}.values())


def phones(visit_id: str) -> list[dict[str, Any]]:
    """Every phone that holds this visit's packet, oldest first: {"device", "person", "name", "public_key"}.

    The key (JWK) lets a colleague's phone believe what is handed to it without a network.
    """
    rows = db.session.execute(
        select(CheckOut.device_id, CheckOut.person_id, Person.name, Device.public_key)
        .join(Person, Person.id == CheckOut.person_id)
        .join(Device, Device.id == CheckOut.device_id)
        .where(CheckOut.visit_id == visit_id, CheckOut.revoked_at.is_(None), Device.revoked_at.is_(None))
        .order_by(CheckOut.made_at, CheckOut.id)
    )
    told = ("device", "person", "name", "public_key")
    return list({row.device_id: dict(zip(told, row, strict=True)) for row in rows}.values())


def devices_ever(visit_id: str) -> set[str]:
    """Every phone that was ever given this visit."""
    return set(db.session.scalars(select(CheckOut.device_id).where(CheckOut.visit_id == visit_id)))
