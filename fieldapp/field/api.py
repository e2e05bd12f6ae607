"""What a phone says to the server: under its login it reads, with its packet's token it only ever adds."""

from __future__ import annotations

import base64
import json
from contextlib import suppress
from http import HTTPStatus
from typing import Any

from flask import Blueprint, Response, current_app, g, jsonify, render_template, request
from flask.typing import ResponseReturnValue
from flask_login import current_user
from werkzeug.exceptions import HTTPException

from fieldapp.core import clock
from fieldapp.core.blobs import blobs
from fieldapp.core.canonical import sha256_hex
from fieldapp.core.errors import SENTENCES, Refusal
from fieldapp.field import actions, holders, queries, sealing, settling, uploads, wire
from fieldapp.field.models import CheckOut, Upload, Visit
from fieldapp.identity import queries as people
from fieldapp.registry import queries as registry

anybody = Blueprint("me", __name__, url_prefix="/api")
by_login = Blueprint("phone", __name__, url_prefix="/api")
by_token = Blueprint("push", __name__, url_prefix="/api")

LARGEST_QUESTION = 64 * 1024
LONGEST_HEARD_OUT = 32 * 1024 * 1024
PIECE = 64 * 1024


@anybody.get("/me")
def me() -> ResponseReturnValue:
    """Who is signed in. Nobody is an answer, not an error: a phone asks this at every start."""
    if not current_user.is_authenticated:
        return jsonify(proto=1, person=None, epoch=queries.epoch(), now=clock.now().isoformat(), visits=[])
    visits = queries.visits_of(current_user.id)
    waiting = queries.awaiting_confirmation(current_user.id, [each.id for each in visits])
    return jsonify(
        proto=1,
        person={"id": current_user.id, "name": current_user.name, "unit": current_user.unit.name},
        pin_chosen=people.pin_verifier(current_user) is not None,
        epoch=queries.epoch(),
        now=clock.now().isoformat(),
        visits=[_card(visit, confirm=visit.id in waiting) for visit in visits],
    )


@by_login.post("/visits/<visit_id>/packet")
def packet(visit_id: str) -> ResponseReturnValue:
    device, key, probe = _phone()
    public_url = current_app.config["SETTINGS"].public_url
    given = actions.hand_out_packet(visit_id, current_user, device, key, probe, public_url)
    verifiers = {each.person_id: people.person(each.person_id) for each in given.visit.members}
    pins = [(person, people.pin_verifier(somebody)) for person, somebody in verifiers.items() if somebody]
    return jsonify(
        proto=1, epoch=given.epoch, visit=visit_id, token=given.token,
        actor={"id": current_user.id, "name": current_user.name},
        facts=given.packet.facts, facts_sha256=given.packet.sha256,
        pins=[{"person": person, **verifier} for person, verifier in pins if verifier],
        html=render_template("field/sheet.html", facts=given.packet.facts),
        ops=[op.body for op in queries.ops_of(visit_id)], next=given.visit.next_number - 1, now=clock.now().isoformat(),
        devices=holders.phones(visit_id),
    )  # fmt: skip


@by_login.get("/visits/<visit_id>/ops")
def pull(visit_id: str) -> ResponseReturnValue:
    """What others did since `after`. Asked every few seconds while two people work on one visit, so it folds nothing;
    `stored=0` leaves out the list of photos that are here, which is long and is told by the receipts of uploads."""
    if not queries.is_member(visit_id, current_user.id):
        raise Refusal("not_yours", actions.NOT_YOURS, 403)
    after = min(request.args.get("after", 0, type=int), wire.LARGEST_COUNT)
    ops = queries.ops_of(visit_id, after)
    stored = {} if request.args.get("stored") == "0" else {"stored": queries.stored_blobs(visit_id)}
    return jsonify(
        proto=1, epoch=queries.epoch(), ops=[{"number": op.number, "op": op.body} for op in ops],
        next=ops[-1].number if ops else after, safe=False, devices=holders.phones(visit_id), **stored,
    )  # fmt: skip


@by_login.post("/visits/<visit_id>/confirm")
def confirm(visit_id: str) -> ResponseReturnValue:
    actions.confirm_own_acts(visit_id, current_user)
    return jsonify(proto=1, confirmed=True)


@by_token.before_request
def _read_token() -> None:
    """The check-out whose token this is. An unknown one loses nothing: the phone keeps what it holds."""
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    check_out = holders.check_out_by_token(token.strip()) if scheme.lower() == "bearer" else None
    if check_out is None:
        raise Refusal("unknown_token", "这台手机的上传凭证无效，请登录后重新下载检查包；未上传的内容仍在手机上。", 401)
    g.check_out = check_out


@by_token.after_request
def _hear_out(response: Response) -> Response:
    """Read what a refused request still has to say: with a body left unread the line is cut, and the phone
    would never hear why, nor halve what was too large."""
    left = LONGEST_HEARD_OUT if response.status_code >= HTTPStatus.BAD_REQUEST else 0
    with suppress(HTTPException, OSError):
        while left > 0 and (piece := request.stream.read(min(left, PIECE))):
            left -= len(piece)
    return response


@by_token.post("/visits/<visit_id>/ops")
def push(visit_id: str) -> ResponseReturnValue:
    batch = wire.read_batch(_body(wire.LARGEST_BODY, wire.TOO_LARGE), request.headers.get("Content-Encoding", ""))
    check_out: CheckOut = g.check_out
    receipts = actions.receive(check_out, visit_id, batch)
    return jsonify(
        proto=1, batch=batch.id, epoch=queries.epoch(), receipts=[_receipt(each) for each in receipts],
        now=clock.now().isoformat(), number=queries.last_number(check_out.visit_id),
    )  # fmt: skip


