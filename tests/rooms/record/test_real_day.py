"""What days bring that go otherwise: a locked gate, a paper signature, a school nobody went to, a slip found at the gate."""

from __future__ import annotations

import subprocess
from typing import Any

import pytest

from fieldapp.core.canonical import sha256_hex
from fieldapp.record.snapshot import Json
from tests.rooms.record import a_sheet
from tests.rooms.record.conftest import Paper, Print, squeezed
from tests.rooms.record.test_document import page_count, printed_parts


def closed(label: str = "停办或搬迁", **changes: Any) -> Json:
    """The content of a visit that ended at the gate: no item, no problem."""
    content = a_sheet.doc(3)
    told = {
        "label": label,
        "words": "大门上锁，门卫室无人，邻居称学校七月已迁走。",
        "at": "2026-11-21 09:20",
        "by": "赵明",
    }
    witness = {"name": "刘建国", "unit": "葛仙庄镇中心校"}
    nothing = dict.fromkeys(content["totals"], 0)
    category = {"value": "UNREACHABLE", "label": "通过登记的住所（经营场所）无法联系"}
    return {
        **content,
        "abort": {**told, "witness": witness},
        "items": [],
        "findings": [],
        "totals": nothing,
        "category": category,
        **changes,
    }


def off_site(**changes: Any) -> Json:
    """A check of papers: nobody went anywhere, nobody had to be told at a gate."""
    content = a_sheet.doc(3)
    gone: Json = {"place": "", "told_at": "", "recusal": ""}
    return {**content, "mode_label": "书面检查", "procedure": {**content["procedure"], **gone}, **changes}


def test_a_locked_gate_stands_first_on_the_same_sheet(print_out: Print) -> None:
    content = closed()
    ended = {"value": "NONE", "words": ""}
    sealed = a_sheet.seal(content, statement=ended, subject=a_sheet.unsigned("ABORTED"))
    paper = print_out(a_sheet.registered(content, sealed))
    assert paper.text.index("无法检查情形停办或搬迁") < paper.text.index("一、任务")
    assert paper.says("大门上锁，门卫室无人，邻居称学校七月已迁走。")
    assert paper.says("记录人 赵明 见证人 刘建国（葛仙庄镇中心校）")
    assert paper.says("无法检查（停办或搬迁），未取得被检查单位签字，情况见本表首部。")
    assert paper.says("检查结果 通过登记的住所（经营场所）无法联系")
    assert paper.says("意见 无法检查，未征求意见")
    assert paper.text.count("本次未能检查。") == 2
    assert not paper.says("未发现问题")
    assert not [words for words in printed_parts(content) if not paper.says(words)]


def test_days_that_came_to_nothing_and_departments_that_did_not_come_are_told(print_out: Print) -> None:
    content = a_sheet.doc(12)
    content["attempts"] = [
        {"at": "2026-11-18 09:02", "label": "放假", "words": "运动会，全校放假"},
        {"at": "2026-11-19 09:10", "label": "检查人员不足二人", "words": ""},
    ]
    content["absent_departments"] = ["清河县卫生健康局"]
    departments = content["procedure"]["departments"]
    departments[-1]["came"] = False
    departments.append({"name": "清河县人力资源和社会保障局", "came": True, "items": 0})
    paper = print_out(a_sheet.registered(content, a_sheet.seal(content)))
    assert paper.says("2026-11-18 09:02 放假：运动会，全校放假 2026-11-19 09:10 检查人员不足二人")
    assert not paper.says("不足二人：")
    assert paper.says("清河县卫生健康局：该部门未到场，1项未检查")
    assert paper.says("清河县人力资源和社会保障局：到场，没有本部门的检查项")
    assert paper.says("未到场部门：清河县卫生健康局，其检查项记为未检查。")


def test_a_sheet_handed_back_says_when_and_why(print_out: Print) -> None:
    content = a_sheet.doc(3)
    content["procedure"]["returns"] = [{"at": "2026-11-21 10:20", "words": "第3项的出口是北侧，不是东侧"}]
    paper = print_out(a_sheet.registered(content, a_sheet.seal(content)))
    assert paper.says("请检查组更正 2026-11-21 10:20 第3项的出口是北侧，不是东侧")


def test_each_item_names_who_judged_it_and_how(print_out: Print) -> None:
    content = a_sheet.doc(3)
    content["items"][1].update(by="䶮𪨧", mode_label="采信其他结论")
    paper = print_out(a_sheet.registered(content, a_sheet.seal(content)))
    assert paper.says("采信其他结论 正常 䶮𪨧")


def test_a_childs_face_is_covered_on_the_copy_and_the_original_is_named(
    print_out: Print, photos: dict[str, bytes]
) -> None:
    content = a_sheet.doc(12, dict(list(photos.items())[:1]))
    original = b"the untouched original"
    content["photos"][0]["covers"] = {"evidence": "e0", "sha256": sha256_hex(original), "size": 22}
    sealed = a_sheet.seal(content)
    paper = print_out(a_sheet.registered(content, sealed), {**photos, "e0": original})
    assert paper.says(f"面部已遮盖；原图另存，摘要 {sha256_hex(original)}")
    assert pictures(paper) == 1
    assert original not in paper.path.read_bytes()
    assert [each["evidence"] for each in sealed["photos"]] == ["e1", "e0"]


