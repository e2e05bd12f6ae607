"""The browser is told of every script a page begins with, and of none that may wait."""

from __future__ import annotations

import re

import pytest
from flask.testing import FlaskClient

from fieldapp.core.scripts import STATIC, scripts_behind

BEGINNING = ("js/boot.mjs", "js/bind/visit.mjs", "js/bind/sheet.mjs")


def test_everything_that_is_imported_stands_in_the_list_once() -> None:
    names = scripts_behind(*BEGINNING)

    assert len(names) == len(set(names))
    assert names[:3] == list(BEGINNING)
    told = {name.rsplit("/", 1)[1] for name in names}
    for name in names:
        source = (STATIC / name).read_text(encoding="utf-8")
        for line in re.findall(r"^(?:import|export) .*? from '(\..*?)';", source, re.MULTILINE | re.DOTALL):
            assert line.rsplit("/", 1)[1] in told, f"{name} imports {line}"


def test_what_is_only_loaded_when_wanted_is_not_told() -> None:
    names = scripts_behind(*BEGINNING)

    assert "js/bind/unfold.mjs" not in names
    assert "js/sync/loop.mjs" not in names


@pytest.mark.parametrize("page", ["today", "all", "visit", "sign", "sync", "me"])
def test_each_page_tells_its_own_scripts(client: FlaskClient, page: str) -> None:
    told = re.findall(r'<link rel="modulepreload" href="/assets/\w+/([^"]+)">', client.get(f"/phone/{page}").text)

    own = {"sync": "sync-page"}.get(page, page)
    assert {"js/boot.mjs", f"js/bind/{own}.mjs"} <= set(told)
    assert all((STATIC / name).is_file() for name in told)
