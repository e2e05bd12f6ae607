"""A county to try everything in: filled by the same actions and the same importer a bureau uses."""

from __future__ import annotations

import csv
import json
import os
import re
import secrets
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

from flask import Flask
from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from sqlalchemy import select

from fieldapp.config import PROJECT, Settings
from fieldapp.core.db import db, transaction
from fieldapp.field.drawn_import import import_drawn_list
from fieldapp.field.queries import visits_of
from fieldapp.identity import actions as identity
from fieldapp.identity.models import Person, Unit
from fieldapp.identity.rules import ROLE_LABELS, Role, why_pin_is_weak
from fieldapp.plan import actions as plan
from fieldapp.registry import actions as registry

DATA = PROJECT / "fieldapp/data"
DEMO = DATA / "demo"
DRAWN_FILE = "抽取结果（演示）.xlsx"
ACCOUNTS_FILE = "accounts.json"
LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # nothing that is misread from a screen: no i, l, o, 0, 1
DAY = re.compile(r"D([+-]\d+)?")


@dataclass(frozen=True)
class Account:
    """Somebody to sign in as. `pin` is empty for who chooses one at the first sign-in, and for offices."""

    login: str
    password: str
    pin: str
    name: str
    unit: str
    roles: list[str]
    does: str


@dataclass(frozen=True)
class World:
    """`made_on`: the day the drawn visits lie around."""

    made_on: date
    accounts: list[Account]


def world_in(app: Flask) -> World | None:
    """The world this data folder already holds; None where the database is empty."""
    with app.app_context():
        if db.session.scalar(select(Person.id).limit(1)) is None:
            return None
    kept = json.loads(_accounts_path(app).read_text("utf-8"))
    return World(date.fromisoformat(kept["made_on"]), [Account(**each) for each in kept["accounts"]])


def build(app: Flask, today: date) -> World:
    """Fill the empty database with the demo county, its drawn visits lying around `today`.

    All or nothing: one transaction. RuntimeError where there is a world already or the shipped data do not fit.
    """
    if world_in(app) is not None:
        message = "这个数据目录里已经有一个演示世界，不会覆盖它。"
        raise RuntimeError(message)
    bureau = json.loads((DEMO / "bureau.json").read_text("utf-8"))
    with app.app_context(), transaction():
        units = {short: identity.add_unit(unit["name"], unit["kind"]) for short, unit in bureau["units"].items()}
        registry.load_catalogue(json.loads((DATA / "catalogue.json").read_text("utf-8")))
        registry.load_subjects(_csv("schools.csv"))
        _enter_plans(bureau, today.year)
        accounts = list(_inspectors(units)) + list(_offices(bureau, units))
        _import_drawn_visits(app, today)
        world = World(today, [_with_days_work(account, today) for account in accounts])
        # Written before the commit: a world whose passwords nobody knows would be of no use.
        _keep_accounts(app, world)
    return world


def _enter_plans(bureau: dict[str, Any], year: int) -> None:
    """The published tables of 2024 as history; this year's plan opens the tasks of the visits."""
    for path in sorted((DATA / "plans").glob("*.json")):
        plan.load_plan(json.loads(path.read_text("utf-8")))
    text = (DEMO / "plan.json").read_text("utf-8").replace("YEAR", str(year))
    current = json.loads(text)
    entered = plan.load_plan({**current, "year": int(current["year"])})
    for line in entered.lines:
        plan.open_task(line, year, bureau["task_source"])
    profile = bureau["profile"]
    source = profile["source_document"].replace("YEAR", str(year))
    plan.set_profile(profile["values"]["authority"], year, source, profile["values"])


def _inspectors(units: dict[str, Unit]) -> Iterator[Account]:
    """Accounts first, then the registry entries that lean on them. The first inspector chooses a PIN alone;
    the others have one, so that a single person can walk through a whole visit of two."""
    rows = _csv("inspectors.csv")
    accounts = []
    for number, row in enumerate(rows):
        unit, password = units[row["department"]], _password()
        person = identity.add_person(row["name"], row["login"], password, unit, row.pop("phone"), [Role.INSPECTOR])
        pin = _pin() if number else ""
        if pin:
            identity.choose_pin(person, pin)
        accounts.append(_account(person, password, pin))
    registry.load_inspectors(rows)
    yield from accounts


