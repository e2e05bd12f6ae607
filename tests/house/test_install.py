"""Starting on a bare machine: what is missing is said first, nothing is done without the right to, nothing twice."""

from __future__ import annotations

import ast
import json
import os
import re
import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from fieldapp import bundle, debian, install
from fieldapp.cli import COMMANDS
from fieldapp.config import PROJECT
from fieldapp.debian import DebianPackage

BEFORE_ANYTHING_IS_INSTALLED = ("__init__.py", "__main__.py", "install.py", "bundle.py", "debian.py", "cli/__init__.py")


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """An empty project on a bare machine; the commands that would have been run there."""
    ran: list[list[str]] = []
    for name in ("requirements.txt", "requirements-test.txt", "requirements-node.txt", "package-lock.json"):
        (tmp_path / name).write_text(f"{name}==1\n")
    _furnish(tmp_path, monkeypatch)
    monkeypatch.setattr(install, "_run", lambda command, **_: _pretend(ran, command))
    monkeypatch.setattr(bundle, "is_made", lambda: False)
    monkeypatch.setattr(bundle, "made", lambda _: ran.append(["node", "bundle"]))
    monkeypatch.setattr(debian, "FOR_RUNNING", (DebianPackage("libpango-1.0-0", lambda: False),))
    monkeypatch.setattr(debian, "FOR_TESTS", (DebianPackage("chromium", lambda: False),))
    monkeypatch.setattr(debian, "FOR_OTHER_ENGINES", {"firefox": (DebianPackage("firefox-esr", lambda: False),)})
    return ran


