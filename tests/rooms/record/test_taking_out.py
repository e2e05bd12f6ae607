"""Who takes what out of the house, under which names, and that it is kept."""

from __future__ import annotations

import zipfile
from datetime import UTC, datetime

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from fieldapp.config import PROJECT
from fieldapp.core.audit import AuditEvent
from fieldapp.core.blobs import blobs
from fieldapp.core.canonical import sha256_hex
from fieldapp.core.db import db
from fieldapp.core.errors import Refusal
from fieldapp.identity import actions as identity
from fieldapp.identity.models import Person, Unit
from fieldapp.identity.rules import Role
from fieldapp.record import exports, selection
from fieldapp.record.models import Export
from fieldapp.record.rules import Chosen, distinct, file_name
from tests.conftest import PASSWORD, SignIn
from tests.rooms.drawn_lists import a_county
from tests.rooms.drawn_lists.a_county import SCHOOLS, row
from tests.rooms.record.an_export import book_of, drawn, registered

ALL = Chosen()
LIST = a_county.workbook(*(row(school=name) for name in SCHOOLS))


@pytest.fixture
def clerk(app: Flask) -> Person:
    return a_county.settle()


def sign_in_as(client: FlaskClient, somebody: Person) -> None:
    client.post("/signin", data={"login": somebody.login, "password": PASSWORD})


def test_the_papers_lie_in_one_archive_under_names_that_file_themselves(clerk: Person) -> None:
    visits = drawn(clerk, LIST)
    for ordinal, name in enumerate(SCHOOLS[:2], 1):
        registered(visits[name], ordinal)
    entry = exports.export_documents(ALL, clerk)
    file, _ = exports.open_export(entry.id, clerk)
    with file, zipfile.ZipFile(file) as archive:
        assert archive.testzip() is None
        expected = {f"清教检录〔2026〕{ordinal}号_{name}_2026-11-21.pdf" for ordinal, name in enumerate(SCHOOLS[:2], 1)}
        assert set(archive.namelist()) == expected
        first = archive.read(f"清教检录〔2026〕1号_{SCHOOLS[0]}_2026-11-21.pdf")
    assert first == "%PDF-清教检录〔2026〕1号".encode()
    assert (entry.schools, entry.finished, entry.missing, entry.filename) == (
        3,
        2,
        0,
        "检查记录_全部任务_2026-11-21.zip",
    )


def test_taken_out_once_more_it_is_the_same_to_the_byte_without_a_second_copy(clerk: Person) -> None:
    registered(drawn(clerk, LIST)[SCHOOLS[0]], 1)
    entry = exports.export_documents(ALL, clerk)
    for _ in range(2):
        file, _ = exports.open_export(entry.id, clerk)
        with file:
            data = file.read()
        assert (sha256_hex(data), len(data)) == (entry.sha256, entry.size)
    assert not blobs().has(entry.sha256)


def test_what_is_still_being_printed_is_counted_and_comes_with_the_next_export(clerk: Person) -> None:
    visits = drawn(clerk, LIST)
    registered(visits[SCHOOLS[0]], 1)
    registered(visits[SCHOOLS[1]], 2, pdf=None)
    entry = exports.export_documents(ALL, clerk)
    assert (entry.finished, entry.missing, len(entry.manifest)) == (2, 1, 1)


def test_without_a_finished_paper_there_is_nothing_to_take(clerk: Person) -> None:
    registered(drawn(clerk, LIST)[SCHOOLS[0]], 1, pdf=None)
    with pytest.raises(Refusal, match="还没有生成好的检查记录"):
        exports.export_documents(ALL, clerk)
    assert selection.exports("", 10) == []


def test_names_of_files_are_taken_by_every_disk() -> None:
    name = file_name("清教检录〔2026〕1号", 'a/b\\c:d*e?f"g<h>i|j\u202egnp.exe\n' + "小" * 300, "2026-11-21", "第2版")
    assert not set(name) & set('\\/:*?"<>|\u202e\n')
    assert len(name.encode()) <= 240
    assert name.startswith("清教检录〔2026〕1号_a-b-c") and name.endswith("_2026-11-21_第2版.pdf")
    assert distinct(["一.pdf", "一.pdf", "A.pdf", "a.pdf", "一（2）.pdf"]) == [
        "一.pdf", "一（2）.pdf", "A.pdf", "a（2）.pdf", "一（2）（2）.pdf",
    ]  # fmt: skip


def test_who_took_what_when_and_chosen_how_is_kept(clerk: Person, client: FlaskClient) -> None:
    visit = drawn(clerk, LIST)[SCHOOLS[0]]
    registered(visit, 1)
    sign_in_as(client, clerk)
    told = {"kind": "RESULTS", "task": visit.task_id, "first": "2026-11-01", "last": "2026-11-30"}
    answer = client.post("/exports", data=told)
    assert answer.status_code == 302
    page = client.get(answer.headers["Location"]).text
    entry = db.session.scalars(select(Export)).one()
    for words in (
        "已导出 检查结果_联015_2026-11-01至2026-11-30_2026-11-21.xlsx：3 所学校，1 所已登记",
        entry.sha256,
        "方敏行",
        "2026-11-01 至 2026-11-30",
    ):
        assert words in page
    assert entry.filters == {"task": visit.task_id, "first": "2026-11-01", "last": "2026-11-30"}
    made = db.session.scalars(select(AuditEvent).where(AuditEvent.verb == "export.made")).one()
    assert (made.actor, made.detail["sha256"]) == (clerk.id, entry.sha256)
    with client.get(f"/exports/{entry.id}/file") as file:
        assert (sha256_hex(file.data), file.content_length) == (entry.sha256, entry.size)
        assert file.headers["Cache-Control"] == "no-store"
        assert book_of(file.data).sheetnames[0] == "检查结果"
    assert db.session.scalar(select(AuditEvent).where(AuditEvent.verb == "export.downloaded")) is not None


