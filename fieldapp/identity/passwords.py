"""Passwords, hashed slowly; only so many at once, because each takes memory and a core for a while."""

from __future__ import annotations

import secrets
import threading

from argon2 import PasswordHasher
from argon2.exceptions import VerificationError

from fieldapp.core.errors import Refusal

AT_ONCE = 2  # per process; nineteen megabytes and a core each
PATIENCE_SECONDS = 3  # somebody who waits longer holds a thread that phones need

_hasher = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)  # OWASP's floor for Argon2id
_nobody = _hasher.hash(secrets.token_hex())  # an unknown login costs as long as a wrong password
_turns = threading.BoundedSemaphore(AT_ONCE)


def hashed(password: str) -> str:
    return _hasher.hash(password)


def fits(password_hash: str | None, password: str) -> bool:
    """Whether this is the password; None stands for nobody's, and never fits. Refused: too many ask at once (429)."""
    if not _turns.acquire(timeout=PATIENCE_SECONDS):
        raise Refusal("busy", "现在登录的人太多，请稍等一分钟再试。", 429)
    try:
        return _hasher.verify(password_hash or _nobody, password)
    except VerificationError:
        return False
    finally:
        _turns.release()
