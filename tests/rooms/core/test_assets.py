"""Scripts travel without their comments, say the same, and only from the build the page was made of."""

import re
import subprocess
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from fieldapp.core.web import STATIC, build_id

SCRIPTS = sorted(path.relative_to(STATIC).as_posix() for path in STATIC.rglob("*.mjs"))


def travelled(app: Flask, client: FlaskClient, name: str) -> str:
    with app.test_request_context():
        build = build_id()
    answer = client.get(f"/assets/{build}/{name}")
    assert (answer.status_code, answer.mimetype) == (200, "text/javascript")
    assert "immutable" in answer.headers["Cache-Control"]
    return answer.text


@pytest.mark.parametrize("name", SCRIPTS)
def test_a_script_keeps_its_imports_exports_and_strings(app: Flask, client: FlaskClient, name: str) -> None:
    written = (STATIC / name).read_text(encoding="utf-8")
    sent = travelled(app, client, name)

    code = re.sub(r"^\s*(//|\*|/\*).*$", "", written, flags=re.MULTILINE)
    assert len(re.findall(r"\bexport\b", sent)) == len(re.findall(r"\bexport\b", code))
    for address in re.findall(r"""from ['"]([./][^'"]+)['"]""", code):
        assert address in sent


def test_what_travels_is_still_a_program(app: Flask, client: FlaskClient, tmp_path: Path) -> None:
    for name in SCRIPTS:
        file = tmp_path / name.replace("/", "_")
        file.write_text(travelled(app, client, name), encoding="utf-8")
        subprocess.run(["node", "--check", file], check=True, capture_output=True)


def test_another_build_or_a_way_out_of_the_folder_is_not_served(app: Flask, client: FlaskClient) -> None:
    with app.test_request_context():
        build = build_id()

    assert client.get("/assets/0123456789ab/js/boot.mjs").status_code == 404
    assert client.get(f"/assets/{build}/../fieldapp/config.mjs").status_code == 404
    assert client.get(f"/assets/{build}/js/%2e%2e/%2e%2e/secret.mjs").status_code == 404
    assert client.get(f"/assets/{build}/js/nirgendwo.mjs").status_code == 404
