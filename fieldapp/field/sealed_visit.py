"""A sealed visit as the record room takes it over: the content, the ink beneath it, and what was added behind it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, select

from fieldapp.core import clock
from fieldapp.core.db import db
from fieldapp.field import supplements
from fieldapp.field.answers import head_of, value_of
from fieldapp.field.closing import SUBJECT, signature_of
from fieldapp.field.doc import build_doc
from fieldapp.field.fold import fold
from fieldapp.field.models import Confirmation, Op, Upload, Visit
from fieldapp.field.queries import confirmations, facts_by_digest, ops_of
from fieldapp.identity import queries as people


def snapshot_parts(visit_id: str) -> dict[str, Any]:
    """What a record is made of, once the visit is complete: the sealed content and how and when it came in.

    Instants are aware datetimes, except in `supplements` [{"id", "by", "at", "text", "item": code or None,
    "subject": {"outcome", "name", "role", "reason", "ink"}, "inspectors": [{"person", "name", "via", "ink", "confirmed_at": "" if
    not yet}]}] and `confirmations` [{"person", "at"}] of the signatures on the sheet, which go into the record as they are
    (ISO 8601, +08:00); a word given before an act came in stands for nothing. `unseen`: how many ops came too
    late for the seal without knowing it. `ink`: strokes as drawn, None where the school did not sign.
    """
    ops, visit = ops_of(visit_id), db.session.get_one(Visit, visit_id)
    state = fold((op.body for op in ops), visit.seal_op)
    by_id = {op.id: op for op in ops}
    seal_op = by_id[state["seal"]["id"]]
    seal, skew_ms = seal_op.body["payload"], seal_op.body["skew_ms"]
    facts = facts_by_digest(visit_id, seal["facts_sha256"]) or {}
    sealed_at = datetime.fromisoformat(seal_op.body["at"])
    stored = db.session.scalar(select(func.max(Upload.stored_at)).where(Upload.visit_id == visit_id))
    team = [each.person_id for each in visit.members]
    given, inked = confirmations(visit_id), _inked_by(facts, state)
    late = [by_id[each] for each in state["later"]["supplement"] if by_id[each].kind == "supplement.add"]
    return {
        "authority": facts["authority"], "check_url": facts["check_url"],
        "facts": facts, "state": state, "doc": build_doc(facts, state), "seal": seal, "ink": _ink(facts, state, seal["closing"]),
        "sealed_at": sealed_at, "sealed_at_corrected": sealed_at + timedelta(milliseconds=skew_ms), "skew_ms": skew_ms,
        "received_at": max(filter(None, [stored, *(op.received_at for op in ops)])),
        "supplements": [_supplement(op, given) for op in late if not supplements.why_not(op.body["payload"], team, state)],
        "confirmations": [
            {"person": person, "at": at} for person, op in inked.items() if (at := _confirmed(person, by_id[op], given))
        ],
        "unseen": len(state["later"]["unseen"]),
    }  # fmt: skip


def _inked_by(facts: dict[str, Any], state: dict[str, Any]) -> dict[str, str]:
    """The op with each inspector's signature on the sheet."""
    heads = {each["person"]: head_of(state, signature_of(each["person"])) for each in facts["team"]}
    return {person: head["id"] for person, head in heads.items() if head}


def _confirmed(person: str, op: Op, given: Sequence[Confirmation]) -> str:
    """When this person first stood by what came in with the op, "" if not yet."""
    return next((_iso(each.at) for each in given if each.person_id == person and each.at >= op.received_at), "")


def _ink(facts: dict[str, Any], state: dict[str, Any], closing: dict[str, Any]) -> dict[str, Any]:
    """The strokes beneath the seal."""
    signed = {each["person"]: value_of(state, signature_of(each["person"])) for each in facts["team"]}
    given = value_of(state, SUBJECT) or {}
    return {
        # Only a signature's ink has been looked at; beside a refusal the word could stand for anything. And where the
        # visit turned out to be impossible after it, it is none on this record.
        "subject": given["ink"] if given.get("outcome") == closing["subject"]["outcome"] == "SIGNED" else None,
        "inspectors": {person: value["ink"] for person, value in signed.items() if value},
    }


def _supplement(op: Op, given: Sequence[Confirmation]) -> dict[str, Any]:
    said = op.body["payload"]
    signed = [
        {
            **{part: each[part] for part in ("person", "via", "ink")},
            "name": _name(each["person"]),
            "confirmed_at": _confirmed(each["person"], op, given),
        }
        for each in said["inspectors"]
    ]
    return {
        "id": op.id, "by": _name(op.actor_id), "at": op.body["at"], "text": said["text"], "item": said["item"],
        "subject": {part: said["subject"].get(part) for part in ("outcome", "name", "role", "reason", "ink")},
        "inspectors": signed,
    }  # fmt: skip


def _name(person_id: str) -> str:
    somebody = people.person(person_id)
    return somebody.name if somebody else ""


def _iso(moment: datetime) -> str:
    return moment.astimezone(clock.SHANGHAI).isoformat(timespec="seconds")
