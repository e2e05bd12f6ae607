"""Photos taken inside the page, faces hidden on a copy, reports attached, and photos that wait for a word."""

from __future__ import annotations

import json
import re
import time
from contextlib import closing
from pathlib import Path
from typing import Any

from PIL import Image
from playwright.sync_api import expect
from pysqlite3 import dbapi2 as sqlite

from fieldapp.core.blobs import BlobStore
from tests.journeys.camera import photo
from tests.journeys.conftest import NewPhone
from tests.journeys.county import County
from tests.journeys.drivers import Sync, Visit
from tests.journeys.phones import STILL_SECONDS, Phone
from tests.journeys.roles import STUDIO, STUDIO_COLLEAGUE
from tests.journeys.ways import to_the_gate

WITH_CAMERA = {"permissions": ["geolocation", "camera"]}
# What the system does to a page that goes to the background, and back.
SEEN = """(state) => {
  Object.defineProperty(document, 'visibilityState', { value: state, configurable: true });
  document.dispatchEvent(new Event('visibilitychange'));
}"""
STREAMING = "(video) => Boolean(video.srcObject?.getTracks().some((track) => track.readyState === 'live'))"
BLACK, NOT_BLACK = 12, 60  # JPEG rounds a little


def test_photos_through_the_page_and_a_face_hidden_on_a_copy(
    county: County, new_phone: NewPhone, tmp_path: Path
) -> None:
    phone = new_phone(**WITH_CAMERA)
    visit = _at_work(county, phone)
    visit.answer(1, "不正常")
    _take_two_through_the_page(phone, visit)
    taken = photo(tmp_path / "IMG_0001.jpg")
    visit.take_photo(1, taken)

    phone.tap(visit.item(1).get_by_role("button", name="遮挡面部：照片 3"))
    cover = phone.page.get_by_role("dialog", name="遮挡面部")
    expect(cover.get_by_role("img")).to_be_visible()
    phone.look("遮挡面部")
    _drag(phone, (0.25, 0.25), (0.5, 0.5))
    expect(cover.get_by_text("已框住 1 处")).to_be_visible()
    phone.tap(cover.get_by_role("button", name="加一个框"))
    phone.page.keyboard.press("ArrowRight")
    phone.tap(cover.get_by_role("button", name="撤销"))
    phone.tap(cover.get_by_role("button", name="撤销"))
    expect(cover.get_by_text("已框住 1 处")).to_be_visible()
    phone.tap(cover.get_by_role("button", name="存为遮挡后的照片"))
    expect(visit.item(1).get_by_role("button", name="重新遮挡：照片 3")).to_be_visible()
    expect(visit.item(1).get_by_role("img")).to_have_count(3)  # the copy stands where its original stood

    number = visit.id
    county.server.start()
    Sync(phone).open().all_received()
    photos = _evidence(county, number)
    [copy] = [each for each in photos.values() if "covers" in each]
    original = photos[copy["covers"]]
    assert (copy["item"], copy["taken_at"]) == (original["item"], original["taken_at"])
    blobs = BlobStore(county.data / "blobs")
    assert blobs.read(original["sha256"]) == taken.read_bytes()  # untouched
    (tmp_path / "copy.jpg").write_bytes(blobs.read(copy["sha256"]))
    with Image.open(tmp_path / "copy.jpg") as picture:
        assert max(_grey(picture, 0.26, 0.49)) < BLACK
        assert max(_grey(picture, 0.55, 0.60)) > NOT_BLACK


def test_who_allows_no_camera_is_led_to_the_systems(county: County, phone: Phone, tmp_path: Path) -> None:
    visit = _at_work(county, phone)
    visit.answer(1, "不正常")
    phone.tap(visit.item(1).get_by_role("button", name="本页取景"))
    finder = phone.page.get_by_role("dialog", name=re.compile("^第 1 项"))
    expect(finder.get_by_role("status")).to_contain_text("没有得到相机的许可，请改用系统相机")
    with phone.page.expect_file_chooser() as camera:
        phone.tap(finder.get_by_role("button", name="改用系统相机"))
    camera.value.set_files(photo(tmp_path / "IMG_0001.jpg"))
    expect(visit.item(1).get_by_role("img")).to_have_count(1)


