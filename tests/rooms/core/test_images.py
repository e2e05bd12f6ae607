"""Photos as phones make them: turned, tagged with a place, broken, too large, or no photo at all."""

from __future__ import annotations

import io
import struct
import subprocess
import sys
import zipfile
import zlib
from pathlib import Path

import pytest
from openpyxl import Workbook
from PIL import Image

from fieldapp.config import PROJECT
from fieldapp.core.images import MOST_PIXELS, Unviewable, sniff, view_copy


def taken_by_phone(size: tuple[int, int] = (400, 300), turned: int = 6, kind: str = "JPEG") -> bytes:
    """Left half red, right half blue, lying on its side as cameras store it, with a place and a comment."""
    image = Image.new("RGB", size, "blue")
    image.paste("red", (0, 0, size[0] // 2, size[1]))
    exif = image.getexif()
    exif[0x0112] = turned
    exif[0x010E] = "GPS-SECRET"
    out = io.BytesIO()
    more = {"comment": b"COMMENT-SECRET"} if kind == "JPEG" else {}
    image.save(out, kind, exif=exif, **more)
    return out.getvalue()


def opened(data: bytes) -> Image.Image:
    return Image.open(io.BytesIO(data))


def test_the_copy_stands_upright_and_is_small() -> None:
    copy = opened(view_copy(taken_by_phone((4000, 3000))))
    assert (copy.format, copy.size) == ("JPEG", (1200, 1600))
    red, blue = copy.getpixel((600, 200)), copy.getpixel((600, 1400))
    assert isinstance(red, tuple)
    assert isinstance(blue, tuple)
    assert red[0] > 200 > blue[0]


@pytest.mark.parametrize("turned", range(1, 9))
def test_every_way_to_hold_a_phone_is_turned_upright(turned: int) -> None:
    copy = opened(view_copy(taken_by_phone(turned=turned)))
    assert copy.size == ((400, 300) if turned < 5 else (300, 400))


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "HEIF"])
def test_no_place_and_no_comment_survive_in_the_copy(kind: str) -> None:
    original = taken_by_phone(kind=kind)
    assert b"SECRET" in original
    copy = view_copy(original)
    assert b"SECRET" not in copy
    assert not opened(copy).getexif()


def test_a_small_photo_is_not_blown_up() -> None:
    assert opened(view_copy(taken_by_phone((40, 30), turned=1))).size == (40, 30)


def test_the_same_photo_gives_the_same_copy() -> None:
    assert view_copy(taken_by_phone()) == view_copy(taken_by_phone())


def test_what_shines_through_becomes_paper() -> None:
    out = io.BytesIO()
    Image.new("RGBA", (8, 8), (0, 0, 0, 0)).save(out, "PNG")
    assert opened(view_copy(out.getvalue())).getpixel((4, 4)) == (255, 255, 255)


def test_what_half_shines_through_is_mixed_with_paper_in_any_size() -> None:
    """Larger than one band, sides that no factor divides: still one even colour without a seam."""
    out = io.BytesIO()
    Image.new("RGBA", (3203, 2909), (200, 0, 0, 128)).save(out, "PNG", compress_level=1)
    copy = opened(view_copy(out.getvalue(), longest=800))
    assert copy.size == (800, 727)
    colours = {copy.getpixel((x, y)) for x in (0, 399, 799) for y in range(727)}
    assert all(abs(a - b) <= 3 for each in colours for a, b in zip(each, (227, 127, 127), strict=True))  # type: ignore[arg-type]


def test_the_largest_transparent_picture_leaves_room_for_others(tmp_path: Path) -> None:
    picture = tmp_path / "plan.png"
    Image.new("RGBA", (7740, 7740), (200, 30, 30, 128)).save(picture, "PNG", compress_level=1)
    measure = """
import resource, sys
from fieldapp.core.images import view_copy
view_copy(open(sys.argv[1], "rb").read())
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
"""
    command = [sys.executable, "-c", measure, str(picture)]
    told = subprocess.run(command, cwd=PROJECT, capture_output=True, check=True)
    assert int(told.stdout) < 600 * 1024, "its pixels take 240 MB once; nothing may hold them a second time"


def test_a_bomb_is_refused_before_it_is_unpacked() -> None:
    side = int(MOST_PIXELS**0.5) + 1
    header = struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0)
    chunk = struct.pack(">I", len(header)) + b"IHDR" + header + struct.pack(">I", zlib.crc32(b"IHDR" + header))
    with pytest.raises(Unviewable):
        view_copy(b"\x89PNG\r\n\x1a\n" + chunk)


@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
def test_of_a_photo_that_was_cut_off_what_there_is_is_shown(kind: str) -> None:
    assert opened(view_copy(taken_by_phone(kind=kind)[:-200])).size == (300, 400)


@pytest.mark.parametrize("kind", ["WEBP", "HEIF"])
def test_a_photo_of_a_kind_that_cannot_be_cut_is_refused(kind: str) -> None:
    with pytest.raises(Unviewable):
        view_copy(taken_by_phone(kind=kind)[:-200])


@pytest.mark.parametrize("data", [b"", b"GIF89a" + bytes(40), b"<svg/>", b"PK\x03\x04 no archive", b"MZ"])
def test_what_is_no_photo_of_ours_is_refused(data: bytes) -> None:
    assert sniff(data) is None
    with pytest.raises(Unviewable):
        view_copy(data)


@pytest.mark.parametrize("kind,told", [("JPEG", "jpeg"), ("PNG", "png"), ("WEBP", "webp"), ("HEIF", "heic")])
def test_the_first_bytes_tell_what_a_file_is(kind: str, told: str) -> None:
    assert sniff(taken_by_phone(kind=kind)[:32]) == f"image/{told}"


def test_a_file_of_evidence_is_known_by_what_is_in_it() -> None:
    table, letter, neither = io.BytesIO(), io.BytesIO(), io.BytesIO()
    Workbook().save(table)
    for buffer, part in ((letter, "word/document.xml"), (neither, "setup.exe")):
        with zipfile.ZipFile(buffer, "w") as archive:
            archive.writestr(part, "")
    office = "application/vnd.openxmlformats-officedocument."
    assert sniff(b"%PDF-1.7 ...") == "application/pdf"
    assert sniff(table.getvalue()) == f"{office}spreadsheetml.sheet"
    assert sniff(letter.getvalue()) == f"{office}wordprocessingml.document"
    assert sniff(neither.getvalue()) is None


def test_a_document_is_evidence_and_no_picture() -> None:
    with pytest.raises(Unviewable):
        view_copy(b"%PDF-1.7 ...")
