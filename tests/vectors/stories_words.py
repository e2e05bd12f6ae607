"""What is said in every story: how a day begins, an answer, a photo, the end."""

from __future__ import annotations

from typing import Any

from fieldapp.core.canonical import digest, sha256_hex
from tests.vectors.history import Phone

Json = dict[str, Any]

CODES = ("M01-01", "M01-02", "M09-01")
INK = {"w": 600, "h": 240, "strokes": [[[10, 20, 0, 128], [40, 60, 16, 140]], [[90, 30, 120, 90]]]}


CERTIFICATES = {"p2": "M-2002", "p4": "R-4004"}


def begin(phone: Phone, lead_via: str = "login", second: str = "p2") -> None:
    """The lead comes with one of the other bureaus: p2 of the market's, p4 of one that has no items."""
    phone.does("visit.arrive", "arrive", {})
    phone.does("visit.arrive", "arrive.place", {"lat_e6": 37041249, "lng_e6": 115662350, "acc_m": 12})
    phone.does("visit.identify", "shown.p1", {"certificate_no": "E-1001", "by": "p1", "via": lead_via})
    shown = {"certificate_no": CERTIFICATES[second], "by": second, "via": "pin"}
    phone.does("visit.identify", f"shown.{second}", shown)
    phone.does("view.shown", "told", {"what": "notice", "notice_version": "1"})
    phone.does("recusal.ask", "recusal", {"asked": False})


def answer(phone: Phone, code: str, value: str | None, **more: str) -> None:
    phone.does("answer.set", f"item.{code}.verdict", {"value": value, **more})


def photograph(phone: Phone, evidence: str, item: str | None, **more: Any) -> None:
    """`more`: whose copy it is, of which attempt, a page of paper, or that it is a file."""
    picture = {
        "sha256": sha256_hex(evidence.encode()),
        "size": 2_500_000,
        "type": "image/jpeg",
        "item": item,
        "source": "camera",
        "name": f"{evidence}.jpg",
        "taken_at": "2026-11-21T09:30:00.000+08:00",
    }
    phone.does("evidence.add", f"evidence.{evidence}", {**picture, **more})


def find(phone: Phone, code: str, disposition: str) -> None:
    answer(phone, code, "ABNORMAL")
    phone.does("finding.set", f"item.{code}.note", {"text": "门卫未登记来访人员"})
    phone.does("finding.set", f"item.{code}.disposition", {"value": disposition})
    if disposition == "RECTIFY":
        phone.does("finding.set", f"item.{code}.due", {"date": "2026-12-06", "days": 15})


def end(phone: Phone, statement: Json | None, signature: tuple[str, Json], second: str = "p2") -> None:
    phone.does("view.shown", "view.result", phone.viewed())
    if statement:
        phone.does("statement.set", "statement", statement)
    kind, said = signature
    phone.does(kind, "subject.signature", {**said, **phone.viewed()})
    sign_inspectors(phone, second)


def sign_inspectors(phone: Phone, second: str = "p2") -> None:
    for person, via in (("p1", "login"), (second, "pin_forgotten")):
        inked = {"ink": INK, "by": person, "via": via, "doc_sha256": digest(phone.doc())}
        phone.does("sign.inspector", f"inspector.{person}.signature", inked)


SIGNED = ("sign.subject", {"outcome": "SIGNED", "name": "王校长", "role": "负责人", "ink": INK})
REFUSED: tuple[str, Json] = ("sign.refuse", {
    "outcome": "REFUSED", "reason": "不认可第 1 项", "explained_by": "p1", "witness": {"name": "孙七", "unit": "镇政府"},
    "recording": {"made": True, "number": "R-7"}, "photo": None,
})  # fmt: skip
