"""Stretches of the day that several journeys walk: to the gate, through a sheet without problems, to the seal."""

from __future__ import annotations

from tests.journeys.county import County
from tests.journeys.drivers import SignIn, Signing, Today, Visit
from tests.journeys.phones import Phone
from tests.journeys.roles import LEAD, PIN


def at_the_office(county: County, phone: Phone, school: str) -> Today:
    """Signed in for the first time, the packet here and this phone tried offline."""
    SignIn(phone).sign_in(county.named(LEAD))
    SignIn(phone).choose_pin(PIN)
    return Today(phone).ready(school)


def to_the_gate(county: County, phone: Phone, school: str) -> Visit:
    """The same, and the visit open at step ①."""
    return at_the_office(county, phone, school).begin(school)


def all_normal(visit: Visit) -> None:
    """② and ④ of a school where nothing is wrong and only the lead's own department came."""
    for department in visit.others():
        visit.not_come(department)
    for matter in visit.matters():
        visit.rest_normal(matter)
    visit.results()
    visit.decide("未发现问题")


def into_the_schools_hands(visit: Visit) -> Signing:
    signing = visit.hand_over()
    signing.lock()
    return signing


def agreed_by(signing: Signing, name: str) -> None:
    """The school has nothing against the sheet, and `name` signs it."""
    signing.say("情况属实")
    signing.choose_signer(name)
    signing.write()
    signing.confirm()


def sealed_by(signing: Signing, county: County, colleague: str) -> str:
    """The phone comes back by PIN, both inspectors sign, the seal; the short code."""
    signing.take_back(PIN)
    signing.sign_own(county.named(LEAD))
    signing.sign_for(county.named(colleague))
    return signing.seal()
