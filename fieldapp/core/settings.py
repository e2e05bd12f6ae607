"""The settings of the running application, for code that is no view."""

from __future__ import annotations

from typing import cast

from flask import current_app

from fieldapp.config import Settings


def settings() -> Settings:
    return cast(Settings, current_app.config["SETTINGS"])
