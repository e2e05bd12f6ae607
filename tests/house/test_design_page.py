"""The page /design shows the design system whole: a part that is not on it cannot be judged, in no appearance."""

from __future__ import annotations

import re

from flask.testing import FlaskClient

from fieldapp.config import PROJECT

COMPONENTS = PROJECT / "static/css/components.css"
COMMENT = re.compile(r"/\*.*?\*/|\{[^{}]*\}", re.DOTALL)
APPEARANCES = ("light", "dark", "outdoor")


def test_every_part_stands_on_the_page_in_every_appearance(client: FlaskClient) -> None:
    page = client.get("/design").text
    shown = [
        set(re.findall(r"[\w-]+", " ".join(re.findall(r'class="([^"]*)"', part)))) for part in _by_appearance(page)
    ]
    parts = set(re.findall(r"\.([a-z][\w-]*)", COMMENT.sub("", COMPONENTS.read_text("utf-8"))))
    missing = {part for part in parts for seen in shown if part not in seen} - {"topbar", "tabbar"}  # of the shells

    assert len(shown) == len(APPEARANCES)
    assert not missing, f"show it in templates/design/parts.html, in each of its states: {sorted(missing)}"


def test_every_state_of_a_choice_and_a_field_is_shown(client: FlaskClient) -> None:
    for part in _by_appearance(client.get("/design").text):
        for state in (
            'aria-pressed="true"',
            'aria-pressed="false"',
            "disabled",
            'aria-disabled="true"',
            'aria-invalid="true"',
            "checked",
        ):
            assert state in part, state


def _by_appearance(page: str) -> list[str]:
    return [page.partition(f'data-appearance="{each}"')[2].partition("</section>")[0] for each in APPEARANCES]
