"""The record sheet in words: what each of its ten parts says, arranged from a snapshot. Pure, no layout."""

from __future__ import annotations

from datetime import datetime
from itertools import groupby

from fieldapp.field import words
from fieldapp.field.labels import STATEMENT_LABELS
from fieldapp.record import ink
from fieldapp.record.rules import short_code
from fieldapp.record.snapshot import Json, Snapshot

HEAD_OF_DIGEST = 8
LEGEND = "手写电子签名，已采取防篡改措施；如需加盖公章请打印"


def arrange(snapshot: Snapshot, seal_sha256: str, missing: frozenset[str]) -> Json:
    """What document.html prints. `missing`: characters that were replaced, named in the remarks."""
    doc, seal, registration = snapshot["doc"], snapshot["seal"], snapshot["registration"]
    closing = seal["closing"]
    items = {each["no"]: each for each in doc["items"]}
    return {
        "doc": doc,
        "number": registration["number"],
        "seal_sha256": seal_sha256,
        "short_code": short_code(seal_sha256),
        "view_digests": {"doc": seal["doc_sha256"], "view": seal["view_sha256"]},
        "registered_at": minute(registration["registered_at"]),
        "groups": _groups(doc["items"]),
        "shown": _shown(doc["procedure"]["shown"]),
        # Leaving comes after the sheet: the check ends when it is sealed.
        "ended_at": words.instant(registration["sealed_at"], registration["skew_ms"]),
        "recording": recording(closing["subject"].get("recording")),
        "statement": _statement(closing["statement"]),
        "subject": _subject(closing, snapshot["ink"]["subject"], doc["photos"]),
        "inspectors": [_inspector(each, snapshot) for each in closing["inspectors"]],
        "photos": [_photo(each, items) for each in doc["photos"]],
        "remarks": _remarks(snapshot, missing),
        "legend": LEGEND,
    }


def qr_text(snapshot: Snapshot, seal_sha256: str) -> str:
    """What the QR carries: the check link with the digest behind #, or the facts themselves where nothing public
    can be reached, so that nobody is led to a dead link."""
    doc, registration = snapshot["doc"], snapshot["registration"]
    if registration["check_url"]:
        return f"{registration['check_url']}#{seal_sha256}"
    totals = doc["totals"]
    return "\n".join(
        (
            registration["number"],
            doc["subject"]["name"],
            f"检查结束 {minute(registration['sealed_at_corrected'])}",
            f"共{totals['items']}项 正常{totals['normal']} 不正常{totals['abnormal']}",
            f"检查码 {doc['check_code']}",
            f"摘要 {seal_sha256}",
        )
    )


def minute(instant: str) -> str:
    """`2026-11-21 09:14` of an ISO instant, in the time zone it was written in; anything else as it is."""
    try:
        return datetime.fromisoformat(instant).strftime("%Y-%m-%d %H:%M")
    except ValueError:
        return instant


def recording(made: Json | None) -> str:
    if not made or not made.get("made"):
        return "无"
    return f"有，编号 {made['number']}" if made.get("number") else "有，未编号"


def _groups(items: list[Json]) -> list[Json]:
    """Runs of items of one department and matter, in the order of the sheet."""
    runs = groupby(items, key=lambda item: (item["department"], item["matter"]))
    return [{"department": department, "matter": matter, "items": list(run)} for (department, matter), run in runs]


def _shown(people: list[Json]) -> str:
    each = (f"{one['name']}（{one['certificate_no']}）{one['at']}，{one['via_label']}" for one in people)
    return "；".join(each)


def _statement(statement: Json) -> Json:
    return {
        "label": STATEMENT_LABELS.get(statement["value"], STATEMENT_LABELS["NONE"]),
        "words": statement.get("words") or "",
    }


