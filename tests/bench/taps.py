"""How often a finger touches the glass: a day without problems, one problem, and the school's own part."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.bench.figures import Figure
from tests.journeys.camera import photo
from tests.journeys.county import County
from tests.journeys.drivers import Today
from tests.journeys.phones import Phone
from tests.journeys.roles import COLLEAGUE, HEAD, KINDERGARTEN, STUDIO, STUDIO_COLLEAGUE
from tests.journeys.stage import county, phone_in
from tests.journeys.ways import all_normal, into_the_schools_hands, sealed_by

DAY, PROBLEM, SCHOOL = 28, 7, 5
PHRASE = "宣传页印有“保过”字样。"
HOW = "真实浏览器里走一遍，数触点（pointerdown）；PIN 数字、手写笔画和系统相机里的快门不计"


def measure() -> Iterator[Figure]:
    with county() as running, phone_in(running) as phone:
        problem = _one_problem(phone, running, running.data.parent)
        Today(phone).open()
        day, school = _whole_day(phone, running)
    yield _figure("31 项，本部门 4 组全部正常或未涉及、另两个部门未到场，两人：从“开始检查”到封存", day, DAY)
    yield _figure("一项不正常：结果、常用语、限期整改、15 日、照片", problem, PROBLEM)
    yield _figure("校方：意见、姓名、确认", school, SCHOOL)


def _one_problem(phone: Phone, running: County, folder: Path) -> list[str]:
    visit = Today(phone).begin(STUDIO)
    visit.begin(running.named(STUDIO_COLLEAGUE))
    with _counted(phone) as taps:
        visit.find_wrong(4, PHRASE, days=15, photos=[photo(folder / "1.jpg")])
    return taps


def _whole_day(phone: Phone, running: County) -> tuple[list[str], list[str]]:
    """All taps of the day, and those of them that the school made."""
    with _counted(phone) as day:
        visit = Today(phone).begin(KINDERGARTEN)
        visit.begin(running.named(COLLEAGUE))
        all_normal(visit)
        signing = into_the_schools_hands(visit)
        with _counted(phone) as school:
            signing.say("情况属实")
            signing.choose_signer(HEAD)
            signing.write()
            signing.confirm()
        sealed_by(signing, running, COLLEAGUE)
    return day, school


@contextmanager
def _counted(phone: Phone) -> Iterator[list[str]]:
    """What was touched inside, by the words on it."""
    taps: list[str] = []
    phone.page.evaluate("0")  # earlier taps are told before this answer
    before = len(phone.taps)
    yield taps
    phone.page.evaluate("0")
    taps += phone.taps[before:]


def _figure(name: str, taps: list[str], target: int) -> Figure:
    return Figure(name, [len(taps)], "次", target, f"{HOW}：{' · '.join(taps)}")
