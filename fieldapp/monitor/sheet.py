"""The sheet of a visit as an office reads it: as it stands, as the school saw it, and what lies behind it as evidence."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from fieldapp.core import clock, images
from fieldapp.core.blobs import blobs
from fieldapp.field import queries as field
from fieldapp.field import words
from fieldapp.field.answers import covered, files_of, head_of, items_of, photos_of, standing
from fieldapp.field.doc import build_doc
from fieldapp.field.models import Visit
from fieldapp.field.uploads import is_picture
from fieldapp.field.versions import Version, doc_shown, versions
from fieldapp.field.view import view_blocks
from fieldapp.monitor import rules
from fieldapp.record import queries as record

Json = dict[str, Any]
PICTURE, FILE = "picture", "file"
ORIGINAL = "原图（人脸已在副本上遮挡，这里不显示）"
UNKNOWN_TYPE = "application/octet-stream"
WORD, EXCEL = images.OFFICE_PARTS.values()
# What a report is saved as, and how it begins.
REPORTS = {"application/pdf": (".pdf", b"%PDF-"), WORD: (".docx", b"PK"), EXCEL: (".xlsx", b"PK")}


@dataclass(frozen=True)
class Piece:
    """A photo or file of the visit; `where`: to which item it belongs, `file`: its own name. `look`: PICTURE or FILE where it can be opened, else ""."""

    evidence: str
    name: str
    where: str
    file: str
    taken_at: str
    size: str
    received: bool
    look: str


@dataclass(frozen=True)
class Sheet:
    """`blocks` as on the locked screen. Of a version once shown `at` says when, `faithful` whether its digest agrees,
    `returned` in which words it was handed back; as it stands now, `at` is the moment of asking."""

    blocks: list[Json]
    at: str
    faithful: bool = True
    returned: str = ""


@dataclass(frozen=True)
class Opened:
    """Bytes to hand to a reader; `name` "" where they are shown and not saved."""

    path: Path
    type: str
    name: str


def now(visit: Visit) -> Sheet | None:
    """The sheet as it stands; None before a phone has fetched its packet."""
    facts = field.facts_by_digest(visit.id, visit.packet_sha256)
    if facts is None:
        return None
    return Sheet(view_blocks(build_doc(facts, field.visit_state(visit.id))), clock.in_shanghai(clock.now()))


def as_shown(visit: Visit, showing: str) -> Sheet | None:
    """The sheet as the school was shown it then; None where there was no such showing."""
    found = doc_shown(visit, showing)
    told = next((each for each in shown(visit.id) if each.op == showing), None)
    if found is None or told is None:
        return None
    doc, faithful = found
    return Sheet(view_blocks(doc), told.at, faithful, told.returned)


def shown(visit_id: str) -> list[Version]:
    return versions(field.ops_of(visit_id))


def findings(visit: Visit) -> list[Json]:
    """What was found wrong so far, as the doc puts it."""
    facts = field.facts_by_digest(visit.id, visit.packet_sha256)
    found: list[Json] = build_doc(facts, field.visit_state(visit.id))["findings"] if facts else []
    return found


def pieces(visit: Visit) -> list[Piece]:
    """Everything that was taken and not withdrawn: the sheet's own in its numbering, then the rest."""
    facts = field.facts_by_digest(visit.id, visit.packet_sha256)
    state, there = field.visit_state(visit.id), set(field.stored_blobs(visit.id))
    found, listed = standing(state), _listed(facts, state) if facts else {}
    hidden = covered(state)
    rest = {name: (_other(payload), "") for name, payload in found.items() if name not in {*listed, *hidden}}
    rest |= {name: (ORIGINAL, "") for name in found if name in hidden}
    return [_piece(name, found[name], *told, state, there) for name, told in {**listed, **rest}.items()]


def open_piece(visit: Visit, evidence: str) -> Opened | None:
    """The bytes of one piece for a reader: of a photo the copy to look at, without what the camera wrote into it; of a
    file itself. None: unknown, not here yet, or an original whose faces were covered on a copy."""
    piece = next((each for each in pieces(visit) if each.evidence == evidence and each.look), None)
    if piece is None:
        return None
    payload = standing(field.visit_state(visit.id))[evidence]
    if piece.look == PICTURE:
        view = record.view_of(payload["sha256"])
        return Opened(blobs().path(view.view_sha256), "image/jpeg", "") if view and view.view_sha256 else None
    path = blobs().path(payload["sha256"])
    kind = payload["type"] if _begins_so(path, payload["type"]) else UNKNOWN_TYPE
    return Opened(path, kind, rules.saved_name(payload.get("name") or piece.name, REPORTS.get(kind, (".bin",))[0]))


def _begins_so(path: Path, kind: str) -> bool:
    """Whether a file begins as this kind of report does; whatever else a phone claims, nothing opens it by itself."""
    with path.open("rb") as file:
        return kind in REPORTS and file.read(images.HEAD).startswith(REPORTS[kind][1])


def _listed(facts: Json, state: Json) -> dict[str, tuple[str, str]]:
    """What stands on the sheet: its name there, and to which item it belongs."""
    places = {item["code"]: f"第 {item['no']} 项" for item in items_of(facts)}
    kinds = {"照片": photos_of(state), "附件": files_of(state)}
    return {
        each["evidence"]: (f"{kind} {each['no']}", places.get(each["item"], "未归入检查项"))
        for kind, some in kinds.items()
        for each in some
    }


def _other(payload: Json) -> str:
    if payload.get("paper"):
        return "纸面签字页"
    return "未能检查时拍的" if payload.get("attempt") else "照片或文件"


def _piece(name: str, payload: Json, called: str, where: str, state: Json, there: set[str]) -> Piece:
    head, received = head_of(state, f"evidence.{name}"), payload["sha256"] in there
    picture = received and is_picture(blobs(), payload["sha256"])
    look = "" if not received or called == ORIGINAL else PICTURE if picture else FILE
    return Piece(
        evidence=name, name=called, where=where, file="" if picture else payload.get("name", ""),
        taken_at=words.instant(payload["taken_at"], head["skew_ms"] if head else 0),
        size=rules.size_words(payload["size"]), received=received, look=look,
    )  # fmt: skip
