"""An office reads the sheet itself: as it stands, as the school was shown it, with the photos and reports behind it."""

from __future__ import annotations

import io

import pytest
from flask.testing import FlaskClient
from PIL import Image
from sqlalchemy import select
from werkzeug.http import parse_options_header

from fieldapp.core.audit import AuditEvent
from fieldapp.core.db import db
from fieldapp.core.ids import new_id
from fieldapp.identity.rules import Role
from tests.conftest import SignIn
from tests.rooms.field.a_phone import NOON, Phone
from tests.rooms.field.conftest import through_all_steps
from tests.rooms.field.test_uploads import sha
from tests.rooms.monitor.a_screen import Look, words

REPORT = b"%PDF-1.7 a report of the laboratory"


def picture() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (400, 300), "teal").save(out, "JPEG")
    return out.getvalue()


def attach(phone: Phone, data: bytes, **more: object) -> str:
    """An evidence op for these bytes, which are sent too; gives its name."""
    name = new_id()
    payload = {
        "sha256": sha(data), "size": len(data), "type": "image/jpeg", "item": None, "source": "camera", "name": "1.jpg",
        "taken_at": NOON, **more,
    }  # fmt: skip
    phone.push(*phone.ops, phone.write("evidence.add", f"evidence.{name}", payload))
    phone.upload(data)
    return name


def handed_back(phone: Phone) -> list[str]:
    """The school reads, asks for a correction, reads again and signs; gives the ids of both showings."""
    through_all_steps(phone)
    first = next(op for op in phone.ops if op["field"] == "view.result")
    returned = {"words": "第2项昨天已经补上", "doc_sha256": first["payload"]["doc_sha256"]}
    phone.write("view.return", f"return.{new_id()}", returned)
    phone.answer("M01-02", "NOT_APPLICABLE")
    phone.write("answer.set", "item.M01-02.reason", {"text": "校门由保安公司值守"})
    phone.sign_all()
    phone.push(*phone.ops)
    return [op["id"] for op in phone.ops if op["field"] == "view.result"]


def test_office_reads_the_sheet_as_it_stands(look: Look, sign_in: SignIn, phone: Phone) -> None:
    phone.push(phone.write("visit.arrive", "arrive", {}), phone.answer("M01-02", "ABNORMAL"))
    sign_in(Role.SUPERVISOR)

    shown = words(look(f"/board/visits/{phone.visit}/sheet").text)

    assert "清河县教育局“双随机、一公开”部门联合抽查记录表" in shown
    assert "2. 门卫值守·门卫值守情况" in shown and "结果：不正常" in shown
    assert "手机上没有传回的不在内" in shown


def test_sheet_nobody_has_fetched_yet_is_not_found(look: Look, sign_in: SignIn, visit: object) -> None:
    sign_in(Role.SUPERVISOR)

    assert look("/board/visits/none-such/sheet").status_code == 404


def test_both_versions_of_a_sheet_that_was_handed_back_can_be_read(look: Look, sign_in: SignIn, phone: Phone) -> None:
    first, second = handed_back(phone)
    sign_in(Role.SUPERVISOR)

    course = words(look(f"/board/visits/{phone.visit}").text)
    before = words(look(f"/board/visits/{phone.visit}/sheet?shown={first}").text)
    after = words(look(f"/board/visits/{phone.visit}/sheet?shown={second}").text)

    assert "第 1 版，2026-11-21 12:00 ：校方请检查组更正，“第2项昨天已经补上”" in course and "第 2 版" in course
    assert "校方请检查组更正：“第2项昨天已经补上”" in before and "校门由保安公司值守" not in before
    assert "校门由保安公司值守" in after and "这是 2026-11-21 12:00 交给校方看的一版。 看现在的检查表" in after
    assert "可能略有不同" not in before + after


def test_version_is_told_apart_by_its_digest_though_a_colleagues_answer_came_in_between(
    look: Look, sign_in: SignIn, phone: Phone, other_phone: Phone
) -> None:
    """The colleague's answer reached the server before the showing did, but not the phone that showed."""
    other_phone.push(other_phone.answer("M01-02", "ABNORMAL"))
    through_all_steps(phone)
    phone.push(*phone.ops)
    showing = next(op["id"] for op in phone.ops if op["field"] == "view.result")
    sign_in(Role.SUPERVISOR)

    assert "可能略有不同" not in look(f"/board/visits/{phone.visit}/sheet?shown={showing}").text


def test_version_that_cannot_be_made_again_is_shown_with_that_word(look: Look, sign_in: SignIn, phone: Phone) -> None:
    phone.answer("M01-01")
    shown = phone.write("view.shown", "view.result", {"doc_sha256": "0" * 64, "view_sha256": "0" * 64})
    phone.push(*phone.ops)
    sign_in(Role.SUPERVISOR)

    assert "与校方所看的可能略有不同" in look(f"/board/visits/{phone.visit}/sheet?shown={shown['id']}").text


@pytest.mark.parametrize("showing", ["none-such", "%00", "'"])
def test_showing_that_never_was_is_not_found(look: Look, sign_in: SignIn, phone: Phone, showing: str) -> None:
    sign_in(Role.SUPERVISOR)

    assert look(f"/board/visits/{phone.visit}/sheet?shown={showing}").status_code == 404


