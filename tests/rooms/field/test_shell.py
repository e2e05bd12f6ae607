"""The shell of the field pages: the same for everybody, all of it kept, nothing else."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from fieldapp.app import create_app
from fieldapp.bundle import STATIC
from fieldapp.core.web import asset, build_id, built
from fieldapp.field.views import OFFICE_ONLY, PAGES, kept_assets
from fieldapp.identity.rules import Role
from tests.conftest import SignIn, settings_for

ADDRESS = re.compile(r"""(?:href|src)="(/assets/[^"]+)\"""")


@pytest.mark.parametrize("page", PAGES)
def test_page_of_the_shell_knows_no_user(client: FlaskClient, sign_in: SignIn, page: str) -> None:
    stranger = client.get(f"/phone/{page}")
    somebody = sign_in(Role.INSPECTOR)
    known = client.get(f"/phone/{page}")

    assert (stranger.status_code, stranger.headers["X-Shell"]) == (200, build_id())
    assert stranger.headers["Cache-Control"] == "no-cache"
    assert "Set-Cookie" not in known.headers
    assert known.data == stranger.data
    assert somebody.name not in known.text


@pytest.mark.parametrize("page", PAGES)
def test_everything_a_page_asks_for_is_kept(client: FlaskClient, page: str) -> None:
    asked = set(ADDRESS.findall(client.get(f"/phone/{page}").text))

    assert len(asked) > 3
    assert not asked - set(kept_assets()), "the worker must keep these too, or the page breaks offline"


def test_every_script_a_phone_may_load_later_is_kept(app: Flask) -> None:
    scripts = {asset(name) for name in built().scripts if name.startswith("js/phone/")}
    worn = re.findall(
        r"\bwear\('([\w-]+)'\)", "".join(path.read_text("utf-8") for path in STATIC.glob("js/bind/*.mjs"))
    )

    assert len(scripts) > 10
    assert worn
    assert scripts | {asset(f"css/{name}.css") for name in worn} <= set(kept_assets())


def test_worker_keeps_pages_and_files_and_none_of_the_office(client: FlaskClient) -> None:
    reply = client.get("/sw.js")

    assert (reply.mimetype, reply.headers["Cache-Control"]) == ("text/javascript", "no-cache")
    assert build_id() in reply.text
    assert all(f'"/phone/{page}"' in reply.text for page in PAGES)
    assert "/js/phone/boot.mjs" in reply.text
    assert "/js/bind/" not in reply.text
    assert '.map"' not in reply.text
    assert not [name for name in OFFICE_ONLY if f"/{name}" in reply.text]
    assert ".ttf" not in reply.text


def test_every_kept_file_is_served_for_ever(client: FlaskClient) -> None:
    for address in kept_assets():
        with client.get(address) as reply:
            assert reply.status_code == 200, address
            assert "immutable" in reply.headers["Cache-Control"]
            assert reply.mimetype != "text/html"


def test_worker_never_touches_what_was_recorded(client: FlaskClient, app: Flask) -> None:
    assert "indexeddb" not in client.get("/sw.js").text.lower()
    assert "/api/" not in client.get("/sw.js").text

    off = create_app(settings_for(app.config["SETTINGS"].data_dir, kill_worker=True)).test_client().get("/sw.js").text
    assert "unregister" in off
    assert "indexeddb" not in off.lower()


def test_manifest_names_icons_that_exist(client: FlaskClient) -> None:
    reply = client.get("/manifest.webmanifest")

    assert reply.mimetype == "application/manifest+json"
    assert reply.json is not None
    assert reply.json["start_url"] == "/phone/today"
    assert {icon.get("purpose", "any") for icon in reply.json["icons"]} == {"any", "maskable"}
    assert {icon["src"] for icon in reply.json["icons"]} <= set(kept_assets())


def test_a_visit_shows_nothing_empty_first_except_to_who_has_no_scripts(client: FlaskClient) -> None:
    visit, today = (client.get(f"/phone/{page}").text for page in ("visit", "today"))

    assert all(re.search(rf"<{part}[^>]* hidden data-behind-curtain>", visit) for part in ("header", "main", "a"))
    assert "<noscript><p" in visit
    assert "data-behind-curtain" not in today


def test_page_that_does_not_exist_is_one_sentence(client: FlaskClient) -> None:
    reply = client.get("/phone/elsewhere")

    assert reply.status_code == 404
    assert "没有找到这个页面" in reply.text
