"""Does a seal hold what it says? Recomputed from the ops it names; a mismatch is named, never repaired."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256

from fieldapp.core.canonical import canonical, digest
from fieldapp.field.answers import abort_of, conflicts_of, value_of, without_school
from fieldapp.field.closing import SUBJECT, closing, signature_of
from fieldapp.field.doc import build_doc
from fieldapp.field.evidence import pages_of, sealed_evidence
from fieldapp.field.fold import fold
from fieldapp.field.people import sealer
from fieldapp.field.rules import LAST_STEP, step_of
from fieldapp.field.view import view_blocks, view_sha256

COORDINATE = 32  # bytes of a P-256 coordinate or of r and s


def missing_devices(seal_op: Mapping[str, Any], ops: Sequence[dict[str, Any]]) -> list[str]:
    """Devices of the frontier whose last named op has not arrived: the seal cannot be checked before it has.

    Of the sealing phone nothing from the seal on can be beneath it: that is no op to wait for.
    """
    there = {(op["device"], op["seq"]) for op in ops}
    own = seal_op["device"]
    named = [(device, mark["seq"]) for device, mark in seal_op["payload"]["frontier"].items() if mark["seq"]]
    return [
        device for device, seq in named
        if (device, seq) not in there and (device != own or seq < seal_op["seq"])
    ]  # fmt: skip


def why_seal_fails(
    seal_op: Mapping[str, Any],
    ops: Sequence[dict[str, Any]],
    facts: dict[str, Any] | None,
    key: Mapping[str, Any],
    devices: Collection[str],
) -> list[str]:
    """Every point in which the seal does not hold, in Chinese; empty: it holds.

    `ops`: all of the visit, none missing beneath the seal; `facts`: of the packet it names; `key`: the JWK
    registered for the sealing device; `devices`: every phone that was ever given the visit.
    """
    seal = seal_op["payload"]
    if facts is None:
        return ["封存引用的检查表版本不是本系统下发的"]
    state = fold(ops, seal_op["id"])  # which freezes every field at the seal's frontier
    doc = build_doc(facts, state)
    found = {
        "封存内容的摘要与服务器重算的不一致": seal["doc_sha256"] != digest(doc),
        "校方所看内容的摘要与服务器重算的不一致": seal["view_sha256"] != view_sha256(view_blocks(doc)),
        "表单或清单版本与检查包不一致": any(seal[each] != facts[each] for each in ("template", "catalogue")),
        "照片、附件清单与检查记录不一致": _bytes(seal["photos"]) != _bytes(sealed_evidence(doc, state)),
        "签字、说明或检查人员与记录不一致": canonical(seal["closing"]) != canonical(closing(facts, state)),
        "签字时所看的内容与封存的内容不一致": not _signed_this(facts, state, seal),
        "封存的人不是主检，封存也没有交给他": seal_op["actor"] != sealer(facts, state),
        "没有写明无法检查的情况": not (abort_of(state) or {"words": "-"})["words"].strip(),
        "纸面签字页不全": not _paper_whole(state, seal),
        "未听到的手机名单里有不是这次检查的手机": not set(seal["unseen_devices"]) <= set(devices),
        "检查没有做完就封存了（有未填、未说明、未签字或填得不一致的地方）": not _finished(facts, state),
        "写着本人登录的亮证或签字不是本人账号记下的": not _by_themselves(facts, state, ops),
        "记录链与封存时的不一致": not _frontier_fits(seal_op, ops),
        "手机密钥的签名无效": not signature_holds(seal, key),
    }
    return [sentence for sentence, wrong in found.items() if wrong]


def read_key(jwk: Any) -> dict[str, str] | None:
    """The public P-256 key in a JWK, without anything else it may carry; None if it is none."""
    if not isinstance(jwk, dict) or (jwk.get("kty"), jwk.get("crv")) != ("EC", "P-256"):
        return None
    try:
        _public_key(jwk)
    except (KeyError, TypeError, ValueError):
        return None
    return {name: jwk[name] for name in ("crv", "kty", "x", "y")}


def signature_holds(seal: Mapping[str, Any], key: Mapping[str, Any]) -> bool:
    """Whether `seal["signature"]` is this P-256 key's (raw r||s, base64url) over the seal without it."""
    try:
        raw = _from_base64url(seal["signature"])
        if seal["key"] != thumbprint(key) or len(raw) != 2 * COORDINATE:
            return False
        signature = encode_dss_signature(int.from_bytes(raw[:COORDINATE]), int.from_bytes(raw[COORDINATE:]))
        unsigned = {name: value for name, value in seal.items() if name != "signature"}
        _public_key(key).verify(signature, canonical(unsigned), ec.ECDSA(SHA256()))
    except (InvalidSignature, KeyError, TypeError, ValueError):
        return False
    return True


