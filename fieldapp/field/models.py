"""Tables of the visit: what was handed out, what came in (raw, for ever), what it amounts to."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, Boolean, ForeignKey, Index, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from fieldapp.core.db import Instant, Model

# SQLite numbers rows by itself only under the type INTEGER; elsewhere a receipt needs the wide one.
Receipt = BigInteger().with_variant(Integer, "sqlite")


class Visit(Model):
    """One school of one task, visited once. From `state` on it is a projection of its ops, and so is `planned_on`.

    `mode`: how the visit is made, an InspectionMode. `import_line`: the row of the drawn list it came in by.
    """

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    task_id: Mapped[str] = mapped_column(ForeignKey("inspection_task.id"), index=True)
    subject_id: Mapped[str] = mapped_column(ForeignKey("subject.id"), index=True)
    check_code: Mapped[str] = mapped_column(String(26), unique=True)
    notice_no: Mapped[str] = mapped_column(String(80), default="")
    nth_check: Mapped[str] = mapped_column(String(8), default="")
    period_from: Mapped[date]
    period_to: Mapped[date]
    planned_on: Mapped[date | None] = mapped_column(index=True)
    contact_name: Mapped[str] = mapped_column(String(80), default="")
    contact_phone: Mapped[str] = mapped_column(String(40), default="")
    last_problems: Mapped[str] = mapped_column(Text, default="")
    source: Mapped[str] = mapped_column(String(200), default="")
    mode: Mapped[str] = mapped_column(String(20), default="ON_SITE", server_default="ON_SITE")
    # Of a DrawnListImport; no foreign key, for which SQLite would have to build the table anew under its rows.
    import_id: Mapped[str | None] = mapped_column(String(36), index=True)
    import_line: Mapped[int | None]
    entered_at: Mapped[datetime] = mapped_column(Instant)
    next_number: Mapped[int] = mapped_column(default=1)
    packet_sha256: Mapped[str] = mapped_column(String(64), default="")

    state: Mapped[str] = mapped_column(String(20), default="DRAWN", index=True)
    answered: Mapped[int] = mapped_column(default=0)
    item_total: Mapped[int] = mapped_column(default=0)
    abnormal: Mapped[int] = mapped_column(default=0)
    arrived_at: Mapped[datetime | None] = mapped_column(Instant)
    sealed_at: Mapped[datetime | None] = mapped_column(Instant)
    seal_op: Mapped[str] = mapped_column(String(64), default="")
    seal_checked_at: Mapped[datetime | None] = mapped_column(Instant)
    completed_at: Mapped[datetime | None] = mapped_column(Instant)
    incident: Mapped[str] = mapped_column(Text, default="")
    # Why no visit was possible: `abort` ends in a record, attempts do not and the visit waits for another day.
    abort: Mapped[str] = mapped_column(String(20), default="", server_default="")
    attempts: Mapped[int] = mapped_column(default=0, server_default="0")
    attempt: Mapped[str] = mapped_column(String(20), default="", server_default="")
    attempted_at: Mapped[datetime | None] = mapped_column(Instant)
    # How the school's part stands: its signature's outcome, how often it handed the sheet back.
    outcome: Mapped[str] = mapped_column(String(20), default="", server_default="")
    returns: Mapped[int] = mapped_column(default=0, server_default="0")
    conflicts: Mapped[int] = mapped_column(default=0, server_default="0")
    sealer_id: Mapped[str] = mapped_column(String(36), default="", server_default="")
    # Not there when the school signed: phones the seal names as unheard, and ops that came in without knowing it.
    unseen_devices: Mapped[int] = mapped_column(default=0, server_default="0")
    unseen_ops: Mapped[int] = mapped_column(default=0, server_default="0")

    members: Mapped[list[VisitMember]] = relationship(order_by="VisitMember.position", lazy="selectin")

    __table_args__ = (UniqueConstraint("task_id", "subject_id"),)


class VisitMember(Model):
    """A person drawn for a visit; `position` counts from 1 in the order of the drawn list."""

    visit_id: Mapped[str] = mapped_column(ForeignKey("visit.id"), primary_key=True)
    person_id: Mapped[str] = mapped_column(ForeignKey("person.id"), primary_key=True, index=True)
    position: Mapped[int]
    is_lead: Mapped[bool] = mapped_column(Boolean, default=False)
    department: Mapped[str] = mapped_column(String(80), default="")


class Packet(Model):
    """The facts handed out for a visit, under their digest; a record cites them, so they are never removed."""

    sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    visit_id: Mapped[str] = mapped_column(ForeignKey("visit.id"), index=True)
    facts: Mapped[dict[str, Any]] = mapped_column(JSON)
    created_at: Mapped[datetime] = mapped_column(Instant)


class CheckOut(Model):
    """The ledger of who holds which packet where: one row per token; only the token's SHA-256 is kept.

    The `pending_*` figures are what that phone last said it still held (bytes; `since` = oldest of it).
    """

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    visit_id: Mapped[str] = mapped_column(ForeignKey("visit.id"))
    device_id: Mapped[str] = mapped_column(String(64))
    person_id: Mapped[str] = mapped_column(ForeignKey("person.id"), index=True)
    token_sha256: Mapped[str] = mapped_column(String(64), unique=True)
    made_at: Mapped[datetime] = mapped_column(Instant)
    last_contact_at: Mapped[datetime] = mapped_column(Instant)
    pending_ops: Mapped[int] = mapped_column(default=0)
    pending_photos: Mapped[int] = mapped_column(default=0)
    pending_bytes: Mapped[int] = mapped_column(BigInteger, default=0)
    pending_since: Mapped[datetime | None] = mapped_column(Instant)
    revoked_at: Mapped[datetime | None] = mapped_column(Instant)

    __table_args__ = (Index("ix_check_out_visit_device", "visit_id", "device_id"),)


class InboxEntry(Model):
    """One op as it came, written before anybody judges it; what came is never changed, only `state`, `reason`, `seq`.

    `seq` is empty while the op is not its sender's own (or has none), so that it never counts in the chain.
    """

    receipt: Mapped[int] = mapped_column(Receipt, primary_key=True, autoincrement=True)
    check_out_id: Mapped[str] = mapped_column(ForeignKey("check_out.id"))
    visit_id: Mapped[str] = mapped_column(ForeignKey("visit.id"))
    device_id: Mapped[str] = mapped_column(String(64))
    op_id: Mapped[str] = mapped_column(String(64), index=True)
    seq: Mapped[int | None] = mapped_column(BigInteger)
    sha256: Mapped[str] = mapped_column(String(64))
    raw: Mapped[str] = mapped_column(Text)
    canonical: Mapped[bool]
    received_at: Mapped[datetime] = mapped_column(Instant)
    state: Mapped[str] = mapped_column(String(12))
    reason: Mapped[str] = mapped_column(String(40), default="")

    __table_args__ = (
        UniqueConstraint("check_out_id", "sha256"),
        Index("ix_inbox_entry_visit_state", "visit_id", "state"),
        Index("ix_inbox_entry_chain", "visit_id", "device_id", "seq"),
    )


class Op(Model):
    """An op that counts, with its place in the visit's order. `standing`: field.judging.Standing. `receipt`: none of the
    office's own, which came from no phone."""

    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    visit_id: Mapped[str] = mapped_column(ForeignKey("visit.id"))
    number: Mapped[int]
    device_id: Mapped[str] = mapped_column(String(64))
    actor_id: Mapped[str] = mapped_column(String(36))
    seq: Mapped[int] = mapped_column(BigInteger)
    sha256: Mapped[str] = mapped_column(String(64))
    kind: Mapped[str] = mapped_column(String(40), index=True)
    field: Mapped[str] = mapped_column(String(160))
    body: Mapped[dict[str, Any]] = mapped_column(JSON)
    receipt: Mapped[int | None] = mapped_column(ForeignKey("inbox_entry.receipt"))
    received_at: Mapped[datetime] = mapped_column(Instant)
    standing: Mapped[str] = mapped_column(String(12))

    __table_args__ = (UniqueConstraint("visit_id", "number"), UniqueConstraint("visit_id", "device_id", "seq"))


