"""Who may do what, when a password is asked for in vain too often, what a usable PIN is."""

from __future__ import annotations

import hashlib
import itertools
import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from enum import StrEnum

PIN_PATTERN = re.compile(r"\d{6}")
PIN_ITERATIONS = 310_000  # PBKDF2-HMAC-SHA256; slow enough to matter, about a third of a second on a cheap phone
PASSWORD_LENGTH = 10

SIGN_IN_LASTS = timedelta(days=30)
CODE_LASTS = timedelta(days=7)
FRESH = timedelta(minutes=30)
CODE_DIGITS = 12  # in groups of four, as on a bank card: easier typed than letters, and nobody guesses them

# After five wrong passwords an account waits for the address they came from, longer with each further one, at most a
# quarter of an hour. Only a storm from everywhere holds the account itself, and even then a one-time code lets in.
FREE_ATTEMPTS, CODE_FREE_ATTEMPTS = 5, 10
STORM, CODE_STORM = 60, 300
ATTEMPT_WINDOW = timedelta(minutes=15)


class Role(StrEnum):
    """What a grant lets a person do; who has several may do what any of them allows."""

    INSPECTOR = "INSPECTOR"
    UNIT_ADMIN = "UNIT_ADMIN"
    SECTION = "SECTION"
    POLICY_SECTION = "POLICY_SECTION"
    LEADER = "LEADER"
    SUPERVISOR = "SUPERVISOR"
    COUNTY_OFFICE = "COUNTY_OFFICE"
    DISCIPLINE_OFFICE = "DISCIPLINE_OFFICE"
    ADMIN = "ADMIN"


ROLE_LABELS = {
    Role.INSPECTOR: "检查人员",
    Role.UNIT_ADMIN: "单位管理员",
    Role.SECTION: "业务科室",
    Role.POLICY_SECTION: "政策法规科",
    Role.LEADER: "局领导",
    Role.SUPERVISOR: "督查",
    Role.COUNTY_OFFICE: "县双随机办",
    Role.DISCIPLINE_OFFICE: "纪检",
    Role.ADMIN: "管理员",
}

# Who may look at the progress of every visit; 纪检 reads the same and each look is noted.
BOARD_ROLES = frozenset(
    {Role.SUPERVISOR, Role.COUNTY_OFFICE, Role.SECTION, Role.POLICY_SECTION, Role.LEADER, Role.DISCIPLINE_OFFICE}
)
# Who sees to phones and codes: the clerk for the unit's inspectors, the administrator for everybody.
PHONE_ROLES = frozenset({Role.UNIT_ADMIN, Role.ADMIN})
DRAWN_LIST_ROLES = frozenset({Role.SECTION, Role.POLICY_SECTION, Role.COUNTY_OFFICE})
# Who sets a seal aside that does not hold: like other exceptions, the leaders'.
SEAL_ROLES = frozenset({Role.LEADER})
# Who hands a school the link to its record; who takes results out, a unit's administrator only those of the own people.
LINK_ROLES = DRAWN_LIST_ROLES
EXPORT_ROLES = DRAWN_LIST_ROLES | {Role.UNIT_ADMIN}


def in_force(valid_from: date, valid_to: date | None, day: date) -> bool:
    """Whether a grant or certificate counts on `day`; both ends belong to the period."""
    return valid_from <= day and (valid_to is None or day <= valid_to)


def wait_until(failures: Iterable[datetime], now: datetime, free: int = FREE_ATTEMPTS) -> datetime | None:
    """When one may try again after these failures, of which `free` cost nothing; None: at once."""
    recent = sorted(at for at in failures if now - at < ATTEMPT_WINDOW)
    surplus = len(recent) - free
    if surplus < 0:
        return None
    until = recent[-1] + min(timedelta(seconds=30) * 2**surplus, ATTEMPT_WINDOW)
    return until if until > now else None


def lasts(made_at: datetime, ended_at: datetime | None, now: datetime) -> bool:
    """Whether a sign-in still counts: 30 days from signing in, unless it was ended before."""
    return ended_at is None and now - made_at < SIGN_IN_LASTS


def may_choose_pin(chosen: bool, signed_in_at: datetime, now: datetime) -> bool:  # noqa: FBT001
    """The first PIN at any time; another only just after signing in, so that a phone left lying about gives nobody one."""
    return not chosen or now - signed_in_at < FRESH


def may_look_after(own_roles: Mapping[str, set[Role]], unit_id: str, roles: set[Role]) -> bool:
    """Whether somebody with these roles per unit may hand out codes for, and revoke phones of, a person of `unit_id`
    who holds `roles`.

    A code lets sign in as that person, so a unit's clerk may do it for the unit's inspectors only, never for an office.
    """
    everywhere = set().union(*own_roles.values())
    return Role.ADMIN in everywhere or (Role.UNIT_ADMIN in own_roles.get(unit_id, set()) and roles == {Role.INSPECTOR})


def read_code(typed: str) -> str:
    """The digits of a code as somebody typed it, with spaces, dashes or full-width digits."""
    return "".join(str(int(each)) for each in typed if each.isdecimal())


def grouped(code: str) -> str:
    """`3829 5514 0726`: as it is printed, to be typed without losing the place."""
    return " ".join(code[at : at + 4] for at in range(0, len(code), 4))


def why_pin_is_weak(pin: str) -> str | None:
    """One sentence if `pin` is no six digits or is guessed first, else None."""
    if not PIN_PATTERN.fullmatch(pin):
        return "PIN 应是六位数字，请重新输入。"
    steps = {(int(b) - int(a)) % 10 for a, b in itertools.pairwise(pin)}
    if len(steps) == 1 and steps <= {0, 1, 9}:
        return "这个 PIN 太容易猜到（重复或连续的数字），请换一个。"
    return None


def derive_pin(pin: str, salt: bytes, iterations: int) -> bytes:
    """32 bytes by PBKDF2-HMAC-SHA256: what a phone derives again with WebCrypto to check a PIN offline."""
    return hashlib.pbkdf2_hmac("sha256", pin.encode(), salt, iterations, 32)
