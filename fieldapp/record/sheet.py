"""The record sheet in words: what each of its parts says, arranged from a snapshot. Pure, no layout."""

from __future__ import annotations

from itertools import groupby

from fieldapp.field import words
from fieldapp.field.labels import STATEMENT_LABELS
from fieldapp.record import signing
from fieldapp.record.rules import short_code, size_words
from fieldapp.record.signing import item_words, minute
from fieldapp.record.snapshot import Json, Registration, Snapshot

HEAD_OF_DIGEST = 8
LEGEND = "手写电子签名，已采取防篡改措施；如需加盖公章请打印"
NO_OPINION = {"OFF_SITE": "非现场检查，未当场征求意见", "ABORTED": "无法检查，未征求意见"}
Pair = tuple[str, str, bool]  # label, value, whether it takes a row of its own


def arrange(snapshot: Snapshot, seal_sha256: str, missing: frozenset[str], *, public: bool = False) -> Json:
    """What document.html prints. `missing`: characters that were replaced, named in the remarks; `public`: this is
    the copy for the school's link, and says so."""
    doc, seal, registration = snapshot["doc"], snapshot["seal"], snapshot["registration"]
    items = {each["no"]: each for each in doc["items"]}
    return {
        "doc": doc,
        "public": public,
        **_heading(registration, seal_sha256),
        "view_digests": {"doc": seal["doc_sha256"], "view": seal["view_sha256"]},
        "abort": _abort(doc["abort"]),
        "procedure": _procedure(snapshot),
        "groups": _groups(doc["items"]),
        "unanswered": "本次未能检查。" if doc["abort"] else "没有检查项。",
        "unfound": "本次未能检查。" if doc["abort"] else "未发现问题。",
        "recording": signing.recording(seal["closing"]["subject"].get("recording")),
        "statement": _statement(seal["closing"]),
        "subject": signing.subject(snapshot),
        "inspectors": [signing.inspector(each, snapshot) for each in seal["closing"]["inspectors"]],
        "photos": [_photo(each, items) for each in doc["photos"]],
        "files": [_file(each, items) for each in doc["files"]],
        "pages": _pages(seal),
        "supplements": signing.supplements(snapshot),
        "remarks": _remarks(snapshot, missing),
        "legend": LEGEND,
    }


def qr_text(snapshot: Snapshot, seal_sha256: str) -> str:
    """What the QR carries: the check link with the digest behind #, or the facts themselves where nothing public
    can be reached, so that nobody is led to a dead link. From the second version on its number follows the digest."""
    doc, registration = snapshot["doc"], snapshot["registration"]
    if registration["check_url"]:
        edition = f".{registration['version']}" if registration["version"] > 1 else ""
        return f"{registration['check_url']}#{seal_sha256}{edition}"
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


def _heading(registration: Registration, seal_sha256: str) -> Json:
    """What stands at the top and at the foot of every page."""
    return {
        "number": registration["number"],
        "version": registration["version"],
        "edition": _edition(registration),
        "seal_sha256": seal_sha256,
        "short_code": short_code(seal_sha256),
        "registered_at": minute(registration["registered_at"]),
    }


def _edition(registration: Registration) -> str:
    """Which version this is and which it stands for; "" for the first."""
    older = registration["replaces"]
    if older is None:
        return ""
    return (
        f"第{registration['version']}版（增加封存后的补充，{minute(registration['registered_at'])} 登记），"
        f"替代 {minute(older['registered_at'])} 登记的第{older['version']}版，其登记摘要 {older['snapshot_sha256']}"
    )


def _abort(abort: Json | None) -> list[Pair]:
    if abort is None:
        return []
    return [
        ("情形", abort["label"], False),
        ("时间", abort["at"], False),
        ("情况", abort["words"], True),
        ("记录人", abort["by"], False),
        ("见证人", signing.witness(abort["witness"]), False),
    ]


def _procedure(snapshot: Snapshot) -> list[Pair]:
    doc, registration, closing = snapshot["doc"], snapshot["registration"], snapshot["seal"]["closing"]
    done = doc["procedure"]
    off_site = not done["place"]  # whoever went to a school has a place, or why there is none
    told = f"是，{done['told_at']}" if done["told_at"] else "否"
    # Leaving comes after the sheet: the check ends when it is sealed.
    ended_at = words.instant(registration["sealed_at"], registration["skew_ms"])
    rows: list[Pair] = [
        ("检查形式", doc["mode_label"], True),
        ("开始检查时间" if off_site else "到达时间", done["arrived_at"], False),
        ("检查结束时间", ended_at, False),
        ("检查人员身份" if off_site else "出示执法证件", _shown(done["shown"]), True),
    ]
    if not off_site:
        rows += [
            ("告知检查事由、依据、权利义务", told, False),
            ("音像记录", signing.recording(closing["subject"].get("recording")), False),
            ("是否申请回避", done["recusal"], True),
            ("定位与精度", done["place"], True),
        ]
    return rows + _more(doc)


