"""Part nine and the supplements in words: who signed how, and why somebody did not. Pure, no layout."""

from __future__ import annotations

from datetime import datetime

from fieldapp.record import ink
from fieldapp.record.snapshot import Json, Snapshot

NONE_SAID = "无"
HOW = {
    "login": "本人登录签字",
    "pin": "在同组手机上凭本人 PIN 签字",
    "pin_forgotten": "PIN 遗忘，由同组手机打开签字",
}


def subject(snapshot: Snapshot) -> Json:
    """The school's part: its ink, its paper, or in one sentence why there is neither."""
    doc, closing = snapshot["doc"], snapshot["seal"]["closing"]
    said, drawn = closing["subject"], snapshot["ink"]["subject"]
    proof = next((photo["no"] for photo in doc["photos"] if photo["evidence"] == said.get("photo")), None)
    return {
        "signed": said["outcome"] == "SIGNED",
        # Only somebody who was there and would or could not sign has been told so, and perhaps before a witness.
        "told": said["outcome"] in {"REFUSED", "ABSENT", "UNABLE"},
        "read": _read_words(closing["statement"]["value"]),
        "name": said.get("name") or "",
        "role": said.get("role") or "",
        "at": minute(said.get("at") or ""),
        "ink": None if drawn is None else ink.drawing(drawn),
        "why": "" if said["outcome"] == "SIGNED" else unsigned_words(said, doc),
        "explained_by": said.get("explained_by") or "",
        "witness": witness(said.get("witness")),
        "photo": proof,
    }


def inspector(signed: Json, snapshot: Snapshot) -> Json:
    drawn = snapshot["ink"]["inspectors"].get(signed["person"])
    return {
        "name": signed["name"],
        "certificate_no": signed["certificate_no"],
        "at": minute(signed.get("at") or ""),
        "ink": None if drawn is None else ink.drawing(drawn),
        "standing": _standing(signed["via"], _stood_by(signed["person"], snapshot["registration"]["confirmations"])),
    }


def supplements(snapshot: Snapshot) -> list[Json]:
    """What was added after the seal, each with both sides' ink under it, numbered from 1."""
    added = snapshot["registration"]["supplements"]
    return [_supplement(each, snapshot["doc"]["items"], number) for number, each in enumerate(added, 1)]


def _supplement(added: Json, items: list[Json], number: int) -> Json:
    item = next((each for each in items if each["code"] == added["item"]), None)
    said = added["subject"]
    signed = said["outcome"] == "SIGNED"
    return {
        "no": number,
        "about": "整份记录" if item is None else item_words(item),
        "text": added["text"],
        "at": minute(added["at"]),
        "by": added["by"],
        "name": said.get("name") or "",
        "role": said.get("role") or "",
        "why": "" if signed else _unsigned_supplement(said),
        "ink": ink.drawing(said["ink"]) if signed and said.get("ink") else None,
        "inspectors": [_added_by(each) for each in added["inspectors"]],
    }


def item_words(item: Json) -> str:
    return f"第{item['no']}项 {item['item_name']}·{item['sub_item_name']}"


def unsigned_words(said: Json, doc: Json) -> str:
    """Why there is no ink, in the sentence that record sheets of the trade use."""
    reason = _whole(said.get("reason"))
    match said["outcome"]:
        case "REFUSED":
            return f"被检查人拒绝签字，理由：{reason}。检查人员已当场说明情况。"
        case "ABSENT":
            return f"被检查单位负责人、现场负责人均不在场，未取得签字，原因：{reason}。检查人员已当场记录情况。"
        case "UNABLE":
            return f"被检查人无法签字，原因：{reason}。检查人员已当场说明情况。"
    return _elsewhere_words(said, doc)


def _elsewhere_words(said: Json, doc: Json) -> str:
    """The same where the school's ink is on paper, or nobody of the school was asked for it."""
    if said["outcome"] == "PAPER":
        mark = "签字并盖章" if said.get("stamped") else "签字"
        return f"被检查单位已阅，在纸面记录上{mark}，见附件中的纸面签字页，共{len(said['photos'])}页。"
    if said["outcome"] == "ABORTED":
        return f"无法检查（{doc['abort']['label']}），未取得被检查单位签字，情况见本表首部。"
    return f"非现场检查（{doc['mode_label']}），被检查单位不当场签字，记录由检查人员签字。"


def witness(somebody: Json | None) -> str:
    if not somebody or not somebody.get("name"):
        return NONE_SAID
    return f"{somebody['name']}（{somebody['unit']}）" if somebody.get("unit") else str(somebody["name"])


def recording(made: Json | None) -> str:
    if not made or not made.get("made"):
        return NONE_SAID
    return f"有，编号 {made['number']}" if made.get("number") else "有，未编号"


def minute(instant: str) -> str:
    """`2026-11-21 09:14` of an ISO instant, in the time zone it was written in; anything else as it is."""
    try:
        return datetime.fromisoformat(instant).strftime("%Y-%m-%d %H:%M")
    except ValueError:
        return instant


def _whole(reason: str | None) -> str:
    """A reason as part of a sentence, which brings its own full stop."""
    return (reason or "").strip().rstrip("。.；;") or "未说明"


def _read_words(statement: str) -> str:
    return "以上记录已阅，有异议，意见见第八部分。" if statement == "OBJECTED" else "以上记录已阅，情况属实。"


def _unsigned_supplement(said: Json) -> str:
    if said["outcome"] == "REFUSED":
        return f"被检查人拒绝在补充内容上签字，理由：{_whole(said.get('reason'))}。"
    where = "非现场检查" if said["outcome"] == "OFF_SITE" else "无法检查"
    return f"{where}，补充内容由检查人员签字。"


def _added_by(signed: Json) -> Json:
    return {
        "name": signed["name"],
        "standing": _standing(signed["via"], signed["confirmed_at"]),
        "ink": ink.drawing(signed["ink"]),
    }


def _stood_by(person: str, confirmations: list[Json]) -> str:
    return next((str(each["at"]) for each in confirmations if each["person"] == person), "")


def _standing(via: str, confirmed_at: str) -> str:
    """Whether somebody acted under the own login, or on a colleague's phone and has stood by it since."""
    if via == "login":
        return HOW[via]
    return f"{HOW[via]}，{minute(confirmed_at)} 已本人确认" if confirmed_at else f"{HOW[via]}，待本人确认"
