"""The seal: recomputed from what it stands on, complete with the last byte, never repaired."""

from __future__ import annotations

import os
from datetime import datetime
from typing import Any

import pytest
from flask.testing import FlaskClient

from fieldapp.core import events
from fieldapp.core.canonical import digest
from fieldapp.field import actions, queries, sealed_visit, sealing
from fieldapp.field.closing import closing
from fieldapp.field.doc import build_doc
from fieldapp.field.events import VisitComplete, VisitSealed
from fieldapp.field.fold import fold
from fieldapp.field.timeline import timeline
from fieldapp.field.view import view_blocks, view_sha256
from fieldapp.identity.models import Person, Unit
from tests.rooms.field.a_phone import INK, NOON, Phone, said
from tests.rooms.field.conftest import an_inspector, through_all_steps

PHOTO = os.urandom(2000)


@pytest.fixture
def news(phone: Phone, monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """What was announced; nobody reacts."""
    heard: list[object] = []
    monkeypatch.setattr(events, "_reactions", {kind: [heard.append] for kind in (VisitSealed, VisitComplete)})
    return heard


def sealed(phone: Phone, photo: bytes | None = None, **changes: Any) -> dict[str, Any]:
    """A whole visit, sealed and pushed."""
    through_all_steps(phone, photo)
    seal = phone.seal(**changes)
    assert set(phone.states(*phone.ops)) == {"applied"}
    return seal


def test_seal_that_holds_completes_the_visit(phone: Phone, news: list[object]) -> None:
    sealed(phone)
    visit = phone.board()

    assert (visit.state, visit.incident, visit.sealed_at) == ("SEALED", "", datetime.fromisoformat(NOON))
    assert news == [VisitSealed(phone.visit), VisitComplete(phone.visit)]


def test_sealed_visit_waits_for_its_photos(phone: Phone, news: list[object]) -> None:
    sealed(phone, PHOTO)
    assert news == [VisitSealed(phone.visit)]

    phone.upload(PHOTO)
    assert news == [VisitSealed(phone.visit), VisitComplete(phone.visit)]


def test_photo_that_came_before_its_op_counts(phone: Phone, news: list[object]) -> None:
    phone.upload(PHOTO)
    sealed(phone, PHOTO)

    assert VisitComplete(phone.visit) in news


def test_completion_is_announced_once_whatever_comes_again(phone: Phone, news: list[object]) -> None:
    sealed(phone, PHOTO)
    phone.upload(PHOTO)
    phone.upload(PHOTO)
    phone.push(*phone.ops)
    phone.push(phone.write("visit.leave", "leave", {}))

    assert news.count(VisitComplete(phone.visit)) == 1


def test_seal_that_comes_before_its_ops_waits_for_them(phone: Phone, news: list[object]) -> None:
    through_all_steps(phone)
    seal = phone.seal()

    assert phone.states(seal) == ["held:missing"]
    phone.push(*phone.ops[:-1])
    assert VisitComplete(phone.visit) in news


@pytest.mark.parametrize(
    "part, value, said_as",
    [
        ("doc_sha256", "0" * 64, "封存内容的摘要"),
        ("view_sha256", "0" * 64, "校方所看内容的摘要"),
        ("facts_sha256", "0" * 64, "检查表版本"),
        ("template", "record-9", "表单或清单版本"),
        ("catalogue", "2024-01/x", "表单或清单版本"),
        ("photos", [{"evidence": "x", "sha256": "0" * 64, "size": 1}], "照片、附件清单"),
        ("key", "another-key", "手机密钥"),
    ],
)
def test_seal_that_says_something_else_is_an_incident(
    phone: Phone, news: list[object], part: str, value: Any, said_as: str
) -> None:
    sealed(phone, **{part: value})

    assert said_as in phone.board().incident
    assert [each.kind for each in phone.stored(queries.incidents)] == ["seal"]
    assert VisitComplete(phone.visit) not in news


def test_seal_nested_without_end_is_kept_apart_before_it_gets_a_number_nobody_can_print(phone: Phone) -> None:
    through_all_steps(phone)
    nested: list[Any] = []
    for _ in range(600):
        nested = [nested]
    phone.seal(more=nested)

    assert phone.states(*phone.ops)[-1] == "quarantined:malformed"
    assert phone.board().seal_op == ""


def test_signature_of_another_phone_is_an_incident(phone: Phone, other_phone: Phone) -> None:
    through_all_steps(phone)
    phone.key = other_phone.key
    phone.seal(key=sealing.thumbprint(phone.public_key()))
    phone.push(*phone.ops)

    assert "手机密钥的签名无效" in phone.board().incident


def test_seal_altered_by_one_letter_is_an_incident(phone: Phone) -> None:
    through_all_steps(phone)
    seal = phone.seal()
    seal["payload"]["closing"]["statement"]["words"] = "改"
    phone.push(*phone.ops)

    assert "签字、说明或检查人员与记录不一致" in phone.board().incident
    assert "手机密钥的签名无效" in phone.board().incident


def test_answer_changed_after_the_signature_is_an_incident(phone: Phone) -> None:
    through_all_steps(phone)
    phone.answer("M01-02", "ABNORMAL")
    phone.seal()
    phone.push(*phone.ops)

    assert "签字时所看的内容与封存的内容不一致" in phone.board().incident


def test_frontier_that_names_other_bytes_is_an_incident(phone: Phone) -> None:
    through_all_steps(phone)
    phone.seal(frontier={phone.device: {"seq": len(phone.ops), "sha256": "0" * 64}})
    phone.push(*phone.ops)

    assert "记录链与封存时的不一致" in phone.board().incident


def test_seal_that_leaves_out_what_its_phone_wrote_last_is_an_incident(phone: Phone, news: list[object]) -> None:
    through_all_steps(phone)
    until = {"seq": len(phone.ops), "sha256": digest(phone.ops[-1])}
    state = fold(phone.ops)
    doc = build_doc(phone.facts, state)
    shown = {"doc_sha256": digest(doc), "view_sha256": view_sha256(view_blocks(doc))}
    phone.answer("M01-02", "ABNORMAL")
    phone.seal(**shown, closing=closing(phone.facts, state), frontier={phone.device: until})
    phone.push(*phone.ops)

    assert phone.board().incident == "记录链与封存时的不一致。请核对原手机，不要修改记录。"
    assert VisitComplete(phone.visit) not in news


@pytest.mark.parametrize("device", ["", "a-phone-nobody-was-given"])
def test_seal_that_names_what_can_never_come_does_not_wait_for_it(phone: Phone, device: str) -> None:
    through_all_steps(phone)
    own = {"seq": len(phone.ops), "sha256": digest(phone.ops[-1])}
    phone.seal(frontier={phone.device: own, device or phone.device: {"seq": 9999, "sha256": "0" * 64}})
    phone.push(*phone.ops)

    assert "记录链与封存时的不一致" in phone.board().incident


@pytest.mark.parametrize("left_out", ["item.M01-02.verdict", "item.M01-03.reason", "category", "recusal", "inspector"])
def test_seal_over_an_unfinished_sheet_is_an_incident(
    phone: Phone, monkeypatch: pytest.MonkeyPatch, left_out: str
) -> None:
    """A phone of ours asks for all of it before it seals; one that does not has been tampered with."""
    write = phone.write
    with monkeypatch.context() as careless:
        careless.setattr(
            phone, "write", lambda kind, name, *rest: name.startswith(left_out) or write(kind, name, *rest)
        )
        through_all_steps(phone)
    phone.seal()
    phone.push(*phone.ops)

    assert "检查没有做完就封存了" in phone.board().incident


@pytest.mark.parametrize("by", ["somebody_else", "themselves"])
def test_nobody_acts_in_anothers_name_by_the_own_login(phone: Phone, colleague: Person, by: str) -> None:
    other = colleague.id if by == "themselves" else phone.owner.id
    claim = {"by": other, "via": "login"}
    shown = phone.write("visit.identify", f"shown.{colleague.id}", {"certificate_no": "130534001012", **claim})
    signed = {"ink": INK, "doc_sha256": "0" * 64, **claim}
    signed_op = phone.write("sign.inspector", f"inspector.{colleague.id}.signature", signed)

    assert phone.states(shown, signed_op) == ["quarantined:malformed"] * 2
    assert phone.board().state == "DRAWN"


def test_settling_makes_no_login_out_of_a_pin(phone: Phone, colleague: Person) -> None:
    through_all_steps(phone)
    name = f"shown.{colleague.id}"
    claim = {"certificate_no": "130534001012", "by": colleague.id, "via": "login", "reason": "以本人登录为准"}
    phone.write("field.settle", name, claim)
    phone.ops = [each for each in phone.ops if "signature" not in each["field"] and each["field"] != "view.result"]
    for place, each in enumerate(phone.ops):
        each.update(seq=place + 1, prev=digest(phone.ops[place - 1]) if place else "")
    phone.sign_all()
    phone.seal()
    phone.push(*phone.ops)

    assert phone.board().incident.startswith("写着本人登录的亮证或签字不是本人账号记下的。")


def test_seal_waits_for_the_colleagues_phone_it_names(phone: Phone, other_phone: Phone, news: list[object]) -> None:
    theirs = other_phone.write("visit.arrive", "arrive", {})
    through_all_steps(phone)
    own = {phone.device: {"seq": len(phone.ops), "sha256": digest(phone.ops[-1])}}
    phone.seal(frontier={**own, other_phone.device: {"seq": 1, "sha256": digest(theirs)}})
    phone.push(*phone.ops)
    assert (phone.board().state, phone.board().seal_checked_at) == ("SEALED", None)

    other_phone.push(theirs)
    assert phone.board().seal_checked_at is not None


def test_two_seals_of_two_phones_are_for_the_office(phone: Phone, other_phone: Phone) -> None:
    sealed(phone)
    through_all_steps(other_phone)
    other_phone.seal()
    other_phone.push(*other_phone.ops)

    assert "两部手机各自封存" in phone.board().incident


def test_parts_of_a_record_are_what_was_sealed(phone: Phone) -> None:
    seal = sealed(phone)
    phone.push(phone.supplement("补充材料已收到"))
    parts = phone.stored(sealed_visit.snapshot_parts)

    assert (parts["seal"], parts["authority"], parts["unseen"]) == (seal["payload"], "清河县教育局", 0)
    assert parts["ink"]["subject"] == INK
    assert set(parts["ink"]["inspectors"]) == {each["person"] for each in phone.facts["team"]}
    assert [each["text"] for each in parts["supplements"]] == ["补充材料已收到"]
    assert parts["seal"]["doc_sha256"] == digest(parts["doc"])


def test_refusal_that_brings_something_called_ink_is_registered_without_it(phone: Phone, news: list[object]) -> None:
    through_all_steps(phone)
    signed = phone.ops[-1]["payload"]["doc_sha256"]
    shown = next(each["payload"] for each in phone.ops if each["field"] == "view.result")
    told = {"outcome": "REFUSED", "reason": "不认可", "explained_by": phone.owner.id, "witness": None, "photo": None}
    phone.write(
        "sign.refuse", "subject.signature", {**told, "recording": {"made": False, "number": ""}, "ink": "x", **shown}
    )
    phone.seal()
    phone.push(*phone.ops)

    assert (phone.board().incident, shown["doc_sha256"]) == ("", signed)
    assert phone.stored(sealed_visit.snapshot_parts)["ink"]["subject"] is None


def test_registered_visit_stays_registered(phone: Phone, news: list[object]) -> None:
    sealed(phone)
    phone.inside(lambda: actions.note_registration(phone.visit))
    phone.push(phone.write("visit.leave", "leave", {}))

    assert phone.board().state == "REGISTERED"


def test_clock_that_was_off_is_corrected_on_the_board(phone: Phone) -> None:
    op = phone.write("visit.arrive", "arrive", {})
    op["skew_ms"] = 10 * 60 * 1000
    phone.push(op)

    assert phone.board().arrived_at == datetime.fromisoformat("2026-11-21T12:10:00+08:00")


def test_timeline_tells_the_visit_in_sentences(phone: Phone) -> None:
    sealed(phone, PHOTO)
    for code in ("M01-01", "M01-02"):
        phone.write("answer.set", f"item.{code}.verdict", {"value": "NORMAL", "bulk": "b1"})
    phone.push(*phone.ops)
    lines = phone.inside(lambda: [(line.actor, line.sentence) for line in timeline(phone.board())])

    assert lines[0] == ("王砚秋", "到达现场")
    assert ("王砚秋", "赵明礼出示执法证件（证号 130534001012）（在同组手机上，待本人确认）") in lines
    assert ("王砚秋", "第 3 项“宿舍管理情况”：未涉及") in lines
    assert ("王砚秋", "拍摄照片（第 1 项“安全制度情况”）") in lines
    assert ("王砚秋", "负责人秦校长签字") in lines
    assert lines[-1] == ("王砚秋", "一次填写 2 项：正常（封存后补充）")


def test_key_that_is_no_point_of_the_curve_is_no_key(phone: Phone) -> None:
    good = phone.public_key()

    assert sealing.read_key({**good, "d": "secret", "alg": "ES256"}) == good
    for bad in (
        None,
        "key",
        {**good, "crv": "P-384"},
        {**good, "y": good["x"]},
        {**good, "x": 5},
        {"kty": "EC", "crv": "P-256"},
    ):
        assert sealing.read_key(bad) is None


def test_confirmation_by_somebody_not_of_the_team_is_refused(phone: Phone, client: FlaskClient, bureau: Unit) -> None:
    stranger = Phone(client, an_inspector("孙立群", "sunliqun", bureau, "130534001099"), phone.visit)
    stranger.sign_in()
    reply = stranger.call("POST", f"/api/visits/{phone.visit}/confirm")

    assert (reply.status_code, said(reply)["error"]) == (403, "not_yours")
