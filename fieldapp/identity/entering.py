"""Come in by password or by a one-time code, be seen, leave, be shown out; and the codes themselves."""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete

from fieldapp.core import audit, clock
from fieldapp.core.db import db, transaction
from fieldapp.core.errors import Refusal
from fieldapp.core.ids import new_id
from fieldapp.core.settings import settings
from fieldapp.identity import passwords, queries
from fieldapp.identity.browsers import LONGEST
from fieldapp.identity.models import Device, EntryCode, Person, SignIn, SignInAttempt
from fieldapp.identity.rules import (
    ATTEMPT_WINDOW,
    CODE_DIGITS,
    CODE_FREE_ATTEMPTS,
    CODE_LASTS,
    CODE_STORM,
    FREE_ATTEMPTS,
    STORM,
    read_code,
    wait_until,
)

ATTEMPTS_KEPT = timedelta(days=1)  # throttling looks back a quarter of an hour; who got in stands in the ledger
SEEN_AGAIN_AFTER = timedelta(minutes=10)
THIS_MACHINE = {"127.0.0.1", "::1", ""}  # also a proxy's that tells nothing of whom it serves
WRONG_CODE = "登录码不对、已经用过，或者过期了；请核对后重新输入，或请管理员再发一个。"


@dataclass(frozen=True)
class Origin:
    """Where somebody comes in: the network address and the window's User-Agent."""

    address: str
    agent: str


@dataclass(frozen=True)
class Issued:
    """A code as it is printed once; only its digest is kept."""

    person: Person
    code: str
    expires_at: datetime


def by_password(login: str, password: str, origin: Origin) -> SignIn:
    """A sign-in for the person whose login and password these are. Refused: they do not fit, or one has to wait."""
    # Stripped again once cut: "wang", many blanks and an x would be wang to the register and a stranger to the throttle.
    login = login.strip()[:60].strip().lower() or "?"
    attempt = _count(login, origin.address)
    somebody = queries.person_by_login(login)
    fits = passwords.fits(somebody.password_hash if somebody else None, password)
    if somebody is None or not fits or not somebody.active:
        if somebody is not None:
            with transaction():
                audit.note("sign_in.failed", f"person:{somebody.id}", actor=None, detail={"from": origin.address})
        raise Refusal("wrong_password", "登录名或口令不对，请核对后重新输入。", 403)
    with transaction():
        attempt.succeeded = True
        return _entered(somebody, "PASSWORD", origin)


def by_code(typed: str, origin: Origin) -> SignIn:
    """A sign-in by a one-time code, which is used up. Refused: not a code that counts, or one has to wait."""
    attempt = _count("", origin.address)
    with transaction():
        code, now = queries.entry_code(_digest(read_code(typed))), clock.now()
        good = code is not None and code.used_at is None and code.withdrawn_at is None and now < code.expires_at
        somebody = queries.person(code.person_id) if code is not None and good else None
        if code is None or somebody is None or not somebody.active:
            raise Refusal("wrong_code", WRONG_CODE, 403)
        code.used_at, attempt.succeeded = now, True
        return _entered(somebody, "CODE", origin)


def issue_codes(people: Iterable[Person], actor: Person) -> list[Issued]:
    """A new code for each; an older one not yet used counts no more. The codes are told this once."""
    with transaction():
        return [_issue(each, actor) for each in people]


def note_presence(held: SignIn) -> None:
    """Somebody was here under this sign-in; written down every ten minutes, which is enough to recognise it by."""
    now = clock.now()
    if now - held.last_seen_at < SEEN_AGAIN_AFTER:
        return
    with transaction():
        held.last_seen_at = now
        for device_id in queries.devices_under([held.id])[held.id][:1]:
            db.session.get_one(Device, device_id).last_seen_at = now


def end(held: SignIn, actor: Person) -> None:
    """Leave, or be shown out: its next request is that of a stranger. What the phone holds stays and still uploads."""
    with transaction():
        if held.ended_at is None:
            held.ended_at, held.ended_by = clock.now(), actor.id
            audit.note("sign_in.ended", f"person:{held.person_id}", actor=actor.id, detail={"sign_in": held.id})


def _count(login: str, address: str) -> SignInAttempt:
    """Write the try down before it is judged, so that tries side by side cannot all pass as the first.

    Refused: one who has to wait; in vain tries of strangers elsewhere cost the account's owner nothing, unless they
    come as a storm.
    """
    now = clock.now()
    free, storm = (FREE_ATTEMPTS, STORM) if login else (CODE_FREE_ATTEMPTS, CODE_STORM)
    with transaction():
        waits = [
            (wait_until(queries.failures_in_a_row(login, address), now, free), "这里连续输错"),
            (wait_until(queries.failures_of_all(login), now, storm), "有人在反复试错，为安全起见先停一停"),
        ]
        if address not in THIS_MACHINE:
            waits.append((wait_until(queries.failures_from(address), now, STORM), "这个网络里试错的次数太多"))
        for until, why in waits:
            if until is not None:
                raise _too_many(until - now, why, login)
        db.session.execute(delete(SignInAttempt).where(SignInAttempt.at < now - ATTEMPTS_KEPT))
        attempt = SignInAttempt(login=login, address=address, at=now, succeeded=False)
        db.session.add(attempt)
    return attempt


def _too_many(wait: timedelta, why: str, login: str) -> Refusal:
    minutes = -(-min(wait, ATTEMPT_WINDOW) // timedelta(minutes=1))
    other = "，急用请找管理员要一个登录码" if login else "，或联系管理员"
    return Refusal("too_many_attempts", f"{why}，请 {minutes} 分钟后再试{other}。", 429)


def _entered(somebody: Person, via: str, origin: Origin) -> SignIn:
    now = clock.now()
    made = SignIn(
        id=new_id(), person_id=somebody.id, via=via, agent=origin.agent[:LONGEST], address=origin.address[:45],
        made_at=now, last_seen_at=now,
    )  # fmt: skip
    db.session.add(made)
    audit.note("signed_in", f"person:{somebody.id}", actor=somebody.id, detail={"via": via, "sign_in": made.id})
    return made


def _issue(somebody: Person, actor: Person) -> Issued:
    now = clock.now()
    for older in queries.open_codes([somebody.id]):
        older.withdrawn_at = now
    code = "".join(secrets.choice("0123456789") for _ in range(CODE_DIGITS))
    made = EntryCode(
        id=new_id(), person_id=somebody.id, digest=_digest(code), issued_at=now, issued_by=actor.id,
        expires_at=now + CODE_LASTS,
    )  # fmt: skip
    db.session.add(made)
    audit.note("code.issued", f"person:{somebody.id}", actor=actor.id)
    return Issued(somebody, code, made.expires_at)


def _digest(code: str) -> str:
    # Keyed: twelve digits are soon tried through by whoever has the table, but not without the installation's key.
    return hmac.new(settings().secret_key.encode(), f"entry-code:{code}".encode(), "sha256").hexdigest()
