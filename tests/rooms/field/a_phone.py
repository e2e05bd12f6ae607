"""A phone of flesh and bytes: it signs in, fetches a packet, chains its ops and sends them over HTTP."""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, TypeVar

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256
from flask.testing import FlaskClient
from werkzeug.wrappers import Response

from fieldapp.core.canonical import canonical, digest
from fieldapp.core.ids import new_id
from fieldapp.field import queries, sealing
from fieldapp.field.closing import closing
from fieldapp.field.doc import build_doc
from fieldapp.field.evidence import sealed_evidence
from fieldapp.field.fold import fold
from fieldapp.field.models import Visit
from fieldapp.field.view import view_blocks, view_sha256
from fieldapp.identity.models import Person
from tests.conftest import PASSWORD

Json = dict[str, Any]
Answer = TypeVar("Answer")
NOON = "2026-11-21T12:00:00.000+08:00"
INK = {"w": 600, "h": 240, "strokes": [[[10, 20, 0, 128], [30, 40, 16, 130]]]}
PENDING = {"ops": 0, "photos": 0, "bytes": 0, "since": None}


@dataclass
class Phone:
    """One person's database on one phone, for one visit."""

    client: FlaskClient
    owner: Person
    visit: str
    device: str = field(default_factory=new_id)
    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))
    token: str = ""
    facts: Json = field(default_factory=dict)
    ops: list[Json] = field(default_factory=list)

    def call(self, method: str, path: str, **request: Any) -> Response:
        """A request in an application context of its own, as in a server: nothing of the one before lingers in it."""
        with self.client.application.app_context():
            return self.client.open(path, method=method, **request)

    def get(self, path: str) -> Json:
        return said(self.call("GET", path))

    def stored(self, question: Callable[..., Answer], *about: Any) -> Answer:
        """What the database holds now, asked by somebody who has read nothing before."""
        return self.inside(lambda: question(*(about or (self.visit,))))

    def inside(self, work: Callable[[], Answer]) -> Answer:
        """Something done on the server."""
        with self.client.application.app_context():
            return work()

    def board(self) -> Visit:
        """The visit as the board sees it."""
        found = self.stored(queries.visit)
        assert found is not None
        return found

    def sign_in(self) -> None:
        self.call("POST", "/signin", data={"login": self.owner.login, "password": PASSWORD})

    def fetch(self) -> Json:
        """The packet; the phone keeps its newest token."""
        question = {"device": self.device, "public_key": self.public_key(), "probe": {"ok": True}}
        reply = self.call("POST", f"/api/visits/{self.visit}/packet", json=question)
        assert reply.status_code == 200, reply.data.decode()
        packet = said(reply)
        self.token, self.facts = packet["token"], packet["facts"]
        return packet

    def write(self, kind: str, name: str, payload: Json, seen: list[str] | None = None) -> Json:
        """One more op of the chain. Without `seen` it has seen all this phone wrote into the field, and the seal."""
        heads = [each["id"] for each in self.ops if each["field"] == name or each["kind"] == "visit.seal"]
        op = {
            "v": 1, "id": new_id(), "visit": self.visit, "device": self.device, "actor": self.owner.id,
            "seq": len(self.ops) + 1, "prev": digest(self.ops[-1]) if self.ops else "", "kind": kind, "field": name,
            "payload": payload, "seen": heads if seen is None else seen, "at": NOON, "mono": 1000 + len(self.ops),
            "boot": "boot-1", "skew_ms": 0,
        }  # fmt: skip
        self.ops.append(op)
        return op

    def answer(self, code: str, value: str = "NORMAL") -> Json:
        return self.write("answer.set", f"item.{code}.verdict", {"value": value})

    def photograph(self, data: bytes, item: str | None = None) -> str:
        """An evidence op for these bytes; gives their SHA-256."""
        sha256 = hashlib.sha256(data).hexdigest()
        payload = {
            "sha256": sha256, "size": len(data), "type": "image/jpeg", "item": item, "source": "camera", "name": "1.jpg",
            "taken_at": NOON,
        }  # fmt: skip
        self.write("evidence.add", f"evidence.{new_id()}", payload)
        return sha256

    def push(self, *ops: Json, **changes: Any) -> Response:
        """Send these ops (none: a heartbeat). `changes`: visit, token, pending, epoch, raw, headers."""
        batch = {
            "proto": 1, "batch": new_id(), "epoch": changes.get("epoch", ""), "ops": list(ops),
            "pending": changes.get("pending", PENDING),
        }  # fmt: skip
        raw = changes.get("raw", json.dumps(batch, ensure_ascii=False).encode())
        headers = {"Authorization": f"Bearer {changes.get('token', self.token)}", **changes.get("headers", {})}
        visit = changes.get("visit", self.visit)
        return self.call("POST", f"/api/visits/{visit}/ops", data=raw, headers=headers, content_type="application/json")

    def push_gzip(self, *ops: Json) -> Response:
        raw = json.dumps({"proto": 1, "batch": "b-1", "epoch": "", "ops": list(ops), "pending": PENDING}).encode()
        return self.push(raw=gzip.compress(raw), headers={"Content-Encoding": "gzip"})

    def states(self, *ops: Json, **changes: Any) -> list[str]:
        """Push and say what became of each op: `applied`, `quarantined:chain`, …"""
        reply = self.push(*ops, **changes)
        assert reply.status_code == 200, reply.data.decode()
        return [":".join(filter(None, (each["state"], each.get("reason")))) for each in said(reply)["receipts"]]

    def announce(
        self, data: bytes, *, sha256: str = "", size: int | None = None, body: bytes = b"", headers: Json | None = None
    ) -> Response:
        """POST /blobs for these bytes, perhaps lying about them."""
        told = {
            "X-Blob-SHA256": sha256 or hashlib.sha256(data).hexdigest(),
            "X-Blob-Size": str(len(data) if size is None else size),
            "X-Blob-Type": "image/jpeg", **self._bearer(), **(headers or {}),
        }  # fmt: skip
        return self.call("POST", f"/api/visits/{self.visit}/blobs", data=body, headers=told)

    def send(self, sha256: str, offset: int, chunk: bytes, **headers: str) -> Response:
        """PATCH one chunk."""
        told = {"Upload-Offset": str(offset), "Content-Digest": content_digest(chunk), **self._bearer(), **headers}
        return self.call("PATCH", f"/api/visits/{self.visit}/blobs/{sha256}", data=chunk, headers=told)

    def ask(self, sha256: str) -> Response:
        return self.call("HEAD", f"/api/visits/{self.visit}/blobs/{sha256}", headers=self._bearer())

    def upload(self, data: bytes) -> Response:
        """A small photo in one request."""
        return self.announce(data, body=data, headers={"Content-Digest": content_digest(data)})

    def public_key(self) -> Json:
        numbers = self.key.public_key().public_numbers()
        return {
            "kty": "EC",
            "crv": "P-256",
            "x": base64url(numbers.x.to_bytes(32)),
            "y": base64url(numbers.y.to_bytes(32)),
        }

    def sign_all(self) -> None:
        """The school's and every inspector's signature on the content as it stands."""
        doc = build_doc(self.facts, fold(self.ops))
        shown = {"doc_sha256": digest(doc), "view_sha256": view_sha256(view_blocks(doc))}
        self.write("view.shown", "view.result", shown)
        self.write(
            "sign.subject", "subject.signature",
            {"outcome": "SIGNED", "name": "秦校长", "role": "负责人", "ink": INK, **shown},
        )  # fmt: skip
        for member in self.facts["team"]:
            via = "login" if member["person"] == self.owner.id else "pin"
            signed = {"ink": INK, "by": member["person"], "via": via, "doc_sha256": shown["doc_sha256"]}
            self.write("sign.inspector", f"inspector.{member['person']}.signature", signed)

    def seal(self, **changes: Any) -> Json:
        """The seal over everything this phone wrote; `changes` to its parts are made before it is signed."""
        state = fold(self.ops)
        doc = build_doc(self.facts, state)
        content = {
            "doc_sha256": digest(doc), "view_sha256": view_sha256(view_blocks(doc)), "facts_sha256": digest(self.facts),
            "template": self.facts["template"], "catalogue": self.facts["catalogue"],
            "frontier": {self.device: {"seq": len(self.ops), "sha256": digest(self.ops[-1])}},
            "photos": sealed_evidence(doc, state),
            "open_conflicts": [], "closing": closing(self.facts, state), "unseen_devices": [],
            "key": sealing.thumbprint(self.public_key()), **changes,
        }  # fmt: skip
        return self.write("visit.seal", "seal", {**content, "signature": self._signature(content)})

    def supplement(self, text: str, seen: list[str] | None = None) -> Json:
        """Something noticed after the seal, signed by the school and everybody of the team on this phone."""
        signed = [
            {"person": each["person"], "by": each["person"], "via": "pin", "ink": INK} for each in self.facts["team"]
        ]
        subject = {"outcome": "SIGNED", "name": "秦校长", "role": "负责人", "reason": "", "ink": INK}
        said = {"text": text, "item": None, "subject": subject, "inspectors": signed}
        return self.write("supplement.add", f"supplement.{new_id()}", said, seen)

    def _signature(self, content: Json) -> str:
        r, s = decode_dss_signature(self.key.sign(canonical(content), ec.ECDSA(SHA256())))
        return base64url(r.to_bytes(32) + s.to_bytes(32))

    def _bearer(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}"}


def said(reply: Response) -> Json:
    """The JSON of a reply."""
    found: Json = json.loads(reply.data)
    return found


def content_digest(data: bytes) -> str:
    return f"sha-256=:{base64.b64encode(hashlib.sha256(data).digest()).decode()}:"


def base64url(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()
