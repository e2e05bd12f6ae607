"""The op vocabulary at the server's door: is this an op at all, and does its payload fit its kind?

Nothing is refused here: what does not fit is kept in quarantine, and a kind this version does not know is kept whole.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from fieldapp.core.canonical import NotCanonical, canonical
from fieldapp.field import payloads, signatures
from fieldapp.field.kinds import KINDS, SETTLE
from fieldapp.field.payloads import Instant, Payload, Sha256

Json = dict[str, Any]

# A signature of a slow hand is some 60 KB; ten times the rest of an op.
LARGEST_PAYLOAD = 200_000
DEEPEST_PAYLOAD = 20  # ink needs four; a seal nested without end would be registered and could never be printed
LARGEST_INTEGER = 2**53 - 1
LARGEST_SKEW_MS = 10**13  # three centuries; a phone set back to 1970 is off by a sixth of that

CODE = r"[0-9A-Za-z_-]{1,64}"  # of a check item, a photo, a person

# Into which fields a kind may write, and what it may say there.
PAYLOADS: dict[str, list[tuple[str, type[Payload]]]] = {
    "visit.arrive": [("arrive", Payload), (r"arrive\.place", payloads.Position)],
    "visit.identify": [(rf"shown\.{CODE}", payloads.Shown)],
    "view.shown": [("told", payloads.Told), (r"view\.result", signatures.Viewed)],
    "recusal.ask": [("recusal", payloads.Recusal)],
    "answer.set": [
        (rf"item\.{CODE}\.verdict", payloads.Answer),
        (rf"item\.{CODE}\.reason", payloads.Text),
        (rf"evidence\.{CODE}\.item", payloads.Given),
    ],
    "finding.set": [
        (rf"item\.{CODE}\.note", payloads.Text),
        (rf"item\.{CODE}\.disposition", payloads.Disposal),
        (rf"item\.{CODE}\.due", payloads.Due),
    ],
    "evidence.add": [(rf"evidence\.{CODE}", payloads.Evidence)],
    "evidence.withdraw": [(rf"evidence\.{CODE}\.withdrawn", payloads.Reason)],
    "category.set": [("category", payloads.Result)],
    "statement.set": [("statement", signatures.Statement)],
    "sign.subject": [(r"subject\.signature", signatures.Signed)],
    "sign.refuse": [(r"subject\.signature", signatures.Refused)],
    "sign.absent": [(r"subject\.signature", signatures.Absent)],
    "sign.unable": [(r"subject\.signature", signatures.Unable)],
    "sign.inspector": [(rf"inspector\.{CODE}\.signature", signatures.InspectorSigned)],
    "field.settle": [(r".+", payloads.Reason)],
    "visit.seal": [("seal", signatures.Seal)],
    "visit.leave": [("leave", Payload)],
    "supplement.add": [(rf"supplement\.{CODE}", payloads.Text)],
}

IN_SOMEBODYS_NAME = ("visit.identify", "sign.inspector")

Name = Annotated[str, Field(pattern=r"^[0-9A-Za-z-]{1,64}$")]
Count = Annotated[int, Field(ge=0, le=LARGEST_INTEGER)]


class Op(BaseModel):
    """One act of one person on the wire. Unknown parts are kept: a later version may say more.

    `seq` and `prev` chain what one device wrote on one visit; `seen` are the heads of the field as the person saw them;
    `at` is the device's clock, `mono` its steady counter (ms) since `boot`, `skew_ms` server minus device as last measured.
    """

    model_config = ConfigDict(strict=True, extra="allow")

    v: Literal[1]
    id: Name
    visit: Name
    device: Name
    actor: Name
    seq: Annotated[int, Field(ge=1, le=LARGEST_INTEGER)]
    prev: Sha256 | Literal[""]
    kind: Annotated[str, Field(pattern=r"^[a-z][a-z._]{0,39}$")]
    field: Annotated[str, Field(pattern=r"^[!-~]{1,200}$")]
    payload: Json
    seen: Annotated[list[Name], Field(max_length=200)]
    at: Instant
    mono: Count
    boot: Annotated[str, Field(max_length=64)]
    skew_ms: Annotated[int, Field(ge=-LARGEST_SKEW_MS, le=LARGEST_SKEW_MS)]


def why_no_envelope(raw: Any) -> str | None:
    """Why this is no op, None if it is one; says nothing about its payload."""
    try:
        op = Op.model_validate(raw)
    except ValidationError as problem:
        return _said(problem)
    return "seen: names itself" if op.id in op.seen else None


def why_wrong(raw: Mapping[str, Any]) -> str | None:
    """Why the payload of an op (with a sound envelope) does not fit its kind; None if it does or the kind is unknown."""
    kind, field, payload = raw["kind"], raw["field"], raw["payload"]
    if _deeper_than(payload, DEEPEST_PAYLOAD):
        return "payload: nested too deeply"
    try:
        if len(canonical(payload)) > LARGEST_PAYLOAD:
            return "payload: too large"
    except NotCanonical as problem:
        return f"payload: {problem}"
    if not is_known(kind):
        return None
    fitting = _models(kind, field)
    if not fitting:
        return f"field: {kind} does not write {field}"
    misfit = _misfit(fitting, payload) or _not_their_own(raw)
    if kind == SETTLE and not misfit:
        # What is settled must be something the field could have held; a field nobody here knows holds anything.
        others = [model for other in KINDS - {SETTLE} for model in _models(other, field)]
        misfit = _misfit(others, payload)
    return misfit


def _not_their_own(raw: Mapping[str, Any]) -> str | None:
    """Why what is done in a person's name is not theirs: another's field, or “login” from another's account."""
    payload = raw["payload"]
    if raw["kind"] not in IN_SOMEBODYS_NAME:
        return None
    if payload["by"] != raw["field"].split(".")[1]:
        return "by: not whom the field names"
    return "via: not their own login" if payload["via"] == "login" and payload["by"] != raw["actor"] else None


def _deeper_than(value: Any, levels: int) -> bool:
    parts = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return bool(parts) and (levels == 0 or any(_deeper_than(each, levels - 1) for each in parts))


def is_known(kind: str) -> bool:
    """Whether this version folds this kind."""
    return kind in KINDS


def _models(kind: str, field: str) -> list[type[Payload]]:
    return [model for pattern, model in PAYLOADS[kind] if re.fullmatch(pattern, field)]


def _misfit(models: list[type[Payload]], payload: Any) -> str | None:
    """None if the payload fits one of the models (or there is none to fit), else why it does not fit the last."""
    said = None
    for model in models:
        try:
            model.model_validate(payload)
        except ValidationError as problem:
            said = _said(problem)
        else:
            return None
    return said


def _said(problem: ValidationError) -> str:
    first = problem.errors(include_url=False, include_input=False)[0]
    return f"{'.'.join(str(part) for part in first['loc']) or 'op'}: {first['msg']}"