def _offices(bureau: dict[str, Any], units: dict[str, Unit]) -> Iterator[Account]:
    for row in bureau["offices"]:
        password, unit = _password(), units[row.get("unit", "教育局")]
        person = identity.add_person(
            row["name"], row["login"], password, unit, row["phone"], [Role(role) for role in row["roles"]]
        )
        yield _account(person, password, "", row["does"])


def _import_drawn_visits(app: Flask, today: date) -> None:
    data = drawn_workbook(today)
    (data_dir(app) / DRAWN_FILE).write_bytes(data)
    clerk = db.session.scalars(select(Person).where(Person.login == "yewuke")).one()
    result = import_drawn_list(data, DRAWN_FILE, clerk)
    if result.outcome != "IMPORTED":
        message = f"演示数据里的抽取结果没有通过导入：{result.report['problems']}"
        raise RuntimeError(message)


def drawn_workbook(today: date) -> bytes:
    """The demo's drawn list as a platform would export it: a merged title, a blank line, headings, date cells."""
    rows = _csv("drawn.csv")
    headings = list(rows[0])
    book = Workbook()
    page = book.worksheets[0]
    page.title = "抽取结果"
    page.append([f"清河县{today.year}年度“双随机、一公开”抽取结果（演示）"])
    page.merge_cells(start_row=1, start_column=1, end_row=1, end_column=len(headings))
    page.cell(1, 1).font, page.cell(1, 1).alignment = Font(bold=True, size=16), Alignment(horizontal="center")
    page.append([])
    page.append(headings)
    for row in rows:
        page.append([_dated(text, today) for text in row.values()])
    buffer = BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def _dated(text: str, today: date) -> str | date:
    """`D-12` is twelve days before the world's day, `YEAR` its year."""
    found = DAY.fullmatch(text)
    return today + timedelta(days=int(found[1] or 0)) if found else text.replace("YEAR", str(today.year))


def _with_days_work(account: Account, today: date) -> Account:
    if account.does:
        return account
    person = db.session.scalars(select(Person).where(Person.login == account.login)).one()
    visits = visits_of(person.id)
    mine = sum(visit.planned_on == today for visit in visits)
    does = f"今天 {mine} 次检查，共 {len(visits)} 次" if mine else f"共 {len(visits)} 次检查，今天没有"
    return Account(**{**asdict(account), "does": does if visits else "没有抽到检查"})


def _account(person: Person, password: str, pin: str, does: str = "") -> Account:
    roles = [ROLE_LABELS[Role(grant.role)] for grant in person.grants]
    return Account(person.login, password, pin, person.name, person.unit.name, roles, does)


def _keep_accounts(app: Flask, world: World) -> None:
    text = json.dumps({"made_on": world.made_on.isoformat(), "accounts": [asdict(each) for each in world.accounts]},
                      ensure_ascii=False, indent=1)  # fmt: skip
    path = _accounts_path(app)
    path.unlink(missing_ok=True)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
        file.write(text)


def _accounts_path(app: Flask) -> Path:
    return data_dir(app) / ACCOUNTS_FILE


def data_dir(app: Flask) -> Path:
    settings: Settings = app.config["SETTINGS"]
    return settings.data_dir


def _csv(name: str) -> list[dict[str, str]]:
    with (DEMO / name).open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def _password() -> str:
    half = ["".join(secrets.choice(LETTERS) for _ in range(5)) for _ in range(2)]
    return "-".join(half)


def _pin() -> str:
    """Six digits that the product itself would accept."""
    while True:
        pin = f"{secrets.randbelow(1_000_000):06}"
        if why_pin_is_weak(pin) is None:
            return pin
