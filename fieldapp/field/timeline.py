"""A visit told in sentences, one for each act, as a supervisor would read it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from fieldapp.field import queries, words
from fieldapp.field.answers import items_of
from fieldapp.field.judging import Standing
from fieldapp.field.labels import CATEGORY_LABELS, DISPOSITION_LABELS, OUTCOME_LABELS, RESULT_LABELS, STATEMENT_LABELS
from fieldapp.field.models import Op, Visit
from fieldapp.identity import queries as people

Json = dict[str, Any]
STANDINGS = {Standing.SUPPLEMENT: "（封存后补充）", Standing.UNSEEN: "（签字时未见）"}


@dataclass(frozen=True)
class Line:
    """One act: when by the phone's clock (as printed), when it was received, who, what."""

    at: str
    received_at: datetime
    actor: str
    sentence: str


@dataclass(frozen=True)
class Names:
    """What the sentences call things by: item code → its words, person id → name."""

    items: dict[str, str]
    people: dict[str, str]

    def person(self, person_id: Any) -> str:
        return self.people.get(str(person_id), "不在名单上的人")


def timeline(visit: Visit) -> list[Line]:
    """Every act of the visit in the order it was received; a bulk act is one line."""
    ops = queries.ops_of(visit.id)
    facts = queries.facts_by_digest(visit.id, visit.packet_sha256)
    names = Names(_item_names(facts), _people_names(visit, ops))
    return [_line(group, names) for group in _bulks(ops)]


def _line(group: list[Op], names: Names) -> Line:
    op = group[0]
    said = _bulk_sentence(group) if len(group) > 1 else sentence(op.body, names)
    return Line(
        words.instant(op.body["at"], op.body["skew_ms"]), op.received_at, names.person(op.actor_id),
        said + STANDINGS.get(Standing(op.standing), ""),
    )  # fmt: skip


def sentence(op: Json, names: Names) -> str:
    """What one op says, without who and when. A kind of a newer phone is named, never hidden."""
    say = SENTENCES.get(op["kind"])
    if say is None:
        return f"记录了本系统版本不认识的内容（{op['kind']}），已原样保存"
    return say(op["field"], op["payload"], names)


def _arrive(field: str, payload: Json, _names: Names) -> str:
    if field == "arrive":
        return "到达现场"
    return "记录了到场位置" if "why" not in payload else f"到场位置{words.place(payload)}"


def _identify(_field: str, payload: Json, names: Names) -> str:
    return f"{names.person(payload['by'])}出示执法证件（证号 {payload['certificate_no']}）{_by_pin(payload)}"


def _shown(field: str, _payload: Json, _names: Names) -> str:
    return "向学校告知检查事由、依据和权利义务" if field == "told" else "向学校展示检查结果"


def _answer(field: str, payload: Json, names: Names) -> str:
    item, part = _item_and_part(field)
    if field.startswith("evidence."):
        code = payload["item"]
        return f"把照片归入{names.items.get(code, code)}" if code else "把照片移出检查项"
    if part == "reason":
        return f"{names.items.get(item, item)}：原因“{payload['text']}”"
    result = payload["value"]
    return f"{names.items.get(item, item)}：" + (RESULT_LABELS[result] if result else "撤回答案")


def _finding(field: str, payload: Json, names: Names) -> str:
    item, part = _item_and_part(field)
    said = {
        "note": lambda: f"问题“{payload['text']}”",
        "disposition": lambda: f"处置：{DISPOSITION_LABELS.get(payload['value'], '撤回')}",
        "due": lambda: f"整改期限 {payload['date']}" if payload["date"] else "撤回整改期限",
    }[part]()
    return f"{names.items.get(item, item)}：{said}"


def _photo(_field: str, payload: Json, names: Names) -> str:
    where = names.items.get(payload["item"], "") if payload["item"] else ""
    return f"拍摄照片（{where}）" if where else "拍摄照片"


def _refusal(_field: str, payload: Json, names: Names) -> str:
    explained = f"，{names.person(payload['explained_by'])}已当场说明情况" if payload.get("explained_by") else ""
    return f"被检查单位{OUTCOME_LABELS[payload['outcome']]}，理由：{payload['reason']}{explained}"


def _inspector_sign(_field: str, payload: Json, names: Names) -> str:
    return f"{names.person(payload['by'])}签字{_by_pin(payload)}"


def _statement(_field: str, payload: Json, _names: Names) -> str:
    own = f"：“{payload['words']}”" if payload.get("words") else ""
    return f"被检查单位意见：{STATEMENT_LABELS[payload['value']]}{own}"


SENTENCES: dict[str, Callable[[str, Json, Names], str]] = {
    "visit.arrive": _arrive,
    "visit.identify": _identify,
    "view.shown": _shown,
    "recusal.ask": lambda _field, payload, _names: words.recusal(payload),
    "answer.set": _answer,
    "finding.set": _finding,
    "evidence.add": _photo,
    "evidence.withdraw": lambda _field, payload, _names: f"撤回一张照片，理由：{payload['reason']}",
    "category.set": lambda _field, payload, _names: f"检查结果：{CATEGORY_LABELS[payload['value']]}",
    "statement.set": _statement,
    "sign.subject": lambda _field, payload, _names: f"{payload['role']}{payload['name']}签字",
    "sign.refuse": _refusal,
    "sign.absent": _refusal,
    "sign.unable": _refusal,
    "sign.inspector": _inspector_sign,
    "field.settle": lambda _field, payload, _names: f"裁定了不一致的填写，理由：{payload['reason']}",
    "visit.seal": lambda _field, _payload, _names: "封存",
    "visit.leave": lambda _field, _payload, _names: "离开现场",
    "supplement.add": lambda _field, payload, _names: f"补充：{payload['text']}",
}


def _bulk_sentence(group: list[Op]) -> str:
    result = group[0].body["payload"]["value"]
    return f"一次填写 {len(group)} 项：{RESULT_LABELS[result]}" if result else f"撤回一次填写的 {len(group)} 项"


def _bulks(ops: Iterable[Op]) -> list[list[Op]]:
    """Neighbouring verdicts of one bulk act with one value stand together, every other op alone."""
    groups: list[list[Op]] = []
    last: object = None
    for op in ops:
        payload = op.body["payload"]
        # Of other kinds nobody has looked at the payload: they may say anything under any field's name.
        verdict = op.kind == "answer.set" and op.field.endswith(".verdict")
        bulk = (payload["bulk"], payload["value"]) if verdict and payload.get("bulk") else None
        if bulk is not None and bulk == last:
            groups[-1].append(op)
        else:
            groups.append([op])
        last = bulk
    return groups


def _item_and_part(field: str) -> tuple[str, str]:
    """`item.M01-01.note` → the code and the part."""
    _, _, rest = field.partition(".")
    code, _, part = rest.rpartition(".")
    return code, part


def _by_pin(payload: Json) -> str:
    return "" if payload["via"] == "login" else "（在同组手机上，待本人确认）"


def _item_names(facts: Json | None) -> dict[str, str]:
    items = items_of(facts) if facts else []
    return {item["code"]: f"第 {item['no']} 项“{item['sub_item_name'] or item['item_name']}”" for item in items}


def _people_names(visit: Visit, ops: Iterable[Op]) -> dict[str, str]:
    ids = {each.person_id for each in visit.members} | {op.actor_id for op in ops}
    found = {each: people.person(each) for each in ids}
    return {each: somebody.name for each, somebody in found.items() if somebody}
