"""`python3 -m fieldapp …` on a bare machine: install what is missing, then become the command. Standard library only."""

from __future__ import annotations

import os
import sys
from typing import NoReturn

from fieldapp import install
from fieldapp.cli import command_in

OLDEST_PYTHON = (3, 11)
INTERRUPTED = 130


def main() -> int:
    if sys.version_info < OLDEST_PYTHON:
        print("需要 Python 3.11 或更新的版本，这里是", sys.version.split()[0])
        return 1
    arguments = sys.argv[1:] or ["--help"]
    command = command_in(arguments)
    try:
        install.everything(for_tests=command.for_tests)
    except install.CannotInstall as trouble:
        print(trouble)
        return 1
    except KeyboardInterrupt:
        print("\n已停下。再运行一次会接着装。")
        return INTERRUPTED
    _become(arguments)


def _become(arguments: list[str]) -> NoReturn:
    # The same process, so that Ctrl-C and the exit code are the command's own.
    os.chdir(install.ROOT)
    os.environ["PATH"] = install.path_with_node()
    os.execv(install.PYTHON, [str(install.PYTHON), "-m", "fieldapp.cli", *arguments])


sys.exit(main())
