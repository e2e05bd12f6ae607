"""A phone of the demo: what it says goes the way of every phone's words — received, judged, sealed, registered."""

from __future__ import annotations

import base64
import hashlib
import math
from datetime import datetime, timedelta
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256

from fieldapp.core import clock
from fieldapp.core.blobs import blobs
from fieldapp.core.canonical import canonical, digest
from fieldapp.core.ids import new_id
from fieldapp.field import actions, holders, sealing, settling, uploads
from fieldapp.field.closing import closing
from fieldapp.field.doc import build_doc
from fieldapp.field.evidence import sealed_evidence
from fieldapp.field.fold import fold
from fieldapp.field.view import view_blocks, view_sha256
from fieldapp.field.wire import Batch
from fieldapp.identity.models import Person

Json = dict[str, Any]
BETWEEN = timedelta(seconds=30)
COORDINATE = 32


class DemoPhone:
    """The phone of `owner` with the packet of one visit; it begins at `began` and says something every half minute."""

    def __init__(self, visit_id: str, owner: Person, began: datetime, public_url: str) -> None:
        self.visit, self.owner, self.began = visit_id, owner, began
        self.device, self.key = new_id(), ec.generate_private_key(ec.SECP256R1())
        given = actions.hand_out_packet(visit_id, owner, self.device, self._public_key(), {"ok": True}, public_url)
        self.facts, self._token, self.ops = given.packet.facts, given.token, list[Json]()
        self._photos: list[bytes] = []

    @property
    def state(self) -> Json:
        return fold(self.ops)

    def says(self, kind: str, field: str, payload: Json) -> None:
        """One more op of the chain, having seen all it wrote into this field before."""
        self.ops.append(
            {
                "v": 1, "id": new_id(), "visit": self.visit, "device": self.device, "actor": self.owner.id,
                "seq": len(self.ops) + 1, "prev": digest(self.ops[-1]) if self.ops else "", "kind": kind, "field": field,
                "payload": payload, "at": self._at(), "mono": 1000 * len(self.ops), "boot": self.device, "skew_ms": 0,
                "seen": [op["id"] for op in self.ops if op["field"] == field or op["kind"] == "visit.seal"],
            }
        )  # fmt: skip

    def photographs(self, data: bytes, item: str) -> None:
        self._photos.append(data)
        taken = {"sha256": hashlib.sha256(data).hexdigest(), "size": len(data), "type": "image/jpeg", "item": item}
        more = {"source": "camera", "name": "photo.jpg", "taken_at": self._at()}
        self.says("evidence.add", f"evidence.{new_id()}", {**taken, **more})

    def shown(self) -> Json:
        """Digests of the sheet as it stands: what somebody reads, and what a signature is given on."""
        doc = build_doc(self.facts, self.state)
        return {"doc_sha256": digest(doc), "view_sha256": view_sha256(view_blocks(doc))}

    def seals(self) -> None:
        state = self.state
        content = {
            **self.shown(), "facts_sha256": digest(self.facts), "template": self.facts["template"],
            "catalogue": self.facts["catalogue"], "open_conflicts": [], "unseen_devices": [],
            "frontier": {self.device: {"seq": len(self.ops), "sha256": digest(self.ops[-1])}},
            "photos": sealed_evidence(build_doc(self.facts, state), state), "closing": closing(self.facts, state),
            "key": sealing.thumbprint(self._public_key()),
        }  # fmt: skip
        r, s = decode_dss_signature(self.key.sign(canonical(content), ec.ECDSA(SHA256())))
        signature = _base64url(r.to_bytes(COORDINATE) + s.to_bytes(COORDINATE))
        self.says("visit.seal", "seal", {**content, "signature": signature})

    def sends(self) -> None:
        """Everything it holds, as when the bureau's Wi-Fi is reached: words first, then photos."""
        check_out = holders.check_out_by_token(self._token)
        if check_out is None:
            message = "演示的检查包没有发出去。"
            raise RuntimeError(message)
        actions.receive(check_out, self.visit, Batch(new_id(), self.ops, None))
        for data in self._photos:
            sha256 = hashlib.sha256(data).hexdigest()
            uploads.begin(check_out, uploads.Announced(sha256, len(data), "image/jpeg"))
            uploads.append(blobs(), check_out, sha256, 0, data)
        settling.settle(self.visit)

    def _at(self) -> str:
        moment = (self.began + BETWEEN * len(self.ops)).astimezone(clock.SHANGHAI)
        return moment.isoformat(timespec="milliseconds")

    def _public_key(self) -> dict[str, str]:
        numbers = self.key.public_key().public_numbers()
        x, y = (_base64url(each.to_bytes(COORDINATE)) for each in (numbers.x, numbers.y))
        return {"kty": "EC", "crv": "P-256", "x": x, "y": y}


def scribble(turns: int) -> Json:
    """A stroke in the box of a signature: nobody's hand, and seen to be nobody's."""
    points = [
        [60 + 12 * step, round(120 + 60 * math.sin(step * turns / 7)), 16 * step, 128]  # x, y, ms, pressure
        for step in range(40)
    ]
    return {"w": 600, "h": 240, "strokes": [points]}


def _base64url(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()
