"""The shapes in which catalogue, subjects and inspectors come in, from CSV (all text) or JSON, and what is wrong with a row."""

from __future__ import annotations

import re
from datetime import date
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, model_validator

from fieldapp.registry import rules
from fieldapp.registry.rules import (
    CertificateKind,
    InspectionMode,
    InspectorCategory,
    LegalForm,
    MatterCategory,
    RiskClass,
    SubjectType,
)

SEPARATORS = re.compile(r"[、,，;；\s]+")
YES, NO = {"是", "1", "true", "yes"}, {"否", "0", "false", "no", ""}


def _listed(value: Any) -> Any:
    """`食堂、校车` → two words; a list stays one."""
    return [word for word in SEPARATORS.split(value) if word] if isinstance(value, str) else value


def _yes_or_no(value: Any) -> Any:
    if isinstance(value, str):
        word = value.strip().lower()
        return True if word in YES else False if word in NO else value
    return value


def _nothing(value: Any) -> Any:
    return None if value == "" else value


Words = Annotated[list[str], BeforeValidator(_listed)]
Flag = Annotated[bool, BeforeValidator(_yes_or_no)]
Text = Annotated[str, Field(min_length=1, max_length=200)]


class _Row(BaseModel):
    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True, frozen=True)


class LawRow(_Row):
    title: Text
    edition: Text


class BasisRow(_Row):
    """One legal basis: a key of the file's `laws`, then article, paragraph and subparagraph in Chinese numerals."""

    law: Text
    article: Text
    paragraph: str | None = None
    subparagraph: str | None = None
    quote_hint: str | None = None

    def cited(self, law: LawRow) -> dict[str, str]:
        """The basis as it is kept and printed: 《…法》第三十五条第一款第（四）项."""
        article = f"第{self.article}条"
        paragraph = f"第{self.paragraph}款" if self.paragraph else ""
        subparagraph = f"第（{self.subparagraph}）项" if self.subparagraph else ""
        text = f"《{law.title}》{article}{paragraph}{subparagraph}"
        return {"title": law.title, "edition": law.edition, "article": article, "paragraph": paragraph, "text": text}


class ItemRow(_Row):
    code: Text
    item_name: Text
    sub_item_name: Text
    content: Annotated[str, Field(min_length=1)]
    bases: Annotated[list[BasisRow], Field(min_length=1)]
    modes: Annotated[list[InspectionMode], Field(min_length=1)]
    subject_types: list[SubjectType] = []
    requires_any_tag: list[str] = []
    requires_private: bool = False
    faces: bool = False
    guidance: str = ""
    phrases: list[str] = []


class MatterRow(_Row):
    """A matter may be empty: then its bases are still being checked, and every page says so."""

    code: Text
    name: Text
    category: MatterCategory
    department: Text
    partner_departments: list[str] = []
    items: list[ItemRow] = []


class CatalogueFile(_Row):
    version: Annotated[str, Field(min_length=1, max_length=40)]
    label: Text
    laws: dict[str, LawRow]
    matters: Annotated[list[MatterRow], Field(min_length=1)]

    @model_validator(mode="after")
    def _holds_together(self) -> Self:
        items = [item for matter in self.matters for item in matter.items]
        codes = [item.code for item in items]
        twice = sorted({code for code in codes if codes.count(code) > 1})
        unknown = sorted({basis.law for item in items for basis in item.bases} - set(self.laws))
        _refuse(f"检查项编号重复：{'、'.join(twice)}" if twice else None)
        _refuse(f"检查依据没有列出法律全称：{'、'.join(unknown)}" if unknown else None)
        return self


class SubjectRow(_Row):
    name: Annotated[str, Field(min_length=2, max_length=120)]
    uscc: str
    subject_type: SubjectType
    legal_form: LegalForm
    is_private: Flag
    address: Text
    head_name: Annotated[str, Field(max_length=40)] = ""
    head_phone: Annotated[str, Field(max_length=20)] = ""
    contact_name: Annotated[str, Field(max_length=40)] = ""
    contact_phone: Annotated[str, Field(max_length=20)] = ""
    tags: Words = []
    risk_class: RiskClass = RiskClass.UNRATED
    students: Annotated[int, Field(ge=0)] = 0

    @model_validator(mode="after")
    def _credit_code_is_valid(self) -> Self:
        _refuse(rules.why_uscc_is_wrong(self.uscc))
        return self


class InspectorRow(_Row):
    login: Text
    name: Text
    department: Text
    section: Annotated[str, Field(max_length=60)] = ""
    category: InspectorCategory
    certificate_no: str = ""
    certificate_kind: CertificateKind | Literal[""] = ""
    certificate_valid_to: Annotated[date | None, BeforeValidator(_nothing)] = None
    job_title: Annotated[str, Field(max_length=40)] = ""
    post: Annotated[str, Field(max_length=40)] = ""
    matters: Words = []

    @model_validator(mode="after")
    def _certificate_fits(self) -> Self:
        kind, number, valid_to = self.certificate_kind, self.certificate_no, self.certificate_valid_to
        _refuse(rules.why_certificate_is_wrong(self.category, kind, number, valid_to))
        return self


def sentence_of(problem: ValidationError) -> str:
    """The first thing wrong, in Chinese: our own words where a rule spoke, else where the value does not fit."""
    first = problem.errors()[0]
    if first["type"] == "value_error":
        return str(first["ctx"]["error"])
    place = ".".join(str(part) for part in first["loc"])
    if first["type"] == "missing":
        return f"缺少“{place}”"
    if first["type"] == "extra_forbidden":
        return f"有不认识的栏目“{place}”"
    return f"“{place}”的内容“{str(first['input'])[:40]}”不合要求"


def _refuse(wrong: str | None) -> None:
    if wrong:
        raise ValueError(wrong)
