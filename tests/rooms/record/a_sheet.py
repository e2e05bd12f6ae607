"""A sealed visit to one school, made by hand from the agreed form of `doc` and of the seal, for stories about documents."""

from __future__ import annotations

import io
import random
from typing import Any

from PIL import Image, ImageDraw

from fieldapp.core.canonical import digest, sha256_hex
from fieldapp.record import snapshot
from fieldapp.record.snapshot import Json, Snapshot

MATTERS = [
    ("清河县教育局", "对校园安全工作落实情况的监督", [
        ("安全责任", "组织与制度", "建立校（园）长负责的安全工作机构，岗位责任书、安全制度和应急机制齐全", "《中华人民共和国义务教育法》第二十四条第一款；《中华人民共和国未成年人保护法》第三十五条第一款", "书面检查"),
        ("人防", "保安员配备", "按人数配足专职保安员并持证；门卫室24小时值守；每日巡查不少于5次并有记录", "《中华人民共和国未成年人保护法》第三十五条第一款", "实地核查"),
        ("消防", "疏散通道", "疏散通道、安全出口、消防车通道畅通，无锁闭占用", "《中华人民共和国消防法》第十六条第一款第四项、第二十八条", "实地核查"),
        ("消防", "设施器材", "消防设施器材、标志完好有效；建筑消防设施每年至少全面检测一次，记录存档", "《中华人民共和国消防法》第十六条第一款第二项、第三项", "实地核查"),
    ]),
    ("清河县教育局", "学校校车安全抽查", [
        ("许可", "使用许可与标牌", "取得校车使用许可；标牌载明号牌、所有人、驾驶人、线路、时间、站点、发牌单位、有效期且一致", "《校车安全管理条例》第十四条、第十五条、第十六条", "实地核查"),
        ("人员", "驾驶人资格", "取得校车驾驶资格；25–60周岁；每年审验", "《校车安全管理条例》第二十三条、第二十五条、第二十六条", "书面检查"),
    ]),
    ("清河县市场监督管理局", "学校食堂食品安全检查", [
        ("许可", "食品经营许可", "取得食品经营许可证并在有效期内，经营项目一致，公示于就餐场所", "《中华人民共和国食品安全法》第三十五条第一款", "实地核查"),
        ("留样", "食品留样", "每餐次每个品种留样不少于125克，冷藏保存48小时以上，有留样记录", "《学校食品安全与营养健康管理规定》第四十条", "实地核查"),
        ("人员", "从业人员健康证明", "从事接触直接入口食品工作的人员持有效健康证明上岗，有晨检记录", "《中华人民共和国食品安全法》第四十五条第二款", "书面检查"),
    ]),
    ("清河县卫生健康局", "学校卫生监督检查", [
        ("传染病防控", "晨午检与因病缺勤追踪", "落实晨午检、因病缺勤病因追查与登记制度，记录完整", "《中华人民共和国传染病防治法》第十二条", "书面检查"),
    ]),
]  # fmt: skip
BAD = {3: ("二楼东侧安全出口上锁，现场无钥匙", "当场改正", ""), 8: ("2026年11月20日午餐“西红柿炒鸡蛋”未留样，留样记录缺一页", "限期整改", "2026-12-06"),
       10: ("三年级二班2名因病缺勤学生无病因追查记录", "移送", "")}  # fmt: skip
TEAM = [
    ("p1", "赵明", "清河县教育局", "冀E2020113", "主检"),
    ("p2", "䶮𪨧", "清河县市场监督管理局", "冀E2020245", "协检"),
]
INK = {"w": 600, "h": 240, "strokes": [[[60, 120, 0, 0], [140, 60, 40, 0], [220, 130, 90, 0], [300, 70, 130, 0], [380, 160, 170, 0]],
                                       [[420, 60, 400, 90], [430, 140, 450, 120], [470, 200, 500, 160]], [[520, 120, 700, 0]]]}  # fmt: skip


