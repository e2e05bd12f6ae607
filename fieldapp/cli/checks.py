"""`test`: every check there is but timings, as named steps. Runs all of them and says at the end what failed.

Exit code 0: everything ran and passed. 1: something failed. 3: what ran has passed, but something could not run
on this machine (no root, no loop device …) and is named; that is no full success.
"""

from __future__ import annotations

import argparse
import os
import shlex
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree as ET

from fieldapp.config import PROJECT

TOOLS = Path(sys.executable).parent
NODE_TOOLS = PROJECT / ".deps/node_modules/.bin"
REPORTS = PROJECT / ".artifacts"
TESTS = PROJECT / "tests"
BIOME_RULES = "--config-path=.deps/biome-rules.jsonc"
OTHER_ENGINES = ("firefox", "webkit")
PASSED, FAILED, NOT_ALL_RAN = 0, 1, 3


@dataclass(frozen=True)
class Step:
    """A named check: the commands that make it, run from the project's root."""

    name: str
    commands: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Outcome:
    """How a step went: seconds it took, commands that failed, and why which tests could not run."""

    step: str
    seconds: float
    failed: tuple[str, ...]
    not_run: tuple[str, ...]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    names = "、".join(step.name for step in _all_steps())
    parser.add_argument("part", nargs="?", metavar="ROOM", help=f"只检查一部分：{names}，或一个房间（如 registry）")


def run(options: argparse.Namespace) -> int:
    """Run every step, or the part that was asked for; the exit code."""
    steps = _all_steps() if options.part is None else _part(options.part)
    if not steps:
        print(f"没有叫“{options.part}”的步骤，tests/ 里也没有这个房间的测试。可以是：{'、'.join(_parts())}")
        return FAILED
    return _report([_run(step) for step in steps])


def _all_steps() -> list[Step]:
    return [
        *_static_steps(),
        _pytest("python", "tests", "--ignore=tests/journeys", "--ignore=tests/bench"),
        _journeys(),
        *(_pytest(engine, "tests/journeys", "-m", "every_engine", "--engine", engine) for engine in OTHER_ENGINES),
    ]


def _static_steps() -> list[Step]:
    ours = ("static/js", "static/css", "tests/js")
    scripts = sorted(str(each.relative_to(PROJECT)) for each in (TESTS / "js").rglob("*.test.mjs"))
    return [
        Step(
            "lint",
            (
                (_tool("ruff"), "check", "."),
                (_tool("ruff"), "format", "--check", "."),
                (_tool("djlint"), "--quiet", "--lint", "templates"),
                (_node_tool("biome"), "ci", "--colors=off", "--diagnostic-level=error", BIOME_RULES, *ours),
            ),
        ),
        Step(
            "types",
            (
                (_tool("mypy"),),
                (_node_tool("tsc"), "--project", ".deps/tsconfig.page.json"),
                (_node_tool("tsc"), "--project", ".deps/tsconfig.worker.json"),
            ),
        ),
        Step("imports", ((_tool("lint-imports"), "--no-logo"),)),
        Step("js", (("node", "--test", *scripts),)),
    ]


def _journeys() -> Step:
    return _pytest("journeys", "tests/journeys")


def _pytest(name: str, *what: str) -> Step:
    return Step(name, ((sys.executable, "-m", "pytest", "-n", "2", f"--junit-xml={_junit(name)}", *what),))


def _part(name: str) -> list[Step]:
    named = [step for step in _all_steps() if step.name == name]
    if named:
        return named
    places = [each for each in (TESTS / name, TESTS / "rooms" / name) if each.is_dir()]
    files = sorted(TESTS.rglob(f"test_{name}*.py"))
    wanted = places + [each for each in files if not any(each.is_relative_to(place) for place in places)]
    return [_pytest(name, *(str(each.relative_to(PROJECT)) for each in wanted))] if wanted else []


def _parts() -> list[str]:
    folders = [*TESTS.iterdir(), *(TESTS / "rooms").iterdir()]
    rooms = {each.name for each in folders if each.is_dir() and any(each.rglob("test_*.py"))}
    steps = [step.name for step in _all_steps()]
    return steps + sorted(rooms - {*steps, "rooms"})


def _tool(name: str) -> str:
    return str(TOOLS / name)


def _node_tool(name: str) -> str:
    return str(NODE_TOOLS / name)


def _junit(name: str) -> Path:
    return REPORTS / f"{name}.xml"


def _run(step: Step) -> Outcome:
    _junit(step.name).unlink(missing_ok=True)
    started = time.monotonic()
    failed = tuple(filter(None, (_failure(step.name, command) for command in step.commands)))
    return Outcome(step.name, time.monotonic() - started, failed, tuple(_not_run(_junit(step.name))))


def _failure(name: str, command: Sequence[str]) -> str | None:
    shown = shlex.join(part.removeprefix(f"{PROJECT}{os.sep}") for part in command)
    print(f"\n── {name} ── {shown}", flush=True)
    try:
        code = subprocess.run(command, cwd=PROJECT, check=False).returncode
    except OSError as trouble:
        return f"{shown}（{trouble.strerror}）"
    return shown if code else None


def _not_run(junit: Path) -> list[str]:
    """What pytest skipped and why; a skip is allowed only for what the machine cannot do, and never in silence."""
    if not junit.exists():
        return []
    cases = ET.parse(junit).iter("testcase")  # noqa: S314  pytest wrote it a moment ago
    skipped = [(case, each) for case in cases for each in case.iter("skipped")]
    return [f"{case.get('classname')}.{case.get('name')}：{each.get('message')}" for case, each in skipped]


def _report(outcomes: list[Outcome]) -> int:
    print("\n── 结果 ──")
    for each in outcomes:
        print(f"{_sign(each):6} {each.step:10} {each.seconds:6.1f} 秒")
        for command in each.failed:
            print(f"         没有通过：{command}")
    missing = [sentence for each in outcomes for sentence in each.not_run]
    for sentence in missing:
        print(f"没有运行：{sentence}")
    if any(each.failed for each in outcomes):
        print("有检查没有通过。")
        return FAILED
    if missing:
        print(f"运行了的都通过，但有 {len(missing)} 项在这台机器上不能运行，不算全部通过。")
        return NOT_ALL_RAN
    print("全部通过。")
    return PASSED


def _sign(outcome: Outcome) -> str:
    return "失败" if outcome.failed else "不全" if outcome.not_run else "通过"
