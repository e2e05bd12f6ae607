"""A colleague's photo on its way to another phone of the same visit: small, for its own people alone, and noted."""

from __future__ import annotations

from datetime import timedelta
from enum import StrEnum

from fieldapp.core import audit, clock, images
from fieldapp.core.blobs import blobs
from fieldapp.core.db import transaction
from fieldapp.core.errors import Refusal
from fieldapp.field import queries as field
from fieldapp.identity.models import Person
from fieldapp.record import queries

LONGEST = 1280  # as in the file one phone hands to another: what a phone needs to see, not what is evidence
A_DAY = timedelta(days=1)
SEEN = "evidence.viewed"
NOT_YOURS = "这次检查没有派给您，请返回今日列表，或联系科室核对。"
NO_PICTURE = "原图已传到服务器，但这种格式显示不出来。"


class Waiting(StrEnum):
    """Why there is nothing to look at yet: its phone has not sent it; no worker has made the copy of it."""

    NOT_HERE = "not_here"
    NOT_READY = "not_ready"


def small(visit_id: str, sha256: str, reader: Person) -> bytes | Waiting:
    """An upright JPEG of at most 1280 pixels a side of a photo that one of the visit's phones has sent.

    Made from the copy a worker has already made, so that no request decodes an original. Noted once a day for each
    reader and visit, as on the board. Refused: somebody not of the team (403), nothing that can be looked at (422).
    """
    if not field.is_member(visit_id, reader.id):
        raise Refusal("not_yours", NOT_YOURS, 403)
    upload = field.upload(visit_id, sha256)  # of this very visit: a digest names bytes, it does not grant them
    if upload is None or upload.stored_at is None or sha256 not in field.named_photos(visit_id):
        return Waiting.NOT_HERE
    view = queries.view_of(sha256)
    if view is None:
        return Waiting.NOT_READY
    if view.view_sha256 is None:
        raise Refusal("no_picture", NO_PICTURE, 422)
    _note_look(visit_id, reader)
    return images.view_copy(blobs().read(view.view_sha256), LONGEST)


def _note_look(visit_id: str, reader: Person) -> None:
    about = f"visit:{visit_id}"
    if not audit.noted(SEEN, about, reader.id, clock.now() - A_DAY):
        with transaction():
            audit.note(SEEN, about, actor=reader.id)
