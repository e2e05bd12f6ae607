"""The list and the two registries: catalogue versions with matters and items, subjects, inspectors."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from fieldapp.core.db import Instant, Model
from fieldapp.identity.models import Person


class MatterCatalogue(Model):
    """One version of the 随机抽查事项清单, immutable; `label` is what every page showing its items must say."""

    version: Mapped[str] = mapped_column(String(40), primary_key=True)
    label: Mapped[str] = mapped_column(String(200))
    sha256: Mapped[str] = mapped_column(String(64))
    entered_at: Mapped[datetime] = mapped_column(Instant)

    matters: Mapped[list[Matter]] = relationship(order_by="Matter.position", back_populates="catalogue")


class Matter(Model):
    """抽查事项. `partner_departments` are names; a matter may stand without items while its bases are being checked."""

    __table_args__ = (UniqueConstraint("catalogue_version", "name"), UniqueConstraint("catalogue_version", "code"))

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    catalogue_version: Mapped[str] = mapped_column(ForeignKey("matter_catalogue.version"))
    code: Mapped[str] = mapped_column(String(20))
    position: Mapped[int]
    name: Mapped[str] = mapped_column(String(120))
    category: Mapped[str] = mapped_column(String(20))
    department: Mapped[str] = mapped_column(String(60))
    partner_departments: Mapped[list[str]] = mapped_column(JSON)

    catalogue: Mapped[MatterCatalogue] = relationship(back_populates="matters")
    items: Mapped[list[CheckItem]] = relationship(order_by="CheckItem.position", back_populates="matter")


class CheckItem(Model):
    """检查项目·子项. `bases`: [{title, edition, article, paragraph, text}], `text` being the citation as printed.
    Empty `subject_types` or `requires_any_tag` ask nothing of the subject."""

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    matter_id: Mapped[str] = mapped_column(ForeignKey("matter.id"), index=True)
    code: Mapped[str] = mapped_column(String(20))
    position: Mapped[int]
    item_name: Mapped[str] = mapped_column(String(60))
    sub_item_name: Mapped[str] = mapped_column(String(60))
    content: Mapped[str] = mapped_column(Text)
    bases: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    modes: Mapped[list[str]] = mapped_column(JSON)
    subject_types: Mapped[list[str]] = mapped_column(JSON)
    requires_any_tag: Mapped[list[str]] = mapped_column(JSON)
    requires_private: Mapped[bool]
    faces: Mapped[bool]
    guidance: Mapped[str] = mapped_column(Text)
    phrases: Mapped[list[str]] = mapped_column(JSON)

    matter: Mapped[Matter] = relationship(back_populates="items")


class Subject(Model):
    """检查对象: a school, training centre or venue, one row per unified social credit code."""

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    name: Mapped[str] = mapped_column(String(120), index=True)
    uscc: Mapped[str] = mapped_column(String(18), unique=True)
    subject_type: Mapped[str] = mapped_column(String(30))
    legal_form: Mapped[str] = mapped_column(String(30))
    is_private: Mapped[bool]
    address: Mapped[str] = mapped_column(String(200))
    head_name: Mapped[str] = mapped_column(String(40))
    head_phone: Mapped[str] = mapped_column(String(20))
    contact_name: Mapped[str] = mapped_column(String(40))
    contact_phone: Mapped[str] = mapped_column(String(20))
    tags: Mapped[list[str]] = mapped_column(JSON)
    risk_class: Mapped[str] = mapped_column(String(10))
    students: Mapped[int]


class Inspector(Model):
    """执法检查人员, one per account; an assistant's certificate number is empty.
    `matters` holds the codes of those the person may check; empty: all of the department."""

    __table_args__ = (
        Index(
            "uq_inspector_certificate_no",
            "certificate_no",
            unique=True,
            sqlite_where=text("certificate_no <> ''"),
            postgresql_where=text("certificate_no <> ''"),
        ),
    )

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    person_id: Mapped[str] = mapped_column(ForeignKey("person.id"), unique=True)
    department: Mapped[str] = mapped_column(String(60))
    section: Mapped[str] = mapped_column(String(60))
    certificate_no: Mapped[str] = mapped_column(String(24))
    certificate_kind: Mapped[str] = mapped_column(String(20))
    certificate_valid_to: Mapped[date | None]
    category: Mapped[str] = mapped_column(String(20))
    job_title: Mapped[str] = mapped_column(String(40))
    post: Mapped[str] = mapped_column(String(40))
    matters: Mapped[list[str]] = mapped_column(JSON)

    person: Mapped[Person] = relationship(lazy="joined")
