"""The clerk imports a drawn list: all of it or nothing, every bad row at once, and the own sheet back with the reasons."""

from __future__ import annotations

from datetime import date
from io import BytesIO

import pytest
from flask import Flask
from flask.testing import FlaskClient
from openpyxl import Workbook, load_workbook
from openpyxl.styles import Font
from sqlalchemy import func, select

from fieldapp.core.audit import AuditEvent
from fieldapp.core.blobs import blobs
from fieldapp.core.db import db
from fieldapp.core.errors import Refusal
from fieldapp.field.drawn_import import import_drawn_list
from fieldapp.field.models import DrawnListImport, Visit
from fieldapp.identity.models import Person
from fieldapp.identity.rules import Role
from tests.conftest import PASSWORD, SignIn
from tests.rooms.drawn_lists.a_county import HEADINGS, SCHOOLS, opened, row, saved, settle, workbook


@pytest.fixture
def clerk(app: Flask) -> Person:
    return settle()


def visits() -> list[Visit]:
    return list(db.session.scalars(select(Visit).order_by(Visit.id)))


def sentences(entry: DrawnListImport) -> list[str]:
    return [problem["sentence"] for problem in entry.report["problems"]]


def test_drawn_row_becomes_a_visit_with_everything_the_list_says(clerk: Person) -> None:
    entry = import_drawn_list(workbook(row()), "抽取结果.xlsx", clerk)

    visit, = visits()  # fmt: skip
    assert entry.outcome == "IMPORTED" and entry.report["new"] == 1
    assert (visit.period_from, visit.period_to, visit.planned_on) == (
        date(2026, 11, 10),
        date(2026, 12, 10),
        date(2026, 11, 21),
    )
    assert (visit.notice_no, visit.last_problems, visit.state) == ("清教检通〔2026〕21号", "门卫登记不全", "DRAWN")
    assert len(visit.check_code) == 26
    assert [member.is_lead for member in visit.members] == [True, False, False]


def test_lead_is_the_first_whose_certificate_holds(clerk: Person) -> None:
    import_drawn_list(workbook(row(people="于晓禾、苏文静、孙雅琴、王砚秋")), "表.xlsx", clerk)

    lead = next(member for member in visits()[0].members if member.is_lead)
    assert db.session.get_one(Person, lead.person_id).name == "孙雅琴"


def test_every_bad_row_is_told_at_once_and_nothing_comes_in(clerk: Person) -> None:
    entry = import_drawn_list(
        workbook(
            row(),
            row(school="清河县第九小学"),
            row(school=SCHOOLS[1], people="王砚秋、张三、李四"),
            row(school=SCHOOLS[2], period="明年", day="某天"),
        ),
        "表.xlsx",
        clerk,
    )

    assert entry.outcome == "REFUSED" and visits() == []
    assert [problem["line"] for problem in entry.report["problems"]] == [3, 4, 4, 5, 5]
    assert sentences(entry) == [
        "检查对象名称：检查对象名录库里没有“清河县第九小学”，请写全称，或先把它录入名录库",
        "检查人员：执法检查人员名录库里没有“张三”，请核对姓名，或先录入名录库",
        "检查人员：执法检查人员名录库里没有“李四”，请核对姓名，或先录入名录库",
        "检查时间：看不懂“明年”，请写成 2026-11-10 至 2026-12-10",
        "计划检查日期：看不懂“某天”，请写成 2026-11-21",
    ]


@pytest.mark.parametrize(
    "changes, says",
    [
        ({"task": "联999"}, "系统里没有任务“联999”"),
        ({"task": ""}, "抽查任务编号：没有填写"),
        ({"people": ""}, "检查人员：没有填写"),
        ({"people": "李明、王砚秋"}, "名录库里有 2 位“李明”，请在姓名后加括号写执法证号"),
        ({"people": "王砚秋、王砚秋"}, "王砚秋写了两遍"),
        ({"people": "王砚秋"}, "到 2026-12-10 持有效执法证的只有 1 人，至少要两人"),
        ({"people": "王砚秋、苏文静"}, "苏文静的执法证 2026-11-30 到期"),
        ({"people": "王砚秋、于晓禾"}, "于晓禾是辅助人员"),
        ({"period": "2026-12-10 至 2026-11-10"}, "早于开始日"),
        ({"day": date(2026, 12, 24)}, "不在检查时间"),
        ({"notice": "#N/A"}, "公式错误 #N/A"),
        ({"last": "长" * 2001}, "太长"),
    ],
)
def test_what_does_not_fit_is_told_where_and_what_to_do(clerk: Person, changes: dict[str, object], says: str) -> None:
    entry = import_drawn_list(workbook(row(**changes)), "表.xlsx", clerk)

    assert entry.outcome == "REFUSED"
    assert any(says in sentence for sentence in sentences(entry)), sentences(entry)


