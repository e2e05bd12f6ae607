"""Names minted anywhere without asking anyone: sortable ids, check codes, secrets."""

from __future__ import annotations

import secrets
import time
import uuid

# Crockford's alphabet: no I, L, O, U, so that a code read aloud or typed from paper survives.
CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
CHECK_CODE_LENGTH = 26


def new_id() -> str:
    """A UUIDv7 (RFC 9562 §5.7): sortable by the milliseconds of its making, which nobody trusts for order."""
    milliseconds = time.time_ns() // 1_000_000
    value = (milliseconds & (1 << 48) - 1) << 80 | 0x7 << 76 | secrets.randbits(12) << 64
    value |= 0b10 << 62 | secrets.randbits(62)
    return str(uuid.UUID(int=value))


def new_check_code() -> str:
    """26 characters carrying 128 random bits: the check link of a visit, impossible to guess or to count through."""
    bits = secrets.randbits(128)
    return "".join(CROCKFORD[bits >> 5 * place & 31] for place in reversed(range(CHECK_CODE_LENGTH)))


def read_check_code(typed: str) -> str:
    """A check code as somebody typed it, in the form it was minted: no spaces, upper case, O→0, I and L→1."""
    kept = "".join(character for character in typed.upper() if character.isalnum())
    return kept.translate(str.maketrans("OIL", "011"))


def new_secret() -> str:
    """43 url-safe characters carrying 256 random bits: a token or a one-time password."""
    return secrets.token_urlsafe(32)
