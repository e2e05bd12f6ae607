"""A seal that does not hold no longer ends a visit for ever: a leader sets it aside with a reason, and a good one registers."""

from __future__ import annotations

import pytest
from werkzeug.wrappers import Response

from fieldapp.core import jobs
from fieldapp.core.audit import AuditEvent
from fieldapp.core.db import db
from fieldapp.field import queries as field
from fieldapp.field.models import VisitMember
from fieldapp.field.rules import VisitState
from fieldapp.identity import actions as identity
from fieldapp.identity.models import Unit
from fieldapp.identity.rules import Role
from fieldapp.record import queries as record
from tests.conftest import PASSWORD
from tests.rooms.field.a_phone import Phone
from tests.rooms.field.conftest import through_all_steps

WHY = "核对原手机：未签字即封存"


@pytest.fixture(autouse=True)
def nothing_is_printed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Documents cost seconds each, and none of these stories reads one."""
    monkeypatch.setattr(jobs, "later", lambda *_: None)


@pytest.fixture
def leader(phone: Phone, bureau: Unit) -> Phone:
    return at_a_desk(phone, bureau, Role.LEADER)


def at_a_desk(phone: Phone, bureau: Unit, role: Role) -> Phone:
    """Somebody of an office, asking in contexts of their own like a phone does."""
    somebody = identity.add_person("周局长", "juzhang", PASSWORD, bureau, roles=[role])
    desk = Phone(phone.client.application.test_client(), somebody, phone.visit)
    desk.sign_in()
    return desk


def set_aside(desk: Phone, seal: str, reason: str = WHY) -> Response:
    return desk.call("POST", f"/visits/{desk.visit}/seals/{seal}/set-aside", data={"reason": reason})


def shown(desk: Phone) -> str:
    return desk.call("GET", f"/board/visits/{desk.visit}").get_data(as_text=True)


def badly_sealed(phone: Phone) -> str:
    """A seal over something else than was shown; its op."""
    through_all_steps(phone)
    seal = phone.seal(doc_sha256="0" * 64)
    phone.push(*phone.ops)
    assert "封存内容的摘要" in phone.board().incident
    return str(seal["id"])


def test_the_phone_that_sealed_badly_seals_again_once_the_office_let_it(phone: Phone, leader: Phone) -> None:
    bad = badly_sealed(phone)
    phone.push(phone.write("visit.leave", "leave", {}))
    page = shown(leader)
    assert "处理有问题的封存" in page and f"不采用 {phone.owner.name} 的这一份封存" in page

    assert set_aside(leader, bad).status_code == 302
    assert (phone.board().state, phone.board().incident, phone.board().seal_op) == (VisitState.CONFIRMING, "", "")
    assert {op.standing for op in phone.stored(field.ops_of)} == {"APPLIED"}, "what came behind it is no longer late"
    told = [each["op"] for each in phone.get(f"/api/visits/{phone.visit}/ops")["ops"]][-1]
    assert (told["kind"], told["payload"]) == ("seal.set_aside", {"seal": bad, "reason": WHY})

    phone.ops = [
        {**op, "kind": "visit.leave"} if op["id"] == bad else op for op in phone.ops
    ]  # as its fold reads it now
    good = phone.seal()
    assert phone.states(good) == ["applied"]
    assert (phone.board().state, phone.board().seal_op) == (VisitState.REGISTERED, good["id"])
    after = shown(leader)
    assert "处理有问题的封存" not in after and f"代表单位不采用先前的封存，理由：{WHY}" in after


def test_the_leads_good_seal_registers_once_a_colleagues_is_set_aside(
    phone: Phone, other_phone: Phone, leader: Phone
) -> None:
    other_phone.facts = phone.facts
    bad = badly_sealed(other_phone)
    through_all_steps(phone)
    good = phone.seal()
    phone.push(*phone.ops)
    assert phone.board().seal_op == bad and phone.board().incident

    set_aside(leader, bad)

    assert (phone.board().state, phone.board().seal_op) == (VisitState.REGISTERED, good["id"])
    assert phone.stored(record.record_of) is not None
    noted = phone.stored(lambda _visit: db.session.scalars(db.select(AuditEvent)).all())
    (act,) = [each for each in noted if each.verb == "seal.set_aside"]
    assert act.actor == leader.owner.id and act.detail is not None
    assert (act.detail["op"], act.detail["reason"]) == (bad, WHY) and "摘要" in act.detail["incident"]
    assert len(phone.stored(field.incidents)) == 1, "what happened stays on the page"


def test_nothing_is_set_aside_without_a_reason_or_twice(phone: Phone, leader: Phone) -> None:
    bad = badly_sealed(phone)
    assert set_aside(leader, bad, " ").status_code == 422
    assert set_aside(leader, "another").status_code == 409
    assert phone.board().seal_op == bad
    set_aside(leader, bad)
    assert set_aside(leader, bad).status_code == 409


def test_the_seal_of_a_record_stays_and_only_its_rival_goes(phone: Phone, other_phone: Phone, leader: Phone) -> None:
    through_all_steps(phone)
    mine = phone.seal()
    phone.push(*phone.ops)
    assert set_aside(leader, mine["id"]).status_code == 409
    other_phone.facts = phone.facts
    through_all_steps(other_phone)
    rival = other_phone.seal()
    other_phone.push(*other_phone.ops)
    assert phone.board().incident

    assert "已按这一份封存登记" in set_aside(leader, mine["id"]).get_data(as_text=True)
    assert set_aside(leader, rival["id"]).status_code == 302
    assert (phone.board().state, phone.board().incident) == (VisitState.REGISTERED, "")


@pytest.mark.parametrize("role", [Role.SECTION, Role.POLICY_SECTION, Role.SUPERVISOR, Role.ADMIN])
def test_no_other_office_sets_a_seal_aside(phone: Phone, bureau: Unit, role: Role) -> None:
    bad, desk = badly_sealed(phone), at_a_desk(phone, bureau, role)
    assert set_aside(desk, bad).status_code == 403
    assert "处理有问题的封存" not in shown(desk)
    assert phone.board().seal_op == bad


def test_a_partner_bureaus_leader_looks_on(phone: Phone) -> None:
    bad = badly_sealed(phone)
    desk = at_a_desk(phone, identity.add_unit("市场监督管理局", "DEPARTMENT"), Role.LEADER)
    assert set_aside(desk, bad).status_code == 404


def _drawn_too(desk: Phone) -> None:
    db.session.add(VisitMember(visit_id=desk.visit, person_id=desk.owner.id, position=9, department=""))
    db.session.commit()


def test_a_leader_who_was_there_leaves_it_to_another(phone: Phone, other_phone: Phone, leader: Phone) -> None:
    bad = badly_sealed(phone)
    phone.inside(lambda: _drawn_too(leader))
    assert set_aside(leader, bad).status_code == 404
    assert "处理有问题的封存" not in shown(leader)
