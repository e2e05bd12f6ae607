"""Units, people, what they were granted, their devices, their codes, where they are signed in and who tried to."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

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

    if TYPE_CHECKING:
        here: SignIn | None
    here = None  # the sign-in this request came with: set by the guard, kept in no column

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


class SignIn(Model):
    """Somebody signed in through one window, from `made_at` until it runs out or is ended. `via`: PASSWORD or CODE."""

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    person_id: Mapped[str] = mapped_column(ForeignKey("person.id"), index=True)
    via: Mapped[str] = mapped_column(String(10))
    agent: Mapped[str] = mapped_column(String(300))
    address: Mapped[str] = mapped_column(String(45))
    made_at: Mapped[datetime] = mapped_column(Instant)
    last_seen_at: Mapped[datetime] = mapped_column(Instant)
    ended_at: Mapped[datetime | None] = mapped_column(Instant)
    ended_by: Mapped[str | None] = mapped_column(ForeignKey("person.id"))


class SignInDevice(Model):
    """A phone that fetched packets under a sign-in, and when last; none for a desk.

    A second one is no crime, a browser that was emptied is a new device; but a stolen cookie looks the same.
    """

    sign_in_id: Mapped[str] = mapped_column(ForeignKey("sign_in.id"), primary_key=True)
    device_id: Mapped[str] = mapped_column(ForeignKey("device.id"), primary_key=True, index=True)
    at: Mapped[datetime] = mapped_column(Instant)


class EntryCode(Model):
    """A one-time code for the first sign-in on a phone. Only a keyed digest is kept, the code stands on paper alone."""

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    person_id: Mapped[str] = mapped_column(ForeignKey("person.id"), index=True)
    digest: Mapped[str] = mapped_column(String(64), unique=True)
    issued_at: Mapped[datetime] = mapped_column(Instant)
    issued_by: Mapped[str] = mapped_column(ForeignKey("person.id"))
    expires_at: Mapped[datetime] = mapped_column(Instant)
    used_at: Mapped[datetime | None] = mapped_column(Instant)
    withdrawn_at: Mapped[datetime | None] = mapped_column(Instant)


class SignInAttempt(Model):
    """One try at a login name from one address, kept so that guessing is slowed, whichever process answers.

    `login` is empty for a try at a code. Written before the try is judged, so that tries side by side count each other.
    """

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    login: Mapped[str] = mapped_column(String(60), index=True)
    address: Mapped[str] = mapped_column(String(45))
    at: Mapped[datetime] = mapped_column(Instant, index=True)
    succeeded: Mapped[bool]
