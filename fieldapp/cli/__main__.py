"""`python -m fieldapp.cli …`: the commands themselves, once everything they need is installed."""

from __future__ import annotations

import sys

from fieldapp.cli import main

sys.exit(main(sys.argv[1:]))
