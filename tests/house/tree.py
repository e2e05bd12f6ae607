"""The project's own files: all but what was made or installed on the spot."""

from __future__ import annotations

import os
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from fieldapp.config import PROJECT

MADE_ANYWHERE = {".git", "__pycache__"}


def own_files(*suffixes: str, under: str = "") -> list[Path]:
    """Files we wrote, below the folder `under`; with these suffixes, or all of them."""
    inside = [each for each in _all_files() if each.is_relative_to(PROJECT / under)]
    return [each for each in inside if not suffixes or each.suffix in suffixes]


def called(path: Path) -> str:
    """A file as its readers call it: its path from the project's root."""
    return path.relative_to(PROJECT).as_posix()


@cache
def _all_files() -> tuple[Path, ...]:
    return tuple(sorted(_walk(PROJECT)))


def _walk(folder: Path) -> Iterator[Path]:
    # By the .gitignore and not by asking git: a copy of the project has no git, and a new file is ours before it is added.
    for entry in os.scandir(folder):
        path = Path(entry.path)
        if entry.name in MADE_ANYWHERE | _ignored_names() or called(path) in _ignored_paths():
            continue
        if entry.is_dir(follow_symlinks=False):
            yield from _walk(path)
        else:
            yield path


@cache
def _ignored_paths() -> frozenset[str]:
    return frozenset(line.strip("/") for line in _ignored_lines() if line.startswith("/"))


@cache
def _ignored_names() -> frozenset[str]:
    return frozenset(line.strip("/") for line in _ignored_lines() if not line.startswith("/"))


def _ignored_lines() -> list[str]:
    lines = (PROJECT / ".gitignore").read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line and not line.startswith("#")]
