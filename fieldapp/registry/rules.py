"""What a registry entry must look like, which items fit a subject, and the words for its classes."""

from __future__ import annotations

import re
from datetime import date
from enum import StrEnum
from typing import Protocol

# GB 32100-2015: no I, O, S, V, Z; the weights are 3^(i-1) mod 31.
USCC_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
USCC_PATTERN = re.compile(f"[1-9ANY][{USCC_ALPHABET}][0-9]{{6}}[{USCC_ALPHABET}]{{10}}")
CERTIFICATE_PATTERN = re.compile(r"[0-9A-Z](?:[0-9A-Z-]{4,22})[0-9A-Z]")


class SubjectType(StrEnum):
    KINDERGARTEN = "KINDERGARTEN"
    PRIMARY = "PRIMARY"
    JUNIOR_MIDDLE = "JUNIOR_MIDDLE"
    SENIOR_MIDDLE = "SENIOR_MIDDLE"
    NINE_YEAR = "NINE_YEAR"
    VOCATIONAL = "VOCATIONAL"
    SPECIAL = "SPECIAL"
    TRAINING_CENTRE = "TRAINING_CENTRE"
    SPORTS_VENUE = "SPORTS_VENUE"
    ARTS_SPORTS_TRAINING_ORG = "ARTS_SPORTS_TRAINING_ORG"


class LegalForm(StrEnum):
    PUBLIC_INSTITUTION = "PUBLIC_INSTITUTION"
    NON_PROFIT = "NON_PROFIT"
    FOR_PROFIT = "FOR_PROFIT"
    INDIVIDUAL_BUSINESS = "INDIVIDUAL_BUSINESS"


class RiskClass(StrEnum):
    A = "A"
    B = "B"
    C = "C"
    D = "D"
    UNRATED = "UNRATED"


class MatterCategory(StrEnum):
    GENERAL = "GENERAL"
    KEY = "KEY"


class InspectionMode(StrEnum):
    ON_SITE = "ON_SITE"
    DOCUMENT = "DOCUMENT"
    ONLINE_MONITORING = "ONLINE_MONITORING"
    DATA_COMPARISON = "DATA_COMPARISON"
    LAB_TEST = "LAB_TEST"
    ENTRUSTED = "ENTRUSTED"
    ADOPTED_CONCLUSION = "ADOPTED_CONCLUSION"


class InspectorCategory(StrEnum):
    """Only CERTIFIED people count toward the two an inspection needs."""

    CERTIFIED = "CERTIFIED"
    ASSISTANT = "ASSISTANT"


class CertificateKind(StrEnum):
    ENFORCEMENT = "ENFORCEMENT"
    POLICE = "POLICE"


SUBJECT_TYPE_LABELS = {
    SubjectType.KINDERGARTEN: "幼儿园",
    SubjectType.PRIMARY: "小学",
    SubjectType.JUNIOR_MIDDLE: "初级中学",
    SubjectType.SENIOR_MIDDLE: "高级中学",
    SubjectType.NINE_YEAR: "九年一贯制学校",
    SubjectType.VOCATIONAL: "中等职业学校",
    SubjectType.SPECIAL: "特殊教育学校",
    SubjectType.TRAINING_CENTRE: "校外培训机构",
    SubjectType.SPORTS_VENUE: "体育经营场所",
    SubjectType.ARTS_SPORTS_TRAINING_ORG: "文艺体育训练组织",
}
SCHOOLS = frozenset(SubjectType) - {
    SubjectType.TRAINING_CENTRE,
    SubjectType.SPORTS_VENUE,
    SubjectType.ARTS_SPORTS_TRAINING_ORG,
}
LEGAL_FORM_LABELS = {
    LegalForm.PUBLIC_INSTITUTION: "事业单位",
    LegalForm.NON_PROFIT: "民办非企业单位",
    LegalForm.FOR_PROFIT: "营利性法人",
    LegalForm.INDIVIDUAL_BUSINESS: "个体工商户",
}
RISK_LABELS = {
    RiskClass.A: "A（低风险）",
    RiskClass.B: "B（一般风险）",
    RiskClass.C: "C（较高风险）",
    RiskClass.D: "D（高风险）",
    RiskClass.UNRATED: "未评级",
}
MATTER_CATEGORY_LABELS = {MatterCategory.GENERAL: "一般检查事项", MatterCategory.KEY: "重点检查事项"}
MODE_LABELS = {
    InspectionMode.ON_SITE: "实地核查",
    InspectionMode.DOCUMENT: "书面检查",
    InspectionMode.ONLINE_MONITORING: "网络监测",
    InspectionMode.DATA_COMPARISON: "信息比对",
    InspectionMode.LAB_TEST: "检验检测",
    InspectionMode.ENTRUSTED: "委托专业机构",
    InspectionMode.ADOPTED_CONCLUSION: "采信其他部门或专业结论",
}
CERTIFICATE_LABELS = {CertificateKind.ENFORCEMENT: "执法证", CertificateKind.POLICE: "警官证"}


