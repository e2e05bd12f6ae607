"""The histories themselves: days as they happen, and seeded chance on three phones that rarely hear each other."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

from fieldapp.core.canonical import digest
from tests.vectors import real_day, strange
from tests.vectors.history import Phone
from tests.vectors.stories_words import CODES, INK, REFUSED, SIGNED, answer, begin, end, find, photograph

Json = dict[str, Any]
Ops = list[Json]

TEXTS = ("门卫未登记来访人员", "留样冰箱温度不足 \u2028 第二行", "𠮷字与 emoji 🏫", "", "7 月 1 日，“引号”与\\反斜线")
CHANCE_SEEDS = 5


def stories(facts: Json) -> Iterator[tuple[str, Ops, Json]]:
    """(name, ops, what is otherwise in the facts) of every vector."""
    told: list[Callable[[Json], Ops]] = [
        calm_day,
        problems_and_objection,
        two_phones_differ,
        settled,
        refused_late_clock,
    ]
    told += [late_ops, two_seals, nobody_answered, kinds_of_tomorrow, taken_back, *real_day.STORIES, *strange.STORIES]
    for story in told:
        yield story.__name__, story(facts), {}
    yield "off_site_visit", real_day.off_site_visit(facts), real_day.OFF_SITE
    for seed in range(CHANCE_SEEDS):
        yield f"chance_{seed}", chance(facts, seed), {}


def calm_day(facts: Json) -> Ops:
    phone = Phone(facts, "d1", "p1")
    begin(phone)
    for code in CODES:
        answer(phone, code, "NORMAL", bulk="b-1")
    phone.does("category.set", "category", {"value": "NO_PROBLEM"})
    end(phone, {"value": "AGREED", "words": ""}, SIGNED)
    phone.seals()
    phone.does("visit.leave", "leave", {})
    return list(phone.known.values())


def problems_and_objection(facts: Json) -> Ops:
    phone = Phone(facts, "d1", "p1")
    begin(phone)
    find(phone, "M01-01", "RECTIFY")
    find(phone, "M01-02", "CORRECTED_ON_SITE")
    answer(phone, "M09-01", "NOT_CHECKED")
    phone.does("answer.set", "item.M09-01.reason", {"text": "该部门未到场"})
    for name, item in (("e2", "M01-01"), ("e1", None), ("e3", "M01-02"), ("e4", "M01-01")):
        photograph(phone, name, item)
    phone.does("answer.set", "evidence.e1.item", {"item": "M01-02"})
    phone.does("evidence.withdraw", "evidence.e4.withdrawn", {"reason": "拍糊了"})
    phone.does("category.set", "category", {"value": "PENDING_FOLLOW_UP"})
    end(phone, {"value": "OBJECTED", "words": "登记簿在保安室"}, SIGNED)
    phone.seals()
    return list(phone.known.values())


def two_phones_differ(facts: Json) -> Ops:
    return list(_differing(facts).known.values())


def settled(facts: Json) -> Ops:
    phone = _differing(facts)
    phone.does("field.settle", "item.M01-01.verdict", {"value": "ABNORMAL", "reason": "两人复看登记簿"})
    return list(phone.known.values())


def _differing(facts: Json) -> Phone:
    """Two people answer the first item differently and the second alike; one has heard the other."""
    one, two = Phone(facts, "d1", "p1"), Phone(facts, "d2", "p2")
    begin(one)
    two.hears(one)
    for phone, value in ((one, "NORMAL"), (two, "ABNORMAL")):
        answer(phone, "M01-01", value)
        answer(phone, "M01-02", "NORMAL")
    one.hears(two)
    return one


def refused_late_clock(facts: Json) -> Ops:
    phone = Phone(facts, "d1", "p1", late=timedelta(hours=14, minutes=57))
    begin(phone)
    phone.does("recusal.ask", "recusal", {"asked": True, "who": "张三", "reason": "系校长表亲"})
    phone.does("visit.arrive", "arrive.place", {"why": "denied"})
    for code in CODES:
        answer(phone, code, "NOT_APPLICABLE")
        phone.does("answer.set", f"item.{code}.reason", {"text": "无此业务"})
    phone.does("category.set", "category", {"value": "NO_RELEVANT_ACTIVITY"})
    end(phone, None, REFUSED)
    phone.seals()
    return list(phone.known.values())


def late_ops(facts: Json) -> Ops:
    """A colleague answered before the seal and was heard, once more unheard; somebody adds a supplement knowing the seal."""
    one, two = Phone(facts, "d1", "p1"), Phone(facts, "d2", "p2")
    begin(one)
    two.hears(one)
    answer(two, "M09-01", "NORMAL")
    one.hears(two)
    answer(two, "M01-01", "ABNORMAL")
    answer(one, "M01-01", "NORMAL")
    answer(one, "M01-02", "NORMAL")
    one.seals()
    real_day.supplement(one, "s1")
    answer(one, "M01-02", "ABNORMAL")
    one.hears(two)
    return list(one.known.values())


def two_seals(facts: Json) -> Ops:
    one, two = Phone(facts, "d1", "p1"), Phone(facts, "d2", "p2")
    begin(one)
    two.hears(one)
    answer(one, "M01-01", "NORMAL")
    answer(two, "M01-02", "ABNORMAL")
    one.seals()
    two.seals()
    one.hears(two)
    return list(one.known.values())


def nobody_answered(facts: Json) -> Ops:
    del facts
    return []


def kinds_of_tomorrow(facts: Json) -> Ops:
    phone = Phone(facts, "d1", "p1")
    begin(phone)
    answer(phone, "M01-01", "NORMAL")
    phone.does("answer.weigh", "item.M01-01.verdict", {"value": "HEAVY"})
    phone.does("sky.colour", "sky", {"value": "蓝"})
    return list(phone.known.values())


def taken_back(facts: Json) -> Ops:
    phone = Phone(facts, "d1", "p1")
    begin(phone)
    for value in ("NOT_APPLICABLE", None):
        for code in CODES:
            answer(phone, code, value, bulk="b-2")
    find(phone, "M01-01", "RECTIFY")
    answer(phone, "M01-01", "NORMAL")
    return list(phone.known.values())


def chance(facts: Json, seed: int) -> Ops:
    """Eighty acts on three phones; every sixth time one phone hears another; half of the histories end in a seal."""
    dice = random.Random(seed)
    phones = [Phone(facts, f"d{n}", f"p{n}", timedelta(minutes=dice.choice((0, 0, 1, 9, -700)))) for n in (1, 2, 3)]
    for turn in range(80):
        phone = dice.choice(phones)
        if dice.random() < 1 / 6:
            phone.hears(dice.choice(phones))
        elif turn == 60 and seed % 2:
            phone.seals()
        else:
            _some_act(dice, phone, turn)
    return list({id_: op for phone in phones for id_, op in phone.known.items()}.values())


def _some_act(dice: random.Random, phone: Phone, turn: int) -> None:
    code, person = dice.choice(CODES), dice.choice(("p1", "p2"))
    acts: list[Callable[[], Any]] = [
        lambda: begin(phone, "login" if phone.actor == "p1" else "pin"),
        lambda: answer(phone, code, dice.choice(("NORMAL", "ABNORMAL", "ABNORMAL", "NOT_APPLICABLE", "NOT_CHECKED", None))),
        lambda: phone.does("finding.set", f"item.{code}.note", {"text": dice.choice(TEXTS)}),
        lambda: phone.does("answer.set", f"item.{code}.reason", {"text": dice.choice(TEXTS)}),
        lambda: find(phone, code, dice.choice(("RECTIFY", "CORRECTED_ON_SITE", "TRANSFER"))),
        lambda: photograph(phone, f"e{turn}", dice.choice((*CODES, None, "gone"))),
        lambda: phone.does("answer.set", f"evidence.e{dice.randrange(80)}.item", {"item": code}),
        lambda: phone.does("evidence.withdraw", f"evidence.e{dice.randrange(80)}.withdrawn", {"reason": "重复"}),
        lambda: phone.does("category.set", "category", {"value": dice.choice(("NO_PROBLEM", "PENDING_FOLLOW_UP"))}),
        lambda: phone.does("statement.set", "statement", {"value": "OBJECTED", "words": dice.choice(TEXTS)}),
        lambda: phone.does("sign.inspector", f"inspector.{person}.signature", {"ink": INK, "by": person, "via": "pin", "doc_sha256": digest(turn)}),
        lambda: phone.does("sky.colour", "sky", {"value": "蓝"}),
        *_some_act_of_a_real_day(dice, phone, turn),
        lambda: phone.does("answer.set", f"item.{code}.verdict", {"value": "NORMAL"}, seen=[]),
    ]  # fmt: skip
    dice.choice(acts)()


def _some_act_of_a_real_day(dice: random.Random, phone: Phone, turn: int) -> list[Callable[[], Any]]:
    code, other = dice.choice(CODES), f"e{dice.randrange(80)}"
    department = dice.choice([each["name"] for each in phone.facts["departments"]])
    modes = ("ON_SITE", "DOCUMENT", "LAB_TEST")
    aborted = {
        "reason": dice.choice(("REFUSED_ENTRY", "CLOSED_OR_MOVED")),
        "words": dice.choice(TEXTS),
        "witness": None,
    }
    return [
        lambda: real_day.plan(phone, dice.choice(("2026-12-01", "2026-12-03", "")), dice.choice(TEXTS)),
        lambda: phone.does("visit.abort", "abort", dice.choice((aborted, {"taken_back": True}))),
        lambda: real_day.attempt(phone, f"a{turn}", dice.choice(("HOLIDAY", "OTHER")), dice.choice(TEXTS)),
        lambda: phone.does("people.change", f"department.{department}", {"came": dice.random() < 1 / 2}),
        lambda: phone.does("people.change", "sealer", dice.choice(({"person": "p2"}, {"taken_back": True}))),
        lambda: phone.does("people.change", f"done.{phone.device}", {"person": phone.actor, "seq": phone.seq}),
        lambda: phone.does("view.return", f"return.r{turn}", {"words": "再看一遍", "doc_sha256": digest(turn)}),
        lambda: real_day.mode(phone, code, dice.choice(modes)),
        lambda: photograph(phone, f"e{turn}", code, covers=other),
        lambda: photograph(phone, f"e{turn}", code, type="application/pdf", name=dice.choice(TEXTS)),
        lambda: photograph(phone, f"e{turn}", None, paper=True),
    ]
