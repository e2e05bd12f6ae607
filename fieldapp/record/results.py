"""检查结果 as tables: a row per school under the headings its list came in with, and a row per item. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from fieldapp.field.drawn_list import Cell
from fieldapp.record.snapshot import Json

# What the platform asks for besides its own columns (the heads of 抽查检查结果公示表).
RESULT_HEADINGS = ("完成日期", "检查结果", "处置", "检查人员", "编号")
ITEM_HEADINGS = (
    "学校", "统一社会信用代码", "编号", "完成日期", "序号", "部门", "事项", "项目", "子项", "内容", "方式", "结果", "问题", "依据",
    "处置", "期限", "检查人", "照片",
)  # fmt: skip
NOTHING_TO_DO = "无"
DISPOSITIONS = ("当场改正", "限期整改", "移送")


@dataclass(frozen=True)
class School:
    """One visit: its row as it came (a cell per heading, same order), and its record once it is registered."""

    headings: tuple[str, ...]
    cells: tuple[Cell, ...]
    snapshot: Json | None


@dataclass(frozen=True)
class Table:
    """A sheet to be written. `ours`: how many of the last columns were added to what came in."""

    title: str
    headings: tuple[str, ...]
    rows: list[tuple[Cell, ...]]
    ours: int = 0


def tables(schools: Sequence[School]) -> list[Table]:
    """The sheets of 检查结果.xlsx, the schools in the order given; a visit that is not registered has no result yet."""
    return [_results(schools), _items(schools)]


def done_on(snapshot: Json) -> date:
    """完成日期: the day of the seal, by a clock put right."""
    return datetime.fromisoformat(snapshot["registration"]["sealed_at_corrected"]).date()


def disposal(doc: Json) -> str:
    """What follows for the school, in one cell: how many problems go which way and until when at the latest."""
    if doc["abort"]:
        return f"无法检查：{doc['abort']['label']}"
    found = Counter(each["disposition"] for each in doc["findings"])
    last = max((each["due"] for each in doc["findings"]), default="")
    until = {"限期整改": f"（至{last}）"} if last else {}
    said = [f"{name}{found[name]}项{until.get(name, '')}" for name in DISPOSITIONS if found[name]]
    return "；".join(said) or NOTHING_TO_DO


def _results(schools: Sequence[School]) -> Table:
    """Lists with other columns stand under the columns of all of them; equal headings within one list stay apart."""
    came = [dict(zip(_columns(school.headings), school.cells, strict=True)) for school in schools]
    columns = [column for column in dict.fromkeys(each for row in came for each in row) if not _is_ours(column, came)]
    rows = [
        (*(row.get(column) for column in columns), *_result(school.snapshot))
        for row, school in zip(came, schools, strict=True)
    ]
    headings = (*(heading for heading, _ in columns), *RESULT_HEADINGS)
    return Table("检查结果", headings, rows, ours=len(RESULT_HEADINGS))


def _is_ours(column: tuple[str, int], came: Sequence[dict[tuple[str, int], Cell]]) -> bool:
    """Whether the list brought this column empty, for the result to be written into: ours takes its place."""
    return column[0] in RESULT_HEADINGS and not any(row.get(column) for row in came)


def _columns(headings: Iterable[str]) -> list[tuple[str, int]]:
    """Each heading with how often it has stood before it in the same list."""
    seen: Counter[str] = Counter()
    columns = []
    for heading in headings:
        columns.append((heading, seen[heading]))
        seen[heading] += 1
    return columns


def _result(snapshot: Json | None) -> tuple[Cell, ...]:
    if snapshot is None:
        return (None,) * len(RESULT_HEADINGS)
    doc = snapshot["doc"]
    people = "、".join(each["name"] for each in doc["inspectors"])
    return (done_on(snapshot), doc["category"]["label"], disposal(doc), people, snapshot["registration"]["number"])


def _items(schools: Sequence[School]) -> Table:
    registered = (school.snapshot for school in schools if school.snapshot is not None)
    return Table("检查项", ITEM_HEADINGS, [row for snapshot in registered for row in _item_rows(snapshot)])


def _item_rows(snapshot: Json) -> Iterator[tuple[Cell, ...]]:
    doc = snapshot["doc"]
    findings = {each["code"]: each for each in doc["findings"]}
    school = (doc["subject"]["name"], doc["subject"]["uscc"], snapshot["registration"]["number"], done_on(snapshot))
    for item in doc["items"]:
        finding = findings.get(item["code"], {})
        due = date.fromisoformat(finding["due"]) if finding.get("due") else None
        yield (
            *school, item["no"], item["department"], item["matter"], item["item_name"], item["sub_item_name"],
            item["content"], item["mode_label"], item["result"], item["note"], item["basis"],
            finding.get("disposition") or "", due, item["by"], "、".join(map(str, item["photos"])),
        )  # fmt: skip
