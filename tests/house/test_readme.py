"""README tells the truth: every command and every setting there is, and none that is not."""

from __future__ import annotations

import argparse
import re
from dataclasses import fields
from importlib import import_module

import pytest

from fieldapp.cli import COMMANDS, Command, main
from fieldapp.config import PROJECT, Settings

README = (PROJECT / "README.md").read_text(encoding="utf-8")


def test_every_command_is_explained_and_no_other() -> None:
    explained = set(re.findall(r"python3 -m fieldapp ([a-z]+)", README))

    assert explained == {command.name for command in COMMANDS}


def test_every_setting_is_explained_and_no_other() -> None:
    explained = set(re.findall(r"FIELDAPP_[A-Z_]+", README))

    assert explained == {f"FIELDAPP_{each.name.upper()}" for each in fields(Settings)}


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.name)
def test_a_command_takes_arguments_and_answers_with_an_exit_code(command: Command) -> None:
    module = import_module(f"fieldapp.cli.{command.module}")
    module.add_arguments(argparse.ArgumentParser())

    assert module.run.__annotations__["return"] == "int"


def test_an_unknown_command_shows_the_ones_there_are(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as leaving:
        main(["publish-everything"])

    assert leaving.value.code == 2
    assert "demo" in capsys.readouterr().err


def test_paths_named_in_readme_exist() -> None:
    named = re.findall(r"`((?:fieldapp|templates|static|tests|migrations|\.deps|\.ci)/[\w./-]+)`", README)
    made_on_the_spot = ("static/vendor", ".deps/node_modules")
    gone = [path for path in named if not path.startswith(made_on_the_spot) and not (PROJECT / path).exists()]

    assert not gone
