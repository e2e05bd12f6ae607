"""Units, people, what they were granted, their devices and their attempts to sign in."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from flask_login import UserMixin
from sqlalchemy import JSON, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from fieldapp.core.db import Instant, Model
from fieldapp.identity.rules import Role


class Unit(Model):
    """A bureau or a partner department; `kind` is BUREAU or DEPARTMENT."""

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    name: Mapped[str] = mapped_column(String(80), unique=True)
    kind: Mapped[str] = mapped_column(String(20))


class Person(UserMixin, Model):
    """Somebody with an account. The PIN columns hold what a phone needs to check the PIN without a network."""

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    name: Mapped[str] = mapped_column(String(40), index=True)
    login: Mapped[str] = mapped_column(String(60), unique=True)
    password_hash: Mapped[str] = mapped_column(String(200))
    unit_id: Mapped[str] = mapped_column(ForeignKey("unit.id"))
    phone: Mapped[str] = mapped_column(String(20), default="")
    pin_salt: Mapped[str | None] = mapped_column(String(40))
    pin_hash: Mapped[str | None] = mapped_column(String(60))
    pin_iterations: Mapped[int | None]
    active: Mapped[bool] = mapped_column(default=True)

    unit: Mapped[Unit] = relationship(lazy="joined")
    grants: Mapped[list[Grant]] = relationship(lazy="selectin", order_by="Grant.id")

    @property
    def is_active(self) -> bool:
        return self.active


class Grant(Model):
    """A role, held by a person, for a unit, for a period."""

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    person_id: Mapped[str] = mapped_column(ForeignKey("person.id"), index=True)
    role: Mapped[Role] = mapped_column(String(30))
    unit_id: Mapped[str] = mapped_column(ForeignKey("unit.id"))
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]


class Device(Model):
    """One person's database on one phone: two users of a phone are two devices."""

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    person_id: Mapped[str] = mapped_column(ForeignKey("person.id"), index=True)
    public_key: Mapped[dict[str, Any]] = mapped_column(JSON)
    probe: Mapped[dict[str, Any]] = mapped_column(JSON)
    registered_at: Mapped[datetime] = mapped_column(Instant)
    last_seen_at: Mapped[datetime] = mapped_column(Instant)
    revoked_at: Mapped[datetime | None] = mapped_column(Instant)


class SignInAttempt(Model):
    """One try at a login name, kept so that guessing is slowed per account, whichever process answers."""

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    login: Mapped[str] = mapped_column(String(60), index=True)
    at: Mapped[datetime] = mapped_column(Instant)
    succeeded: Mapped[bool]
