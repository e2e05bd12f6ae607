"""Evidence: what the bytes are, and a small copy of a photo to look at. Pillow's only importer; originals are never changed."""

from __future__ import annotations

import io
import zipfile

import pillow_heif
from PIL import Image, ImageFile

pillow_heif.register_heif_opener()
# Pillow warns at one size and refuses at another; ours is checked below, before a single pixel is decoded.
Image.MAX_IMAGE_PIXELS = None
# Of a photo that was cut off, what there is of it is evidence. Said here, because WeasyPrint says it when it is loaded,
# and a copy must not depend on which process made it.
ImageFile.LOAD_TRUNCATED_IMAGES = True
MOST_PIXELS = 60_000_000
FORMATS = ("JPEG", "PNG", "WEBP", "HEIF")
QUALITY = 80
HEAD = 32  # bytes that tell a photo or a PDF; an Office file keeps its table of contents at its end
BAND = 64  # rows of the copy that are made at a time
OFFICE_PARTS = {
    "word/document.xml": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xl/workbook.xml": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
HEIC_BRANDS = {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"hevm", b"hevs", b"mif1", b"msf1"}
ORIENTATION = 0x0112  # the EXIF tag
UPRIGHT = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}


class Unviewable(ValueError):
    """No copy to look at can be made: broken, too many pixels, or no picture at all."""


def sniff(data: bytes) -> str | None:
    """The media type the bytes speak of, whatever the file calls itself; None for anything that is no evidence of ours.

    The first `HEAD` bytes are enough for photos and PDF; Word and Excel files (.docx, .xlsx) are known only whole.
    """
    head = data[:HEAD]
    if head.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return "image/png"
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "image/webp"
    if head[4:8] == b"ftyp" and head[8:12] in HEIC_BRANDS:
        return "image/heic"
    if head.startswith(b"%PDF-"):
        return "application/pdf"
    return _office_type(data) if head.startswith(b"PK\x03\x04") else None


def view_copy(data: bytes, longest: int = 1600) -> bytes:
    """An upright JPEG of at most `longest` pixels a side, without EXIF, place or comment.

    The same bytes give the same copy. Raises Unviewable.
    """
    try:
        with Image.open(io.BytesIO(data), formats=FORMATS) as image:
            if image.width * image.height > MOST_PIXELS:
                raise Unviewable(f"{image.width}×{image.height}")
            return _jpeg(_small(image, longest))
    # Broken files make Pillow's readers raise nearly anything; to us they are all the same picture nobody can see.
    except (OSError, SyntaxError, ValueError, RuntimeError, EOFError, IndexError, KeyError, TypeError) as problem:
        raise Unviewable(str(problem)) from problem


def _office_type(data: bytes) -> str | None:
    """An archive is a document if it has a document's main part; only its table of contents is read."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = set(archive.namelist())
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        return None
    return next((kind for part, kind in OFFICE_PARTS.items() if part in names), None)


def _small(image: Image.Image, longest: int) -> Image.Image:
    turn = UPRIGHT.get(image.getexif().get(ORIENTATION, 1))
    scale = min(1.0, longest / max(image.size))
    target = (max(1, round(image.width * scale)), max(1, round(image.height * scale)))
    # The exact aspect: a square box makes draft() do nothing, and the whole photo is decoded (2.9 times slower).
    image.draft("RGB", target)
    small = _opaque(image, target)
    return small if turn is None else small.transpose(turn)


def _opaque(image: Image.Image, target: tuple[int, int]) -> Image.Image:
    if not image.has_transparency_data:
        plain = image if image.mode == "RGB" else image.convert("RGB")
        return plain.resize(target, Image.Resampling.BICUBIC)
    # Band by band and smaller at once: sixty megapixels laid on paper whole would be four more copies of a quarter gigabyte.
    factor = max(1, min(image.width // target[0], image.height // target[1]))
    paper = Image.new("RGB", (-(-image.width // factor), -(-image.height // factor)), "white")
    for top in range(0, image.height, BAND * factor):
        bottom = min(image.height, top + BAND * factor)
        band = image.crop((0, top, image.width, bottom)).convert("RGBA").reduce(factor)
        paper.paste(band, (0, top // factor), band)
    whole = (0, 0, image.width / factor, image.height / factor)
    return paper.resize(target, Image.Resampling.BICUBIC, box=whole)


def _jpeg(image: Image.Image) -> bytes:
    image.info = {}  # Pillow would carry a comment of the original over
    out = io.BytesIO()
    image.save(out, "JPEG", quality=QUALITY)
    return out.getvalue()