@pytest.fixture
def as_root(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    monkeypatch.setattr(shutil, "which", lambda name, **_: f"/usr/bin/{name}")


def test_without_the_right_to_install_the_exact_line_is_shown_and_nothing_is_done(
    machine: list[list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 1000)

    with pytest.raises(install.CannotInstall, match=r"apt-get install -y --no-install-recommends libpango-1.0-0\n"):
        install.everything(for_tests=False)
    assert machine == []


def test_what_will_be_installed_is_said_before_it_is(
    machine: list[list[str]], as_root: None, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def stop(*_: object, **__: object) -> None:
        raise install.CannotInstall

    monkeypatch.setattr(install, "_run", stop)
    with pytest.raises(install.CannotInstall):
        install.everything(for_tests=False)

    said = capsys.readouterr().out
    assert "libpango-1.0-0" in said
    assert ".venv" in said
    assert "npm" in said
    assert machine == []


def test_the_distribution_comes_first_because_the_rest_needs_it(machine: list[list[str]], as_root: None) -> None:
    install.everything(for_tests=False)

    assert [_program(command) for command in machine] == ["apt-get", "apt-get", "venv", "pip", "npm", "node"]


def test_packages_come_by_hash_and_never_need_a_compiler(machine: list[list[str]], as_root: None) -> None:
    install.everything(for_tests=False)

    (pip,) = [command for command in machine if _program(command) == "pip"]
    assert "--require-hashes" in pip
    assert "--only-binary=:all:" in pip


def test_no_command_names_a_mirror_of_its_own(machine: list[list[str]], as_root: None) -> None:
    install.everything(for_tests=True)

    words = [word for command in machine for word in command]
    assert not [word for word in words if "index" in word or "registry" in word or "://" in word]


def test_a_second_start_does_nothing(machine: list[list[str]], as_root: None, all_there: Callable[[], None]) -> None:
    install.everything(for_tests=False)
    all_there()
    machine.clear()

    install.everything(for_tests=False)

    assert machine == []


def test_what_only_tests_need_is_left_to_the_test_command(
    machine: list[list[str]], as_root: None, all_there: Callable[[], None]
) -> None:
    install.everything(for_tests=False)
    assert "chromium" not in str(machine)
    assert "requirements-test" not in str(machine)
    all_there()

    install.everything(for_tests=True)

    assert "requirements-test" in str(machine)


def test_other_engines_come_where_they_may_and_stop_nobody_where_they_may_not(
    machine: list[list[str]], as_root: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    install.everything(for_tests=True)
    assert "firefox-esr" in str(machine)

    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    monkeypatch.setattr(debian, "FOR_RUNNING", ())
    monkeypatch.setattr(debian, "FOR_TESTS", ())
    machine.clear()
    install.everything(for_tests=True)
    assert "apt-get" not in str(machine)


def test_lighthouse_comes_only_when_its_judgement_is_asked_for(
    machine: list[list[str]], as_root: None, tmp_path: Path
) -> None:
    install.everything(for_tests=True)
    before = len(machine)
    (tmp_path / "lighthouse/node_modules").mkdir(parents=True)
    (tmp_path / "lighthouse/package-lock.json").write_text("lighthouse==1\n")

    install.lighthouse()
    install.lighthouse()

    assert [_program(command) for command in machine[before:]] == ["npm"]


def test_no_command_of_an_office_brings_what_only_tests_need() -> None:
    assert {each.name for each in COMMANDS if each.for_tests} == {"test", "bench"}


def test_npm_brings_no_tool_of_the_tests_to_an_office(machine: list[list[str]], as_root: None) -> None:
    install.everything(for_tests=False)

    (npm,) = [command for command in machine if _program(command) == "npm"]
    assert "--omit=dev" in npm
    packages = json.loads((PROJECT / ".deps/package.json").read_text(encoding="utf-8"))
    tools = {"@biomejs/biome", "axe-core", "fake-indexeddb", "lighthouse", "playwright", "typescript"}
    assert not tools & set(packages["dependencies"])


def test_no_browser_and_no_test_runner_is_locked_for_an_office() -> None:
    names = (PROJECT / ".deps/requirements.txt").read_text(encoding="utf-8").lower()

    assert not re.search(
        r"^(playwright|selenium|pytest|hypothesis|ruff|mypy|jpype1|opendataloader)", names, re.MULTILINE
    )
    assert not [each.name for each in debian.FOR_RUNNING if re.search("chromium|firefox|webkit|jre", each.name)]


def test_a_new_lock_is_installed_at_the_next_start(
    machine: list[list[str]], as_root: None, all_there: Callable[[], None]
) -> None:
    install.everything(for_tests=False)
    all_there()
    machine.clear()
    (install.DEPS / "requirements.txt").write_text("requirements.txt==2\n")

    install.everything(for_tests=False)

    assert [_program(command) for command in machine] == ["pip"]


def test_a_half_made_environment_is_made_again(
    machine: list[list[str]], as_root: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    install.VENV.mkdir()
    (install.VENV / ".installed-requirements.txt").write_text("whatever")

    install.everything(for_tests=False)

    assert [sys.executable, "-m", "venv", "--clear", str(install.VENV)] in machine


def test_a_machine_without_node_gets_it_as_a_python_package(
    machine: list[list[str]], as_root: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(install, "_machine_has_node", lambda: False)

    install.everything(for_tests=False)

    pip = [command for command in machine if _program(command) == "pip"]
    assert "requirements-node.txt" in str(pip[-1])


def test_what_runs_first_needs_the_standard_library_alone() -> None:
    for name in BEFORE_ANYTHING_IS_INSTALLED:
        tree = ast.parse((PROJECT / "fieldapp" / name).read_text(encoding="utf-8"))
        imported = {each.module or "" for each in ast.walk(tree) if isinstance(each, ast.ImportFrom)}
        imported |= {alias.name for each in ast.walk(tree) if isinstance(each, ast.Import) for alias in each.names}
        foreign = {each for each in imported if each.split(".")[0] not in {*sys.stdlib_module_names, "fieldapp"}}
        rooms = {each for each in imported if each.startswith("fieldapp.")} - {"fieldapp.cli"}

        assert not foreign | rooms, f"fieldapp/{name} runs before anything is installed"


@pytest.fixture
def all_there(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """Say that the packages of the distribution, and .venv, are in place now."""

    def settle() -> None:
        monkeypatch.setattr(debian, "FOR_RUNNING", ())
        monkeypatch.setattr(install, "_venv_works", lambda: True)
        monkeypatch.setattr(bundle, "is_made", lambda: True)

    return settle


def _furnish(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    places = {
        "DEPS": "",
        "VENV": ".venv",
        "PYTHON": ".venv/bin/python",
        "NODE_MODULES": "node_modules",
        "VENDOR": "vendor",
    }
    for name, place in places.items():
        monkeypatch.setattr(install, name, folder / place)
    for source, types in install.BROWSER_FILES.values():
        for each in filter(None, (source, types)):
            (folder / "node_modules" / each).parent.mkdir(parents=True, exist_ok=True)
            (folder / "node_modules" / each).write_text("")


def _pretend(ran: list[list[str]], command: list[str], **_: Any) -> None:
    ran.append(command)
    install.VENV.mkdir(exist_ok=True)


def _program(command: list[str]) -> str:
    return command[2] if command[1] == "-m" else Path(command[0]).name
