"""The locks hold what pyproject.toml and package.json ask for: no address, every file by its hash."""

from __future__ import annotations

import json
import re
import tomllib

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from fieldapp.config import PROJECT
from tests.house.tree import called, own_files

PYPROJECT = tomllib.loads((PROJECT / "pyproject.toml").read_text(encoding="utf-8"))
ASKED = {
    "requirements.txt": PYPROJECT["project"]["dependencies"],
    "requirements-test.txt": PYPROJECT["dependency-groups"]["test"],
    "requirements-node.txt": PYPROJECT["dependency-groups"]["node"],
}
PINNED = re.compile(r"^([\w.-]+)==(\S+)", re.MULTILINE)
ADDRESS = re.compile(r"https?://")


@pytest.mark.parametrize("lock", ASKED)
def test_the_lock_is_what_pyproject_asks_for(lock: str) -> None:
    pinned = dict(PINNED.findall((PROJECT / ".deps" / lock).read_text(encoding="utf-8")))
    stale = [
        asked
        for asked in map(Requirement, ASKED[lock])
        if not asked.specifier.contains(pinned.get(canonicalize_name(asked.name), "0"))
    ]

    assert not stale, "lock again; pyproject.toml says how"


@pytest.mark.parametrize("lock", ASKED)
def test_every_python_package_is_held_by_hashes(lock: str) -> None:
    entries = re.split(r"\n(?=\S)", (PROJECT / ".deps" / lock).read_text(encoding="utf-8"))

    assert not [entry for entry in entries if PINNED.match(entry) and "--hash=sha256:" not in entry]


@pytest.mark.parametrize("folder", [".deps", ".deps/lighthouse"])
def test_every_npm_package_is_held_by_a_hash_and_is_what_was_asked_for(folder: str) -> None:
    packages = json.loads((PROJECT / folder / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    asked = json.loads((PROJECT / folder / "package.json").read_text(encoding="utf-8"))

    assert not [name for name, package in packages.items() if name and "integrity" not in package]
    for name, version in (asked["dependencies"] | asked.get("devDependencies", {})).items():
        assert packages[f"node_modules/{name}"]["version"] == version, "lock again; pyproject.toml says how"


@pytest.mark.parametrize("folder", [".deps", ".deps/lighthouse"])
def test_no_npm_lock_leaves_out_what_its_packages_ask_for(folder: str) -> None:
    """npm refuses a whole lock for one missing package, even one for another kind of machine."""
    packages = json.loads((PROJECT / folder / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    asked = {
        name
        for package in packages.values()
        for kind in ("dependencies", "optionalDependencies")
        for name in package.get(kind, {})
    }
    held = {path.rpartition("node_modules/")[2] for path in packages}

    assert not asked - held, "choose a version all of whose packages can be had, and lock again"


def test_locks_name_no_address() -> None:
    for path in own_files(under=".deps"):
        lines = path.read_text(encoding="utf-8").splitlines()
        # npm copies into its lock where a package's authors take donations; nothing is fetched from there.
        found = [line for line in lines if ADDRESS.search(line) and not line.strip().startswith('"url": ')]
        assert not found, f"{called(path)} must work with any mirror: {found}"