def photo(number: int, size: tuple[int, int] = (1600, 1200)) -> bytes:
    """A picture that is different for every number and compresses like a photo does."""
    chance = random.Random(number)
    noise = Image.frombytes("RGB", (size[0] // 8, size[1] // 8), chance.randbytes(size[0] // 8 * (size[1] // 8) * 3))
    image = Image.blend(noise.resize(size, Image.Resampling.BICUBIC), Image.new("RGB", size, (120, 140, 160)), 0.6)
    ImageDraw.Draw(image).rectangle(
        (size[0] // 4, size[1] // 4, size[0] // 2, size[1] // 2), fill=(number * 20 % 256, 90, 60)
    )
    out = io.BytesIO()
    image.save(out, "JPEG", quality=80)
    return out.getvalue()


def items(count: int) -> list[Json]:
    rows: list[Json] = []
    shape = [(department, matter, each) for department, matter, each_of in MATTERS for each in each_of]
    order = sorted(range(count), key=lambda place: (place % len(shape), place))
    for number, place in enumerate(order, 1):
        department, matter, (name, sub, content, basis, mode) = shape[place % len(shape)]
        result, note = ("不正常", BAD[number][0]) if number in BAD else ("正常", "")
        if number == count:
            result, note = "未涉及", "学校无此项设施"
        rows.append({"no": number, "code": f"M{place % 10 + 1:02}-{number:02}", "department": department, "matter": matter, "item_name": name,
                     "sub_item_name": sub, "content": content, "basis": basis, "mode_label": mode, "result": result, "note": note, "by": TEAM[department != MATTERS[0][0]][1], "photos": []})  # fmt: skip
    return rows


def doc(item_count: int = 30, photos: dict[str, bytes] | None = None, **subject: Any) -> Json:
    """The sealed content of a visit with three problems; `photos`: evidence id → original bytes."""
    rows = items(item_count)
    shots = [
        {"no": number, "evidence": evidence, "sha256": sha256_hex(data), "size": len(data), "taken_at": f"2026-11-21 09:{30 + number}",
         "item_no": [*BAD, None][number % 4] if item_count >= max(BAD) else None, "covers": None}
        for number, (evidence, data) in enumerate((photos or {}).items(), 1)
    ]  # fmt: skip
    for shot in shots:
        if isinstance(shot["item_no"], int):
            rows[shot["item_no"] - 1]["photos"].append(shot["no"])
    bad = [row for row in rows if row["result"] == "不正常"]
    return {
        "v": 1, "template": "record-2", "mode_label": "实地核查", "abort": None, "absent_departments": [], "attempts": [], "files": [], "catalogue": "2025-04/1", "catalogue_label": "演示清单，依据文本截至 2025-04，使用前须经核对",
        "facts_sha256": digest({}), "check_code": "0123456789ABCDEFGHJKMNPQRS", "title": "清河县教育局“双随机、一公开”部门联合抽查记录表",
        "task": {"plan_no": "联2024024", "plan_name": "2026年度中小学、幼儿园综合抽查", "task_no": "联2024025", "task_name": "对中小学校安全、食堂、卫生的部门联合抽查",
                 "draw_type_label": "定向", "initiating_department": "清河县教育局", "joint_departments": ["清河县市场监督管理局", "清河县卫生健康局"],
                 "source": "双随机抽查", "notice_no": "清教检通〔2026〕15号", "nth_check": "1", "period": "2026-11-10 至 2026-12-10"},
        "subject": {"name": "清河县实验小学", "uscc": "12130534401880001X", "type_label": "公办小学", "legal_form_label": "事业单位", "head_name": "王喆",
                    "contact_name": "李翀", "contact_phone": "0319-8160001", "head_phone": "13800000001", "address": "河北省邢台市清河县葛仙庄镇长江西街18号",
                    "risk_label": "未评级", "tags": ["食堂", "校车"], **subject},
        "inspectors": [{"name": name, "unit": unit, "certificate_no": certificate, "role_label": role} for _, name, unit, certificate, role in TEAM],
        "procedure": {"arrived_at": "2026-11-21 09:05", "place": "北纬37.0412° 东经115.6623°，精度约12米",
                      "shown": [{"name": "赵明", "certificate_no": "冀E2020113", "at": "2026-11-21 09:06", "via_label": "本人登录"},
                                {"name": "䶮𪨧", "certificate_no": "冀E2020245", "at": "2026-11-21 09:07", "via_label": "本机PIN，待本人确认"}],
                      "told_at": "2026-11-21 09:08", "recusal": "未申请回避", "returns": [],
                      "departments": [{"name": name, "came": True, "items": len([row for row in rows if row["department"] == name])} for name in dict.fromkeys(row["department"] for row in rows)]},
        "totals": {"items": item_count, "normal": item_count - len(bad) - 1, "abnormal": len(bad), "not_applicable": 1, "not_checked": 0},
        "items": rows,
        "findings": [{"no": number, "item_no": row["no"], "code": row["code"], "department": row["department"], "problem": row["note"], "basis": row["basis"],
                      "disposition": BAD[row["no"]][1], "due": BAD[row["no"]][2], "photos": row["photos"]} for number, row in enumerate(bad, 1)],
        "category": {"value": "PENDING_FOLLOW_UP", "label": "发现问题待后续处理"}, "photos": shots, "empty_matters": ["学校装备、校服质量抽查"], "not_checked": [],
    }  # fmt: skip


def seal(content: Json, **closing: Any) -> Json:
    """The payload of visit.seal over `content`; `statement=` and `subject=` change how it ended."""
    inspectors = [{"person": person, "name": name, "certificate_no": certificate, "ink_sha256": digest(INK), "via": via, "at": "2026-11-21T10:38:10.000+08:00"}
                  for (person, name, _, certificate, _), via in zip(TEAM, ("login", "pin"), strict=True)]  # fmt: skip
    signed: Json = {"outcome": "SIGNED", "name": "王喆", "role": "负责人", "reason": "", "explained_by": "", "witness": None, "recording": None, "photo": None,
              "ink_sha256": digest(INK), "at": "2026-11-21T10:36:02.000+08:00", "stamped": False, "photos": []}  # fmt: skip
    covers = [each["covers"] for each in content["photos"] if each["covers"]]
    return {
        "doc_sha256": digest(content), "view_sha256": digest("view"), "facts_sha256": content["facts_sha256"], "template": "record-2", "catalogue": "2025-04/1",
        "frontier": {"d1": {"seq": 120, "sha256": digest("op")}}, "photos": [{"evidence": each["evidence"], "sha256": each["sha256"], "size": each["size"]} for each in [*content["photos"], *covers, *content["files"]]],
        "open_conflicts": [], "unseen_devices": [], "key": "thumbprint", "signature": "c2lnbmF0dXJl",
        "closing": {"statement": {"value": "AGREED", "words": ""}, "subject": signed, "inspectors": inspectors, **closing},
    }  # fmt: skip


def unsigned(outcome: str, **changes: Any) -> Json:
    """A visit that ends without the school's ink on the phone: PAPER, OFF_SITE or ABORTED."""
    return {"outcome": outcome, "name": "", "role": "", "reason": "", "explained_by": "", "witness": None, "recording": None, "photo": None,
            "ink_sha256": "", "at": "2026-11-21T10:36:02.000+08:00", "stamped": False, "photos": [], **changes}  # fmt: skip


def supplement(**changes: Any) -> Json:
    """What both sides signed at the gate, after the seal."""
    subject = {"outcome": "SIGNED", "name": "王喆", "role": "负责人", "reason": "", "ink": INK}
    inspectors = [
        {"person": person, "name": name, "via": via, "ink": INK, "confirmed_at": ""}
        for (person, name, *_), via in zip(TEAM, ("login", "pin"), strict=True)
    ]
    return {"id": "s1", "by": "赵明", "at": "2026-11-21T10:52:30.000+08:00", "text": "第8项留样记录缺的一页当场找到，已核对。", "item": "M07-08",
            "subject": subject, "inspectors": inspectors, **changes}  # fmt: skip


def refusal(**changes: Any) -> Json:
    """How a visit ends whose principal would not sign."""
    return {"outcome": "REFUSED", "name": "王喆", "role": "负责人", "reason": "认为食堂留样问题系新员工所为，不应记入", "explained_by": "赵明",
            "witness": {"name": "刘建国", "unit": "葛仙庄镇中心校"}, "recording": {"made": True, "number": "DSJ-0412"}, "photo": None, "ink_sha256": "",
            "at": "2026-11-21T10:36:02.000+08:00", "stamped": False, "photos": [], **changes}  # fmt: skip


def registered(content: Json, sealed: Json, **changes: Any) -> Snapshot:
    ink = {
        "subject": INK if sealed["closing"]["subject"]["outcome"] == "SIGNED" else None,
        "inspectors": {person: INK for person, *_ in TEAM},
    }
    registration: Any = {
        "number": "清教检录〔2026〕15号", "version": 1, "replaces": None, "registered_at": "2026-11-21T10:45:03+08:00", "received_at": "2026-11-21T10:45:03+08:00",
        "sealed_at": "2026-11-21T10:40:00+08:00", "sealed_at_corrected": "2026-11-21T10:40:00+08:00", "skew_ms": 0, "supplements": [], "confirmations": [], "unseen": 0,
        "check_url": "https://jc.example.cn/v/0123456789ABCDEFGHJKMNPQRS", "template": "record-2", "renderer": "weasyprint-70.0", **changes,
    }  # fmt: skip
    return snapshot.build(content, sealed, ink, registration)
