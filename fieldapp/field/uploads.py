"""Photos and files on their way in: chunk by chunk, each verified and durable before it is acknowledged."""

from __future__ import annotations

import re
from dataclasses import dataclass

from fieldapp.core import clock, images
from fieldapp.core.blobs import BlobStore, Part
from fieldapp.core.db import db, transaction
from fieldapp.core.errors import Refusal
from fieldapp.core.events import announce
from fieldapp.field import incidents, queries
from fieldapp.field.events import PhotoStored
from fieldapp.field.models import CheckOut, Upload

CHUNK = 512 * 1024
LARGEST_PHOTO = 32 * 1024 * 1024  # the phone refuses the same before it counts as saved
HARD_CAP = 64 * 1024 * 1024
UNNAMED_QUOTA = 64 * 1024 * 1024
MOST_UNNAMED = 100
PHOTOS = frozenset({"image/jpeg", "image/png", "image/webp", "image/heic"})
REPORTS = frozenset({"application/pdf", *images.OFFICE_PARTS.values()})
SHA256 = re.compile(r"[0-9a-f]{64}")

TOO_LONG = "一次传的内容太长，请分成更小的段再传；照片和文件仍在手机上。"
BROKEN = "这一段内容在路上损坏，请再传一次；照片和文件仍在手机上。"
MISMATCH = "收到的照片或文件与登记的摘要不一致，已拒收并报告；原件仍在手机上，请联系管理员。"
NOT_EVIDENCE = "只收 JPEG、PNG、WebP、HEIC 格式的照片和 PDF、Word（.docx）、Excel（.xlsx）文件，请换一个。"
NO_UPLOAD = "没有这个照片或文件的上传记录，请重新开始上传。"


@dataclass(frozen=True)
class Announced:
    """A photo or file as its phone announces it: SHA-256 (64 hex), size in bytes, declared media type."""

    sha256: str
    size: int
    type: str


class WrongOffset(Exception):
    """The chunk does not start where the verified bytes end; `offset` says where that is."""

    def __init__(self, offset: int) -> None:
        super().__init__(offset)
        self.offset = offset


def begin(check_out: CheckOut, photo: Announced) -> Upload:
    """The upload of this photo to this visit, new or as far as it has come.

    Bytes another visit already has count for nothing here: a digest names bytes, it does not grant them.
    """
    with transaction():
        known = queries.upload(check_out.visit_id, photo.sha256)
        if known is None:
            _refuse_unwelcome(check_out.visit_id, photo)
            known = Upload(visit_id=check_out.visit_id, sha256=photo.sha256, started_at=clock.now(), offset=0)
            known.size, known.type = photo.size, photo.type
            db.session.add(known)
        elif known.stored_at is None and known.size != photo.size:  # a first announcement that was wrong binds nobody
            _refuse_unwelcome(check_out.visit_id, photo)
            known.size, known.type, known.offset = photo.size, photo.type, 0
        check_out.last_contact_at = clock.now()
    return known


def append(store: BlobStore, check_out: CheckOut, sha256: str, offset: int, data: bytes) -> Upload:
    """Add a chunk that the caller has compared with its length and digest; the last one completes the photo.

    Raises WrongOffset; refused: an unknown upload (404), too many bytes (422), a wrong whole (422, an incident).
    """
    _known(check_out, sha256)  # before a file is made for it
    # The lock is the part's, not the database's: a slow disk under one photo stops nobody's answers.
    with store.part(f"{check_out.visit_id}-{sha256}") as part:
        known = _known(check_out, sha256)
        if known.stored_at is not None:
            part.drop()
            return known
        _refuse_misfit(known, part, offset, data)
        part.append(offset, data)
        if offset + len(data) < known.size:
            return _advance(check_out, known, offset + len(data))
        if part.sha256() != sha256:
            part.drop()
            _report_mismatch(check_out, known)
            raise Refusal("hash_mismatch", MISMATCH, 422)
        part.keep(sha256)
        picture = is_picture(store, sha256)
        return _advance(check_out, known, known.size, stored=True, picture=picture)


def _refuse_unwelcome(visit_id: str, photo: Announced) -> None:
    """What a saved op names is always taken, up to a technical cap; anything else has to look like evidence."""
    named = queries.named_photos(visit_id)
    if photo.size > HARD_CAP:
        raise Refusal("too_large", f"这个照片或文件超过 {HARD_CAP >> 20} MB，服务器无法接收，请联系管理员。", 413)
    if photo.sha256 in named:
        return
    if photo.size == 0:
        raise Refusal("empty", "这个照片或文件是空的（0 字节），请重拍或另选一个。")
    if photo.size > LARGEST_PHOTO:
        raise Refusal(
            "too_large", f"这个照片或文件超过 {LARGEST_PHOTO >> 20} MB，请用较低的画质重拍，或把文件拆小。", 413
        )
    if photo.type not in PHOTOS | REPORTS:
        raise Refusal("not_evidence", NOT_EVIDENCE, 415)
    count, size = queries.unnamed_uploads(visit_id, named)
    if count >= MOST_UNNAMED or size + photo.size > UNNAMED_QUOTA:
        raise Refusal("too_many", "这次检查有太多没有记录对应的照片和文件，请先上传检查记录，再传它们。", 413)


def _known(check_out: CheckOut, sha256: str) -> Upload:
    """The upload as it is now: in a transaction of its own, or an older reading would hide what another request did."""
    with transaction():
        known = queries.upload(check_out.visit_id, sha256)
    if known is None:
        raise Refusal("no_upload", NO_UPLOAD, 404)
    return known


def _refuse_misfit(known: Upload, part: Part, offset: int, data: bytes) -> None:
    """The true offset is what the row says and the disk has; after a crash the smaller of both, from the start."""
    true_offset = known.offset if part.size >= known.offset else 0
    if true_offset != known.offset:
        with transaction():
            known.offset = true_offset
    if offset != true_offset:
        raise WrongOffset(true_offset)
    if offset + len(data) > known.size:
        raise Refusal("too_many_bytes", "收到的字节比登记的多，请重新开始上传这个照片或文件。")


def is_picture(store: BlobStore, sha256: str) -> bool:
    """Whether these bytes are a photo's, whatever they were announced as."""
    with store.path(sha256).open("rb") as file:
        return images.sniff(file.read(images.HEAD)) in PHOTOS


def _advance(check_out: CheckOut, known: Upload, offset: int, *, stored: bool = False, picture: bool = False) -> Upload:
    with transaction():
        known.offset = offset
        known.stored_at = clock.now() if stored else None
        check_out.last_contact_at = clock.now()
        if picture:
            announce(PhotoStored(known.sha256))
    return known


def _report_mismatch(check_out: CheckOut, known: Upload) -> None:
    detail = {"sha256": known.sha256, "device": check_out.device_id, "person": check_out.person_id}
    with transaction():
        known.offset = 0
        visit = queries.locked_visit(check_out.visit_id)
        if detail not in [each.detail for each in queries.incidents(visit.id)]:  # the same phone may try again
            incidents.note(visit, "hash_mismatch", "收到的照片或文件与登记的摘要不一致，已拒收。", detail)
