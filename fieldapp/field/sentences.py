"""What each op says, in one sentence, without who wrote it and when."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from fieldapp.field import words
from fieldapp.field.answers import is_photo
from fieldapp.field.labels import (
    ABORT_LABELS,
    CATEGORY_LABELS,
    DISPOSITION_LABELS,
    MODE_LABELS,
    OUTCOME_LABELS,
    RESULT_LABELS,
    STATEMENT_LABELS,
)

Json = dict[str, Any]

HEAD_OF_DIGEST = 8  # tells the versions of a sheet that was handed back apart
# Their own sentences name the person already.
NAMES_THE_PERSON = ("visit.identify", "sign.inspector")


@dataclass(frozen=True)
class Names:
    """What the sentences call things by: item code → its words, person id → name."""

    items: dict[str, str]
    people: dict[str, str]

    def person(self, person_id: Any) -> str:
        return self.people.get(str(person_id), "不在名单上的人")

    def item(self, code: Any) -> str:
        return self.items.get(str(code), str(code))


def sentence(op: Json, names: Names) -> str:
    """What one op says. A kind of a newer phone is named, never hidden."""
    kind, field, payload = op["kind"], op["field"], op["payload"]
    say = SENTENCES.get(kind)
    if say is None:
        return f"记录了本系统版本不认识的内容（{kind}），已原样保存"
    if payload.get("taken_back") is True:
        return f"撤回{_taken_back(field, names)}"
    by = payload.get("by")
    on_anothers_phone = by is not None and kind not in NAMES_THE_PERSON and by != op["actor"]
    return say(field, payload, names) + (f"（{names.person(by)}在同组手机上，待本人确认）" if on_anothers_phone else "")


def _taken_back(field: str, names: Names) -> str:
    what, _, who = field.partition(".")
    said = {
        "arrive": "到场位置" if who else "到达记录", "shown": f"{names.person(who)}的亮证记录", "told": "告知记录",
        "view": "检查结果的展示", "recusal": "回避记录", "abort": "无法检查", "attempt": "未能检查的记录",
        "subject": "被检查单位的签字", "inspector": f"{names.person(who.partition('.')[0])}的签字", "sealer": "封存权的移交",
        "done": "“手机上没有其他记录”的说明",
    }  # fmt: skip
    return said.get(what, "一项记录")


def _plan(_field: str, payload: Json, _names: Names) -> str:
    day = f"计划 {payload['date']} 检查" if payload["date"] else "改为待排期"
    return day + (f"，理由：{payload['reason']}" if payload.get("reason") else "")


def _abort(field: str, payload: Json, _names: Names) -> str:
    what = "无法检查" if field == "abort" else "到场未能检查"
    witness = payload.get("witness")
    seen_by = f"，见证人{witness['name']}" if witness else ""
    return (
        f"{what}（{ABORT_LABELS[payload['reason']]}）" + (f"：{payload['words']}" if payload["words"] else "") + seen_by
    )


def _people(field: str, payload: Json, names: Names) -> str:
    what, _, rest = field.partition(".")
    if what == "department":
        return f"{rest}{'到场' if payload['came'] else '未到场'}"
    who = names.person(payload["person"])
    return f"封存权移交给{who}" if what == "sealer" else f"{who}说明自己的手机上没有其他记录"


def _arrive(field: str, payload: Json, _names: Names) -> str:
    if field == "arrive":
        return "到达现场"
    return "记录了到场位置" if "why" not in payload else f"到场位置{words.place(payload)}"


def _identify(_field: str, payload: Json, names: Names) -> str:
    return f"{names.person(payload['by'])}出示执法证件（证号 {payload['certificate_no']}）{_by_pin(payload)}"


def _shown(field: str, payload: Json, _names: Names) -> str:
    if field == "told":
        return "向被检查单位告知检查事由、依据和权利义务"
    return f"向被检查单位展示检查结果（内容摘要 {payload['doc_sha256'][:HEAD_OF_DIGEST]}）"


def _return(_field: str, payload: Json, _names: Names) -> str:
    return f"被检查单位请检查组更正：{payload['words']}（所看内容摘要 {payload['doc_sha256'][:HEAD_OF_DIGEST]}）"


def _answer(field: str, payload: Json, names: Names) -> str:
    item, part = _item_and_part(field)
    if field.startswith("evidence."):
        return f"把照片归入{names.item(payload['item'])}" if payload["item"] else "把照片移出检查项"
    if part == "reason":
        return f"{names.item(item)}：原因“{payload['text']}”"
    if part == "mode":
        return f"{names.item(item)}：检查方式为{MODE_LABELS[payload['value']]}"
    result = payload["value"]
    return f"{names.item(item)}：" + (RESULT_LABELS[result] if result else "撤回答案")


def _finding(field: str, payload: Json, names: Names) -> str:
    item, part = _item_and_part(field)
    said = {
        "note": lambda: f"问题“{payload['text']}”",
        "disposition": lambda: f"处置：{DISPOSITION_LABELS.get(payload['value'], '撤回')}",
        "due": lambda: f"整改期限 {payload['date']}" if payload["date"] else "撤回整改期限",
    }[part]()
    return f"{names.item(item)}：{said}"


def _evidence(_field: str, payload: Json, names: Names) -> str:
    item = names.items.get(payload["item"], "") if payload["item"] else ""
    where = f"（{item}）" if item else ""
    if payload.get("paper"):
        return "拍摄签字盖章的纸页"
    if payload.get("attempt"):
        return "拍摄照片（未能检查的情况）"
    if payload.get("covers"):
        return f"遮挡照片中的人脸，另存一张{where}"
    return f"拍摄照片{where}" if is_photo(payload) else f"添加文件“{payload.get('name') or '未命名'}”{where}"


def _signature(_field: str, payload: Json, _names: Names) -> str:
    return f"{payload['role']}{payload['name']}签字"


def _paper(_field: str, payload: Json, _names: Names) -> str:
    stamped = "签字并盖章" if payload["stamped"] else "签字"
    return f"{payload['role']}{payload['name']}在纸面上{stamped}，拍照{len(payload['photos'])}页"


def _refusal(_field: str, payload: Json, names: Names) -> str:
    explained = f"，{names.person(payload['explained_by'])}已当场说明情况" if payload.get("explained_by") else ""
    return f"被检查单位{OUTCOME_LABELS[payload['outcome']]}，理由：{payload['reason']}{explained}"


def _inspector_sign(_field: str, payload: Json, names: Names) -> str:
    return f"{names.person(payload['by'])}签字{_by_pin(payload)}"


def _statement(_field: str, payload: Json, _names: Names) -> str:
    own = f"：“{payload['words']}”" if payload.get("words") else ""
    return f"被检查单位意见：{STATEMENT_LABELS[payload['value']]}{own}"


def _supplement(_field: str, payload: Json, names: Names) -> str:
    about = f"（{names.item(payload['item'])}）" if payload["item"] else ""
    subject = payload["subject"]
    refused = f"，理由：{subject['reason']}" if subject["outcome"] == "REFUSED" else ""
    signed = "、".join(names.person(each["person"]) + _by_pin(each) for each in payload["inspectors"])
    school = f"被检查单位{OUTCOME_LABELS[subject['outcome']]}{refused}"
    return f"补充{about}：{payload['text']}（{school}；检查人员{signed}签字）"


SENTENCES: dict[str, Callable[[str, Json, Names], str]] = {
    "visit.plan": _plan,
    "visit.abort": _abort,
    "visit.arrive": _arrive,
    "visit.identify": _identify,
    "view.shown": _shown,
    "view.return": _return,
    "recusal.ask": lambda _field, payload, _names: words.recusal(payload),
    "people.change": _people,
    "answer.set": _answer,
    "finding.set": _finding,
    "evidence.add": _evidence,
    "evidence.withdraw": lambda _field, payload, _names: f"撤回一张照片，理由：{payload['reason']}",
    "category.set": lambda _field, payload, _names: f"检查结果：{CATEGORY_LABELS[payload['value']]}",
    "statement.set": _statement,
    "sign.subject": _signature,
    "sign.refuse": _refusal,
    "sign.absent": _refusal,
    "sign.unable": _refusal,
    "sign.inspector": _inspector_sign,
    "seal.paper": _paper,
    "field.settle": lambda _field, payload, _names: f"裁定了不一致的填写，理由：{payload['reason']}",
    "visit.seal": lambda _field, payload, _names: f"封存（内容摘要 {payload['doc_sha256'][:HEAD_OF_DIGEST]}）",
    "seal.set_aside": lambda _field, payload, _names: f"代表单位不采用先前的封存，理由：{payload['reason']}",
    "visit.leave": lambda _field, _payload, _names: "离开现场",
    "supplement.add": _supplement,
}

FIELD = re.compile(r"[^.]+\.(.+)\.([^.]+)")


def _item_and_part(field: str) -> tuple[str, str]:
    """`item.M01-01.note` → the code and the part."""
    found = FIELD.fullmatch(field)
    return (found.group(1), found.group(2)) if found else ("", "")


def _by_pin(payload: Json) -> str:
    return "" if payload["via"] == "login" else "（在同组手机上，待本人确认）"
