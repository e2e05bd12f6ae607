"""What the ops of an inspection may say, up to its result. A part more than named here is kept, not judged."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

FIRST_YEAR, LAST_YEAR = 1000, 9000
YEARS = range(1900, 2200)  # of days people choose; boards and spreadsheets count no further


def _is_day(text: str) -> str:
    if date.fromisoformat(text).year not in YEARS:
        raise ValueError("no inspection is planned or due so far away")
    return text


def plausible(text: str) -> str:
    """`text` if it is an ISO instant that any clock may have told. ValueError where it is not."""
    told = datetime.fromisoformat(text)
    if told.tzinfo is None:
        raise ValueError("an instant without its offset")
    if not FIRST_YEAR <= told.year <= LAST_YEAR:  # beyond, correcting it by the clock's skew would leave the calendar
        raise ValueError("no phone's clock says that")
    return text


Sha256 = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
# The form is asked for too: Python also reads weeks (2026-W47-6), which no phone can.
Day = Annotated[str, Field(pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$"), AfterValidator(_is_day)]
Instant = Annotated[str, Field(max_length=40), AfterValidator(plausible)]
Words = Annotated[str, Field(pattern=r"\S")]
Verdict = Literal["NORMAL", "ABNORMAL", "NOT_APPLICABLE", "NOT_CHECKED"]
Disposition = Literal["CORRECTED_ON_SITE", "RECTIFY", "TRANSFER"]
InspectionMode = Literal[
    "ON_SITE", "DOCUMENT", "ONLINE_MONITORING", "DATA_COMPARISON", "LAB_TEST", "ENTRUSTED", "ADOPTED_CONCLUSION",
]  # fmt: skip
Category = Literal[
    "NO_PROBLEM", "ANNUAL_REPORT_NOT_PUBLISHED", "INFO_NOT_PUBLISHED", "FALSE_PUBLICATION", "UNREACHABLE",
    "CORRECTED_ON_ORDER", "UNCOOPERATIVE", "NO_RELEVANT_ACTIVITY", "PENDING_FOLLOW_UP",
]  # fmt: skip


# Ten times what the phone's boxes take: no honest word is lost, and no word is too long to be laid out on paper.
LONGEST_WORDS = 10_000


class Payload(BaseModel):
    """`by`, `via`: who acted by the own PIN on a colleague's phone; on the own phone nobody need be named."""

    model_config = ConfigDict(strict=True, extra="allow", str_max_length=LONGEST_WORDS)

    by: str | None = None
    via: Literal["login", "pin", "pin_forgotten"] | None = None


class SetAside(Payload):
    """The office does not let a seal stand, and why."""

    seal: str
    reason: Words


class TakenBack(Payload):
    """What was said does not hold any more: the field is as if nobody had written it."""

    taken_back: Literal[True]


class Planned(Payload):
    """`date` "" puts the visit back among those that wait for a day."""

    date: Day | Literal[""]
    reason: str = ""


class Witness(Payload):
    name: Words
    unit: str


class Aborted(Payload):
    """No inspection was possible, and that is the record."""

    reason: Literal["REFUSED_ENTRY", "CLOSED_OR_MOVED"]
    words: str
    witness: Witness | None = None


class Attempted(Payload):
    """No inspection was possible today."""

    reason: Literal["HOLIDAY", "TOO_FEW_INSPECTORS", "OTHER"]
    words: str


class Came(Payload):
    came: bool


class HandedOver(Payload):
    person: Words


class Done(Payload):
    """Nothing more than up to `seq` is on this person's phone."""

    person: Words
    seq: Annotated[int, Field(ge=0)]


class Mode(Payload):
    value: InspectionMode


class Returned(Payload):
    """请检查组更正: said of the content with this digest."""

    words: Words
    doc_sha256: Sha256


class Position(Payload):
    """Millionths of a degree and metres, or why there is none."""

    lat_e6: Annotated[int, Field(ge=-90_000_000, le=90_000_000)] = 0
    lng_e6: Annotated[int, Field(ge=-180_000_000, le=180_000_000)] = 0
    acc_m: Annotated[int, Field(ge=0)] = 0
    why: Literal["denied", "unavailable", "timeout"] | None = None

    def model_post_init(self, _: object) -> None:
        if self.why is None and not {"lat_e6", "lng_e6", "acc_m"} <= self.model_fields_set:
            raise ValueError("neither a place nor why there is none")


class Shown(Payload):
    certificate_no: Words
    by: str
    via: Literal["login", "pin"]


class Told(Payload):
    what: Literal["notice"]
    notice_version: str


class Recusal(Payload):
    asked: bool
    who: str = ""
    reason: str = ""

    def model_post_init(self, _: object) -> None:
        if self.asked and not {"who", "reason"} <= self.model_fields_set:
            raise ValueError("a recusal names whom and why")


class Answer(Payload):
    value: Verdict | None


class Text(Payload):
    text: str


class Disposal(Payload):
    value: Disposition


class Due(Payload):
    date: Day


class Evidence(Payload):
    """`covers`: the original this is a copy of, with faces painted over; `attempt`: whose picture it is;
    `paper`: a page of the signed paper."""

    sha256: Sha256
    size: Annotated[int, Field(gt=0)]
    type: str
    item: str | None
    taken_at: Instant
    name: str = ""
    covers: str | None = None
    attempt: str | None = None
    paper: bool = False


class Given(Payload):
    item: str | None


class Reason(Payload):
    reason: Words


class Result(Payload):
    value: Category