def test_photo_is_shown_as_its_copy_and_a_report_is_saved(look: Look, sign_in: SignIn, phone: Phone) -> None:
    photo = attach(phone, picture(), item="M01-01")
    report = attach(phone, REPORT, type="application/pdf", name="检验报告.pdf")
    sign_in(Role.SUPERVISOR)
    address = f"/board/visits/{phone.visit}"

    page = look(f"{address}/sheet").text
    assert f'<img src="{address}/evidence/{photo}" alt="照片 1"' in page
    assert "照片 1 ，第 1 项" in words(page) and "附件 1 ，未归入检查项，检验报告.pdf" in words(page)
    with look(f"{address}/evidence/{photo}") as answer:
        # The copy made to be looked at: no place, no camera, nothing the original carries with it.
        assert answer.mimetype == "image/jpeg" and answer.data != picture()
    with look(f"{address}/evidence/{report}") as answer:
        assert (answer.mimetype, answer.data) == ("application/pdf", REPORT)
        assert answer.headers["Content-Disposition"].startswith("attachment")


@pytest.mark.parametrize(
    "called, saved",
    [
        ("检测报告.pdf", "检测报告.pdf"),
        ("报告\r\nX-Evil: 1.pdf", "报告X-Evil- 1.pdf"),
        ("../../etc/cron.d/x", "..-..-etc-cron.d-x.pdf"),
        ("\u202efdp.exe", "fdp.exe.pdf"),
        ("", "附件 1.pdf"),
        ("页" * 400, "页" * 60 + ".pdf"),
    ],
)
def test_report_is_saved_under_a_name_that_says_what_it_is(
    look: Look, sign_in: SignIn, phone: Phone, called: str, saved: str
) -> None:
    report = attach(phone, REPORT, type="application/pdf", name=called)
    sign_in(Role.SUPERVISOR)
    with look(f"/board/visits/{phone.visit}/evidence/{report}") as answer:
        assert (answer.status_code, answer.mimetype) == (200, "application/pdf")
        name = parse_options_header(answer.headers["Content-Disposition"])[1]["filename"]
    assert name == saved


def test_file_that_is_not_what_it_claims_is_saved_as_bytes(look: Look, sign_in: SignIn, phone: Phone) -> None:
    program = attach(phone, b"MZ a program", type="application/pdf", name="报告.pdf")
    sign_in(Role.SUPERVISOR)
    with look(f"/board/visits/{phone.visit}/evidence/{program}") as answer:
        assert answer.mimetype == "application/octet-stream"
        assert parse_options_header(answer.headers["Content-Disposition"])[1]["filename"] == "报告.pdf.bin"


def test_what_is_still_on_the_phone_is_named_and_cannot_be_opened(look: Look, sign_in: SignIn, phone: Phone) -> None:
    phone.photograph(picture())
    phone.push(*phone.ops)
    name = phone.ops[-1]["field"].removeprefix("evidence.")
    sign_in(Role.SUPERVISOR)

    assert "还在手机上" in look(f"/board/visits/{phone.visit}/sheet").text
    assert look(f"/board/visits/{phone.visit}/evidence/{name}").status_code == 404


def test_original_whose_faces_were_covered_on_a_copy_is_not_shown_to_offices(
    look: Look, sign_in: SignIn, phone: Phone
) -> None:
    out = io.BytesIO()
    Image.new("RGB", (400, 300), "black").save(out, "JPEG")
    original = attach(phone, picture())
    copy = attach(phone, out.getvalue(), covers=original)
    sign_in(Role.SUPERVISOR)

    assert "原图（人脸已在副本上遮挡，这里不显示）" in look(f"/board/visits/{phone.visit}/sheet").text
    assert look(f"/board/visits/{phone.visit}/evidence/{original}").status_code == 404
    with look(f"/board/visits/{phone.visit}/evidence/{copy}") as answer:
        assert answer.status_code == 200


def test_each_look_at_a_sheet_is_noted_and_pictures_by_themselves_once(
    look: Look, sign_in: SignIn, phone: Phone
) -> None:
    photo = attach(phone, picture())
    somebody = sign_in(Role.DISCIPLINE_OFFICE)
    for address in ("sheet", f"evidence/{photo}", f"evidence/{photo}", "sheet"):
        look(f"/board/visits/{phone.visit}/{address}").close()

    verbs = db.session.scalars(
        select(AuditEvent.verb).where(AuditEvent.actor == somebody.id, AuditEvent.about == f"visit:{phone.visit}")
    )
    assert list(verbs) == ["sheet.viewed", "evidence.viewed", "sheet.viewed"]


@pytest.mark.parametrize("role", [Role.INSPECTOR, Role.ADMIN])
def test_no_sheet_for_whoever_holds_no_such_office(
    client: FlaskClient, sign_in: SignIn, phone: Phone, role: Role
) -> None:
    sign_in(role)

    assert client.get(f"/board/visits/{phone.visit}/sheet").status_code == 403
