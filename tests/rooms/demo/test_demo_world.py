"""The demo county: filled whole or not at all, by the product's own actions, around whatever day it is."""

from __future__ import annotations

import stat
from datetime import date, timedelta
from io import BytesIO

import pytest
from flask import Flask
from flask.testing import FlaskClient
from openpyxl import load_workbook
from sqlalchemy import func, select

from fieldapp.cli import demo_world
from fieldapp.core.db import db
from fieldapp.core.errors import Refusal
from fieldapp.field.models import DrawnListImport, Visit
from fieldapp.field.packets import build_facts
from fieldapp.identity import queries as people
from fieldapp.identity.models import Person
from fieldapp.plan import queries as plan
from fieldapp.registry import queries as registry

TODAY = date(2026, 11, 21)


@pytest.fixture(autouse=True)
def quick_pins(monkeypatch: pytest.MonkeyPatch) -> None:
    """That a PIN is slow to guess is told elsewhere; two dozen of them would make each of these stories slow."""
    monkeypatch.setattr("fieldapp.identity.actions.PIN_ITERATIONS", 1000)


def rows_of(table: type) -> int:
    return db.session.scalar(select(func.count()).select_from(table)) or 0


def test_county_holds_what_a_day_of_checks_needs(app: Flask) -> None:
    world = demo_world.build(app, TODAY)

    catalogue = registry.current_catalogue()
    assert catalogue is not None and sum(len(matter.items) for matter in catalogue.matters) >= 90
    assert (len(registry.subjects()), len(registry.inspectors()), len(world.accounts)) == (60, 24, 32)
    assert {"单位管理员", "管理员", "督查", "纪检", "检查人员"} <= {
        role for each in world.accounts for role in each.roles
    }
    assert {school.subject_type for school in registry.subjects()} == set(demo_world_subject_types())
    assert len(plan.plans()) == 4
    assert plan.profile_in_force(2026) is not None


def demo_world_subject_types() -> list[str]:
    return [
        "KINDERGARTEN", "PRIMARY", "JUNIOR_MIDDLE", "SENIOR_MIDDLE", "NINE_YEAR", "VOCATIONAL", "SPECIAL",
        "TRAINING_CENTRE", "SPORTS_VENUE", "ARTS_SPORTS_TRAINING_ORG",
    ]  # fmt: skip


def test_drawn_visits_come_in_through_the_clerks_importer(app: Flask) -> None:
    demo_world.build(app, TODAY)

    entry = db.session.scalars(select(DrawnListImport)).one()
    clerk = db.session.get_one(Person, entry.person_id)
    assert (entry.outcome, entry.filename, clerk.login) == ("IMPORTED", demo_world.DRAWN_FILE, "yewuke")
    assert entry.report["new"] == entry.rows == rows_of(Visit)


# A day at each end of a year, where the drawn periods reach into another one, and a day few years have.
@pytest.mark.parametrize("today", [date(2027, 1, 1), date(2026, 12, 31), date(2028, 2, 29)])
def test_visits_lie_around_the_day_the_demo_is_made(app: Flask, today: date) -> None:
    demo_world.build(app, today)

    planned = [visit.planned_on for visit in db.session.scalars(select(Visit)) if visit.planned_on]
    assert planned.count(today) >= 3
    assert all(abs(day - today) <= timedelta(days=45) for day in planned)


def test_county_has_every_kind_of_day_to_try(app: Flask) -> None:
    """Visits that wait for a day, on paper and over the network, four departments at one gate, problems of last year."""
    demo_world.build(app, TODAY)
    visits = list(db.session.scalars(select(Visit)))
    teams = [{member.department for member in visit.members} for visit in visits]

    assert {visit.mode for visit in visits} == {"ON_SITE", "DOCUMENT", "ONLINE_MONITORING"}
    assert len([visit for visit in visits if visit.planned_on is None]) >= 4
    assert len([visit for visit in visits if visit.planned_on == TODAY and visit.last_problems]) >= 3
    assert {"教育局", "市场监管局", "卫生健康局", "人社局"} in teams
    assert all(visit.import_id and visit.import_line for visit in visits)


def test_department_without_matters_stands_on_the_sheet_of_those_it_comes_to(app: Flask) -> None:
    demo_world.build(app, TODAY)
    visits = list(db.session.scalars(select(Visit)))
    visit = next(each for each in visits if any(member.department == "人社局" for member in each.members))
    departments = build_facts(visit, "")["departments"]

    assert [each["name"] for each in departments] == ["教育局", "市场监管局", "卫生健康局", "人社局"]
    assert (departments[-1]["matters"], departments[-1]["empty"]) == ([], [])


def test_partner_bureau_has_an_office_of_its_own(app: Flask) -> None:
    world = demo_world.build(app, TODAY)

    assert ["局领导"] in [account.roles for account in world.accounts if account.unit == "清河县市场监督管理局"]


def test_everybody_on_the_list_can_sign_in_with_what_it_says(app: Flask, client: FlaskClient) -> None:
    world = demo_world.build(app, TODAY)

    for account in (world.accounts[0], world.accounts[1], world.accounts[-1]):
        answer = client.post("/signin", data={"login": account.login, "password": account.password})
        assert answer.status_code == 302
        client.post("/signout")


def test_first_inspector_chooses_a_pin_and_all_others_have_one(app: Flask) -> None:
    world = demo_world.build(app, TODAY)
    verifiers = {}
    for account in world.accounts:
        person = people.person_by_login(account.login)
        assert person is not None
        verifiers[account.login] = people.pin_verifier(person)

    inspectors = [account for account in world.accounts if "检查人员" in account.roles]
    assert verifiers[inspectors[0].login] is None and inspectors[0].pin == ""
    assert all(verifiers[account.login] and len(account.pin) == 6 for account in inspectors[1:])


def test_every_account_has_a_password_of_its_own(app: Flask) -> None:
    world = demo_world.build(app, TODAY)

    assert len({account.password for account in world.accounts}) == len(world.accounts)


def test_accounts_are_kept_for_the_owner_of_the_folder_alone(app: Flask) -> None:
    world = demo_world.build(app, TODAY)

    path = demo_world.data_dir(app) / demo_world.ACCOUNTS_FILE
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert demo_world.world_in(app) == world


def test_world_that_stands_is_never_overwritten(app: Flask) -> None:
    demo_world.build(app, TODAY)

    with pytest.raises(RuntimeError, match="不会覆盖"):
        demo_world.build(app, TODAY)


def test_world_that_failed_halfway_leaves_nothing_and_the_next_try_works(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    def failing(*_arguments: object) -> None:
        raise Refusal("disk_full", "磁盘满了。")

    with monkeypatch.context() as broken:
        broken.setattr(demo_world, "import_drawn_list", failing)
        with pytest.raises(Refusal):
            demo_world.build(app, TODAY)

    assert demo_world.world_in(app) is None
    assert len(demo_world.build(app, TODAY).accounts) == 32


def test_drawn_workbook_looks_like_an_export_of_a_platform() -> None:
    page = load_workbook(BytesIO(demo_world.drawn_workbook(TODAY))).worksheets[0]

    assert "2026" in str(page["A1"].value) and len(page.merged_cells.ranges) == 1
    assert page["A3"].value == "抽查任务编号"
    assert page["E4"].is_date
