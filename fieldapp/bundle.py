"""What travels to phones and offices: few small files made from static/, once for each state of the sources.

Standard library only: set-up makes them, so that no later start needs Node, a network, or the right to write here.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
STATIC = ROOT / "static"
BUILT = ROOT / ".deps/built"
MAKER = ROOT / ".deps/bundle.mjs"
MAKERS = (Path(__file__), MAKER, ROOT / ".deps/package-lock.json")
MANIFEST = "manifest.json"
KEPT = 8  # a server goes on serving what it began with while newer files are made beside it
IMPORT = re.compile(r'@import "([^"]+)";\s*')
COMMENT = re.compile(r"/\*(?!!).*?\*/\s*", re.DOTALL)


class CannotBundle(RuntimeError):
    """One sentence: the files could not be made, and why."""


@dataclass(frozen=True)
class Bundle:
    """`scripts`: for each file its sources and the files it imports; `sheets`: for each style the styles joined in it."""

    folder: Path
    scripts: dict[str, dict[str, list[str]]]
    sheets: dict[str, list[str]]

    def names(self) -> list[str]:
        """Every file that may be asked for, except the maps that only a developer's tools want."""
        files = (path.relative_to(self.folder) for path in sorted(self.folder.rglob("*")) if path.is_file())
        return [each.as_posix() for each in files if each.suffix != ".map" and each.name != MANIFEST]

    def behind(self, source: str) -> list[str]:
        """The files that must be there before `source` (its name under static/) can run, nearest first."""
        waiting = [name for name, script in self.scripts.items() if source in script["sources"]]
        found: dict[str, None] = {}
        while waiting:
            name = waiting.pop(0)
            if name not in found:
                found[name] = None
                waiting += self.scripts[name]["imports"]
        return list(found)


def stamp() -> str:
    """Changes with any byte of what the files are made of, or by."""
    summary = hashlib.sha256()
    sources = sorted(path for path in STATIC.rglob("*") if path.is_file())
    for path in (*MAKERS, *sources):
        summary.update(path.relative_to(ROOT).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return summary.hexdigest()[:24]


def is_made() -> bool:
    return (BUILT / stamp()).is_dir()


def made(programs: Callable[[], str]) -> Bundle:
    """The files for the sources as they stand; made now where they are missing.

    `programs` gives the search path on which Node is found. Raises CannotBundle.
    """
    folder = BUILT / stamp()
    if not folder.is_dir():
        _make(programs())
        folder = BUILT / stamp()
    told = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    return Bundle(folder, told["scripts"], told["sheets"])


def _make(programs: str) -> None:
    try:
        BUILT.mkdir(exist_ok=True)
        with tempfile.TemporaryDirectory(dir=BUILT, prefix=".half-") as half:
            before, place = stamp(), Path(half) / "whole"
            place.mkdir(mode=0o755)
            _fill(place, programs)
            if stamp() == before:  # else somebody was still writing, and these files belong to no state of the sources
                _put(place, BUILT / before)
    except OSError as trouble:
        raise CannotBundle(f"页面的脚本和样式没有做成：{trouble}。请确认 {BUILT} 可以写入，再启动一次。") from trouble
    if not is_made():
        _make(programs)
    for old in sorted(BUILT.glob("[0-9a-f]*"), key=lambda each: each.stat().st_mtime)[:-KEPT]:
        shutil.rmtree(old, ignore_errors=True)


def _put(whole: Path, place: Path) -> None:
    """In one step: whoever looks finds all or nothing. Of two who make the same, the second keeps the first's."""
    try:
        whole.rename(place)
    except OSError:
        if not place.is_dir():
            raise


def _fill(place: Path, programs: str) -> None:
    command = ["node", str(MAKER), str(STATIC), str(place)]
    ran = subprocess.run(command, env={**os.environ, "PATH": programs}, capture_output=True, text=True, check=False)
    if ran.returncode:
        raise CannotBundle(f"页面的脚本没有做成，请按下面的原因改正后再启动：\n{ran.stderr.strip()}")
    scripts = {each.pop("name"): each for each in json.loads(ran.stdout)}
    sheets = {}
    (place / "css").mkdir()
    for path in sorted((STATIC / "css").glob("*.css")):
        sheets[f"css/{path.name}"] = IMPORT.findall(path.read_text(encoding="utf-8"))
        (place / "css" / path.name).write_text(COMMENT.sub("", _joined(path)), encoding="utf-8")
    shutil.copytree(STATIC / "icons", place / "icons")
    (place / "vendor").mkdir()
    shutil.copyfile(STATIC / "vendor/htmx.min.js", place / "vendor/htmx.min.js")  # the office's, and made already
    (place / MANIFEST).write_text(json.dumps({"scripts": scripts, "sheets": sheets}), encoding="utf-8")


def _joined(path: Path) -> str:
    """A style with those it imports put in their places: a phone waits for each file on its own."""
    return IMPORT.sub(lambda found: _joined(path.parent / found[1]), path.read_text(encoding="utf-8"))
