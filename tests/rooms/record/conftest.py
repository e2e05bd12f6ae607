"""Documents made once for many questions, and the ways to look into a PDF from outside."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest

from fieldapp.config import Settings
from fieldapp.core import clock
from fieldapp.core.canonical import sha256_hex
from fieldapp.record import pdf
from fieldapp.record.pdf import Fonts
from fieldapp.record.snapshot import Snapshot
from tests.rooms.record import a_sheet

JAXB_RUNTIME = Path("/usr/share/java/jaxb-runtime.jar")


@dataclass(frozen=True)
class Paper:
    """A printed record: what it was made from, where it lies, every word a reader can copy out of it."""

    snapshot: Snapshot
    path: Path
    text: str
    missing: frozenset[str]

    def says(self, words: str) -> bool:
        return squeezed(words) in self.text


Print = Callable[..., Paper]


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Where there is no Java the validator cannot run; `test` then names what was not run."""
    if item.get_closest_marker("needs_java") and not (shutil.which("java") and JAXB_RUNTIME.exists()):
        pytest.skip("没有 Java 或 libjaxb-java，PDF/A-3a 没有经 veraPDF 检验")


@pytest.fixture(autouse=True)
def inspection_day() -> Iterator[None]:
    with clock.fixed(datetime(2026, 11, 21, 3, 0, tzinfo=UTC)):
        yield


@pytest.fixture(scope="session")
def fonts() -> Fonts:
    found = pdf.problems(Settings.from_environment())
    assert not found, found
    return Fonts.of(Settings.from_environment())


@pytest.fixture(scope="session")
def print_out(fonts: Fonts, tmp_path_factory: pytest.TempPathFactory) -> Print:
    def printing(snapshot: Snapshot, originals: dict[str, bytes] | None = None, *, public: bool = False) -> Paper:
        views = {sha256_hex(data): data for data in (originals or {}).values()}
        printed = pdf.render(snapshot, views, fonts, public=public)
        path = tmp_path_factory.mktemp("paper") / "record.pdf"
        path.write_bytes(printed.pdf)
        return Paper(snapshot, path, text_of(path), printed.missing)

    return printing


@pytest.fixture(scope="session")
def photos() -> dict[str, bytes]:
    return {f"e{number}": a_sheet.photo(number) for number in range(1, 13)}


@pytest.fixture(scope="session")
def signed(print_out: Print, photos: dict[str, bytes]) -> Paper:
    """60 items, 12 photos, three problems, signed by a principal with a rare name's colleague beside."""
    content = a_sheet.doc(60, photos)
    return print_out(a_sheet.registered(content, a_sheet.seal(content)), photos)


@pytest.fixture(scope="session")
def refused(print_out: Print) -> Paper:
    content = a_sheet.doc(30)
    return print_out(a_sheet.registered(content, a_sheet.seal(content, subject=a_sheet.refusal())))


def squeezed(words: str) -> str:
    """Without spaces and line breaks, which a layout is free to choose."""
    return re.sub(r"\s+", "", words)


def text_of(path: Path) -> str:
    out = subprocess.run(["pdftotext", "-raw", "-enc", "UTF-8", path, "-"], capture_output=True, check=True)
    return squeezed(out.stdout.decode())
