"""The commands of the house. This file needs the standard library alone: it is also read before anything is installed.

A command is a module beside this one with `add_arguments(parser)` and `run(options) -> int`, the exit code.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import import_module


@dataclass(frozen=True)
class Command:
    """One word after `python3 -m fieldapp`; `module` carries it out, `for_tests` also needs what only tests need."""

    name: str
    module: str
    says: str
    for_tests: bool = False


COMMANDS = (
    Command("demo", "demo", "建一个演示县并在本机打开，先装好缺的东西"),
    Command("serve", "serve", "提供服务（正式使用）"),
    Command("work", "work", "后台工作：生成检查记录表"),
    Command("doctor", "doctor", "逐项检查这台机器缺什么、哪里不安全"),
    Command("test", "checks", "运行全部检查，或其中一部分", for_tests=True),
    Command("bench", "bench", "测快慢，给出中位数和测法", for_tests=True),
)


def command_in(arguments: Sequence[str]) -> Command:
    """The command these arguments ask for. Leaves with the usage on screen where they ask for none of ours."""
    parser = _parser()
    parser.add_argument("command", choices=[each.name for each in COMMANDS], metavar="命令")
    asked = parser.parse_args(arguments[:1]).command
    return next(each for each in COMMANDS if each.name == asked)


def main(arguments: Sequence[str]) -> int:
    """Carry out the command the arguments name; its exit code."""
    command = command_in(arguments)
    module = import_module(f"fieldapp.cli.{command.module}")
    parser = argparse.ArgumentParser(prog=f"python3 -m fieldapp {command.name}", description=command.says)
    module.add_arguments(parser)
    code: int = module.run(parser.parse_args(arguments[1:]))
    return code


def _parser() -> argparse.ArgumentParser:
    width = max(len(each.name) for each in COMMANDS)
    lines = "\n".join(f"  {each.name:{width}}  {each.says}" for each in COMMANDS)
    return argparse.ArgumentParser(
        prog="python3 -m fieldapp",
        description="双随机、一公开现场检查。\n\n" + lines,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
