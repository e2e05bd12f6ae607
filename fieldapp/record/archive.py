"""Many PDFs as one ZIP: written to the disk piece by piece, and the same bytes whenever it is made of the same files."""

from __future__ import annotations

import hashlib
import shutil
import zipfile
from collections.abc import Iterable
from pathlib import Path
from typing import BinaryIO

# Fixed, and stored as they are: PDFs are packed already, and the bytes must not depend on a clock or a packer.
MADE = (1980, 1, 1, 0, 0, 0)
READABLE = 0o644 << 16
PIECE = 1024 * 1024


def write(files: Iterable[tuple[str, Path]], out: BinaryIO) -> tuple[str, int]:
    """Write the named files to `out` (seekable), which is left at its beginning; SHA-256 and size of what was written."""
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        for name, path in files:
            entry = zipfile.ZipInfo(name, MADE)
            entry.external_attr, entry.file_size = READABLE, path.stat().st_size
            with path.open("rb") as source, archive.open(entry, "w") as target:
                shutil.copyfileobj(source, target, PIECE)
    out.seek(0)
    summary = hashlib.sha256()
    while piece := out.read(PIECE):
        summary.update(piece)
    size = out.tell()
    out.seek(0)
    return summary.hexdigest(), size
