"""The doc as it is read on the locked screen: texts in their order, and the digest of exactly these texts.

Problems come first: nobody has to read through forty 正常 to find the one 不正常. Twin of core/view.mjs.
"""

from __future__ import annotations

from itertools import groupby
from typing import Any

from fieldapp.core.canonical import sha256_hex

Json = dict[str, Any]

# Enough of a photo's digest for an eye to compare it with the paper.
HEAD_OF_DIGEST = 8


def view_blocks(doc: Json) -> list[Json]:
    """[{"kind": "title|heading|line|finding|item|photo", "text", "evidence" (photos only)}] from the doc alone.

    What came out stands first: nobody turns two pages of numbers to find what the signature is about.
    """
    return [
        _block("title", doc["title"]),
        *_abort(doc),
        *_totals(doc),
        *_findings(doc),
        *_category(doc),
        *_who_and_when(doc),
        *_items(doc),
        *_photos(doc),
        *_files(doc),
    ]


def view_sha256(blocks: list[Json]) -> str:
    """SHA-256 of the texts, one a line, in UTF-8."""
    return sha256_hex("\n".join(block["text"] for block in blocks).encode())


def _who_and_when(doc: Json) -> list[Json]:
    task, subject, procedure = doc["task"], doc["subject"], doc["procedure"]
    lines = [
        f"被检查单位：{subject['name']}（{subject['uscc']}）",
        f"地址：{subject['address']}",
        f"抽查任务：{task['task_name']}（{task['task_no']}），{task['draw_type_label']}，{task['period']}",
        f"检查方式：{doc['mode_label']}",
        *_departments(procedure["departments"]),
        *(f"此前到场未能检查：{each['at']}，{each['label']}{_also(each['words'])}" for each in doc["attempts"]),
        _arrival(procedure),
        *map(_person, doc["inspectors"], procedure["shown"]),
        *_told(doc),
        *(f"校方请检查组更正：{each['at']}，{each['words']}" for each in procedure["returns"]),
    ]
    return [_block("heading", "检查概况"), *(_block("line", line) for line in lines)]


def _departments(departments: list[Json]) -> list[str]:
    """Who else came; a sheet of one department alone does not name it twice."""
    said = [f"{each['name']}（{_part(each)}）" for each in departments]
    return [f"检查部门：{'、'.join(said)}"] if len(said) > 1 else []


def _part(department: Json) -> str:
    items = f"{department['items']}项" if department["items"] else "无检查项"
    return items if department["came"] else f"未到场，{items}"


def _arrival(procedure: Json) -> str:
    """A visit that nobody travelled to has no place, and is told to nobody on the spot."""
    at = procedure["arrived_at"] or "未记录"
    return f"到达：{at}，位置：{procedure['place']}" if procedure["place"] else f"开始检查：{at}"


def _told(doc: Json) -> list[str]:
    procedure = doc["procedure"]
    lines = {"告知检查事由、依据和权利义务": procedure["told_at"], "回避": procedure["recusal"]}
    silent = doc["abort"] is not None or not procedure["place"]
    return [f"{what}：{said or '未记录'}" for what, said in lines.items() if said or not silent]


def _abort(doc: Json) -> list[Json]:
    aborted = doc["abort"]
    if aborted is None:
        return []
    lines = [f"{aborted['label']}{_also(aborted['words'])}", f"记录：{aborted['by']}，{aborted['at']}"]
    if aborted["witness"]:
        lines.append(f"见证人：{aborted['witness']['name']}（{aborted['witness']['unit'] or '单位未记录'}）")
    return [_block("heading", "无法检查"), *(_block("line", line) for line in lines)]


def _also(words: str) -> str:
    return f"：{words}" if words else ""


def _person(inspector: Json, shown: Json) -> str:
    """The two lists of the doc are of the same people in the same order: those who have shown a certificate."""
    named = f"{inspector['role_label']}：{inspector['name']}（{inspector['unit']}）"
    return f"{named}，证号{shown['certificate_no']}，{shown['at']}出示（{shown['via_label']}）"