def _more(doc: Json) -> list[Pair]:
    """What happens on some days only: several departments, earlier attempts, a sheet handed back."""
    done = doc["procedure"]
    rows: list[Pair] = []
    if len(done["departments"]) > 1:
        rows.append(("参加部门", "\n".join(map(_department, done["departments"])), True))
    if doc["attempts"]:
        tried = (f"{each['at']}　{each['label']}：{each['words']}" for each in doc["attempts"])
        rows.append(("此前未能检查", "\n".join(each.rstrip("：") for each in tried), True))
    if done["returns"]:
        asked = (f"{each['at']}　{each['words']}" for each in done["returns"])
        rows.append(("请检查组更正", "\n".join(asked), True))
    return rows


def _department(department: Json) -> str:
    if not department["came"]:
        return f"{department['name']}：该部门未到场，{department['items']}项未检查"
    return f"{department['name']}：到场，" + (
        f"{department['items']}项" if department["items"] else "没有本部门的检查项"
    )


def _groups(items: list[Json]) -> list[Json]:
    """Runs of items of one department and matter, in the order of the sheet."""
    runs = groupby(items, key=lambda item: (item["department"], item["matter"]))
    return [{"department": department, "matter": matter, "items": list(run)} for (department, matter), run in runs]


def _shown(people: list[Json]) -> str:
    each = (f"{one['name']}（{one['certificate_no']}）{one['at']}，{one['via_label']}" for one in people)
    return "；".join(each)


def _statement(closing: Json) -> Json:
    said = closing["statement"]
    unasked = NO_OPINION.get(closing["subject"]["outcome"], STATEMENT_LABELS["NONE"])
    return {
        "label": unasked if said["value"] == "NONE" else STATEMENT_LABELS[said["value"]],
        "words": said.get("words") or "",
    }


def _photo(photo: Json, items: dict[int, Json]) -> Json:
    covered = photo["covers"]
    return {
        **photo,
        "head": photo["sha256"][:HEAD_OF_DIGEST],
        "item": _place(photo["item_no"], items),
        # The copy is what may be looked at; the untouched original is in the archive and named by its digest.
        "original": "" if covered is None else covered["sha256"],
    }


def _file(file: Json, items: dict[int, Json]) -> Json:
    return {**file, "size_words": size_words(file["size"]), "item": _place(file["item_no"], items)}


def _place(item_no: int | None, items: dict[int, Json]) -> str:
    return item_words(items[item_no]) if item_no in items else "未归入检查项"


def _pages(seal: Json) -> list[Json]:
    """The photographed pages of the signed paper, in the order they were taken in."""
    sealed = {each["evidence"]: each for each in seal["photos"]}
    pages = [sealed[each] for each in seal["closing"]["subject"].get("photos") or [] if each in sealed]
    return [{"no": number, "sha256": each["sha256"]} for number, each in enumerate(pages, 1)]


def _remarks(snapshot: Snapshot, missing: frozenset[str]) -> list[str]:
    doc, registration, seal = snapshot["doc"], snapshot["registration"], snapshot["seal"]
    remarks = []
    if doc["absent_departments"]:
        remarks.append(f"未到场部门：{'、'.join(doc['absent_departments'])}，其检查项记为未检查。")
    if doc["not_checked"]:
        remarks.append(f"未检查项目：{'、'.join(doc['not_checked'])}。")
    if doc["empty_matters"]:
        remarks.append(f"暂无可用检查项（依据待核）的事项：{'、'.join(doc['empty_matters'])}。")
    if seal.get("unseen_devices"):
        remarks.append(f"签字时尚有{len(seal['unseen_devices'])}部同组手机的内容未传到本机。")
    if registration["unseen"]:
        remarks.append(f"签字后收到{registration['unseen']}条签字时未见的内容，须由被检查单位再次确认。")
    if registration["supplements"]:
        remarks.append(f"封存后双方另作补充{len(registration['supplements'])}条，见第十一部分。")
    if missing:
        codes = "、".join(sorted(f"U+{ord(each):04X}" for each in missing))
        remarks.append(f"文中〓处为字库缺字（{codes}），原字见本文件所附 record.json。")
    return remarks or ["无"]
