"""Files under their SHA-256, never changed once there; the parts of uploads wait beside them."""

from __future__ import annotations

import fcntl
import hashlib
import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import cast

from flask import current_app

READ_SIZE = 1024 * 1024


class BlobStore:
    """A folder of files named by the SHA-256 of their bytes (64 lower-case hex characters).

    A name says which bytes, not who may see them: callers keep their own record of what is theirs.
    """

    def __init__(self, root: Path) -> None:
        self._files = root / "files"
        self._parts = root / "parts"
        for folder in (self._files, self._parts):
            folder.mkdir(parents=True, exist_ok=True)

    def has(self, sha256: str) -> bool:
        return self.path(sha256).is_file()

    def path(self, sha256: str) -> Path:
        return self._files / sha256[:2] / sha256

    def read(self, sha256: str) -> bytes:
        """The bytes. FileNotFoundError where there are none."""
        return self.path(sha256).read_bytes()

    def put(self, data: bytes) -> str:
        """Keep `data` durably and return its SHA-256; bytes already here are left as they are."""
        sha256 = hashlib.sha256(data).hexdigest()
        if not self.has(sha256):
            descriptor, name = tempfile.mkstemp(dir=self._parts)
            with os.fdopen(descriptor, "wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            self._move_in(Path(name), sha256)
        return sha256

    @contextmanager
    def part(self, name: str) -> Iterator[Part]:
        """The growing file of one upload, held by one writer at a time, also across processes."""
        path = self._parts / name
        # The lock is a file of its own: the part is renamed under it, and who waited must not find the way free too soon.
        with _locked(path.with_name(f"{name}.lock")):
            descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
            try:
                yield Part(path, descriptor, self._move_in)
            finally:
                os.close(descriptor)

    def _move_in(self, source: Path, sha256: str) -> None:
        """Rename a finished, synced file to its name; the folders are synced so that the name survives too."""
        target = self.path(sha256)
        if not target.parent.is_dir():
            target.parent.mkdir(exist_ok=True)
            _sync_folder(self._files)
        source.replace(target)
        _sync_folder(target.parent)


class Part:
    """The bytes of an upload so far. Only valid inside `BlobStore.part`."""

    def __init__(self, path: Path, descriptor: int, move_in: Callable[[Path, str], None]) -> None:
        self._path, self._descriptor, self._move_in = path, descriptor, move_in

    @property
    def size(self) -> int:
        return os.fstat(self._descriptor).st_size

    def append(self, offset: int, data: bytes) -> None:
        """Write `data` at `offset` and wait for the disk; what an interrupted write left behind it goes."""
        os.ftruncate(self._descriptor, offset)
        view = memoryview(data)
        while view:
            written = os.pwrite(self._descriptor, view, offset)
            view, offset = view[written:], offset + written
        os.fsync(self._descriptor)

    def sha256(self) -> str:
        summary = hashlib.sha256()
        offset = 0
        while chunk := os.pread(self._descriptor, READ_SIZE, offset):
            summary.update(chunk)
            offset += len(chunk)
        return summary.hexdigest()

    def keep(self, sha256: str) -> None:
        """Turn the part into the file of that name."""
        self._move_in(self._path, sha256)

    def drop(self) -> None:
        self._path.unlink()


def blobs() -> BlobStore:
    """The store of the running application."""
    return cast(BlobStore, current_app.extensions["blobs"])


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    """An exclusive lock by a file that stands only while somebody holds or awaits it. It ends with its process."""
    while True:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            # The holder before us has removed the file we waited at: then the lock is elsewhere by now.
            if _is_still(path, descriptor):
                try:
                    yield
                finally:
                    path.unlink()
                return
        finally:
            os.close(descriptor)


def _is_still(path: Path, descriptor: int) -> bool:
    try:
        return path.stat().st_ino == os.fstat(descriptor).st_ino
    except FileNotFoundError:
        return False


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