class Selective(Protocol):
    """A check item as far as it says whom it concerns; no subject type concerns every type."""

    subject_types: list[str]
    requires_private: bool


class Checkable(Protocol):
    """A subject as far as items ask about it."""

    subject_type: str
    is_private: bool


class Certified(Protocol):
    """An inspector as far as the two certified people of a visit are concerned."""

    category: str
    certificate_valid_to: date | None


def applies(item: Selective, subject: Checkable) -> bool:
    """Whether an item is asked of this kind of subject: its type, and private if the item says so.

    Items of something the registry does not know the subject to have (食堂、校车…) stay in: 本组未涉及 answers them
    at once, and a canteen nobody registered is still looked at.
    """
    right_type = not item.subject_types or subject.subject_type in item.subject_types
    return right_type and (subject.is_private or not item.requires_private)


def certified_on(inspector: Certified, last_day: date) -> bool:
    """Whether this person's certificate still holds on `last_day`, so that the person counts toward the two."""
    valid_to = inspector.certificate_valid_to
    return inspector.category == InspectorCategory.CERTIFIED and valid_to is not None and last_day <= valid_to


def why_uscc_is_wrong(code: str) -> str | None:
    """One clause if `code` is no unified social credit code by GB 32100-2015, else None."""
    if not USCC_PATTERN.fullmatch(code):
        return f"统一社会信用代码“{code}”应是 18 位数字和大写字母（不含 I、O、S、V、Z）"
    if uscc_check_character(code[:17]) != code[17]:
        return f"统一社会信用代码“{code}”的校验位不对，请对照证书重新输入"
    return None


def uscc_check_character(body: str) -> str:
    """The 18th character for the first 17 (GB 32100-2015, 5.1)."""
    total = sum(USCC_ALPHABET.index(character) * pow(3, place, 31) for place, character in enumerate(body))
    return USCC_ALPHABET[-total % 31]


def why_certificate_is_wrong(category: str, kind: str, number: str, valid_to: date | None) -> str | None:
    """One clause if the certificate does not fit the category, else None: a certified person has one whole, an assistant none."""
    if category == InspectorCategory.ASSISTANT:
        return "辅助人员不应有执法证号，请核对人员类别" if number or kind or valid_to else None
    if not CERTIFICATE_PATTERN.fullmatch(number):
        return f"执法证号“{number}”应是 6 至 24 位数字、大写字母或连字符"
    return None if kind and valid_to else "持证人员缺少证件种类或有效期"


def type_label(subject: Checkable) -> str:
    """`公办小学`, `民办幼儿园`; a training centre or venue is named alone."""
    kind = SubjectType(subject.subject_type)
    ownership = ("民办" if subject.is_private else "公办") if kind in SCHOOLS else ""
    return ownership + SUBJECT_TYPE_LABELS[kind]
