"""The school's link: a secret address for the public copy of a record that was made without going there.

It has nothing to do with the check code: who holds a paper can find out that it is genuine, and never reach this.
"""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from fieldapp.core import audit, clock, qr
from fieldapp.core.db import db, transaction
from fieldapp.core.errors import Refusal
from fieldapp.core.ids import new_id, new_secret
from fieldapp.core.settings import settings
from fieldapp.field import queries as field
from fieldapp.field.sight import may_watch
from fieldapp.identity import queries as people
from fieldapp.identity.models import Person
from fieldapp.identity.rules import LINK_ROLES
from fieldapp.record import queries
from fieldapp.record.models import InspectionRecord, SchoolLink

GONE = "这个查阅链接已停用，请向检查机关索取新的链接。"
UNKNOWN = "没有找到这个查阅链接，请核对网址是否完整，或向检查机关索取。"
NO_VISIT = "没有找到这次检查，请返回检查进度核对。"
NO_LINK = "这次检查没有查阅链接：只有登记后的书面、网络检查才有。"


@dataclass(frozen=True)
class ShownLink:
    """A link as the office hands it to the school. `live` is False once revoked: then there is no address.
    `reachable`: whether schools can be expected to reach it at all."""

    visit_id: str
    number: str
    live: bool
    address: str
    code: Markup | None
    made_at: str
    opened: int
    last_opened_at: str
    reachable: bool


def shown(visit_id: str, reader: Person, base: str) -> ShownLink | None:
    """The school's link of this visit for somebody who may hand it out; None for others and where there is none.

    `base`: the address this server was asked under, for a house without a public one.
    """
    links = queries.links_of(visit_id)
    if not links or not _may_hand_out(visit_id, reader):
        return None
    link, public_url = links[0], settings().public_url
    live = link.revoked_at is None
    address = f"{(public_url or base).rstrip('/')}/r/{link.secret}" if live else ""
    return ShownLink(
        visit_id=visit_id, number=queries.registration(visit_id) or "", live=live, address=address,
        code=qr.drawn(address, "查阅链接二维码") if live else None, made_at=clock.in_shanghai(link.made_at),
        opened=link.opened, last_opened_at=clock.in_shanghai(link.last_opened_at) if link.last_opened_at else "",
        reachable=bool(public_url),
    )  # fmt: skip


def look(secret: str) -> InspectionRecord:
    """The version in force behind a link, not counted: for the pictures of a page. Refused: no such link, revoked."""
    return _behind(_live(secret))


def open_link(secret: str, what: str) -> InspectionRecord:
    """The same, counted and noted as one opening of `what` ("page" or "pdf")."""
    with transaction():
        link = _live(secret)
        link.opened, link.last_opened_at = link.opened + 1, clock.now()
        detail = {"link": link.id, "what": what, "times": link.opened}
        audit.note("school_link.opened", f"visit:{link.visit_id}", actor=None, detail=detail)
        return _behind(link)


def renew(visit_id: str, somebody: Person) -> None:
    """Give the school a new link; the one it had leads nowhere from now on. Refused: a visit that has none (404)."""
    with transaction():
        _revoke(visit_id, somebody)
        link = SchoolLink(id=new_id(), visit_id=visit_id, secret=new_secret(), made_at=clock.now())
        link.made_by_id = somebody.id
        db.session.add(link)
        audit.note("school_link.renewed", f"visit:{visit_id}", actor=somebody.id, detail={"link": link.id})


def revoke(visit_id: str, somebody: Person) -> None:
    """Let the link lead nowhere; asked twice, nothing more happens."""
    with transaction():
        link = _revoke(visit_id, somebody)
        if link is not None:
            audit.note("school_link.revoked", f"visit:{visit_id}", actor=somebody.id, detail={"link": link.id})


def _live(secret: str) -> SchoolLink:
    link = queries.school_link(secret)
    if link is None:
        raise Refusal("no_link", UNKNOWN, 404)
    if link.revoked_at is not None:
        raise Refusal("link_revoked", GONE, 410)
    return link


def _behind(link: SchoolLink) -> InspectionRecord:
    record = queries.record_of(link.visit_id)
    if record is None:
        raise Refusal("no_link", UNKNOWN, 404)
    return record


def _may_hand_out(visit_id: str, somebody: Person) -> bool:
    visit = field.visit(visit_id)
    return visit is not None and may_watch(somebody, visit) and bool(people.roles_of(somebody) & LINK_ROLES)


def _revoke(visit_id: str, somebody: Person) -> SchoolLink | None:
    if not _may_hand_out(visit_id, somebody):
        raise Refusal("no_visit", NO_VISIT, 404)
    known = queries.links_of(visit_id)
    if not known:
        raise Refusal("no_link", NO_LINK, 404)
    live = next((each for each in known if each.revoked_at is None), None)
    if live is not None:
        live.revoked_at = clock.now()
    return live
