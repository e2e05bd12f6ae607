"""How a visit ended: the school's opinion, its signature or why there is none, the inspectors' signatures.

Goes into the seal beside the digest of the content. Twin of core/closing.mjs.
"""

from __future__ import annotations

from typing import Any

from fieldapp.core.canonical import digest
from fieldapp.field import words
from fieldapp.field.answers import abort_of, head_of, off_site, value_of

Json = dict[str, Any]

SUBJECT = "subject.signature"


def closing(facts: Json, state: Json) -> Json:
    """`closing` of a seal: {"statement", "subject", "inspectors"}. What is not there yet is "" or null."""
    said = value_of(state, "statement") or {}
    return {
        "statement": {"value": said.get("value") or "NONE", "words": said.get("words") or ""},
        "subject": _subject(facts, state),
        "inspectors": [
            _inspector(each, state) for each in facts["team"] if value_of(state, signature_of(each["person"]))
        ],
    }


def signature_of(person: str) -> str:
    """The field an inspector's signature is kept in."""
    return f"inspector.{person}.signature"


def _subject(facts: Json, state: Json) -> Json:
    """The school's part; a signature given before the visit turned out to be impossible is none on this record."""
    alone = "ABORTED" if abort_of(state) is not None else "OFF_SITE" if off_site(facts) else ""
    given = {"outcome": alone} if alone else value_of(state, SUBJECT) or {}
    explainer = next((each["name"] for each in facts["team"] if each["person"] == given.get("explained_by")), "")
    return {
        **{part: given.get(part) or "" for part in ("outcome", "name", "role", "reason")},
        "explained_by": explainer,
        **{part: given.get(part) for part in ("witness", "recording", "photo")},
        "stamped": given.get("stamped") or False,
        "photos": given.get("photos") or [],
        "ink_sha256": digest(given["ink"]) if "ink" in given else "",
        "at": "" if alone else words.moment(head_of(state, SUBJECT)),
    }


def _inspector(member: Json, state: Json) -> Json:
    field = signature_of(member["person"])
    given = value_of(state, field) or {}
    return {
        **{part: member[part] for part in ("person", "name", "certificate_no")},
        "ink_sha256": digest(given["ink"]),
        "via": given["via"],
        "at": words.moment(head_of(state, field)),
    }
