"""Photos as a phone's camera makes them: real JPEGs of several megabytes, each different, some lying on their side."""

from __future__ import annotations

import random
from io import BytesIO
from pathlib import Path

from PIL import Image, ImageDraw

WIDTH, HEIGHT = 4000, 3000
ORIENTATION, TURNED_LEFT, UPRIGHT = 0x0112, 6, 1


def photo(path: Path, seed: int = 0, *, turned: bool = False) -> Path:
    """Write a 12-megapixel JPEG of about three megabytes and return its path; the same seed gives the same bytes."""
    grain = Image.frombytes("RGB", (500, 375), random.Random(seed).randbytes(500 * 375 * 3))
    picture = grain.resize((WIDTH, HEIGHT), Image.Resampling.BICUBIC)
    draw = ImageDraw.Draw(picture)
    # Something an eye can recognise in a document: a red cylinder on a grey wall.
    draw.rectangle((0, 0, WIDTH, 500), fill=(168, 170, 166))
    draw.rounded_rectangle((1500, 700, 2500, 2900), radius=300, fill=(176, 24, 20))
    draw.ellipse((1850, 1200, 2150, 1500), fill=(240, 240, 235))
    file = BytesIO()
    exif = Image.Exif()
    exif[ORIENTATION] = TURNED_LEFT if turned else UPRIGHT
    picture.save(file, "JPEG", quality=92, exif=exif)
    path.write_bytes(file.getvalue())
    return path
