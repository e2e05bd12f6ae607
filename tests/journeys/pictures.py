"""The pictures of README, taken from a real day: `python -m tests.journeys.pictures`; with `--all FOLDER` every screen of
the phone in every shape, to be looked at before a change of the design is trusted."""

from __future__ import annotations

import argparse
import re
import subprocess
import tempfile
from io import BytesIO
from pathlib import Path

from PIL import Image
from playwright.sync_api import FloatRect, Page, ViewportSize, expect, sync_playwright

from fieldapp.config import PROJECT
from tests.journeys import rig
from tests.journeys.camera import photo
from tests.journeys.county import County
from tests.journeys.drivers import Board, Sync, Today, Visit
from tests.journeys.papers import registered
from tests.journeys.phones import PATIENCE_MS, Phone
from tests.journeys.roles import COLLEAGUE, HEAD, KINDERGARTEN, LEAD, PIN, STUDIO, SUPERVISOR
from tests.journeys.screens import SHAPES, Shape, reshape, walk
from tests.journeys.stage import county, phone_in

FOLDER = PROJECT / ".pictures"
COLOURS = 64
LONGEST = 2400  # CSS pixels: a sheet of sixty items goes on in the same way
DESK: ViewportSize = {"width": 1280, "height": 900}
PAPER_DOTS_PER_INCH = "80"


def main() -> None:
    asked = argparse.ArgumentParser(prog="python -m tests.journeys.pictures")
    asked.add_argument("--all", type=Path, metavar="FOLDER", help="every screen in every shape, into this folder")
    folder = asked.parse_args().all
    if folder:
        _keep_every_screen(folder)
    else:
        _keep_a_day()


def _keep_every_screen(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    names: list[str] = []

    def keep(phone: Phone, name: str) -> None:
        names.append(name)
        for title, shape in SHAPES.items():
            with reshape(phone, shape):
                page = phone.page
                picture = folder / f"{title} {len(names):02} {name}.png"
                if page.get_by_role("dialog").locator("visible=true").count():
                    page.screenshot(path=picture)
                else:
                    page.screenshot(path=picture, full_page=True, clip=_around_here(page, shape))
        print(f"{len(names):02} {name}")

    with county() as running, sync_playwright() as playwright:
        expect.set_options(timeout=PATIENCE_MS)
        walk(running, playwright, keep)


def _around_here(page: Page, shape: Shape) -> FloatRect:
    """The whole page; of one too long to look at, the part in which the reader stands."""
    whole, top = page.evaluate("[document.documentElement.scrollHeight, scrollY]")
    start = max(0, min(top - shape.height, whole - LONGEST))
    return {"x": 0, "y": start, "width": shape.width, "height": min(whole, LONGEST)}


def _keep_a_day() -> None:
    FOLDER.mkdir(exist_ok=True)
    with county() as running, phone_in(running) as phone:
        Today(phone).open().ready(KINDERGARTEN)
        phone.tap(Today(phone).card(KINDERGARTEN).get_by_text("上次检查的问题"))
        _keep(phone.page, "today")
        phone.tap(Today(phone).card(STUDIO).get_by_role("button", name=re.compile("^改日期")))
        _keep(phone.page, "plan")
        phone.tap(phone.page.get_by_role("button", name="不改了"))
        running.server.stop()
        visit = Today(phone).begin(KINDERGARTEN)
        number = visit.id
        _inspect(visit, running)
        _sign(visit, running)
        running.server.start()
        _afterwards(phone, running, number)


def _inspect(visit: Visit, running: County) -> None:
    phone = visit.phone
    visit.arrive()
    visit.show_own()
    _to_top(phone.page)
    _keep(phone.page, "1-arrive")
    visit.show(running.named(COLLEAGUE))
    visit.tell()
    visit.no_recusal()
    visit.onward()
    for department in visit.others():
        visit.not_come(department)
    for matter in visit.matters()[1:]:
        visit.rest_normal(matter)
    visit.answer(1, "正常")
    visit.answer(2, "正常")
    visit.find_wrong(
        3, "〔 〕楼安全出口上锁", blank="教学", days=15, photos=[photo(running.data.parent / "IMG_0001.jpg")]
    )
    visit.item(3).evaluate("(card) => card.scrollIntoView({ block: 'start' })")
    phone.page.mouse.wheel(0, -120)
    _keep(phone.page, "2-check")
    for appearance in ("outdoor", "dark"):
        with reshape(phone, Shape(**rig.PHONE["viewport"], appearance=appearance)):
            _keep(phone.page, f"2-check-{appearance}")
    visit.rest_normal(visit.matters()[0])
    visit.photos()
    _keep(phone.page, "3-photos")
    visit.results()
    visit.decide_as_suggested()
    _to_top(phone.page)
    _keep(phone.page, "4-result")


def _sign(visit: Visit, running: County) -> None:
    phone, signing = visit.phone, visit.hand_over()
    signing.lock()
    signing.view.get_by_role("heading", name="发现问题").evaluate("(part) => part.scrollIntoView({ block: 'start' })")
    phone.page.mouse.wheel(0, -90)
    _keep(phone.page, "5-school-reads")
    signing.say("情况属实")
    signing.choose_signer(HEAD)
    signing.write()
    _keep(phone.page, "5-school-signs")
    signing.confirm()
    signing.take_back(PIN)
    signing.sign_own(running.named(LEAD))
    signing.sign_for(running.named(COLLEAGUE))
    signing.seal()
    _to_top(phone.page)
    _keep(phone.page, "6-sealed")
    Sync(phone).open()
    expect(phone.page.get_by_text("现在连不上服务器")).to_be_visible()
    _keep(phone.page, "sync")


def _afterwards(phone: Phone, running: County, visit: str) -> None:
    Today(phone).open().begin(STUDIO).arrive()
    phone.tap(phone.page.get_by_role("button", name=re.compile("^无法检查")))
    phone.tap(phone.page.get_by_role("radio", name="校方拒绝检查"))
    _keep(phone.page, "abort")
    Sync(phone).open().all_received()
    paper = registered(phone, visit)
    _keep_first_page(paper.data)
    browser = rig.desk(phone.playwright)
    board = Board(browser.new_page(viewport=DESK, device_scale_factor=1.5, locale="zh-CN"), running.server.url).open(
        running.named(SUPERVISOR)
    )
    board.shows(KINDERGARTEN, "已登记")
    _keep(board.page, "board")
    browser.close()


def _to_top(page: Page) -> None:
    page.evaluate("scrollTo(0, 0)")


def _keep(page: Page, name: str) -> None:
    page.evaluate("document.fonts.ready")
    page.wait_for_timeout(5500)  # what is said in passing goes away
    picture = Image.open(BytesIO(page.screenshot()))
    _write(picture.resize((picture.width * 3 // 4, picture.height * 3 // 4), Image.Resampling.LANCZOS), name)


def _keep_first_page(pdf: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "sheet.pdf").write_bytes(pdf)
        command = [
            "pdftoppm",
            "-png",
            "-r",
            PAPER_DOTS_PER_INCH,
            "-f",
            "1",
            "-l",
            "1",
            "-singlefile",
            "sheet.pdf",
            "sheet",
        ]
        subprocess.run(command, cwd=folder, check=True)
        _write(Image.open(Path(folder, "sheet.png")), "record")


def _write(picture: Image.Image, name: str) -> None:
    """Few colours and no other data: a picture is looked at, not measured."""
    path = FOLDER / f"{name}.png"
    picture.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE).save(path, optimize=True)
    print(f"{path.relative_to(PROJECT)}  {path.stat().st_size // 1024} KB")


if __name__ == "__main__":
    main()
