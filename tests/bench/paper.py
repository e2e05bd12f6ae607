"""The last byte of a sealed visit has arrived: how long until its PDF lies on the disk."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Iterator
from contextlib import closing

from pysqlite3 import dbapi2 as sqlite

from fieldapp.core.blobs import BlobStore
from fieldapp.field.answers import items_of
from fieldapp.field.uploads import CHUNK
from tests.bench.figures import Figure, load
from tests.bench.line import phone_over
from tests.journeys.camera import photo
from tests.journeys.county import County
from tests.journeys.roles import BIG_SCHOOL, LEAD
from tests.journeys.stage import county
from tests.rooms.field.a_phone import Phone

TIMES, TARGET_S, PATIENCE_S = 5, 3, 60
WRONG_ITEMS, PHOTOS_EACH = 6, 2


def measure() -> Iterator[Figure]:
    under = load()
    values = [_once() for _ in range(TIMES)]
    yield Figure(
        "61 项、12 张照片：最后一个字节收到到 PDF 落盘", values, "秒", TARGET_S,
        "真实的 serve 和 work 进程；照片各 1200 万像素、约 3 MB，紧接着一张张传；"
        f"从发出最后一段照片起算（含这次请求），到文书登记为已生成且文件在磁盘上。{under}",
    )  # fmt: skip


def _once() -> float:
    with county() as running:
        pictures = [photo(running.data.parent / f"{n}.jpg", n).read_bytes() for n in range(WRONG_ITEMS * PHOTOS_EACH)]
        phone = phone_over(running, running.named(LEAD), BIG_SCHOOL)
        _inspect(phone, pictures)
        phone.sign_all()
        phone.seal()
        for start in range(0, len(phone.ops), 100):
            assert set(phone.states(*phone.ops[start : start + 100])) == {"applied"}
        for each in pictures[:-1]:
            _send(phone, each, _announce(phone, each), 0, len(each))
        last = pictures[-1]
        sha256, end = _announce(phone, last), len(last) // CHUNK * CHUNK
        _send(phone, last, sha256, 0, end)
        began = time.monotonic()
        _send(phone, last, sha256, end, len(last))
        _wait_for_the_paper(running)
        return round(time.monotonic() - began, 2)


def _inspect(phone: Phone, pictures: list[bytes]) -> None:
    """Everybody has shown a certificate; the first items are wrong, each with words, a deadline and photos."""
    phone.write("visit.arrive", "arrive", {})
    for member in phone.facts["team"]:
        person, number = member["person"], member["certificate_no"]
        phone.write("visit.identify", f"shown.{person}", {"certificate_no": number, "by": person, "via": "pin"})
    phone.write("view.shown", "told", {"what": "notice", "notice_version": "1"})
    phone.write("recusal.ask", "recusal", {"asked": False})
    for place, item in enumerate(items_of(phone.facts)):
        wrong = place < WRONG_ITEMS
        phone.answer(item["code"], "ABNORMAL" if wrong else "NORMAL")
        for each in pictures[place * PHOTOS_EACH : (place + 1) * PHOTOS_EACH] if wrong else []:
            phone.photograph(each, item["code"])
        if wrong:
            phone.write("finding.set", f"item.{item['code']}.note", {"text": item["phrases"][0]})
            phone.write("finding.set", f"item.{item['code']}.disposition", {"value": "RECTIFY"})
            phone.write("finding.set", f"item.{item['code']}.due", {"date": "2026-12-06", "days": 15})
    phone.write("category.set", "category", {"value": "PENDING_FOLLOW_UP"})
    phone.write("statement.set", "statement", {"value": "AGREED", "words": ""})


def _announce(phone: Phone, data: bytes) -> str:
    """Tell the server of a photo; its SHA-256."""
    reply = phone.announce(data)
    assert reply.status_code == 200, reply.data
    return hashlib.sha256(data).hexdigest()


def _send(phone: Phone, data: bytes, sha256: str, start: int, end: int) -> None:
    """Bytes `start` to `end` of a photo, chunk by chunk."""
    for place in range(start, end, CHUNK):
        reply = phone.send(sha256, place, data[place : min(place + CHUNK, end)])
        assert reply.status_code == 200, reply.data


def _wait_for_the_paper(running: County) -> None:
    """Until the document's row names its bytes and these are on the disk."""
    until = time.monotonic() + PATIENCE_S
    store = BlobStore(running.data / "blobs")
    address = f"file:{running.data / 'fieldapp.sqlite'}?mode=ro"
    with closing(sqlite.connect(address, uri=True, timeout=PATIENCE_S)) as base:
        while time.monotonic() < until:
            made = base.execute("SELECT pdf_sha256 FROM document WHERE pdf_sha256 IS NOT NULL").fetchone()
            if made is not None:
                assert store.read(made[0]).startswith(b"%PDF")
                return
            time.sleep(0.01)
    raise AssertionError(running.worker.log.read_text("utf-8"))