class Upload(Model):
    """The bytes of one photo on their way to one visit; `offset` counts only verified, durable bytes."""

    visit_id: Mapped[str] = mapped_column(ForeignKey("visit.id"), primary_key=True)
    sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    size: Mapped[int] = mapped_column(BigInteger)
    type: Mapped[str] = mapped_column(String(100), default="")
    offset: Mapped[int] = mapped_column(BigInteger, default=0)
    started_at: Mapped[datetime] = mapped_column(Instant)
    stored_at: Mapped[datetime | None] = mapped_column(Instant)


class Confirmation(Model):
    """A colleague's word, under the own login, that what was done by PIN in their name was theirs."""

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    visit_id: Mapped[str] = mapped_column(ForeignKey("visit.id"), index=True)
    person_id: Mapped[str] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime] = mapped_column(Instant)


class Incident(Model):
    """Something that must not happen and is never repaired in silence: a person looks at it."""

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    visit_id: Mapped[str] = mapped_column(ForeignKey("visit.id"), index=True)
    kind: Mapped[str] = mapped_column(String(40))
    sentence: Mapped[str] = mapped_column(Text)
    detail: Mapped[dict[str, Any]] = mapped_column(JSON)
    at: Mapped[datetime] = mapped_column(Instant)


class Epoch(Model):
    """The life of this database. A restore begins a new one, and phones then send everything again."""

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    since: Mapped[datetime] = mapped_column(Instant)


class DrawnListImport(Model):
    """One file of a provincial platform's drawn result. `outcome`: IMPORTED or REFUSED (then nothing of it was taken).

    `sha256` is the file as it came; `annotated_sha256` the same with 错误原因. `report`: {"new", "already": counts,
    "problems": [{"line", "sentence"}], "hints": [sentences]}.
    """

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    at: Mapped[datetime] = mapped_column(Instant)
    person_id: Mapped[str] = mapped_column(ForeignKey("person.id"))
    filename: Mapped[str] = mapped_column(String(200))
    sha256: Mapped[str] = mapped_column(String(64))
    rows: Mapped[int]
    outcome: Mapped[str] = mapped_column(String(12))
    annotated_sha256: Mapped[str] = mapped_column(String(64), default="")
    report: Mapped[dict[str, Any]] = mapped_column(JSON)
