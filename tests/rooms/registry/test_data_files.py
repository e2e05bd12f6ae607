"""The data that ships with the product: every word of it is read by inspectors, so every word is held here."""

from __future__ import annotations

import csv
import itertools
import json
import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

DATA = Path(__file__).resolve().parents[3] / "fieldapp" / "data"
DEPARTMENTS = {"教育局", "市场监管局", "卫生健康局", "人社局", "文化广电和旅游局"}
SUBJECT_TYPES = {
    "KINDERGARTEN", "PRIMARY", "JUNIOR_MIDDLE", "SENIOR_MIDDLE", "NINE_YEAR", "VOCATIONAL", "SPECIAL",
    "TRAINING_CENTRE", "SPORTS_VENUE", "ARTS_SPORTS_TRAINING_ORG",
}  # fmt: skip
MODES = {"ON_SITE", "DOCUMENT", "ONLINE_MONITORING", "DATA_COMPARISON", "LAB_TEST", "ENTRUSTED", "ADOPTED_CONCLUSION"}
TAGS = {"食堂", "校车", "住宿", "实验室", "饮用水设施", "特种设备", "校外供餐"}
# The articles whose text was read. A basis outside this list means: nobody has read it, do not show it to an inspector.
READ_ARTICLES = {
    "未保法": "二十七 三十三 三十五 三十六 三十七 三十八 三十九 四十 六十二 七十",
    "义教法": "十二 十四 二十二 二十四 二十五 二十七 二十九 三十 三十一 三十二 三十四 三十五 三十九 五十七",
    "学前法": "三十 四十三 四十四 四十五 五十一 五十三 五十六 五十七 五十九 六十九",
    "教育法": "三十 七十八",
    "教师法": "十 十九",
    "民促法": "十二 十九 二十一 二十九 三十 三十一 三十八 三十九 四十一 四十二 六十二 六十四",
    "民促条例": "二十七 二十九 三十 三十一 三十三 三十四 三十五 三十六 四十四 四十六 六十三",
    "残疾人教育条例": "十七",
    "校车条例": "十 十一 十二 十四 十五 十六 二十 二十一 二十二 二十三 二十五 二十六 三十四 三十八 三十九 四十 四十一",
    "学卫条例": "五 六 七 十 十四 十五 十七 二十",
    "学体条例": "七 十 二十",
    "体育法": "二十六 二十七 三十二 三十三 一百零五",
    "全民健身条例": "三十二 三十六 三十七",
    "健康促进法": "六十八",
    "精神卫生法": "十六",
    "疫苗法": "四十八",
    "食安法": "三十五 四十四 四十五 四十七 五十三 五十五 五十六 五十七",
    "食安条例": "二十八",
    "饮用水办法": "七 九 十一",
    "公共场所条例": "三 四 七 八",
    "消防法": "十六 二十八",
    "特种设备安全法": "三十三 四十",
    "广告法": "二十四 二十八",
    "价格法": "十三",
    "企业公示条例": "八 十",
}
# What only unread standards and rules say. Its number or name in the catalogue would be a basis by the back door.
UNREAD = "GB|29315|125克|48小时|24小时|校长负责制|园长负责制|陪餐|一键报警|预收费|21:00|60课时"
JUDGEMENTS = "不到位|不规范|不完善|不健全|不重视|混乱|严重|较差|薄弱|脏|随意性|明显|基本上|不够"
BIG_SCHOOL, MAIN_INSPECTOR = "清河县柳溪文轩学校", "王砚秋"


def read_json(name: str) -> Any:
    return json.loads((DATA / name).read_text(encoding="utf-8"))


