"""From the bytes of a push to a batch of ops, before anything is believed; pure, so every cut is easy to try."""

from __future__ import annotations

import json
import re
import zlib
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, NoReturn

from fieldapp.core.canonical import NotCanonical, canonical, sha256_hex
from fieldapp.core.errors import Refusal
from fieldapp.field.payloads import plausible

LARGEST_BODY = 1024 * 1024
LARGEST_INFLATED = 4 * 1024 * 1024
MOST_OPS = 1000
LARGEST_COUNT = 2**31 - 1
LARGEST_INTEGER = 2**53 - 1
SHORT_NAME = re.compile(r"[0-9A-Za-z-]{1,64}")

TOO_LARGE = "这一批记录太大，请分成更小的批次再传；手机上的内容没有丢失。"
UNREADABLE = "这一批记录读不懂（内容不完整或格式不对），请分成更小的批次再传；手机上的内容没有丢失。"
CUT = "传输中断，只收到一部分，请再传一次；手机上的内容没有丢失。"


@dataclass(frozen=True)
class Pending:
    """What a phone says it still holds of a visit: counts, bytes, and since when (None: nothing waits)."""

    ops: int = 0
    photos: int = 0
    bytes: int = 0
    since: datetime | None = None


@dataclass(frozen=True)
class Batch:
    """One push. `ops` are whatever stood in the list: nothing has been checked yet."""

    id: str
    ops: list[Any]
    pending: Pending | None


@dataclass(frozen=True)
class Incoming:
    """One element of a batch. `canonical` is False where both ends could not agree on its bytes."""

    body: Any
    raw: str
    sha256: str
    canonical: bool

    @property
    def id(self) -> str:
        """The op's own name, or "" — never something a database could choke on."""
        value = self.body.get("id") if isinstance(self.body, dict) else None
        return value if isinstance(value, str) and SHORT_NAME.fullmatch(value) else ""

    @property
    def seq(self) -> int | None:
        """Its place in the chain of its device; None where it has no usable one."""
        value = self.body.get("seq") if isinstance(self.body, dict) else None
        return value if type(value) is int and 1 <= value <= LARGEST_INTEGER else None

    def names(self, part: str, *, other_than: str) -> bool:
        """Whether the op says it belongs to another visit, device or actor. Saying nothing is for the vocabulary to judge."""
        value = self.body.get(part) if isinstance(self.body, dict) else None
        return value is not None and value != other_than


def read_batch(body: bytes, encoding: str) -> Batch:
    """The batch in a request body. Refused whole, so that the phone halves it: too large (413), unreadable (400)."""
    try:
        value = json.loads(_inflate(body, encoding), parse_constant=_no_constant)
    except (ValueError, RecursionError):
        raise Refusal("unreadable", UNREADABLE, 400) from None
    if not isinstance(value, dict) or value.get("proto") != 1 or not isinstance(value.get("ops"), list):
        raise Refusal("unreadable", UNREADABLE, 400)
    name = value.get("batch")
    if not isinstance(name, str) or not SHORT_NAME.fullmatch(name):
        raise Refusal("unreadable", UNREADABLE, 400)
    if len(value["ops"]) > MOST_OPS:
        raise Refusal("too_large", TOO_LARGE, 413)
    return Batch(id=name, ops=value["ops"], pending=_pending(value.get("pending")))


def incoming(body: Any) -> Incoming:
    """One op with the bytes it is kept as and the digest that names them."""
    try:
        data = canonical(body)
        return Incoming(body, data.decode(), sha256_hex(data), canonical=True)
    except (NotCanonical, RecursionError):
        # ASCII, so that a lone surrogate or a number too large is kept as it was said.
        raw = _escaped(body)
        return Incoming(body, raw, sha256_hex(raw.encode()), canonical=False)


def _escaped(body: Any) -> str:
    try:
        return json.dumps(body, ensure_ascii=True)
    except RecursionError:
        raise Refusal("unreadable", UNREADABLE, 400) from None


def _inflate(body: bytes, encoding: str) -> bytes:
    if len(body) > LARGEST_BODY:
        raise Refusal("too_large", TOO_LARGE, 413)
    if encoding.strip().lower() in {"", "identity"}:
        return body
    if encoding.strip().lower() != "gzip":
        raise Refusal("unreadable", UNREADABLE, 415)
    stream = zlib.decompressobj(zlib.MAX_WBITS | 16)
    try:
        data = stream.decompress(body, LARGEST_INFLATED + 1)
    except zlib.error:
        raise Refusal("unreadable", UNREADABLE, 400) from None
    if len(data) > LARGEST_INFLATED:
        raise Refusal("too_large", TOO_LARGE, 413)
    if not stream.eof:
        raise Refusal("cut", CUT, 400)
    return data


def _pending(value: Any) -> Pending | None:
    """What the phone says about itself; nonsense is as good as nothing said."""
    if not isinstance(value, dict):
        return None
    counts: list[Any] = [value.get(name) for name in ("ops", "photos", "bytes")]
    limits = (LARGEST_COUNT, LARGEST_COUNT, LARGEST_INTEGER)
    if not all(_is_count(each, most) for each, most in zip(counts, limits, strict=True)):
        return None
    ops, photos, size = counts
    return Pending(ops, photos, size, _instant(value.get("since")))


def _is_count(value: Any, most: int) -> bool:
    return type(value) is int and 0 <= value <= most


def _instant(text: Any) -> datetime | None:
    try:
        instant = datetime.fromisoformat(plausible(text))
    except (TypeError, ValueError):
        return None
    return instant.astimezone(UTC)


def _no_constant(name: str) -> NoReturn:
    message = f"{name} is not JSON"
    raise ValueError(message)