def test_files_given_as_evidence_are_listed_with_what_identifies_them(print_out: Print) -> None:
    content = a_sheet.doc(3)
    report = {
        "no": 1,
        "evidence": "f1",
        "name": "消防设施年度检测报告.pdf",
        "type_label": "PDF",
        "sha256": sha256_hex(b"f"),
        "size": 1_468_006,
        "item_no": 2,
    }
    content["files"] = [
        report,
        {**report, "no": 2, "name": "缴费台账.xlsx", "type_label": "Excel 表格", "size": 900, "item_no": None},
    ]
    paper = print_out(a_sheet.registered(content, a_sheet.seal(content)))
    assert paper.says("消防设施年度检测报告.pdf PDF 1.4 MB 第2项")
    assert paper.says("缴费台账.xlsx Excel 表格 1 KB 未归入检查项")
    assert paper.says(sha256_hex(b"f"))


@pytest.mark.parametrize("words", ["签字并盖章", "签字"])
def test_a_signature_on_paper_is_appended_page_by_page(print_out: Print, photos: dict[str, bytes], words: str) -> None:
    content = a_sheet.doc(3)
    pages = {"w1": photos["e1"], "w2": photos["e2"]}
    ended = a_sheet.unsigned("PAPER", name="王喆", role="负责人", stamped="盖章" in words, photos=["w1", "w2"])
    sealed = a_sheet.seal(content, subject=ended)
    sealed["photos"] += [
        {"evidence": each, "sha256": sha256_hex(data), "size": len(data)} for each, data in pages.items()
    ]
    paper = print_out(a_sheet.registered(content, sealed), pages)
    assert paper.says(f"在纸面记录上{words}，见附件中的纸面签字页，共2页。")
    assert paper.says("负责人：王喆")
    assert not paper.says("说明人")
    for number, data in enumerate(pages.values(), 1):
        assert paper.says(f"附：纸面签字页{number}")
        assert paper.says(f"原件摘要 {sha256_hex(data)}")
    assert pictures(paper) == 2
    assert paper.says("照片：无。")  # a page of the paper is no photo of what was found
    last_two = page_count(paper.path) - 1
    shown = subprocess.run(["pdfimages", "-list", "-f", str(last_two), paper.path], capture_output=True, check=True)
    assert len(shown.stdout.splitlines()) - 2 == 2


def test_a_check_of_papers_has_no_arrival_and_says_why_the_school_did_not_sign(print_out: Print) -> None:
    content = off_site()
    sealed = a_sheet.seal(content, statement={"value": "NONE", "words": ""}, subject=a_sheet.unsigned("OFF_SITE"))
    paper = print_out(a_sheet.registered(content, sealed))
    assert paper.says("检查形式 书面检查")
    assert paper.says("开始检查时间 2026-11-21 09:05")
    assert paper.says("非现场检查（书面检查），被检查单位不当场签字，记录由检查人员签字。")
    assert paper.says("意见 非现场检查，未当场征求意见")
    for words in ("到达时间", "定位与精度", "是否申请回避", "告知检查事由", "出示执法证件"):
        assert not paper.says(words)


def test_what_was_added_at_the_gate_stands_behind_with_both_sides_ink(print_out: Print) -> None:
    content = a_sheet.doc(12)
    added = a_sheet.supplement(item=content["items"][7]["code"])
    paper = print_out(a_sheet.registered(content, a_sheet.seal(content), supplements=[added]))
    assert paper.text.index("十、附件") < paper.text.index("十一、封存后补充")
    assert paper.says("补充1 第8项 留样·食品留样") or paper.says(f"补充1 第8项 {content['items'][7]['item_name']}")
    assert paper.says("第8项留样记录缺的一页当场找到，已核对。")
    assert paper.says("记录 赵明 2026-11-21 10:52")
    assert paper.says("负责人：王喆")
    assert (
        paper.text.count(squeezed("在同组手机上凭本人 PIN 签字，待本人确认")) == 2
    )  # under the sheet and under the supplement
    assert paper.says("封存后双方另作补充1条，见第十一部分。")
    drawn = paper.snapshot["registration"]["supplements"][0]
    strokes = [drawn["subject"]["ink"], *(each["ink"] for each in drawn["inspectors"])]
    assert {len(point) for ink in strokes for stroke in ink["strokes"] for point in stroke} == {3}


def test_a_school_may_refuse_to_sign_the_supplement_too(print_out: Print) -> None:
    content = a_sheet.doc(3)
    refused = {"outcome": "REFUSED", "name": "王喆", "role": "负责人", "reason": "需请示上级。", "ink": None}
    added = a_sheet.supplement(item=None, subject=refused)
    paper = print_out(a_sheet.registered(content, a_sheet.seal(content), supplements=[added]))
    assert paper.says("补充1 整份记录")
    assert paper.says("被检查人拒绝在补充内容上签字，理由：需请示上级。")


def test_a_second_version_says_which_one_it_stands_for(print_out: Print) -> None:
    content = a_sheet.doc(3)
    first = {"version": 1, "snapshot_sha256": "c" * 64, "registered_at": "2026-11-21T10:45:03+08:00"}
    later: Json = {"version": 2, "replaces": first, "registered_at": "2026-11-22T08:30:00+08:00"}
    paper = print_out(
        a_sheet.registered(content, a_sheet.seal(content), supplements=[a_sheet.supplement(item=None)], **later)
    )
    assert paper.says(
        "第2版（增加封存后的补充，2026-11-22 08:30 登记），替代 2026-11-21 10:45 登记的第1版，其登记摘要" + "c" * 64
    )
    assert paper.text.count("生成时间2026-11-2208:30第2版") == page_count(paper.path)
    assert paper.says("编号：清教检录〔2026〕15号")


def pictures(paper: Paper) -> int:
    """How many raster pictures are in the file; signatures are drawn and do not count."""
    listed = subprocess.run(["pdfimages", "-list", paper.path], capture_output=True, check=True, text=True)
    return len(listed.stdout.splitlines()) - 2