def test_the_page_says_how_many_before_anything_leaves(clerk: Person, client: FlaskClient) -> None:
    visits = drawn(clerk, LIST)
    registered(visits[SCHOOLS[0]], 1, datetime(2026, 11, 20, 4, 0, tzinfo=UTC))
    sign_in_as(client, clerk)
    assert "3 所学校，1 所的检查记录已登记" in client.get("/exports").text
    assert "2 所学校，0 所的检查记录已登记" in client.get("/exports?first=2026-11-21&last=2026-11-21").text
    part = client.get("/exports?first=2027-01-01", headers={"HX-Request": "true"}).text
    assert "没有找到学校" in part and "<html" not in part
    assert db.session.scalar(select(Export)) is None


@pytest.mark.parametrize("told", [{}, {"kind": "ALL"}, {"kind": "RESULTS", "first": "2027-13-45", "task": "none"}])
def test_what_cannot_be_exported_is_answered_with_a_sentence(
    clerk: Person, client: FlaskClient, told: dict[str, str]
) -> None:
    drawn(clerk, LIST)
    sign_in_as(client, clerk)
    answer = client.post("/exports", data=told)
    assert answer.status_code in {400, 422}
    assert "请" in answer.text


def test_a_units_administrator_takes_out_what_the_own_people_took_part_in(clerk: Person, client: FlaskClient) -> None:
    other = identity.add_unit("清河县市场监督管理局", "DEPARTMENT")
    admin = identity.add_person("苗春雨", "miao", PASSWORD, other, roles=[Role.UNIT_ADMIN])
    visits = drawn(clerk, LIST)
    for ordinal, name in enumerate(SCHOOLS, 1):
        registered(visits[name], ordinal)
    theirs = exports.export_results(ALL, clerk)
    sign_in_as(client, admin)
    assert "0 所学校" in client.get("/exports").text
    _lend(other, visits[SCHOOLS[1]].members[1].person_id)
    assert "只包括清河县市场监督管理局派人参加的检查" in client.get("/exports").text
    client.post("/exports", data={"kind": "DOCUMENTS"})
    own = next(each for each in selection.exports("", 9) if each.id != theirs.id)
    assert own.filters == {"unit": other.id} and own.schools == 3
    assert client.get(f"/exports/{theirs.id}/file").status_code == 404
    assert theirs.sha256 not in client.get("/exports").text


def test_what_a_county_office_in_a_partner_bureau_took_out_is_not_that_bureaus(
    clerk: Person, client: FlaskClient
) -> None:
    partner = identity.add_unit("清河县市场监督管理局", "DEPARTMENT")
    office = identity.add_person("殷双", "yin", PASSWORD, partner, roles=[Role.COUNTY_OFFICE])
    admin = identity.add_person("苗春雨", "miao", PASSWORD, partner, roles=[Role.UNIT_ADMIN])
    drawn(clerk, LIST)
    everything = exports.export_results(ALL, office)
    sign_in_as(client, admin)
    assert client.get(f"/exports/{everything.id}/file").status_code == 404
    assert everything.id not in client.get("/exports").text


def test_only_those_whose_work_it_is_come_in(clerk: Person, client: FlaskClient, sign_in: SignIn) -> None:
    for number, role in enumerate(Role):
        client.post("/signout")
        sign_in(role, login=f"person{number}")
        let_in = role in {Role.COUNTY_OFFICE, Role.SECTION, Role.POLICY_SECTION, Role.UNIT_ADMIN}
        assert client.get("/exports").status_code == (200 if let_in else 403), role
        if role != Role.INSPECTOR:
            assert ('href="/exports"' in client.get("/").text) == let_in


def test_a_paper_that_has_gone_from_the_disk_is_not_replaced_in_silence(clerk: Person) -> None:
    registered(drawn(clerk, LIST)[SCHOOLS[0]], 1)
    entry = exports.export_documents(ALL, clerk)
    blobs().path(entry.manifest[0]["sha256"]).unlink()
    with pytest.raises(Refusal, match="无法再次下载同样的内容"):
        exports.open_export(entry.id, clerk)


def test_nothing_that_leaves_the_house_is_called_published() -> None:
    """Publication is a door of its own, with an approval; an export is only a file in somebody's hands."""
    sources = [
        *(PROJECT / "templates").rglob("*.*"),
        *(PROJECT / "fieldapp").rglob("*.py"),
        *(PROJECT / "static/js").rglob("*.mjs"),
    ]
    saying = [each.name for each in sources if "已公示" in each.read_text("utf-8")]
    assert saying == []


def _lend(unit: Unit, person_id: str) -> None:
    somebody = db.session.get_one(Person, person_id)
    somebody.unit_id = unit.id
    db.session.commit()
