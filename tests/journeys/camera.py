"""Photos as a phone's camera makes them: real JPEGs of several megabytes, each different, some lying on their side."""

from __future__ import annotations

import random
from io import BytesIO
from pathlib import Path

from PIL import Image, ImageDraw

SIZE = WIDTH, HEIGHT = 4000, 3000
ORIENTATION, TURNED_LEFT, UPRIGHT = 0x0112, 6, 1
GRAIN = 0.05


def photo(path: Path, seed: int = 0, *, turned: bool = False) -> Path:
    """Write a 12-megapixel JPEG of some megabytes and return its path; the same seed gives the same bytes.

    It shows a chained emergency exit, so that an eye knows it again in a document.
    """
    picture = Image.blend(_exit_door(), _noise(seed), GRAIN)
    file = BytesIO()
    exif = Image.Exif()
    exif[ORIENTATION] = TURNED_LEFT if turned else UPRIGHT
    picture.save(file, "JPEG", quality=93, exif=exif)
    path.write_bytes(file.getvalue())
    return path


def _exit_door() -> Image.Image:
    picture = Image.new("RGB", SIZE, (214, 210, 200))
    draw = ImageDraw.Draw(picture)
    draw.rectangle((0, 2550, WIDTH, HEIGHT), fill=(150, 142, 132))
    draw.rectangle((1050, 600, 2950, 2700), fill=(96, 100, 104))
    for left in (1110, 2020):
        draw.rectangle((left, 660, left + 870, 2700), fill=(178, 120, 66))
        draw.rectangle((left + 260, 820, left + 610, 1380), fill=(150, 190, 204))
    draw.rounded_rectangle((1400, 250, 2600, 520), radius=30, fill=(16, 132, 74))
    draw.polygon([(1560, 385), (1760, 290), (1760, 480)], fill=(240, 248, 240))
    draw.rectangle((1760, 350, 2440, 420), fill=(240, 248, 240))
    for handle in (1890, 2060):
        draw.rounded_rectangle((handle, 1520, handle + 50, 1980), radius=25, fill=(220, 222, 224))
    for link in range(1800, 2260, 70):
        draw.ellipse(
            (link, 1690 + (link // 70 % 2) * 30, link + 95, 1760 + (link // 70 % 2) * 30),
            outline=(60, 60, 64),
            width=18,
        )
    draw.rounded_rectangle((1930, 1790, 2090, 1960), radius=24, fill=(206, 168, 40))
    return picture


def _noise(seed: int) -> Image.Image:
    small = WIDTH // 2, HEIGHT // 2
    grains = Image.frombytes("RGB", small, random.Random(seed).randbytes(small[0] * small[1] * 3))
    return grains.resize(SIZE, Image.Resampling.NEAREST)
