"""`fieldapp work`: does what outlives a request, above all turning registered records into PDFs."""

from __future__ import annotations

import argparse

from fieldapp.app import create_app
from fieldapp.cli.processes import end_with_parent
from fieldapp.config import Settings
from fieldapp.core import jobs


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--tied", action="store_true", help=argparse.SUPPRESS)


def run(options: argparse.Namespace) -> int:
    try:
        app = create_app(Settings.from_environment())
    except (RuntimeError, ValueError, OSError) as trouble:
        print(trouble)
        return 1
    if options.tied:
        end_with_parent()
    jobs.work(app)
    return 0