def test_photos_wait_for_a_tap_where_the_inspector_chose_so_and_answers_do_not(
    county: County, phone: Phone, tmp_path: Path
) -> None:
    visit = _at_work(county, phone)
    county.server.start()
    Sync(phone).open()
    phone.tap(phone.page.get_by_text("照片原图等我点了才传"))
    expect(phone.page.get_by_text("已记下：照片原图先等着。")).to_be_visible()
    phone.page.go_back()
    expect(visit.step("② 检查")).to_be_visible()
    visit.answer(1, "正常")
    visit.take_photo(1, photo(tmp_path / "IMG_0001.jpg"))
    report = tmp_path / "报告.pdf"
    report.write_bytes(b"%PDF-1.7\nreport")
    visit.photos()
    with phone.page.expect_file_chooser() as chooser:
        phone.tap(phone.page.get_by_role("button", name="附文件").locator("visible=true"))
    chooser.value.set_files(report)
    expect(phone.page.get_by_text("文件 1")).to_be_visible()
    phone.look("③ 照片和文件")

    Sync(phone).open()
    waiting = phone.page.get_by_text(
        re.compile(r"记录服务器都已收到。1 张照片、1 个文件（\d\.\d MB）已存本机，等您点“现在传照片和文件”")
    )
    expect(waiting).to_be_visible()
    phone.look("同步，照片在等")
    phone.tap(phone.page.get_by_role("button", name=re.compile("^现在传照片和文件（1 张、1 个文件")))
    expect(phone.page.get_by_text("本机的内容服务器都已收到。")).to_be_visible()


def _at_work(county: County, phone: Phone) -> Visit:
    """Step ② of a visit, without a network."""
    visit = to_the_gate(county, phone, STUDIO)
    county.server.stop()
    visit.begin(county.named(STUDIO_COLLEAGUE))
    return visit


def _take_two_through_the_page(phone: Phone, visit: Visit) -> None:
    """The camera is let go while nobody looks, and when it is closed."""
    phone.tap(visit.item(1).get_by_role("button", name="本页取景"))
    finder = phone.page.get_by_role("dialog", name=re.compile("^第 1 项"))
    shutter, video = finder.get_by_role("button", name="拍照", exact=True), finder.locator("video")
    expect(shutter).to_be_enabled()
    phone.look("本页取景")
    phone.tap(shutter)
    expect(finder.get_by_role("status")).to_have_text("已存本机：1 张照片")
    phone.page.evaluate(SEEN, "hidden")
    assert not video.evaluate(STREAMING)
    phone.page.evaluate(SEEN, "visible")
    expect(shutter).to_be_enabled()
    phone.tap(shutter)
    expect(finder.get_by_role("status")).to_have_text("已存本机：2 张照片")
    phone.tap(finder.get_by_role("button", name="完成"))
    expect(visit.item(1).get_by_role("img")).to_have_count(2)


def _drag(phone: Phone, start: tuple[float, float], end: tuple[float, float]) -> None:
    """A box over the picture from one place to another, in parts of it."""
    box = phone.page.get_by_role("img", name="要遮挡的照片").bounding_box()
    assert box is not None
    at = [{"x": box["x"] + box["width"] * x, "y": box["y"] + box["height"] * y} for x, y in (start, end)]
    touch = phone.page.context.new_cdp_session(phone.page)
    for kind, point in (("touchStart", at[0]), ("touchMove", at[1]), ("touchMove", at[1])):
        touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [point]})
        time.sleep(STILL_SECONDS)
    touch.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    touch.detach()


def _grey(picture: Image.Image, start: float, end: float) -> bytes:
    """How bright each point is of the square part between these parts of the picture's width and height."""
    wide, high = picture.size
    return picture.crop((int(wide * start), int(high * start), int(wide * end), int(high * end))).convert("L").tobytes()


def _evidence(county: County, visit: str) -> dict[str, Any]:
    """What the server holds of the visit's photos: evidence → payload."""
    with closing(sqlite.connect(county.data / "fieldapp.sqlite")) as base:
        rows = base.execute("SELECT field, body FROM op WHERE visit_id = ? AND kind = 'evidence.add'", (visit,))
        return {field.partition(".")[2]: json.loads(body)["payload"] for field, body in rows}