def read_csv(name: str) -> list[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


CATALOGUE = read_json("catalogue.json")
MATTERS = {matter["name"]: matter for matter in CATALOGUE["matters"]}
ITEMS = [item for matter in CATALOGUE["matters"] for item in matter["items"]]
HISTORY = sorted(path.name for path in (DATA / "plans").glob("*.json"))
PLANS = [read_json(f"plans/{name}") for name in HISTORY] + [read_json("demo/plan.json")]
TASKS = {line["task_no"]: line for line in PLANS[-1]["lines"]}
SCHOOLS = {row["name"]: row for row in read_csv("demo/schools.csv")}
INSPECTORS = {row["name"]: row for row in read_csv("demo/inspectors.csv")}
DRAWN = read_csv("demo/drawn.csv")

every_item = pytest.mark.parametrize("item", ITEMS, ids=lambda item: item["code"])
every_plan = pytest.mark.parametrize("plan", PLANS, ids=lambda plan: plan["title"])
every_school = pytest.mark.parametrize("school", SCHOOLS.values(), ids=lambda school: school["name"])
every_visit = pytest.mark.parametrize(
    "visit", DRAWN, ids=lambda visit: f"{visit['抽查任务编号']} {visit['被检查单位']}"
)


def applies(item: dict[str, Any], school: dict[str, str]) -> bool:
    """An item applies if the type fits, a required tag is there, and the school is private where that is required."""
    tags = item["requires_any_tag"]
    has_tag = not tags or bool(set(tags) & set(school["tags"].split(";")))
    may_own_it = not item["requires_private"] or school["is_private"] == "1"
    return school["subject_type"] in item["subject_types"] and has_tag and may_own_it


def sheet(task: dict[str, Any], school: dict[str, str]) -> list[dict[str, Any]]:
    names = [name for of_department in task["matters"].values() for name in of_department]
    return [item for name in names for item in MATTERS[name]["items"] if applies(item, school)]


# --- the catalogue


def test_catalogue_says_what_it_is_and_holds_at_least_90_items() -> None:
    assert CATALOGUE["label"] == "演示清单，依据文本截至 2025-04，使用前须经核对"
    assert len(ITEMS) >= 90
    assert [code for code, times in Counter(item["code"] for item in ITEMS).items() if times > 1] == []


def test_matters_are_well_formed_and_named_once() -> None:
    assert len(MATTERS) == len(CATALOGUE["matters"]) == len({matter["code"] for matter in MATTERS.values()})
    for matter in MATTERS.values():
        assert matter["category"] in {"KEY", "GENERAL"}
        assert matter["department"] in DEPARTMENTS


def test_matters_whose_bases_nobody_has_read_stay_in_the_list_without_items() -> None:
    empty = {name for name, matter in MATTERS.items() if not matter["items"]}
    assert empty == {
        "校园食品销售监督检查",
        "登记事项检查",
        "中小学教育装备产品(含信息技术装备、校服等)检查",
        "艺术考级机构“双随机”抽查",
    }


@every_item
def test_item_rests_only_on_articles_that_were_read(item: dict[str, Any]) -> None:
    assert item["bases"]
    for basis in item["bases"]:
        assert basis["law"] in CATALOGUE["laws"]
        assert basis["article"] in READ_ARTICLES[basis["law"]].split()
        assert set(basis) == {"law", "article", "paragraph", "subparagraph", "quote_hint"}


def test_every_law_is_cited_and_has_a_title_and_an_edition() -> None:
    assert {basis["law"] for item in ITEMS for basis in item["bases"]} == set(CATALOGUE["laws"])
    assert all(law["title"] and law["edition"] for law in CATALOGUE["laws"].values())


@every_item
def test_item_says_nothing_that_only_an_unread_standard_says(item: dict[str, Any]) -> None:
    words = " ".join([item["item_name"], item["sub_item_name"], item["content"], item["guidance"], *item["phrases"]])
    assert re.findall(UNREAD, words) == []


@every_item
def test_item_words_fit_the_glossary(item: dict[str, Any]) -> None:
    assert item["modes"] and set(item["modes"]) <= MODES
    assert item["subject_types"] and set(item["subject_types"]) <= SUBJECT_TYPES
    assert set(item["requires_any_tag"]) <= TAGS
    assert {type(item["requires_private"]), type(item["faces"])} == {bool}


@every_item
def test_item_offers_two_or_more_facts_to_tap_never_judgements(item: dict[str, Any]) -> None:
    phrases = item["phrases"]
    assert len(set(phrases)) == len(phrases) >= 2
    for phrase in phrases:
        assert phrase.find("。") == len(phrase) - 1, phrase
        assert not re.search(JUDGEMENTS, phrase), phrase
        assert len(phrase) <= 40, phrase


@every_item
def test_item_tells_how_to_check_and_keeps_children_out_of_photos(item: dict[str, Any]) -> None:
    assert 15 <= len(item["guidance"]) <= 100
    assert item["guidance"].endswith("。")
    assert ("面部" in item["guidance"]) >= item["faces"]


def test_what_binds_only_compulsory_education_is_not_asked_of_a_senior_middle_school() -> None:
    for item in ITEMS:
        if {basis["law"] for basis in item["bases"]} == {"义教法"}:
            assert not {"SENIOR_MIDDLE", "VOCATIONAL", "KINDERGARTEN"} & set(item["subject_types"]), item["code"]
        if {basis["law"] for basis in item["bases"]} == {"学前法"}:
            assert item["subject_types"] == ["KINDERGARTEN"], item["code"]


# --- plans


def test_history_holds_the_published_tables() -> None:
    assert HISTORY == ["jincheng-2024-internal.json", "jincheng-2024-joint.json", "qinghe-2024.json"]
    qinghe = read_json("plans/qinghe-2024.json")
    assert [row["抽查计划编号"] for row in qinghe["rows"]] == ["联2024015", "联2024025", "联2024026"]
    assert [row["抽查比例"] for row in qinghe["rows"]] == ["不低于5%", "50.00%", "不低于10%"]
    assert [len(read_json(f"plans/{name}")["columns"]) for name in HISTORY] == [10, 9, 11]
    assert "未收录" in read_json("plans/jincheng-2024-internal.json")["note"]


@every_plan
def test_plan_keeps_its_own_columns_and_one_line_per_row(plan: dict[str, Any]) -> None:
    assert len(plan["rows"]) == len(plan["lines"])
    assert all(list(row) == plan["columns"] for row in plan["rows"])
    assert {tuple(line) for line in plan["lines"]} == {tuple(PLANS[0]["lines"][0])}


@every_plan
def test_plan_line_reads_ratio_and_months_as_the_table_prints_them(plan: dict[str, Any]) -> None:
    for line in plan["lines"]:
        percent, hundred = line["ratio"].split("/")
        assert hundred == "100"
        assert re.search(rf"\b{percent}(\.00)?%", line["ratio_text"].replace("不低于", ""))
        assert line["ratio_rule"] == ("AT_LEAST" if "不低于" in line["ratio_text"] else "EXACT")
        assert line["draw_type"] in {"DIRECTED", "UNDIRECTED", None}
        assert line["kind"] in {"JOINT", "INTERNAL"}
        months = [int(month) for month in re.findall(r"(\d+)月", line["period_text"])]
        assert months == [line["period_from_month"], line["period_to_month"]]


@every_plan
def test_every_matter_a_plan_names_is_in_the_catalogue(plan: dict[str, Any]) -> None:
    named = {name for line in plan["lines"] for names in line["matters"].values() for name in names}
    assert named and named <= set(MATTERS)


def test_departments_of_the_demo_plan_check_their_own_matters() -> None:
    for line in TASKS.values():
        for department, names in line["matters"].items():
            assert {MATTERS[name]["department"] for name in names} == {department}
        assert {*line["matters"]} <= {line["initiating_department"], *line["joint_departments"]}


# --- schools and inspectors


def check_character_of_a_credit_code(body: str) -> str:
    """GB 32100-2015: weights 3^i mod 31 over an alphabet without I, O, S, V, Z."""
    alphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY"
    total = sum(alphabet.index(sign) * pow(3, place, 31) for place, sign in enumerate(body))
    return alphabet[(31 - total % 31) % 31]


def check_character_of_an_organisation(body: str) -> str:
    """GB 11714-1997, the ninth character of the organisation code inside a credit code."""
    values = [int(sign) if sign.isdigit() else ord(sign) - 55 for sign in body]
    rest = (11 - sum(value * weight for value, weight in zip(values, (3, 7, 9, 10, 5, 8, 4, 2), strict=True)) % 11) % 11
    return "X" if rest == 10 else str(rest)


def test_check_character_is_computed_as_the_standard_does() -> None:
    assert check_character_of_a_credit_code("91350100M000100Y4") == "3"  # the standard's own example


def test_sixty_schools_of_all_types() -> None:
    assert len(SCHOOLS) == 60 == len({school["uscc"] for school in SCHOOLS.values()})
    assert {school["subject_type"] for school in SCHOOLS.values()} == SUBJECT_TYPES
    assert {tag for school in SCHOOLS.values() for tag in school["tags"].split(";") if tag} == TAGS


@every_school
def test_credit_code_is_valid_and_fits_the_legal_form(school: dict[str, str]) -> None:
    code = school["uscc"]
    prefix = {"PUBLIC_INSTITUTION": "12", "NON_PROFIT": "52", "FOR_PROFIT": "91", "INDIVIDUAL_BUSINESS": "92"}
    assert len(code) == 18
    assert code.startswith(prefix[school["legal_form"]] + "130534")
    assert code[16] == check_character_of_an_organisation(code[8:16])
    assert code[17] == check_character_of_a_credit_code(code[:17])


@every_school
def test_school_row_is_complete_and_its_telephones_belong_to_nobody(school: dict[str, str]) -> None:
    assert (school["is_private"] == "0") == (school["legal_form"] == "PUBLIC_INSTITUTION")
    assert school["risk_class"] in {"A", "B", "C", "D", "UNRATED"}
    assert set(school["tags"].split(";")) - {""} <= TAGS
    assert re.fullmatch(r"1380000\d{4}", school["head_phone"])
    assert re.fullmatch(r"0319-8000\d{3}", school["contact_phone"])
    assert school["students"].isdecimal()
    assert all(school[key] for key in ("address", "head_name", "contact_name"))
    if school["legal_form"] == "FOR_PROFIT":  # 民办教育促进法第十九条第一款
        assert school["subject_type"] not in {"PRIMARY", "JUNIOR_MIDDLE", "NINE_YEAR"}


def test_rare_characters_are_among_the_names() -> None:
    heads = "".join(school["head_name"] for school in SCHOOLS.values())
    assert {"䶮", "喆", "堃"} <= set(heads)
    assert "䶮" in "".join(INSPECTORS)


def test_twenty_four_inspectors_of_four_departments() -> None:
    assert len(INSPECTORS) == 24 == len({person["login"] for person in INSPECTORS.values()})
    by_department = Counter(person["department"] for person in INSPECTORS.values())
    assert by_department == {"教育局": 12, "市场监管局": 5, "卫生健康局": 4, "人社局": 3}


def test_certificates_are_well_formed_one_has_run_out_and_assistants_have_none() -> None:
    certified = [person for person in INSPECTORS.values() if person["category"] == "CERTIFIED"]
    assert len({person["certificate_no"] for person in certified}) == len(certified) == 22
    assert all(re.fullmatch(r"13053400\d{4}", person["certificate_no"]) for person in certified)
    assert {person["certificate_kind"] for person in certified} == {"ENFORCEMENT"}
    assert [person["name"] for person in certified if person["certificate_valid_to"] < "2026"] == ["高凤岐"]
    for person in INSPECTORS.values():
        if person["category"] == "ASSISTANT":
            assert not person["certificate_no"] and not person["certificate_valid_to"]


def test_what_an_inspector_may_check_is_in_the_catalogue() -> None:
    codes = {matter["code"] for matter in MATTERS.values()}
    for person in INSPECTORS.values():
        assert set(person["matters"].split(";")) - {""} <= codes


# --- the drawn visits


def test_two_dozen_visits_six_of_them_today_and_some_without_a_day() -> None:
    days = Counter(visit["计划检查日期"] for visit in DRAWN)
    assert len(DRAWN) == 26
    assert days["D"] == 6
    assert min(days["D-1"], days["D+1"], days[""]) >= 2


@every_visit
def test_visit_names_a_known_school_and_offsets_within_its_period(visit: dict[str, str]) -> None:
    assert SCHOOLS[visit["被检查单位"]]["uscc"] == visit["统一社会信用代码"]
    begin, end, day = (offset(visit[key]) for key in ("检查开始日期", "检查结束日期", "计划检查日期"))
    assert begin is not None and end is not None and begin < 0 < end
    assert day is None or begin <= day <= end


@every_visit
def test_visit_has_two_certified_people_of_the_bureau_and_somebody_of_each_joint_department(
    visit: dict[str, str],
) -> None:
    task = TASKS[visit["抽查任务编号"]]
    team = [INSPECTORS[name] for name in visit["检查人员"].split("、")]
    valid = [
        person for person in team if person["category"] == "CERTIFIED" and person["certificate_valid_to"] >= "2030"
    ]
    assert team[0] in valid
    assert sum(person["department"] == "教育局" for person in valid) >= 2
    assert {person["department"] for person in valid} == {"教育局", *task["joint_departments"]}


@every_visit
def test_somebody_on_the_team_may_check_each_matter(visit: dict[str, str]) -> None:
    team = [INSPECTORS[name] for name in visit["检查人员"].split("、")]
    for department, names in TASKS[visit["抽查任务编号"]]["matters"].items():
        able = {code for person in team if person["department"] == department for code in person["matters"].split(";")}
        assert {MATTERS[name]["code"] for name in names} <= able


@every_visit
def test_visit_finds_something_to_check(visit: dict[str, str]) -> None:
    assert sheet(TASKS[visit["抽查任务编号"]], SCHOOLS[visit["被检查单位"]])


def test_nobody_is_in_two_teams_on_one_day() -> None:
    for one, other in itertools.combinations(DRAWN, 2):
        if one["计划检查日期"] == other["计划检查日期"] != "":
            first, second = one["检查人员"].split("、"), other["检查人员"].split("、")
            assert first[0] == second[0] or not set(first) & set(second), one["计划检查日期"]


def test_main_inspector_leads_three_visits_today_a_kindergarten_and_the_60_item_school_among_them() -> None:
    today = [visit for visit in DRAWN if visit["计划检查日期"] == "D" and visit["检查人员"].startswith(MAIN_INSPECTOR)]
    counts = {
        visit["被检查单位"]: len(sheet(TASKS[visit["抽查任务编号"]], SCHOOLS[visit["被检查单位"]])) for visit in today
    }
    assert len(counts) == 3
    assert counts[BIG_SCHOOL] >= 60
    assert counts["清河县石桥街幼儿园"] == 30
    assert SCHOOLS[BIG_SCHOOL]["is_private"] == "1"
    assert set(SCHOOLS[BIG_SCHOOL]["tags"].split(";")) == TAGS


def offset(text: str) -> int | None:
    """`D-3` → -3 days from the day the demo is made; empty → no day yet."""
    if not text:
        return None
    found = re.fullmatch(r"D([+-]\d+)?", text)
    assert found, text
    return int(found[1] or 0)


# --- the notice


def test_notice_counts_five_prohibitions_and_eight_must_nots() -> None:
    blocks = read_json("notice.json")["prohibitions"]
    assert [len(block["不得"]) for block in blocks] == [4, 1, 1, 1, 1]
    assert all(block["严禁"].startswith("严禁") for block in blocks)
    assert all(line.startswith("不得") for block in blocks for line in block["不得"])


def test_notice_promises_what_the_law_gives_and_never_more_than_the_signature_is() -> None:
    notice = read_json("notice.json")
    assert notice["legend"] == "手写电子签名，已采取防篡改措施；如需加盖公章请打印"
    assert any("出示执法证件" in right for right in notice["rights"])
    assert any("申请回避" in right for right in notice["rights"])
    assert "检查不停止" in notice["recusal"]
    assert "拒绝签字不等于不配合检查" in notice["uncooperative"]
    assert notice["closing_agreed"] == "以上记录已阅，情况属实。"


@pytest.mark.parametrize("path", sorted({*DATA.rglob("*.*")} - {*DATA.rglob("*.jpg")}), ids=lambda path: path.name)
def test_file_is_plain_text_without_stray_spaces_or_broken_characters(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert text.endswith("\n")
    assert not {"\r", "\ufeff", "\ufffd"} & set(text)
    if "plans" not in path.parts:  # a published table keeps its own commas
        assert re.findall(r"[\u4e00-\u9fff][,;:?!][\u4e00-\u9fff]", text) == [] or path.suffix == ".csv"
