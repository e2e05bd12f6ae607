"""Photos and files on a bad line: what is acknowledged is on disk, what is wrong never counts, what is foreign stays foreign."""

from __future__ import annotations

import hashlib
import io
import os
from concurrent.futures import ThreadPoolExecutor

import pytest
from flask import Flask
from PIL import Image

from fieldapp.core import events
from fieldapp.core.blobs import BlobStore
from fieldapp.field import queries, uploads
from fieldapp.field.events import PhotoStored
from tests.rooms.field.a_phone import Phone, content_digest, said
from tests.rooms.field.conftest import EnterVisit, a_school

CHUNK = 512 * 1024
PHOTO = os.urandom(CHUNK + 1000)
SMALL = os.urandom(3000)


def sha(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def store(app: Flask) -> BlobStore:
    found: BlobStore = app.extensions["blobs"]
    return found


def parts(app: Flask) -> list[str]:
    return sorted(path.name for path in (app.config["SETTINGS"].data_dir / "blobs/parts").iterdir())


def test_small_photo_arrives_in_one_request(phone: Phone, app: Flask) -> None:
    phone.photograph(SMALL)
    phone.push(*phone.ops)
    reply = phone.upload(SMALL)

    assert said(reply) == {"proto": 1, "stored": True}
    assert store(app).read(sha(SMALL)) == SMALL
    assert said(phone.announce(SMALL))["stored"] is True
    assert phone.get(f"/api/visits/{phone.visit}/ops")["stored"] == [sha(SMALL)]


def test_large_photo_goes_on_where_the_line_broke(phone: Phone, app: Flask) -> None:
    assert said(phone.announce(PHOTO))["offset"] == 0
    assert said(phone.send(sha(PHOTO), 0, PHOTO[:CHUNK]))["offset"] == CHUNK

    asked = phone.ask(sha(PHOTO))
    assert (asked.headers["Upload-Offset"], asked.headers["Upload-Length"]) == (str(CHUNK), str(len(PHOTO)))
    assert said(phone.send(sha(PHOTO), CHUNK, PHOTO[CHUNK:]))["stored"] is True
    assert store(app).read(sha(PHOTO)) == PHOTO
    assert parts(app) == []


def test_first_chunk_may_come_with_the_announcement(phone: Phone) -> None:
    first = PHOTO[:CHUNK]

    assert said(phone.announce(PHOTO, body=first, headers={"Content-Digest": content_digest(first)}))["offset"] == CHUNK


def test_first_chunk_that_nothing_vouches_for_is_not_believed(phone: Phone) -> None:
    assert said(phone.announce(PHOTO, body=PHOTO[:CHUNK]))["offset"] == 0


def test_chunk_at_the_wrong_place_is_told_the_right_one(phone: Phone) -> None:
    phone.announce(PHOTO)
    phone.send(sha(PHOTO), 0, PHOTO[:1000])
    reply = phone.send(sha(PHOTO), 0, PHOTO[:1000])

    assert (reply.status_code, said(reply)["offset"], reply.headers["Upload-Offset"]) == (409, 1000, "1000")


def test_chunk_altered_on_its_way_is_asked_for_again(phone: Phone) -> None:
    phone.announce(PHOTO)
    reply = phone.send(
        sha(PHOTO), 0, bytes([PHOTO[0] ^ 1]) + PHOTO[1:1000], **{"Content-Digest": content_digest(PHOTO[:1000])}
    )

    assert (reply.status_code, said(reply)["error"]) == (400, "digest_mismatch")
    assert phone.send(sha(PHOTO), 0, PHOTO[:9], **{"Content-Digest": "sha-256=:é:"}).status_code == 400
    assert phone.ask(sha(PHOTO)).headers["Upload-Offset"] == "0"


def test_chunk_cut_on_its_way_moves_nothing(phone: Phone) -> None:
    phone.announce(PHOTO)
    headers = {
        "Upload-Offset": "0", "Content-Digest": content_digest(PHOTO[:1000]), "Authorization": f"Bearer {phone.token}",
    }  # fmt: skip
    reply = phone.call(
        "PATCH", f"/api/visits/{phone.visit}/blobs/{sha(PHOTO)}", input_stream=io.BytesIO(PHOTO[:300]),
        content_length=1000, headers=headers,
    )  # fmt: skip

    assert reply.status_code == 400
    assert phone.ask(sha(PHOTO)).headers["Upload-Offset"] == "0"


def test_photo_that_is_not_what_it_claims_is_refused_and_reported(phone: Phone, app: Flask) -> None:
    claimed = sha(b"another photo")
    reply = phone.announce(SMALL, sha256=claimed, body=SMALL, headers={"Content-Digest": content_digest(SMALL)})

    assert (reply.status_code, said(reply)["error"]) == (422, "hash_mismatch")
    assert "原件仍在手机上" in said(reply)["sentence"]
    phone.announce(SMALL, sha256=claimed, body=SMALL, headers={"Content-Digest": content_digest(SMALL)})
    assert [each.kind for each in phone.stored(queries.incidents)] == ["hash_mismatch"]
    assert not store(app).has(claimed)
    assert phone.ask(claimed).headers["Upload-Offset"] == "0"
    assert parts(app) == []


def test_two_senders_of_one_photo_store_it_once(phone: Phone, app: Flask) -> None:
    phone.announce(PHOTO)
    with ThreadPoolExecutor(4) as crowd:
        replies = list(crowd.map(lambda _: phone.send(sha(PHOTO), 0, PHOTO[:CHUNK]), range(4)))
    assert sorted(reply.status_code for reply in replies) == [200, 409, 409, 409]

    with ThreadPoolExecutor(4) as crowd:
        replies = list(crowd.map(lambda _: phone.send(sha(PHOTO), CHUNK, PHOTO[CHUNK:]), range(4)))
    assert [said(reply)["stored"] for reply in replies] == [True] * 4
    assert store(app).read(sha(PHOTO)) == PHOTO


def test_part_lost_with_its_disk_starts_again(phone: Phone, app: Flask) -> None:
    phone.announce(PHOTO)
    phone.send(sha(PHOTO), 0, PHOTO[:CHUNK])
    with store(app).part(f"{phone.visit}-{sha(PHOTO)}") as part:
        part.append(0, b"")
    reply = phone.send(sha(PHOTO), CHUNK, PHOTO[CHUNK:])

    assert (reply.status_code, said(reply)["offset"]) == (409, 0)
    phone.send(sha(PHOTO), 0, PHOTO[:CHUNK])
    assert said(phone.send(sha(PHOTO), CHUNK, PHOTO[CHUNK:]))["stored"] is True


def test_bytes_of_another_visit_count_for_nothing_here(phone: Phone, enter_visit: EnterVisit) -> None:
    phone.upload(SMALL)
    elsewhere = Phone(phone.client, phone.owner, enter_visit(a_school("12130534MB0F00020U", "清河县第二小学")).id)
    elsewhere.fetch()

    assert elsewhere.ask(sha(SMALL)).status_code == 404
    assert elsewhere.get(f"/api/visits/{elsewhere.visit}/ops")["stored"] == []
    assert said(elsewhere.announce(SMALL)) == {"proto": 1, "offset": 0}
    assert said(elsewhere.upload(SMALL))["stored"] is True


def test_token_of_another_visit_adds_no_photo(phone: Phone, enter_visit: EnterVisit) -> None:
    elsewhere = enter_visit(a_school("12130534MB0F00020U", "清河县第二小学"))
    phone.visit = elsewhere.id
    reply = phone.upload(SMALL)

    assert (reply.status_code, said(reply)["error"]) == (403, "not_yours")


@pytest.mark.parametrize(
    "size, kind, status, word",
    [
        (0, "image/jpeg", 422, "是空的"),
        (33 * 1024 * 1024, "image/jpeg", 413, "超过 32 MB"),
        (1000, "application/zip", 415, "PDF、Word（.docx）、Excel（.xlsx）"),
        (65 * 1024 * 1024, "image/jpeg", 413, "超过 64 MB"),
    ],
)
def test_file_no_op_names_has_to_look_like_evidence(phone: Phone, size: int, kind: str, status: int, word: str) -> None:
    reply = phone.announce(b"", sha256="a" * 64, size=size, headers={"X-Blob-Type": kind})

    assert reply.status_code == status
    assert word in said(reply)["sentence"]


def test_file_a_saved_op_names_is_taken_whatever_it_is(phone: Phone) -> None:
    phone.photograph(SMALL)
    op = phone.ops[-1]
    op["payload"].update(size=40 * 1024 * 1024, type="application/zip")
    assert phone.states(op) == ["applied"]

    reply = phone.announce(SMALL, size=40 * 1024 * 1024, headers={"X-Blob-Type": "application/zip"})
    assert said(reply) == {"proto": 1, "offset": 0}


@pytest.mark.parametrize("kind", sorted(uploads.REPORTS))
def test_report_is_taken_like_a_photo_before_its_op_has_come(phone: Phone, app: Flask, kind: str) -> None:
    reply = phone.announce(SMALL, body=SMALL, headers={"X-Blob-Type": kind, "Content-Digest": content_digest(SMALL)})

    assert said(reply)["stored"] is True
    assert store(app).read(sha(SMALL)) == SMALL


def test_only_of_pictures_a_copy_to_look_at_is_made(phone: Phone, monkeypatch: pytest.MonkeyPatch) -> None:
    """By their bytes: a phone may call a report a photo, and a photo a report."""
    heard: list[PhotoStored] = []
    monkeypatch.setitem(events._reactions, PhotoStored, [heard.append])
    picture, report = io.BytesIO(), b"%PDF-1.7 a report"
    Image.new("RGB", (40, 30), "teal").save(picture, "JPEG")
    told = {"X-Blob-Type": "application/pdf"}
    phone.announce(picture.getvalue(), body=picture.getvalue(), headers=told)
    phone.announce(report, body=report, headers={"X-Blob-Type": "image/jpeg"})

    assert heard == [PhotoStored(sha(picture.getvalue()))]
    assert sorted(phone.stored(queries.stored_blobs)) == sorted([sha(picture.getvalue()), sha(report)])


def test_files_no_op_names_have_a_quota(phone: Phone) -> None:
    replies = [
        phone.announce(b"", sha256=f"{n:064x}", size=30 * 1024 * 1024, headers={"X-Blob-Type": "image/png"}) for n in range(3)
    ]  # fmt: skip

    assert [reply.status_code for reply in replies] == [200, 200, 413]
    assert "请先上传检查记录" in said(replies[-1])["sentence"]


def test_announcements_no_op_names_are_counted_too(phone: Phone) -> None:
    replies = [phone.announce(b"", sha256=f"{n:064x}", size=1).status_code for n in range(102)]

    assert replies.count(413) == 2


def test_wrong_first_announcement_binds_nobody(phone: Phone) -> None:
    phone.announce(PHOTO, size=7)
    assert said(phone.announce(PHOTO))["offset"] == 0

    assert phone.ask(sha(PHOTO)).headers["Upload-Length"] == str(len(PHOTO))
    phone.send(sha(PHOTO), 0, PHOTO[:CHUNK])
    assert said(phone.send(sha(PHOTO), CHUNK, PHOTO[CHUNK:]))["stored"] is True


def test_more_bytes_than_announced_are_refused(phone: Phone) -> None:
    phone.announce(SMALL)
    reply = phone.send(sha(SMALL), 0, SMALL + b"more")

    assert (reply.status_code, said(reply)["error"]) == (422, "too_many_bytes")


def test_chunk_of_a_photo_nobody_announced_is_unknown(phone: Phone, app: Flask) -> None:
    assert phone.send("b" * 64, 0, b"data").status_code == 404
    assert phone.send("../../etc/passwd", 0, b"data").status_code == 404
    assert parts(app) == []


@pytest.mark.parametrize(
    "headers", [{"X-Blob-SHA256": "short"}, {"X-Blob-Size": "many"}, {"X-Blob-Size": "-1"}], ids=str
)
def test_announcement_nobody_can_read_is_one_sentence(phone: Phone, headers: dict[str, str]) -> None:
    reply = phone.announce(SMALL, headers=headers)

    assert (reply.status_code, said(reply)["error"]) == (400, "unreadable")
