"""Who may do what, when a password is asked for in vain too often, what a usable PIN is."""

from __future__ import annotations

import hashlib
import itertools
import re
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from enum import StrEnum

PIN_PATTERN = re.compile(r"\d{6}")
PIN_ITERATIONS = 310_000  # PBKDF2-HMAC-SHA256; slow enough to matter, about a third of a second on a cheap phone
PASSWORD_LENGTH = 10

# After five wrong passwords the account waits, longer with each further one, at most a quarter of an hour.
FREE_ATTEMPTS = 5
ATTEMPT_WINDOW = timedelta(minutes=15)


class Role(StrEnum):
    """What a grant lets a person do (design: People)."""

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
DRAWN_LIST_ROLES = frozenset({Role.SECTION, Role.POLICY_SECTION, Role.COUNTY_OFFICE})
# Who hands a school the link to its record; who takes results out, a unit's administrator only those of the own people.
LINK_ROLES = DRAWN_LIST_ROLES
EXPORT_ROLES = DRAWN_LIST_ROLES | {Role.UNIT_ADMIN}


def in_force(valid_from: date, valid_to: date | None, day: date) -> bool:
    """Whether a grant or certificate counts on `day`; both ends belong to the period."""
    return valid_from <= day and (valid_to is None or day <= valid_to)


def wait_until(failures: Iterable[datetime], now: datetime) -> datetime | None:
    """When this account may try again, from its wrong passwords since the last right one; None: at once."""
    recent = sorted(at for at in failures if now - at < ATTEMPT_WINDOW)
    surplus = len(recent) - FREE_ATTEMPTS
    if surplus < 0:
        return None
    until = recent[-1] + min(timedelta(seconds=30) * 2**surplus, ATTEMPT_WINDOW)
    return until if until > now else None


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
