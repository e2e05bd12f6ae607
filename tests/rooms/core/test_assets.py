"""What travels is made from static/ as it stands, in few files, and only from the build the page was made of."""

from __future__ import annotations

import gzip
import os
import re
import shutil
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from fieldapp import bundle, install
from fieldapp.core.web import build_id, built

NAMED = re.compile(r"asset\('(js/(?:bind|office)/[^']+)'\)")


@pytest.fixture
def workshop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The sources as somebody who builds for the first time has them; the folder of static/."""
    shutil.copytree(bundle.STATIC, tmp_path / "static")
    (tmp_path / ".deps").mkdir()
    for path in bundle.MAKERS[1:]:
        shutil.copyfile(path, tmp_path / ".deps" / path.name)
    (tmp_path / ".deps/node_modules").symlink_to(install.NODE_MODULES)
    monkeypatch.setattr(bundle, "ROOT", tmp_path)
    monkeypatch.setattr(bundle, "STATIC", tmp_path / "static")
    monkeypatch.setattr(bundle, "BUILT", tmp_path / ".deps/built")
    monkeypatch.setattr(bundle, "MAKER", tmp_path / ".deps/bundle.mjs")
    monkeypatch.setattr(bundle, "MAKERS", (tmp_path / ".deps/bundle.mjs", tmp_path / ".deps/package-lock.json"))
    return tmp_path / "static"


def made() -> bundle.Bundle:
    return bundle.made(install.path_with_node)


def test_every_script_travels_in_a_file_of_the_phone_or_of_its_own_page(app: Flask) -> None:
    pages = "".join(path.read_text("utf-8") for path in bundle.ROOT.glob("templates/**/*.html"))
    named = set(NAMED.findall(pages))
    sources = {path.relative_to(bundle.STATIC).as_posix() for path in bundle.STATIC.glob("js/**/*.mjs")}
    travelling = {source for script in built().scripts.values() for source in script["sources"]}

    assert not sources - travelling
    assert named <= set(built().names())
    alone = {name for name in built().scripts if not name.startswith("js/phone/")}
    used = {source for name in named for source in built().scripts[name]["sources"]}
    assert not alone - named - used, "no page asks for these scripts"


def test_the_inspection_page_begins_with_one_script_and_one_style(client: FlaskClient) -> None:
    page = client.get("/phone/visit").text

    assert re.findall(r'<script[^>]* src="/assets/\w+/([^"]+)"', page) == ["js/phone/boot.mjs"]
    assert re.findall(r'<link rel="stylesheet" href="/assets/\w+/([^"]+)"', page) == ["css/phone-pages.css"]
    assert "modulepreload" not in page
    assert built().behind("js/bind/visit.mjs") == built().behind("js/bind/sheet.mjs") == ["js/phone/boot.mjs"]


def test_what_may_wait_until_the_first_answer_is_not_in_that_script(app: Flask) -> None:
    at_once = set(built().scripts["js/phone/boot.mjs"]["sources"])

    assert not at_once & {"js/sync/loop.mjs", "js/bind/unfold.mjs", "js/bind/photos.mjs", "js/bind/visit-top.mjs"}


@pytest.mark.parametrize("page", ["today", "all", "visit", "sign", "sync", "me"])
def test_each_page_tells_the_browser_at_once_of_all_its_scripts(client: FlaskClient, page: str) -> None:
    text = client.get(f"/phone/{page}").text
    told = set(re.findall(r'<link rel="modulepreload" href="/assets/\w+/([^"]+)">', text))

    own = {"sync": "sync-page"}.get(page, page)
    assert told | {"js/phone/boot.mjs"} == set(built().behind(f"js/bind/{own}.mjs"))


@pytest.mark.parametrize(
    "kib, own",
    [
        (40, ["visit"]),
        *((60, [page]) for page in ("today", "all", "sync-page", "me")),
        (60, ["sign", "sign-hands"]),  # ⑤ in the school's hands
        (60, ["sign", "sealed", "seal-code"]),  # ⑥
    ],
)
def test_no_page_loads_more_script_than_promised(app: Flask, kib: int, own: list[str]) -> None:
    sources = ["boot", *(f"bind/{name}" for name in own), "sync/loop", "sync/follow"]
    files = {file for source in sources for file in built().behind(f"js/{source}.mjs")}

    assert sum(len(gzip.compress((built().folder / file).read_bytes())) for file in files) <= kib * 1024


def test_scripts_are_served_as_such_and_lead_back_to_their_sources(app: Flask, client: FlaskClient) -> None:
    for name in built().scripts:
        with client.get(f"/assets/{build_id()}/{name}") as answer:
            assert (answer.status_code, answer.mimetype) == (200, "text/javascript")
            assert "immutable" in answer.headers["Cache-Control"]
        with client.get(f"/assets/{build_id()}/{name}.map") as origin:
            assert origin.json is not None
            assert origin.json["sources"]


def test_a_style_holds_what_it_imports_in_its_order(app: Flask) -> None:
    joined = (built().folder / "css/phone-pages.css").read_text("utf-8")

    assert "@import" not in joined
    places = [joined.index(mark) for mark in ("--", ".phone {")]
    assert places == sorted(places)


def test_two_who_start_at_once_make_the_same_and_neither_sees_a_half(workshop: Path) -> None:
    with ThreadPoolExecutor() as both:
        one, other = both.map(lambda _: made(), range(2))

    assert one == other
    assert [each.name for each in bundle.BUILT.iterdir()] == [one.folder.name]


def test_a_second_start_needs_neither_node_nor_the_right_to_write(
    workshop: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = made()
    monkeypatch.setattr(bundle, "_make", lambda _: pytest.fail("made twice"))

    assert made() == first


def test_a_changed_source_is_made_anew_and_a_broken_one_is_named(workshop: Path) -> None:
    first = made()
    script = workshop / "js/bind/say.mjs"
    script.write_text(script.read_text("utf-8") + "\nexport const NEW = 1;\n")
    assert made().folder != first.folder

    script.write_text("export const = ;")
    with pytest.raises(bundle.CannotBundle, match=r"say\.mjs"):
        made()
    assert not [each for each in bundle.BUILT.iterdir() if each.name.startswith(".")]


def test_without_node_one_sentence_says_so(workshop: Path) -> None:
    with pytest.raises(bundle.CannotBundle, match="没有做成"):
        bundle.made(lambda: os.devnull)


def test_another_build_or_a_way_out_of_the_folder_is_not_served(app: Flask, client: FlaskClient) -> None:
    build = build_id()

    assert client.get("/assets/0123456789ab/js/phone/boot.mjs").status_code == 404
    assert client.get(f"/assets/{build}/../fieldapp/config.mjs").status_code == 404
    assert client.get(f"/assets/{build}/js/%2e%2e/%2e%2e/secret.mjs").status_code == 404
    assert client.get(f"/assets/{build}/js/nirgendwo.mjs").status_code == 404
