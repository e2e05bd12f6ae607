"""Which scripts a page's first scripts import, so that a browser can be told at once instead of finding out one by one."""

from __future__ import annotations

import posixpath
import re
from functools import cache
from pathlib import Path

from fieldapp.config import PROJECT

STATIC = PROJECT / "static"
# Only what is imported before anything runs; `import('…')` waits until somebody wants it, and so does its file.
IMPORT = re.compile(r"^(?:import|export)\b[^;'\"]*?(?:\bfrom\s*)?['\"](\.[^'\"]+)['\"]", re.MULTILINE)


def scripts_behind(*entries: str) -> list[str]:
    """The entries and everything they import, by their names under static/, each once, nearest first."""
    found: dict[str, None] = {}
    waiting = list(entries)
    while waiting:
        name = waiting.pop(0)
        if name not in found:
            found[name] = None
            waiting += _imports(name, (STATIC / name).stat().st_mtime_ns)
    return list(found)


@cache
def _imports(name: str, _changed: int) -> list[str]:
    source = Path(STATIC / name).read_text(encoding="utf-8")
    return [posixpath.normpath(posixpath.join(posixpath.dirname(name), each)) for each in IMPORT.findall(source)]
