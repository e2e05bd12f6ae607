"""The test command itself: it never calls half a success a full one."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import pytest

from fieldapp.cli import checks
from fieldapp.config import PROJECT


@pytest.fixture
def outcome(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Outcome:
    monkeypatch.setattr(checks, "REPORTS", tmp_path / "reports")
    return Outcome(tmp_path, monkeypatch, capfd)


class Outcome:
    """Runs a step made of one test file; `said` is what came to the screen."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> None:
        self.folder, self.monkeypatch, self.capfd, self.said = folder, monkeypatch, capfd, ""

    def of(self, test: str) -> int:
        path = self.folder / "test_story.py"
        path.write_text(test)
        command = (
            sys.executable,
            "-m",
            "pytest",
            "-q",
            "-p",
            "no:cacheprovider",
            f"--junit-xml={checks._junit('story')}",
            str(path),
        )
        self.monkeypatch.setattr(checks, "_all_steps", lambda: [checks.Step("story", (command,))])
        code = checks.run(argparse.Namespace(part=None))
        self.said = self.capfd.readouterr().out
        return code


def test_all_that_ran_passed(outcome: Outcome) -> None:
    assert outcome.of("def test_one(): pass") == checks.PASSED
    assert "1 passed" in outcome.said
    assert "全部通过" in outcome.said


def test_a_failure_is_a_failure(outcome: Outcome) -> None:
    assert outcome.of("def test_one(): assert 0") == checks.FAILED
    assert "全部通过" not in outcome.said


def test_what_could_not_run_is_named_and_is_no_full_success(outcome: Outcome) -> None:
    code = outcome.of(
        "import pytest\ndef test_power_cut(): pytest.skip('断电测试需要 root 和 loop 设备')\ndef test_one(): pass"
    )

    assert code == checks.NOT_ALL_RAN
    assert "test_power_cut：断电测试需要 root 和 loop 设备" in outcome.said
    assert not outcome.said.endswith("\n全部通过。\n")


def test_no_test_at_all_is_no_success(outcome: Outcome) -> None:
    assert outcome.of("") == checks.FAILED


def test_a_tool_that_is_not_there_is_a_failure(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(checks, "_all_steps", lambda: [checks.Step("lint", (("no-such-tool",),))])

    assert checks.run(argparse.Namespace(part=None)) == checks.FAILED
    assert "no-such-tool" in capsys.readouterr().out


def test_a_room_is_tested_with_all_that_is_about_it() -> None:
    (step,) = checks._part("identity")

    assert "tests/rooms/identity" in step.commands[0]


def test_an_unknown_room_is_answered_with_the_ones_there_are(capsys: pytest.CaptureFixture[str]) -> None:
    assert checks.run(argparse.Namespace(part="kitchen")) == checks.FAILED
    assert "registry" in capsys.readouterr().out


def test_every_test_belongs_to_a_step_of_the_whole_run() -> None:
    steps = {step.name: " ".join(step.commands[0]) for step in checks._all_steps()}

    assert "--ignore=tests/journeys" in steps["python"]
    assert "tests/journeys" in steps["journeys"]
    assert all("-m every_engine" in steps[engine] for engine in ("firefox", "webkit"))


def test_ci_is_the_test_command_and_nothing_else() -> None:
    lines = (PROJECT / ".ci/run").read_text(encoding="utf-8").splitlines()
    commands = [line for line in lines if line and not line.startswith(("#", "set ", "cd "))]

    assert commands == ["exec python3 -m fieldapp test"]
