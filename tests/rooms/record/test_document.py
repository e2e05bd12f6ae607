"""What a reader finds on the printed record sheet."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import zxingcpp
from PIL import Image

from fieldapp.core.canonical import canonical, digest
from fieldapp.record.rules import short_code
from fieldapp.record.snapshot import seal_digest
from tests.rooms.record import a_sheet
from tests.rooms.record.conftest import Paper, Print


def test_every_word_of_the_sealed_content_is_printed(signed: Paper) -> None:
    unprinted = [words for words in printed_parts(signed.snapshot["doc"]) if not signed.says(words)]
    assert not unprinted


def test_the_sheet_has_its_ten_parts_in_order(signed: Paper) -> None:
    parts = [
        "一、任务",
        "二、被检查单位",
        "三、检查人员",
        "四、程序记录",
        "五、检查情况",
        "六、发现问题",
        "七、检查结果",
        "八、被检查单位意见",
        "九、签字",
        "十、附件",
    ]
    places = [signed.text.index(part) for part in parts]
    assert places == sorted(places)


def test_number_page_count_digest_and_short_code_stand_on_every_page(signed: Paper) -> None:
    seal_sha256 = seal_digest(signed.snapshot["seal"])
    pages = page_count(signed.path)
    assert pages > 5
    for words in (seal_sha256, short_code(seal_sha256), "生成时间2026-11-2110:45", "清教检录〔2026〕15号"):
        assert signed.text.count(words.replace(" ", "")) >= pages, words
    for page in range(1, pages + 1):
        assert signed.says(f"第{page}页 共{pages}页")


def test_the_check_ends_when_it_is_sealed_and_leaving_is_not_on_the_sheet(signed: Paper) -> None:
    assert signed.says("检查结束时间 2026-11-21 10:40")
    assert not signed.says("离开")


def test_a_clock_that_was_off_is_printed_with_its_correction(print_out: Print) -> None:
    content = a_sheet.doc(3)
    paper = print_out(a_sheet.registered(content, a_sheet.seal(content), skew_ms=360_000))
    assert paper.says("检查结束时间 2026-11-21 10:40（校正 10:46）")


def test_what_a_colleague_did_by_pin_waits_for_their_word(signed: Paper, print_out: Print) -> None:
    assert signed.says("凭本人 PIN 签字，待本人确认")
    content = a_sheet.doc(3)
    stood_by = [{"person": "p2", "at": "2026-11-21T10:41:00+08:00"}]
    paper = print_out(a_sheet.registered(content, a_sheet.seal(content), confirmations=stood_by))
    assert paper.says("凭本人 PIN 签字，2026-11-21 10:41 已本人确认")


def test_the_ink_is_drawn_not_sealed_and_says_what_it_is(signed: Paper) -> None:
    assert signed.says("手写电子签名，已采取防篡改措施；如需加盖公章请打印。")
    assert not signed.says("可靠电子签名")
    assert signed.says("（被检查单位盖章处）")
    # vectors: besides the twelve photos there is no picture in the file
    listed = subprocess.run(["pdfimages", "-list", signed.path], capture_output=True, check=True, text=True)
    assert len(listed.stdout.splitlines()) - 2 == 12


def test_refused_signature_is_recorded_in_the_words_of_the_trade(refused: Paper) -> None:
    assert refused.says("被检查人拒绝签字，理由：认为食堂留样问题系新员工所为，不应记入。检查人员已当场说明情况。")
    assert refused.says("说明人：赵明 见证人：刘建国（葛仙庄镇中心校）")
    assert refused.says("音像记录：有，编号 DSJ-0412")
    assert not refused.says("以上记录已阅")


def test_absence_and_inability_have_their_own_words(print_out: Print) -> None:
    for outcome, words in (
        ("ABSENT", "均不在场，未取得签字，原因：外出开会。"),
        ("UNABLE", "被检查人无法签字，原因：外出开会。"),
    ):
        content = a_sheet.doc(3)
        ended = a_sheet.refusal(outcome=outcome, reason="外出开会。", witness=None, recording=None)
        paper = print_out(a_sheet.registered(content, a_sheet.seal(content, subject=ended)))
        assert paper.says(words)
        assert paper.says("见证人：无")


def test_objection_is_printed_in_the_schools_own_words(print_out: Print) -> None:
    content = a_sheet.doc(12)
    objection = {"value": "OBJECTED", "words": "留样当天由新员工负责，\n已补做培训。"}
    paper = print_out(a_sheet.registered(content, a_sheet.seal(content, statement=objection)))
    assert paper.says("有异议")
    assert paper.says("陈述申辩 留样当天由新员工负责，已补做培训。")
    assert paper.says("以上记录已阅，有异议")


def test_rows_that_end_early_are_struck_out(signed: Paper) -> None:
    assert signed.text.count("以下空白") == 2


def test_without_problems_the_sheet_says_so(print_out: Print) -> None:
    content = a_sheet.doc(2)
    assert print_out(a_sheet.registered(content, a_sheet.seal(content))).says("未发现问题。以下空白")


def test_a_photo_nobody_can_open_keeps_its_place_and_digest(print_out: Print, photos: dict[str, bytes]) -> None:
    content = a_sheet.doc(12, dict(list(photos.items())[:2]))
    paper = print_out(a_sheet.registered(content, a_sheet.seal(content)))
    assert paper.says("此照片无法缩小显示，原件已保存")
    assert paper.says(content["photos"][1]["sha256"][:8])


def test_the_code_leads_to_the_check_page_with_the_digest_behind_the_hash(signed: Paper, tmp_path: Path) -> None:
    url, digest_part = read_qr(signed.path, tmp_path).split("#")
    assert url == "https://jc.example.cn/v/0123456789ABCDEFGHJKMNPQRS"
    assert digest_part == seal_digest(signed.snapshot["seal"])


def test_without_a_public_address_the_code_tells_the_facts_themselves(print_out: Print, tmp_path: Path) -> None:
    content = a_sheet.doc(12)
    paper = print_out(a_sheet.registered(content, a_sheet.seal(content), check_url=""))
    told = read_qr(paper.path, tmp_path)
    assert "http" not in told
    for words in (
        "清教检录〔2026〕15号",
        "清河县实验小学",
        "不正常3",
        content["check_code"],
        seal_digest(paper.snapshot["seal"]),
    ):
        assert words in told


def test_the_attached_record_is_the_snapshot_to_the_byte(signed: Paper, tmp_path: Path) -> None:
    subprocess.run(["pdfdetach", "-saveall", "-o", tmp_path, signed.path], check=True)
    attached = (tmp_path / "record.json").read_bytes()
    assert attached == canonical(signed.snapshot)
    assert digest(json.loads(attached)["doc"]) == signed.snapshot["seal"]["doc_sha256"]


def test_a_character_no_font_has_is_marked_and_named(print_out: Print) -> None:
    content = a_sheet.doc(3, name="清河县䶮𪨧小学😀")
    spoken = {"value": "OBJECTED", "words": "不同意😀"}
    paper = print_out(a_sheet.registered(content, a_sheet.seal(content, statement=spoken)))
    assert paper.missing == {"😀"}
    assert paper.says("不同意〓")
    assert paper.says(seal_digest(paper.snapshot["seal"]))
    assert paper.says("清河县䶮𪨧小学〓")
    assert paper.says("文中〓处为字库缺字（U+1F600）")


def test_words_of_others_are_never_markup(print_out: Print) -> None:
    content = a_sheet.doc(3, name='<img src="file:///etc/passwd">&amp;')
    assert print_out(a_sheet.registered(content, a_sheet.seal(content))).says('<img src="file:///etc/passwd">&amp;')


def printed_parts(doc: dict[str, Any]) -> Iterator[str]:
    """Every string of the sealed content meant for a reader: all but codes, digests and ids of machines."""
    silent = {"template", "catalogue", "facts_sha256", "code", "value", "evidence", "sha256"}
    for key, part in doc.items():
        if key in silent:
            continue
        for each in part if isinstance(part, list) else [part]:
            if isinstance(each, dict):
                yield from printed_parts(each)
            elif isinstance(each, str):
                yield each


def page_count(path: Path) -> int:
    told = subprocess.run(["pdfinfo", path], capture_output=True, check=True, text=True).stdout
    return int(next(line.split()[1] for line in told.splitlines() if line.startswith("Pages:")))


def read_qr(path: Path, folder: Path) -> str:
    """The code on the first page, as a phone reads it from a print at 150 dots an inch."""
    subprocess.run(["pdftoppm", "-r", "150", "-f", "1", "-l", "1", "-png", path, folder / "page"], check=True)
    with Image.open(next(folder.glob("page*.png"))) as page:
        (code,) = zxingcpp.read_barcodes(page)
    return code.text