def test_namesakes_are_told_apart_by_the_certificate_number(clerk: Person) -> None:
    entry = import_drawn_list(workbook(row(people="李明（130534001004）、王砚秋")), "表.xlsx", clerk)

    assert entry.outcome == "IMPORTED"
    assert db.session.get_one(Person, visits()[0].members[0].person_id).login == "inspector4"


def test_same_school_in_two_tasks_is_a_hint(clerk: Person) -> None:
    entry = import_drawn_list(workbook(row(), row(task="内003")), "表.xlsx", clerk)

    assert entry.outcome == "IMPORTED" and len(visits()) == 2
    assert entry.report["hints"] == ["清河县石桥街小学同时在任务内003、联015里：进一次门，查多项事，建议安排同一天去。"]


def test_same_file_again_imports_nothing_twice_and_says_so(clerk: Person) -> None:
    import_drawn_list(workbook(row()), "表.xlsx", clerk)
    again = import_drawn_list(workbook(row(), row(school=SCHOOLS[1])), "表.xlsx", clerk)

    assert (again.outcome, again.report["new"], again.report["already"]) == ("IMPORTED", 1, 1)
    assert again.report["hints"] == ["第 2 行以前已经导入过，没有重复导入。"]
    assert len(visits()) == 2


def test_import_never_changes_the_people_of_a_visit(clerk: Person) -> None:
    import_drawn_list(workbook(row()), "表.xlsx", clerk)
    other = import_drawn_list(workbook(row(people="王砚秋、孙雅琴")), "表.xlsx", clerk)

    assert other.outcome == "REFUSED"
    assert "导入不能更改已有的检查" in sentences(other)[0]


def test_import_never_turns_a_visit_on_site_into_one_on_paper(clerk: Person) -> None:
    import_drawn_list(workbook(row()), "表.xlsx", clerk)
    other = import_drawn_list(workbook([*row(), "书面"], headings=[*HEADINGS, "检查方式"]), "表.xlsx", clerk)

    assert other.outcome == "REFUSED"
    assert "检查人员、时间或方式与已导入的不同" in sentences(other)[0]


@pytest.mark.parametrize("heading", ["检查方式", "抽查方式", "核查方式（选填）"])
@pytest.mark.parametrize(
    "said, mode",
    [
        ("", "ON_SITE"),
        ("实地", "ON_SITE"),
        ("现场检查", "ON_SITE"),
        ("书面", "DOCUMENT"),
        ("书面检查", "DOCUMENT"),
        ("网络监测", "ONLINE_MONITORING"),
        ("书面、实地", "ON_SITE"),
        ("书面检查和网络监测", "DOCUMENT"),
    ],
)
def test_list_says_how_each_visit_is_made(clerk: Person, heading: str, said: str, mode: str) -> None:
    import_drawn_list(workbook([*row(), said], headings=[*HEADINGS, heading]), "表.xlsx", clerk)

    assert visits()[0].mode == mode


def test_way_of_checking_nobody_knows_is_told_with_the_words_that_are(clerk: Person) -> None:
    entry = import_drawn_list(workbook([*row(), "电话回访"], headings=[*HEADINGS, "检查方式"]), "表.xlsx", clerk)

    assert sentences(entry) == ["检查方式：看不懂“电话回访”，请填实地、书面或网络，或者不填"]


def test_same_row_twice_in_one_list_is_an_error(clerk: Person) -> None:
    entry = import_drawn_list(workbook(row(), row()), "表.xlsx", clerk)

    assert sentences(entry) == ["检查对象名称：与第 2 行重复（同一任务、同一学校），请删去一行"]


def test_clerks_own_sheet_comes_back_with_reasons_and_marks(clerk: Person) -> None:
    book = Workbook()
    page = book.worksheets[0]
    for line in (["二〇二六年抽取结果"], HEADINGS, row(), row(school="清河县第九小学", people="张三")):
        page.append(line)
    page["A1"].font, page["B4"].font = Font(bold=True, size=20), Font(color="FF0000FF")
    page.column_dimensions["B"].width = 33
    page["K1"] = "=1+1"

    entry = import_drawn_list(saved(book), "表.xlsx", clerk)
    back = opened(blobs().read(entry.annotated_sha256))

    reason = next(cell for cell in back[2] if cell.value == "错误原因").column
    assert back.cell(4, reason).value == (
        "检查对象名称：检查对象名录库里没有“清河县第九小学”，请写全称，或先把它录入名录库\n"
        "检查人员：执法检查人员名录库里没有“张三”，请核对姓名，或先录入名录库"
    )
    assert back.cell(3, reason).value is None
    assert [back.cell(4, column).fill.fgColor.rgb == "FFFFC7CE" for column in (1, 2, 3, 4)] == [
        False,
        True,
        True,
        False,
    ]
    assert (back["A1"].font.size, back["B4"].font.color.rgb, back.column_dimensions["B"].width) == (20, "FF0000FF", 33)
    assert back["K1"].value == "=1+1"


