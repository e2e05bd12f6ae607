"""The one byte form of a JSON value (RFC 8785) and its digest: what is sealed, chained and compared."""

from __future__ import annotations

import hashlib
from typing import Any

import rfc8785


class NotCanonical(ValueError):
    """The value has no byte form both ends agree on: a float, a lone surrogate, an integer beyond 2^53."""


def canonical(value: Any) -> bytes:
    """RFC 8785 bytes of `value`. Floats are refused: the two languages need not print them alike."""
    _refuse_floats(value)
    try:
        return rfc8785.dumps(value)
    except (rfc8785.CanonicalizationError, UnicodeEncodeError) as problem:
        raise NotCanonical(str(problem)) from problem


def digest(value: Any) -> str:
    """SHA-256 of the canonical bytes, 64 lower-case hex characters."""
    return sha256_hex(canonical(value))


def sha256_hex(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _refuse_floats(value: Any) -> None:
    if isinstance(value, float):
        message = f"a float has no place in a sealed value: {value!r}"
        raise NotCanonical(message)
    if isinstance(value, dict):
        for each in value.values():
            _refuse_floats(each)
    elif isinstance(value, list | tuple):
        for each in value:
            _refuse_floats(each)
