"""What no phone of ours writes and a hostile one can: the server keeps it, and no visit may hang on it."""

from __future__ import annotations

from typing import Any

from fieldapp.core.canonical import digest
from fieldapp.field.kinds import OFFICE
from tests.vectors.history import Phone
from tests.vectors.stories_words import CODES, INK, SIGNED, answer, begin, end, photograph

Json = dict[str, Any]
Ops = list[Json]


def of_another_sheet(facts: Json) -> Ops:
    """Two phones differ on an item, people and a department that are not of this visit; it can be closed all the same."""
    one, two = Phone(facts, "d1", "p1"), Phone(facts, "d2", "p2")
    begin(one)
    two.hears(one)
    for phone in (one, two):
        differs = phone is one
        answer(phone, "M77-01", "NORMAL" if differs else "ABNORMAL")
        phone.does("visit.identify", "shown.p77", {"certificate_no": phone.device, "by": "p77", "via": "pin"})
        inked = {"ink": INK, "by": "p77", "via": "pin", "doc_sha256": digest(phone.device)}
        phone.does("sign.inspector", "inspector.p77.signature", inked)
        phone.does("people.change", "department.别处的局", {"came": differs})
    one.hears(two)
    for code in CODES:
        answer(one, code, "NORMAL")
    one.does("category.set", "category", {"value": "NO_PROBLEM"})
    end(one, {"value": "AGREED", "words": ""}, SIGNED)
    one.seals()
    return list(one.known.values())


def photo_in_anothers_place(facts: Json) -> Ops:
    """A colleague adds another picture under the name of one that is there, knowing it, not knowing it, and as settled."""
    one, two, three = (Phone(facts, f"d{n}", "p1" if n == 1 else "p2") for n in (1, 2, 3))
    begin(one)
    photograph(one, "e1", CODES[0])
    three.minutes = 90  # its op has the higher id
    photograph(three, "e1", CODES[1], name="another.jpg")
    two.hears(one)
    photograph(two, "e1", None, name="yet-another.jpg")
    two.does("field.settle", "evidence.e1", {"reason": "换一张"})
    two.does("field.settle", "evidence.e2", {"reason": "没有这一张"})
    one.hears(two)
    one.hears(three)
    return list(one.known.values())


def absent_though_there(facts: Json) -> Ops:
    """A colleague marks a department as not having come whose certificate is on the table: its answers stand."""
    one, two = Phone(facts, "d1", "p1"), Phone(facts, "d2", "p3")
    begin(one)
    answer(one, "M09-01", "NORMAL", by="p2", via="pin")
    two.hears(one)
    for name in ("市场监管局", "人社局"):
        two.does("people.change", f"department.{name}", {"came": False})
    return list(two.known.values())


def seal_set_aside(facts: Json) -> Ops:
    """A colleague seals what nobody signed; the office sets that aside, and the lead's seal is the one."""
    one, two, office = Phone(facts, "d1", "p1"), Phone(facts, "d2", "p2"), Phone(facts, OFFICE, "p9")
    begin(one)
    two.hears(one)
    hasty = two.seals()
    one.hears(two)
    answer(one, CODES[0], "NORMAL")
    office.does("seal.set_aside", f"set_aside.{hasty['id']}", {"seal": hasty["id"], "reason": "没有签字就封存了"}, [])
    one.hears(office)
    for code in CODES[1:]:
        answer(one, code, "NORMAL")
    one.does("category.set", "category", {"value": "NO_PROBLEM"})
    end(one, {"value": "AGREED", "words": ""}, SIGNED)
    one.seals()
    return list(one.known.values())


STORIES = [of_another_sheet, photo_in_anothers_place, absent_though_there, seal_set_aside]
