"""Who works on which phone: codes for the first sign-in, where somebody is signed in, phones that are lost."""

from __future__ import annotations

from collections import Counter
from typing import Any

from flask import Blueprint, abort, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from fieldapp.core import clock, https, qr
from fieldapp.core.settings import settings
from fieldapp.core.web import page
from fieldapp.identity import actions, entering, queries
from fieldapp.identity.browsers import window_of
from fieldapp.identity.models import Device, Person
from fieldapp.identity.rules import ROLE_LABELS, Role, grouped

phones = Blueprint("phones", __name__)
places = Blueprint("places", __name__)

CHOOSE_FIRST = "还没有勾选人；请先在名单里勾选，再点“发放登录码”。"


@phones.get("/people")
def people() -> ResponseReturnValue:
    return _people(request.args.get("name", "").strip())


@phones.post("/people/codes")
def issue() -> ResponseReturnValue:
    """The sheet to print. It stands nowhere else: whoever loses it is given a new one."""
    wanted = set(request.form.getlist("person"))
    chosen = [each for each in queries.people_looked_after_by(current_user) if each.id in wanted]
    if not chosen:
        return _people("", CHOOSE_FIRST), 422
    base, issued = _address(https.phone_base), entering.issue_codes(chosen, current_user)
    # Behind #, which no server sees and no log keeps.
    codes = [(each, grouped(each.code), f"{base}/code#{each.code}" if base else "") for each in issued]
    return page(
        "identity/codes.html", at=clock.in_shanghai, entrance=_address(https.entrance),
        codes=[(each, typed, qr.drawn(link, "登录码") if link else None) for each, typed, link in codes],
    )  # fmt: skip


@phones.post("/people/<person_id>/devices/<device_id>/restore")
def restore(person_id: str, device_id: str) -> ResponseReturnValue:
    actions.restore_device(_device(_looked_after(person_id), device_id), current_user)
    return redirect(url_for("places.person", person_id=person_id))


@places.get("/mine")
def mine() -> ResponseReturnValue:
    return redirect(url_for("places.person", person_id=current_user.id))


@places.get("/people/<person_id>")
def person(person_id: str) -> ResponseReturnValue:
    """One's own, or that of somebody one looks after."""
    somebody = _own_or_looked_after(person_id)
    sign_ins = queries.sign_ins_of([somebody.id])
    return page(
        "identity/person.html", at=clock.in_shanghai, window_of=window_of, somebody=somebody, own=somebody.id == current_user.id, label=_label,
        labels=_labels(somebody), here=current_user.here, sign_ins=sign_ins, used_by=queries.devices_under(each.id for each in sign_ins),
        devices=queries.devices_of([somebody.id]), may_restore=_looks_after(somebody),
    )  # fmt: skip


@places.post("/people/<person_id>/sign-ins/<sign_in_id>/end")
def end(person_id: str, sign_in_id: str) -> ResponseReturnValue:
    somebody = _own_or_looked_after(person_id)
    held = queries.sign_in(sign_in_id)
    if held is None or held.person_id != somebody.id:
        abort(404)
    entering.end(held, current_user)
    return redirect(url_for("places.person", person_id=person_id))


@places.post("/people/<person_id>/devices/<device_id>/revoke")
def revoke(person_id: str, device_id: str) -> ResponseReturnValue:
    actions.revoke_device(_device(_own_or_looked_after(person_id), device_id), current_user)
    return redirect(url_for("places.person", person_id=person_id))


def _people(name: str, problem: str = "") -> str:
    found = queries.people_looked_after_by(current_user, name)
    ids = [each.id for each in found]
    return page(
        "identity/people.html", at=clock.in_shanghai, people=found, name=name, problem=problem, labels=_labels,
        entrance=_address(https.entrance), code=_entrance_code(), seen=_last_seen(ids),
        phones=Counter(each.person_id for each in queries.devices_of(ids) if each.revoked_at is None),
        waiting={each.person_id: each.expires_at for each in queries.open_codes(ids)},
    )  # fmt: skip


def _last_seen(ids: list[str]) -> dict[str, Any]:
    return {each.person_id: each.last_seen_at for each in reversed(queries.sign_ins_of(ids))}


def _labels(somebody: Person) -> list[str]:
    roles = queries.roles_of(somebody)
    return [ROLE_LABELS[role] for role in Role if role in roles]


def _label(device: Device) -> str:
    details = device.probe.get("details")
    agent = details.get("agent", "") if isinstance(details, dict) else ""
    return window_of(str(agent)).label


def _looks_after(somebody: Person) -> bool:
    return any(each.id == somebody.id for each in queries.people_looked_after_by(current_user))


def _looked_after(person_id: str) -> Person:
    somebody = queries.person(person_id)
    if somebody is None or not _looks_after(somebody):
        abort(404)
    return somebody


def _own_or_looked_after(person_id: str) -> Person:
    own: Person = current_user
    return own if person_id == own.id else _looked_after(person_id)


def _device(somebody: Person, device_id: str) -> Device:
    device = queries.device(device_id)
    if device is None or device.person_id != somebody.id:
        abort(404)
    return device


def _entrance_code() -> Any:
    entrance = _address(https.entrance)
    return qr.drawn(entrance, f"手机要打开的网址：{entrance}") if entrance else None


def _address(which: Any) -> str:
    try:
        address: str = which(settings())
        return address
    except RuntimeError:  # a certificate that cannot be read: `doctor` says so, this page goes on
        return ""