def _totals(doc: Json) -> list[Json]:
    totals = doc["totals"]
    if doc["abort"] is not None and not totals["items"]:
        return []
    answered = totals["normal"] + totals["abnormal"] + totals["not_applicable"] + totals["not_checked"]
    text = (
        f"共{totals['items']}项：正常{totals['normal']}，不正常{totals['abnormal']}，"
        f"未涉及{totals['not_applicable']}，未检查{totals['not_checked']}，未填{totals['items'] - answered}"
    )
    return [_block("heading", "汇总"), _block("line", text)]


def _findings(doc: Json) -> list[Json]:
    if not doc["findings"] and doc["abort"] is not None:
        return []  # where nobody was let in, nothing was found to be in order either
    if not doc["findings"]:
        return [_block("heading", "发现问题"), _block("line", "没有发现问题")]
    by_no = {photo["no"]: photo for photo in doc["photos"]}
    blocks = [_block("heading", f"发现问题 {len(doc['findings'])}个")]
    for finding in doc["findings"]:
        blocks.append(_block("finding", _finding_text(finding)))
        blocks += [_photo_block(by_no[no]) for no in finding["photos"]]
    return blocks


def _finding_text(finding: Json) -> str:
    due = f"，{finding['due']}前改正" if finding["due"] else ""
    return (
        f"问题{finding['no']}（第{finding['item_no']}项，{finding['department']}）：{finding['problem'] or '未填'}\n"
        f"依据：{finding['basis']}\n"
        f"处置：{finding['disposition'] or '未填'}{due}"
    )


def _category(doc: Json) -> list[Json]:
    lines = [doc["category"]["label"] or "未认定"]
    if doc["not_checked"]:
        lines.append(f"未检查项目：{'、'.join(doc['not_checked'])}")
    if doc["empty_matters"]:
        lines.append(f"暂无可用检查项（依据待核）：{'、'.join(doc['empty_matters'])}")
    return [_block("heading", "检查结果"), *(_block("line", line) for line in lines)]


def _items(doc: Json) -> list[Json]:
    blocks = []
    for (department, matter), items in groupby(doc["items"], key=lambda item: (item["department"], item["matter"])):
        blocks.append(_block("heading", f"{department} · {matter}"))
        blocks += [_block("item", _item_text(item)) for item in items]
    return blocks


def _item_text(item: Json) -> str:
    note = f"，{item['note']}" if item["note"] else ""
    photos = f"，照片{'、'.join(str(no) for no in item['photos'])}" if item["photos"] else ""
    by = f"；检查人：{item['by']}" if item["by"] else ""
    return (
        f"{item['no']}. {item['item_name']}·{item['sub_item_name']}：{item['content']}\n"
        f"依据：{item['basis']}；方式：{item['mode_label']}{by}\n"
        f"结果：{item['result']}{note}{photos}"
    )


def _photos(doc: Json) -> list[Json]:
    """Every photo once as a line of the list; a photo already seen with its problem is not shown a second time."""
    if not doc["photos"]:
        return []
    shown = {no for finding in doc["findings"] for no in finding["photos"]}
    listed = [
        _block("line", _photo_text(each)) if each["no"] in shown else _photo_block(each) for each in doc["photos"]
    ]
    return [_block("heading", f"照片 {len(doc['photos'])}张"), *listed]


def _photo_block(photo: Json) -> Json:
    return {**_block("photo", _photo_text(photo)), "evidence": photo["evidence"]}


def _photo_text(photo: Json) -> str:
    taken, digest = photo["taken_at"], photo["sha256"][:HEAD_OF_DIGEST]
    original = f"，已遮挡人脸，原图摘要{photo['covers']['sha256'][:HEAD_OF_DIGEST]}" if photo["covers"] else ""
    return f"照片{photo['no']}（{_where(photo)}，{taken}，摘要{digest}{original}）"


def _files(doc: Json) -> list[Json]:
    if not doc["files"]:
        return []
    return [
        _block("heading", f"附件 {len(doc['files'])}份"),
        *(_block("line", _file_text(each)) for each in doc["files"]),
    ]


def _file_text(file: Json) -> str:
    named = f"附件{file['no']}（{_where(file)}，{file['type_label']}，摘要{file['sha256'][:HEAD_OF_DIGEST]}）"
    return f"{named}{_also(file['name'])}"


def _where(piece: Json) -> str:
    return "未归入检查项" if piece["item_no"] is None else f"第{piece['item_no']}项"


def _block(kind: str, text: str) -> Json:
    return {"kind": kind, "text": text}
