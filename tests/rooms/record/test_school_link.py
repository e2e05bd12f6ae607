"""A school nobody went to reads its record by a secret link; nobody else finds it, and the office can take it back."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import zxingcpp
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from fieldapp.core import events
from fieldapp.core.audit import AuditEvent
from fieldapp.core.db import db, transaction
from fieldapp.core.jobs import prepare_jobs
from fieldapp.field.events import SupplementReceived, VisitComplete
from fieldapp.field.models import Visit
from fieldapp.identity import actions as identity
from fieldapp.identity.models import Person, Unit
from fieldapp.identity.rules import Role
from fieldapp.record import queries, school
from fieldapp.record.actions import RENDER
from fieldapp.record.models import SchoolLink
from fieldapp.record.public import public_copy
from tests.conftest import PASSWORD, SignIn
from tests.rooms.record.a_visit import adds_at_the_gate, complete_visit, off_site_visit, receive
from tests.rooms.record.conftest import squeezed, text_of
from tests.rooms.record.test_document import printed_parts
from tests.vectors.history import Phone

PRIVATE = ("13812345678", "130534199001011234", "13800000000", "13900000000")


@pytest.fixture
def inspector(bureau: Unit) -> Person:
    return identity.add_person("赵明", "zhao", PASSWORD, bureau, roles=[Role.INSPECTOR])


@pytest.fixture
def read_at_a_desk(inspector: Person) -> tuple[Visit, Phone]:
    visit, phone = off_site_visit(inspector)
    register(visit)
    return visit, phone


@pytest.fixture
def visit(read_at_a_desk: tuple[Visit, Phone]) -> Visit:
    return read_at_a_desk[0]


def register(visit: Visit) -> None:
    with transaction():
        events.announce(VisitComplete(visit.id))
    db.session.expire_all()


def link_of(visit: Visit) -> SchoolLink:
    return queries.links_of(visit.id)[0]


def address(visit: Visit) -> str:
    return f"/r/{link_of(visit).secret}"


def test_only_a_visit_nobody_travelled_for_gets_a_link(inspector: Person, visit: Visit) -> None:
    gone_there = complete_visit(inspector)
    register(gone_there)
    assert queries.links_of(gone_there.id) == []
    (link,) = queries.links_of(visit.id)
    assert len(link.secret) == 43  # 256 random bits
    assert link.secret not in visit.check_code and visit.check_code not in link.secret


def test_the_school_reads_its_record_without_an_account(visit: Visit, client: FlaskClient) -> None:
    record = queries.record_of(visit.id)
    assert record is not None
    page = client.get(address(visit))
    assert page.status_code == 200
    for words in (record.number, "清河县第𠮷小学", "发现问题待后续处理", "台账缺 3 月", "书面检查", "消防检测报告.pdf"):
        assert words in page.text
    assert "非现场检查（书面检查），被检查单位不当场签字" in page.text
    assert page.headers["Cache-Control"] == "no-store"
    assert page.headers["Referrer-Policy"] == "no-referrer"
    assert "noindex" in page.headers["X-Robots-Tag"]
    with client.get(f"{address(visit)}/photos/1.jpg") as photo:
        assert photo.data.startswith(b"\xff\xd8\xff") and b"SECRET" not in photo.data
        assert photo.headers["Cache-Control"] == "no-store"
    assert client.get(f"{address(visit)}/photos/2.jpg").status_code == 404


def test_the_public_copy_keeps_numbers_of_people_out_and_everything_else_in(
    visit: Visit, client: FlaskClient, tmp_path: Path
) -> None:
    record = queries.record_of(visit.id)
    assert record is not None
    page = client.get(address(visit)).text
    with client.get(f"{address(visit)}/record.pdf") as answer:
        assert answer.mimetype == "application/pdf"
        (tmp_path / "copy.pdf").write_bytes(answer.data)
    paper = text_of(tmp_path / "copy.pdf")
    for number in PRIVATE:
        assert number not in page and number not in paper
    assert b"record.json" not in (tmp_path / "copy.pdf").read_bytes(), "the attachment would bring all of it along"
    assert squeezed("公开副本：供被检查单位查阅") in paper
    kept = public_copy(record.snapshot)["doc"]  # type: ignore[arg-type]
    assert kept["subject"]["uscc"] == record.snapshot["doc"]["subject"]["uscc"]
    assert [words for words in printed_parts(kept) if squeezed(words) not in paper] == []


def test_a_place_is_not_in_a_public_copy() -> None:
    content = {"place": "北纬37.0412° 东经115.6623°，精度约12米", "arrived_at": "2026-11-21 09:05"}
    doc = {"subject": {"head_phone": "1", "contact_phone": "2", "uscc": "12130534199001011X"}, "procedure": content}
    whole = {"v": 1, "doc": doc, "seal": {"closing": {}}, "ink": {}, "registration": {"supplements": []}}
    cut = public_copy(whole)["doc"]  # type: ignore[arg-type]
    assert cut["procedure"] == {"place": "已记录", "arrived_at": "2026-11-21 09:05"}
    assert cut["subject"] == {"head_phone": "", "contact_phone": "", "uscc": "12130534199001011X"}


@pytest.mark.parametrize(
    "words, left",
    [
        ("电话0319-8160001。", "电话（略）。"),
        ("+86 138 1234 5678", "（略）"),
        ("身份证13053419900101123X，", "身份证（略），"),
        ("身份证１３０５３４１９９００１０１１２３Ｘ，", "身份证（略），"),
        ("身份证 130534 19900101 1234", "身份证 （略）"),
        ("手机１３８１２３４５６７８", "手机（略）"),
        ("手机138－1234－5678、138·1234·5678", "手机（略）、（略）"),
        ("电话(0319) 816 0001", "电话(（略）"),
        ("2026年11月21日 9:05 第12项 125克 48小时", "2026年11月21日 9:05 第12项 125克 48小时"),
        ("批号20261121001 与 12130534MB0000001A", "批号20261121001 与 12130534MB0000001A"),
    ],
)
def test_numbers_typed_into_a_text_are_known_by_their_form(words: str, left: str) -> None:
    doc = {"subject": {}, "procedure": {"place": ""}, "items": [{"note": words}]}
    whole = {"v": 1, "doc": doc, "seal": {"closing": {}}, "ink": {}, "registration": {"supplements": []}}
    assert public_copy(whole)["doc"]["items"][0]["note"] == left  # type: ignore[arg-type]


def test_who_checks_a_paper_never_comes_here(visit: Visit, client: FlaskClient) -> None:
    page = client.get(f"/v/{visit.check_code}").text
    assert link_of(visit).secret not in page and "/r/" not in page
    assert client.get(f"/r/{visit.check_code}").status_code == 404


def test_every_opening_is_counted_and_noted(visit: Visit, client: FlaskClient) -> None:
    client.get(address(visit))
    client.get(f"{address(visit)}/photos/1.jpg")
    with client.get(f"{address(visit)}/record.pdf"):
        pass
    db.session.expire_all()
    assert link_of(visit).opened == 2
    noted = db.session.scalars(select(AuditEvent).where(AuditEvent.verb == "school_link.opened")).all()
    assert [(each.about, each.detail["what"]) for each in noted] == [
        (f"visit:{visit.id}", "page"),
        (f"visit:{visit.id}", "pdf"),
    ]
    assert link_of(visit).secret not in str([each.detail for each in noted])


def test_the_office_hands_it_over_with_a_code_and_can_take_it_back(
    visit: Visit, client: FlaskClient, sign_in: SignIn, tmp_path: Path
) -> None:
    sign_in(Role.SECTION)
    old = address(visit)
    page = client.get(f"/visits/{visit.id}/school-link").text
    assert f">http://localhost{old}</textarea>" in page and "复制" in page
    assert f">http://localhost{old}</textarea>" in client.get(f"/board/visits/{visit.id}").text
    assert "还没有打开过" in page and "<svg" in page
    client.post(f"/visits/{visit.id}/school-link", data={"act": "renew"})
    new = address(visit)
    assert new != old
    assert client.get(old).status_code == 410
    assert "已停用" in client.get(old).text
    assert client.get(new).status_code == 200
    client.post(f"/visits/{visit.id}/school-link", data={"act": "revoke"})
    client.post(f"/visits/{visit.id}/school-link", data={"act": "revoke"})
    assert client.get(new).status_code == 410
    assert client.get(f"{new}/record.pdf").status_code == client.get(f"{new}/photos/1.jpg").status_code == 410
    assert "链接已停用" in client.get(f"/visits/{visit.id}/school-link").text
    verbs = db.session.scalars(select(AuditEvent.verb).where(AuditEvent.verb.like("school_link.re%"))).all()
    assert list(verbs) == ["school_link.renewed", "school_link.revoked"]


def test_others_do_not_hand_it_out(visit: Visit, client: FlaskClient, sign_in: SignIn) -> None:
    secret = link_of(visit).secret
    for number, role in enumerate(set(Role) - {Role.SECTION, Role.POLICY_SECTION, Role.COUNTY_OFFICE}):
        client.post("/signout")
        sign_in(role, login=f"other{number}")
        assert client.get(f"/visits/{visit.id}/school-link").status_code == 403
        assert client.post(f"/visits/{visit.id}/school-link", data={"act": "renew"}).status_code == 403
    assert link_of(visit).secret == secret


def test_a_partner_bureau_hands_out_and_opens_only_what_its_people_took_part_in(
    visit: Visit, client: FlaskClient
) -> None:
    other = identity.add_unit("清河县市场监督管理局", "DEPARTMENT")
    identity.add_person("苗春雨", "miao", PASSWORD, other, roles=[Role.SECTION])
    client.post("/signin", data={"login": "miao", "password": PASSWORD})
    assert client.get(f"/visits/{visit.id}/school-link").status_code == 404
    assert client.post(f"/visits/{visit.id}/school-link", data={"act": "revoke"}).status_code == 404
    assert client.get(f"/visits/{visit.id}/record.pdf").status_code == 403
    assert client.get(f"/visits/{visit.id}/public.pdf").status_code == 403
    assert link_of(visit).revoked_at is None


def test_a_visit_that_was_made_there_says_why_it_has_no_link(
    inspector: Person, client: FlaskClient, sign_in: SignIn
) -> None:
    gone_there = complete_visit(inspector)
    register(gone_there)
    sign_in(Role.COUNTY_OFFICE)
    assert "没有查阅链接" in client.get(f"/visits/{gone_there.id}/school-link").text
    assert client.post(f"/visits/{gone_there.id}/school-link").status_code == 404
    assert client.get("/visits/nothing/school-link").status_code == 404


def test_the_code_on_the_offices_page_leads_to_the_link(visit: Visit, sign_in: SignIn) -> None:
    shown = school.shown(visit.id, sign_in(Role.SECTION), "https://jc.example.cn/")
    assert shown is not None and shown.code is not None
    assert read(str(shown.code)) == f"https://jc.example.cn{address(visit)}"
    assert not shown.reachable


def test_after_a_supplement_the_same_link_shows_the_second_version(
    read_at_a_desk: tuple[Visit, Phone], client: FlaskClient
) -> None:
    visit, phone = read_at_a_desk
    adds_at_the_gate(phone, "学校补交三月台账，联系 13812345678。")
    with transaction():
        receive(phone)
        events.announce(SupplementReceived(visit.id))
    page = client.get(address(visit)).text
    assert "学校补交三月台账，联系 （略）。" in page and "第2版" in page


def test_until_its_paper_is_printed_the_page_says_so(app: Flask, inspector: Person, client: FlaskClient) -> None:
    prepare_jobs(app, {RENDER: lambda _key: None})
    visit, _ = off_site_visit(inspector)
    register(visit)
    assert "PDF 正在生成" in client.get(address(visit)).text
    assert client.get(f"{address(visit)}/record.pdf").status_code == 409


@pytest.mark.parametrize("secret", ["x", "a" * 43, "%00", "../signin", "小" * 43, "a" * 5000])
def test_a_guess_leads_nowhere(client: FlaskClient, secret: str) -> None:
    answer = client.get(f"/r/{secret}")
    assert answer.status_code == 404


def test_the_secret_stands_nowhere_but_behind_its_own_table(visit: Visit, client: FlaskClient, sign_in: SignIn) -> None:
    sign_in(Role.SUPERVISOR)
    secret = link_of(visit).secret
    pages = [f"/board/visits/{visit.id}", "/board", f"/api/visits/{visit.id}/record"]
    assert [each for each in pages if secret in client.get(each).text] == []
    record = queries.record_of(visit.id)
    assert record is not None and secret not in str(record.snapshot)


def read(svg: str) -> str:
    """What a phone reads from the drawing: its modules, painted as a picture."""
    from PIL import Image, ImageDraw  # noqa: PLC0415

    side = int(re.search(r'viewBox="0 0 (\d+)', svg)[1])  # type: ignore[index]
    picture = Image.new("L", (side * 4, side * 4), 255)
    pen = ImageDraw.Draw(picture)
    x = y = 0.0
    for step, first, second in re.findall(r"([Mmh])(-?[\d.]+)(?:[ ,]?(-?[\d.]+))?", re.search(r'd="([^"]+)"', svg)[1]):  # type: ignore[index]
        if step == "h":
            pen.rectangle((x * 4, (y - 0.5) * 4, (x + float(first)) * 4 - 1, (y + 0.5) * 4 - 1), fill=0)
            x += float(first)
        else:
            x, y = (float(first), float(second)) if step == "M" else (x + float(first), y + float(second))
    (code,) = zxingcpp.read_barcodes(picture)
    return str(urlsplit(code.text).geturl())