def _subject(closing: Json, drawn: Json | None, photos: list[Json]) -> Json:
    said = closing["subject"]
    signed = said["outcome"] == "SIGNED"
    proof = next((photo["no"] for photo in photos if photo["evidence"] == said.get("photo")), None)
    return {
        "signed": signed,
        "read": _read_words(closing["statement"]["value"]),
        "name": said.get("name") or "",
        "role": said.get("role") or "",
        "at": minute(said.get("at") or ""),
        "ink": None if drawn is None else ink.drawing(drawn),
        "why": "" if signed else unsigned_words(said),
        "explained_by": said.get("explained_by") or "",
        "witness": _witness(said.get("witness")),
        "photo": proof,
    }


def _read_words(statement: str) -> str:
    return "以上记录已阅，有异议，意见见第八部分。" if statement == "OBJECTED" else "以上记录已阅，情况属实。"


def unsigned_words(said: Json) -> str:
    """Why there is no signature, in the trade's own sentence (domain: Recommended sheet, wording conventions)."""
    reason = (said.get("reason") or "").strip().rstrip("。.；;") or "未说明"
    match said["outcome"]:
        case "REFUSED":
            return f"被检查人拒绝签字，理由：{reason}。检查人员已当场说明情况。"
        case "ABSENT":
            return f"被检查单位负责人、现场负责人均不在场，未取得签字，原因：{reason}。检查人员已当场记录情况。"
        case "UNABLE":
            return f"被检查人无法签字，原因：{reason}。检查人员已当场说明情况。"
    return f"未取得签字，原因：{reason}。"


def _witness(witness: Json | None) -> str:
    if not witness or not witness.get("name"):
        return "无"
    return f"{witness['name']}（{witness['unit']}）" if witness.get("unit") else str(witness["name"])


def _inspector(signed: Json, snapshot: Snapshot) -> Json:
    drawn = snapshot["ink"]["inspectors"].get(signed["person"])
    return {
        "name": signed["name"],
        "certificate_no": signed["certificate_no"],
        "at": minute(signed.get("at") or ""),
        "ink": None if drawn is None else ink.drawing(drawn),
        "standing": _standing(signed, snapshot["registration"]["confirmations"]),
    }


def _standing(signed: Json, confirmations: list[Json]) -> str:
    """Whether the person acted under the own login, or on a colleague's phone and has stood by it since."""
    if signed["via"] == "login":
        return "本人登录签字"
    how = "PIN 遗忘，由同组手机打开签字" if signed["via"] == "pin_forgotten" else "在同组手机上凭本人 PIN 签字"
    stood = next((each for each in confirmations if each["person"] == signed["person"]), None)
    return f"{how}，待本人确认" if stood is None else f"{how}，{minute(stood['at'])} 已本人确认"


def _photo(photo: Json, items: dict[int, Json]) -> Json:
    item = items.get(photo["item_no"]) if photo["item_no"] is not None else None
    return {
        **photo,
        "head": photo["sha256"][:HEAD_OF_DIGEST],
        "item": "未归入检查项" if item is None else f"第{item['no']}项 {item['item_name']}·{item['sub_item_name']}",
    }


def _remarks(snapshot: Snapshot, missing: frozenset[str]) -> list[str]:
    doc, registration, seal = snapshot["doc"], snapshot["registration"], snapshot["seal"]
    remarks = []
    if doc["not_checked"]:
        remarks.append(f"未检查项目：{'、'.join(doc['not_checked'])}。")
    if doc["empty_matters"]:
        remarks.append(f"暂无可用检查项（依据待核）的事项：{'、'.join(doc['empty_matters'])}。")
    if seal.get("unseen_devices"):
        remarks.append(f"签字时尚有{len(seal['unseen_devices'])}部同组手机的内容未传到本机。")
    if registration["unseen"]:
        remarks.append(f"签字后收到{registration['unseen']}条签字时未见的内容，须由被检查单位再次确认。")
    remarks += [
        f"封存后补充（{each['by']}，{minute(each['at'])}）：{each['text']}" for each in registration["supplements"]
    ]
    if missing:
        codes = "、".join(sorted(f"U+{ord(each):04X}" for each in missing))
        remarks.append(f"文中〓处为字库缺字（{codes}），原字见本文件所附 record.json。")
    return remarks or ["无"]