def test_corrected_sheet_is_imported_as_it_came_back(clerk: Person) -> None:
    refused = import_drawn_list(
        workbook(row(school="清河县第九小学"), row(school=SCHOOLS[2], task="联1")), "表.xlsx", clerk
    )
    book = load_workbook(BytesIO(blobs().read(refused.annotated_sha256)))
    page = book.worksheets[0]
    page["B2"] = SCHOOLS[1]

    still = import_drawn_list(saved(book), "表.xlsx", clerk)
    back = opened(blobs().read(still.annotated_sha256))
    assert [cell.value for cell in back[1]].count("错误原因") == 1
    assert back["B2"].fill.fgColor.rgb != "FFFFC7CE" and back["H2"].value is None

    page["A3"] = "联015"
    assert import_drawn_list(saved(book), "表.xlsx", clerk).outcome == "IMPORTED"


def test_file_as_it_came_is_kept_with_who_brought_it(clerk: Person) -> None:
    data = workbook(row(school="清河县第九小学"))
    entry = import_drawn_list(data, "表.xlsx", clerk)

    assert blobs().read(entry.sha256) == data
    noted = db.session.scalars(select(AuditEvent).where(AuditEvent.verb == "drawn_list.refused")).one()
    assert noted.actor == clerk.id


def test_failure_in_the_middle_leaves_no_visit_behind(clerk: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    def failing(*_arguments: object, **_more: object) -> None:
        raise Refusal("disk_full", "磁盘满了。")

    monkeypatch.setattr("fieldapp.field.drawn_import._conclude", failing)
    with pytest.raises(Refusal):
        import_drawn_list(workbook(row(), row(school=SCHOOLS[1])), "表.xlsx", clerk)

    assert db.session.scalar(select(func.count()).select_from(Visit)) == 0


def upload(client: FlaskClient, data: bytes, name: str = "抽取结果.xlsx") -> tuple[int, str]:
    answer = client.post("/drawn-lists", data={"file": (BytesIO(data), name)}, follow_redirects=True)
    return answer.status_code, answer.text


def test_clerk_uploads_sees_the_errors_and_fetches_the_marked_sheet(client: FlaskClient, clerk: Person) -> None:
    client.post("/signin", data={"login": "fang", "password": PASSWORD})

    status, shown = upload(client, workbook(row(school="清河县第九小学")))
    assert status == 200
    assert "没有导入：1 行有错误" in shown and "第 2 行" in shown

    entry = db.session.scalars(select(DrawnListImport)).one()
    answer = client.get(f"/drawn-lists/{entry.id}/annotated.xlsx")
    assert "第九小学" in str(opened(answer.data)["H2"].value)
    assert (
        "抽取结果（错误原因）.xlsx" in answer.headers["Content-Disposition"]
        or "filename*" in answer.headers["Content-Disposition"]
    )


def test_line_break_in_the_name_of_a_file_does_not_keep_it_from_being_handed_back(
    client: FlaskClient, clerk: Person
) -> None:
    client.post("/signin", data={"login": "fang", "password": PASSWORD})
    entry = import_drawn_list(workbook(row(school="清河县第九小学")), "抽取\r\n结果.xlsx", clerk)

    assert entry.filename == "抽取结果.xlsx"
    assert client.get(f"/drawn-lists/{entry.id}/annotated.xlsx").status_code == 200


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04", workbook(row())[:900]])
def test_broken_upload_is_told_on_the_page_and_the_clerk_can_try_again(
    client: FlaskClient, clerk: Person, data: bytes
) -> None:
    client.post("/signin", data={"login": "fang", "password": PASSWORD})

    status, shown = upload(client, data)

    assert status == 422
    assert "“抽取结果.xlsx”没有导入：" in shown and 'type="file"' in shown


def test_template_is_a_workbook(client: FlaskClient, clerk: Person) -> None:
    client.post("/signin", data={"login": "fang", "password": PASSWORD})

    assert load_workbook(BytesIO(client.get("/drawn-lists/template.xlsx").data)).sheetnames == ["抽取结果", "说明"]


@pytest.mark.parametrize("role, may", [(Role.COUNTY_OFFICE, 200), (Role.INSPECTOR, 403), (Role.DISCIPLINE_OFFICE, 403)])
def test_only_the_offices_that_hold_draws_import_them(
    client: FlaskClient, sign_in: SignIn, role: Role, may: int
) -> None:
    sign_in(role)

    assert client.get("/drawn-lists").status_code == may