@by_token.post("/visits/<visit_id>/blobs")
def begin_upload(visit_id: str) -> ResponseReturnValue:
    check_out, photo = _holder(visit_id), _announced()
    data, digest = _body(uploads.CHUNK, uploads.TOO_LONG), _content_digest()
    known = uploads.begin(check_out, photo)
    # A body that nothing vouches for is only worth reading when the photo's own digest covers all of it.
    vouched = digest is not None or len(data) == known.size
    if known.stored_at is None and known.offset == 0 and vouched and (data or known.size == 0):
        return _append(check_out, photo.sha256, 0, data, digest)
    return _progress(known)


@by_token.route("/visits/<visit_id>/blobs/<sha256>", methods=["HEAD"])
def ask_upload(visit_id: str, sha256: str) -> ResponseReturnValue:
    known = queries.upload(_holder(visit_id).visit_id, sha256)
    if known is None:
        raise Refusal("no_upload", uploads.NO_UPLOAD, 404)
    return Response(headers={"Upload-Offset": str(known.offset), "Upload-Length": str(known.size)})


@by_token.patch("/visits/<visit_id>/blobs/<sha256>")
def continue_upload(visit_id: str, sha256: str) -> ResponseReturnValue:
    check_out, offset, digest = _holder(visit_id), request.headers.get("Upload-Offset", type=int), _content_digest()
    if offset is None or digest is None:
        raise Refusal("digest_mismatch", uploads.BROKEN, 400)
    return _append(check_out, sha256, offset, _body(uploads.CHUNK, uploads.TOO_LONG), digest)


def _append(check_out: CheckOut, sha256: str, offset: int, data: bytes, digest: str | None) -> ResponseReturnValue:
    if digest is not None and sha256_hex(data) != digest:
        raise Refusal("digest_mismatch", uploads.BROKEN, 400)
    try:
        known = uploads.append(blobs(), check_out, sha256, offset, data)
    except uploads.WrongOffset as wrong:
        return jsonify(proto=1, error="wrong_offset", offset=wrong.offset), 409, {"Upload-Offset": str(wrong.offset)}
    if known.stored_at is not None:
        settling.settle(check_out.visit_id)
    return _progress(known)


def _progress(known: Upload) -> Response:
    return jsonify(proto=1, **({"offset": known.offset} if known.stored_at is None else {"stored": True}))


def _holder(visit_id: str) -> CheckOut:
    """The sender's check-out if it may add files to this visit; files of a stranger are not even kept apart."""
    check_out: CheckOut = g.check_out
    if check_out.visit_id != visit_id or actions.is_revoked(check_out):
        raise Refusal("not_yours", "这台手机的上传凭证不能用于这次检查；照片仍在手机上，请联系管理员。", 403)
    return check_out


def _announced() -> uploads.Announced:
    sha256 = request.headers.get("X-Blob-SHA256", "")
    size = request.headers.get("X-Blob-Size", type=int)
    if not uploads.SHA256.fullmatch(sha256) or size is None or size < 0:
        raise Refusal("unreadable", SENTENCES[400], 400)
    return uploads.Announced(sha256, size, request.headers.get("X-Blob-Type", "")[:100])


def _content_digest() -> str | None:
    """SHA-256 in hex from `Content-Digest: sha-256=:…:` (RFC 9530), None where there is none."""
    name, _, value = request.headers.get("Content-Digest", "").strip().partition("=")
    if name.lower() != "sha-256":
        return None
    try:
        return base64.b64decode(value.strip(":"), validate=True).hex()
    except ValueError:
        return ""


def _body(limit: int, too_large: str) -> bytes:
    """The whole body. Refused: more than `limit` bytes (413, before reading), cut on its way (400)."""
    length = request.content_length
    if length is not None and length > limit:
        raise Refusal("too_large", too_large, 413)
    data = request.stream.read(limit + 1)
    if len(data) > limit:
        raise Refusal("too_large", too_large, 413)
    # Behind gunicorn a body cut on its way ends as cleanly as a whole one; only counting shows it.
    if length is not None and len(data) != length:
        raise Refusal("cut", wire.CUT, 400)
    return data


def _phone() -> tuple[str, dict[str, Any], dict[str, Any]]:
    """Device id, public key and probe of the phone that asks for a packet."""
    try:
        question = json.loads(_body(LARGEST_QUESTION, SENTENCES[413]))
    except (ValueError, RecursionError):
        question = None
    question = question if isinstance(question, dict) else {}
    device, probe = question.get("device"), question.get("probe")
    key = sealing.read_key(question.get("public_key"))
    if not isinstance(device, str) or not wire.SHORT_NAME.fullmatch(device) or key is None:
        raise Refusal("no_device", "这台手机没有报上可用的设备编号和密钥，请更新浏览器后重试。")
    return device, key, probe if isinstance(probe, dict) else {}


def _receipt(receipt: actions.Receipt) -> dict[str, Any]:
    said = {"id": receipt.op_id or None, "receipt": receipt.number, "state": receipt.state}
    return {**said, "reason": receipt.reason} if receipt.reason else said


def _card(visit: Visit, *, confirm: bool) -> dict[str, Any]:
    subject = registry.subject(visit.subject_id)
    return {
        "id": visit.id, "state": visit.state, "planned_on": visit.planned_on.isoformat() if visit.planned_on else "",
        "period_from": visit.period_from.isoformat(), "period_to": visit.period_to.isoformat(),
        "subject_name": subject.name if subject else "", "address": subject.address if subject else "",
        "packet_sha256": visit.packet_sha256, "confirm": confirm, "mode": visit.mode, "attempts": visit.attempts,
    }  # fmt: skip