def thumbprint(key: Mapping[str, Any]) -> str:
    """The name of a P-256 public key (RFC 7638), base64url without padding."""
    members = {name: key[name] for name in ("crv", "kty", "x", "y")}
    text = json.dumps(members, separators=(",", ":"), sort_keys=True)
    return base64.urlsafe_b64encode(hashlib.sha256(text.encode()).digest()).rstrip(b"=").decode()


def _signed_this(facts: dict[str, Any], state: dict[str, Any], seal: Mapping[str, Any]) -> bool:
    """Whether every signature that counts was given on the content that is sealed."""
    fields = [signature_of(each["person"]) for each in facts["team"]]
    fields += [] if without_school(facts, state) else [SUBJECT]
    signed = [value for field in fields if (value := value_of(state, field))]
    return bool(signed) and all(each["doc_sha256"] == seal["doc_sha256"] for each in signed)


def _finished(facts: dict[str, Any], state: dict[str, Any]) -> bool:
    """Whether all that a phone asks for before it seals was there; a phone that does not ask is not this product's."""
    return not conflicts_of(facts, state) and step_of(facts, {**state, "seal": None}) == LAST_STEP


def _paper_whole(state: dict[str, Any], seal: Mapping[str, Any]) -> bool:
    """Whether every page the school signed on is there, as a page, and vouched for."""
    pages = {each["evidence"] for each in pages_of(state)}
    subject = seal["closing"]["subject"]
    return subject["outcome"] != "PAPER" or set(subject.get("photos") or [""]) <= pages


def _by_themselves(facts: dict[str, Any], state: dict[str, Any], ops: Sequence[dict[str, Any]]) -> bool:
    """Whether “本人登录” was written by that account each time; settling a difference may only repeat it."""
    own = {(op["actor"], op["field"]) for op in ops if op["payload"].get("via") == "login"}
    people = [each["person"] for each in facts["team"]]
    acts = [(person, field) for person in people for field in (f"shown.{person}", signature_of(person))]
    return all(act in own for act in acts if (value_of(state, act[1]) or {}).get("via") == "login")


def _frontier_fits(seal_op: Mapping[str, Any], ops: Sequence[dict[str, Any]]) -> bool:
    """Whether it names ops as they came, and of the sealing phone the last one before the seal: an earlier one
    would leave out what was written since."""
    frontier = seal_op["payload"]["frontier"]
    own = {"seq": seal_op["seq"] - 1, "sha256": seal_op["prev"]}
    digests = {(op["device"], op["seq"]): digest(op) for op in ops}
    return frontier.get(seal_op["device"]) == own and all(
        mark["seq"] == 0 or digests.get((device, mark["seq"])) == mark["sha256"] for device, mark in frontier.items()
    )


def _bytes(evidence: Sequence[Mapping[str, Any]]) -> list[tuple[str, str, int]]:
    return [(each["evidence"], each["sha256"], each["size"]) for each in evidence]


def _public_key(key: Mapping[str, Any]) -> ec.EllipticCurvePublicKey:
    x, y = (int.from_bytes(_from_base64url(key[part])) for part in ("x", "y"))
    return ec.EllipticCurvePublicNumbers(x, y, ec.SECP256R1()).public_key()  # refuses a point off the curve


def _from_base64url(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
