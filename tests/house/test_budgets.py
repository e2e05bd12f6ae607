"""How long things may be. Past a budget a file holds two stories: give the second one its own name."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from tests.house.tree import called, own_files

MODULE, FUNCTION, SCRIPT, TEMPLATE, TEST_FILE = 250, 30, 250, 150, 400
FORBIDDEN_NAMES = {"utils", "util", "helpers", "helper", "common", "misc", "tools", "shared", "base_utils"}

MODULES = own_files(".py", under="fieldapp")
SCRIPTS = own_files(".mjs", under="static")
TEMPLATES = own_files(".html", under="templates")
TESTS = own_files(".py", ".mjs", under="tests")


@pytest.mark.parametrize(
    "files, budget",
    [(MODULES, MODULE), (SCRIPTS, SCRIPT), (TEMPLATES, TEMPLATE), (TESTS, TEST_FILE)],
    ids=["fieldapp/*.py", "static/*.mjs", "templates/*.html", "tests"],
)
def test_no_file_outgrows_its_budget(files: list[Path], budget: int) -> None:
    lengths = {called(path): len(path.read_text(encoding="utf-8").splitlines()) for path in files}
    long = {name: length for name, length in lengths.items() if length > budget}

    assert not long, f"over {budget} lines, split by story, not by size: {long}"


def test_no_function_outgrows_a_screen() -> None:
    long = {
        f"{called(path)}:{function.name}": _lines_of_work(function)
        for path in MODULES
        for function in ast.walk(_parsed(path))
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef) and _lines_of_work(function) > FUNCTION
    }

    assert not long, f"over {FUNCTION} lines without their docstring; give a part of it a name: {long}"


def test_a_file_opens_with_its_reason() -> None:
    modules = [path for path in MODULES if not ast.get_docstring(_parsed(path))]
    scripts = [path for path in own_files(".mjs", ".css", under="static") if not _text(path).startswith(("//", "/*"))]
    silent = [called(path) for path in modules + scripts]

    assert not silent, f"say in the first line why this file exists: {silent}"


def test_no_file_is_named_for_nothing() -> None:
    catch_alls = [called(path) for path in own_files() if path.stem.lower() in FORBIDDEN_NAMES]

    assert not catch_alls, f"a catch-all is where tails grow; name it for what it does: {catch_alls}"


def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8").lstrip()


def _parsed(path: Path) -> ast.Module:
    return ast.parse(_text(path))


def _lines_of_work(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    first = function.body[0]
    has_docstring = ast.get_docstring(function) is not None
    docstring = (first.end_lineno or 0) - first.lineno + 1 if has_docstring else 0
    return (function.end_lineno or 0) - function.lineno + 1 - docstring
