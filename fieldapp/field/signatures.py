"""What signing and sealing may say. The seal itself is checked against the ops it closes by `sealing`."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from fieldapp.field.labels import WithoutSchool
from fieldapp.field.payloads import Payload, Reason, Sha256, Witness, Words

POINT = 4


def _is_drawing(strokes: list[list[list[int]]]) -> list[list[list[int]]]:
    if any(len(point) != POINT for stroke in strokes for point in stroke):
        raise ValueError("a point is x, y, ms and pressure")
    return strokes


class Viewed(Payload):
    doc_sha256: Sha256
    view_sha256: Sha256


class Statement(Payload):
    """NONE takes an opinion back that was given on a sheet changed since."""

    value: Literal["AGREED", "OBJECTED", "NONE"]
    words: str


class Ink(Payload):
    w: Annotated[int, Field(gt=0)]
    h: Annotated[int, Field(gt=0)]
    strokes: Annotated[list[list[list[int]]], Field(min_length=1), AfterValidator(_is_drawing)]


class Signed(Viewed):
    outcome: Literal["SIGNED"]
    name: Words
    role: Literal["负责人", "现场负责人"]
    ink: Ink


class Recording(Payload):
    made: bool
    number: str


class _Unsigned(Viewed, Reason):
    """抽查办法 第九条: the reason is noted, a witness may be asked; who of the team explained is named."""

    explained_by: Words
    witness: Witness | None
    recording: Recording
    photo: str | None


class Paper(Viewed):
    """The sheet was printed, signed by hand or stamped, and photographed page by page."""

    outcome: Literal["PAPER"]
    name: Words
    role: Literal["负责人", "现场负责人"]
    stamped: bool
    photos: Annotated[list[str], Field(min_length=1)]


class Refused(_Unsigned):
    outcome: Literal["REFUSED"]


class Absent(_Unsigned):
    outcome: Literal["ABSENT"]


class Unable(_Unsigned):
    outcome: Literal["UNABLE"]


class InspectorSigned(Payload):
    ink: Ink
    by: Words
    via: Literal["login", "pin", "pin_forgotten"]
    doc_sha256: Sha256


class SupplementSubject(Payload):
    """The school's part in a supplement; where it had none in the record, it has none here."""

    outcome: Literal["SIGNED", "REFUSED", WithoutSchool]
    name: str = ""
    role: str = ""
    reason: str = ""
    ink: Ink | None = None

    def model_post_init(self, _: object) -> None:
        if self.outcome == "SIGNED" and not (self.ink and self.name.strip()):
            raise ValueError("a signature has ink and a name")
        if self.outcome == "REFUSED" and not self.reason.strip():
            raise ValueError("a refusal has a reason")


class SupplementInspector(Payload):
    person: Words
    by: Words
    via: Literal["login", "pin", "pin_forgotten"]
    ink: Ink


class Supplement(Payload):
    """What was noticed after the seal, signed by both sides in one act."""

    text: Words
    item: str | None
    subject: SupplementSubject
    inspectors: Annotated[list[SupplementInspector], Field(min_length=1)]


class Mark(Payload):
    seq: Annotated[int, Field(ge=0)]
    sha256: Sha256 | Literal[""]


class SealedPhoto(Payload):
    evidence: str
    sha256: Sha256
    size: int


class ClosingStatement(Payload):
    value: Literal["AGREED", "OBJECTED", "NONE"]
    words: str


class ClosingSubject(Payload):
    outcome: Literal["SIGNED", "PAPER", "REFUSED", "ABSENT", "UNABLE", WithoutSchool]
    ink_sha256: Sha256 | Literal[""]
    at: str


class ClosingInspector(Payload):
    person: str
    name: str
    certificate_no: str
    ink_sha256: Sha256
    via: Literal["login", "pin", "pin_forgotten"]
    at: str


class Closing(Payload):
    statement: ClosingStatement
    subject: ClosingSubject
    inspectors: list[ClosingInspector]


class Seal(Viewed):
    facts_sha256: Sha256
    template: str
    catalogue: str
    frontier: dict[str, Mark]
    photos: list[SealedPhoto]
    open_conflicts: list[str]
    closing: Closing
    unseen_devices: list[str]
    key: str
    signature: str
