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
from fieldapp.field.kinds import EVIDENCE_ADD, KINDS, OFFICE, SEAL, SET_ASIDE, SETTLE
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
    "visit.plan": [("plan", payloads.Planned)],
    "visit.abort": [("abort", payloads.Aborted), (rf"attempt\.{CODE}", payloads.Attempted)],
    "visit.arrive": [("arrive", Payload), (r"arrive\.place", payloads.Position)],
    "visit.identify": [(rf"shown\.{CODE}", payloads.Shown)],
    "view.shown": [("told", payloads.Told), (r"view\.result", signatures.Viewed)],
    "view.return": [(rf"return\.{CODE}", payloads.Returned)],
    "people.change": [
        (r"department\..+", payloads.Came),
        ("sealer", payloads.HandedOver),
        (rf"done\.{CODE}", payloads.Done),
    ],
    "recusal.ask": [("recusal", payloads.Recusal)],
    "answer.set": [
        (rf"item\.{CODE}\.verdict", payloads.Answer),
        (rf"item\.{CODE}\.reason", payloads.Text),
        (rf"item\.{CODE}\.mode", payloads.Mode),
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
    "seal.paper": [(r"subject\.signature", signatures.Paper)],
    "sign.inspector": [(rf"inspector\.{CODE}\.signature", signatures.InspectorSigned)],
    "field.settle": [(r".+", payloads.Reason)],
    "visit.seal": [("seal", signatures.Seal)],
    "seal.set_aside": [(rf"set_aside\.{CODE}", payloads.SetAside)],
    "visit.leave": [("leave", Payload)],
    "supplement.add": [(rf"supplement\.{CODE}", signatures.Supplement)],
}

# What may be taken back: a visit that begins again another day, signatures on a sheet that was handed back.
RETRACTABLE = re.compile(
    rf"arrive(\.place)?|shown\.{CODE}|told|view\.result|recusal|abort|attempt\.{CODE}"
    rf"|subject\.signature|inspector\.{CODE}\.signature|sealer|done\.{CODE}"
)

# The words our fields begin with: beneath them only what a kind of ours writes may stand, also settled.
OUR_WORDS = frozenset(
    re.split(r"\W", pattern)[0] for kind, places in PAYLOADS.items() if kind != SETTLE for pattern, _ in places
)

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
    field: Annotated[str, Field(pattern=r"^([!-~]{1,200}|department\.[^\x00-\x1f\x7f]{1,120})$")]
    payload: Json
    seen: Annotated[list[Name], Field(max_length=200)]
    at: Instant
    mono: Count
    boot: Annotated[str, Field(max_length=64)]
    skew_ms: Annotated[int, Field(ge=-LARGEST_SKEW_MS, le=LARGEST_SKEW_MS)]


def is_offices(raw: Mapping[str, Any]) -> bool:
    """Whether this op is one that no phone may write, or names a device that is no phone."""
    return bool(raw["kind"] == SET_ASIDE or raw["device"] == OFFICE)


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
    misfit = _misfit(fitting, payload) or _not_taken_back_so(raw) or _not_their_own(raw)
    return misfit or (_not_settled_so(field, payload) if kind == SETTLE else None)


def _not_taken_back_so(raw: Mapping[str, Any]) -> str | None:
    """A photo that was added as taken back would be gone without a word why."""
    wrong = raw["payload"].get("taken_back") is True and not RETRACTABLE.fullmatch(raw["field"])
    return "taken_back: not of this field" if wrong else None


def _not_settled_so(field: str, payload: Json) -> str | None:
    """What is settled must be something the field could have held; a field nobody here knows holds anything.

    Which seal holds is the office's to say, and nothing stands in a photo's place.
    """
    others = [model for other in KINDS - {SETTLE, SEAL, EVIDENCE_ADD, SET_ASIDE} for model in _models(other, field)]
    nobodys = not others and field.partition(".")[0] in OUR_WORDS
    return f"field: nobody writes {field}" if nobodys else _misfit(others, payload)


def _not_their_own(raw: Mapping[str, Any]) -> str | None:
    """Why what is done in a person's name is not theirs: another's field, or “login” from another's account."""
    actor, kind, payload = raw["actor"], raw["kind"], raw["payload"]
    if kind == SETTLE:
        return None  # it repeats what somebody said; the seal asks whether they ever said it
    if any(each.get("via") == "login" and each.get("by", actor) != actor for each in (payload, *_signers(raw))):
        return "via: not their own login"
    if payload.get("taken_back") is True:
        return None
    named = raw["field"].split(".")[1] if kind in IN_SOMEBODYS_NAME else payload["person"] if _is_done(raw) else None
    if named is not None and payload.get("by", actor) != named:
        return "by: not who is named"
    return "by: not who signs" if any(each["by"] != each["person"] for each in _signers(raw)) else None


def _is_done(raw: Mapping[str, Any]) -> bool:
    return str(raw["field"]).startswith("done.")


def _signers(raw: Mapping[str, Any]) -> list[Json]:
    return raw["payload"].get("inspectors", []) if raw["kind"] == "supplement.add" else []


def _deeper_than(value: Any, levels: int) -> bool:
    parts = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return bool(parts) and (levels == 0 or any(_deeper_than(each, levels - 1) for each in parts))


def is_known(kind: str) -> bool:
    """Whether this version folds this kind."""
    return kind in KINDS


def _models(kind: str, field: str) -> list[type[Payload]]:
    found = [model for pattern, model in PAYLOADS[kind] if re.fullmatch(pattern, field)]
    return [payloads.TakenBack, *found] if found and RETRACTABLE.fullmatch(field) else found


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
