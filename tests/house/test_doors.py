"""Every address has a guard, every template renders, every page carries the strict headers."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient
from jinja2 import ChainableUndefined

from fieldapp.app import rooms
from fieldapp.core.web import TEMPLATES
from fieldapp.identity import access

# Served before anybody is known and holding nothing but the program itself.
UNGUARDED = {"assets"}
TEMPLATE_NAMES = sorted(each.relative_to(TEMPLATES).as_posix() for each in TEMPLATES.rglob("*") if each.is_file())


class Nothing(ChainableUndefined):
    """Stands for whatever a view would give: has every name, may be called, holds nothing."""

    def __call__(self, *_arguments: object, **_named: object) -> Nothing:  # type: ignore[override]
        return self


def test_every_address_has_a_guard_at_its_door(app: Flask) -> None:
    guarded = {blueprint.name for blueprint, _guard in rooms()}
    loose = {rule.rule for rule in app.url_map.iter_rules() if rule.endpoint.split(".")[0] not in guarded | UNGUARDED}

    assert not loose, f"give these addresses a blueprint with a guard in fieldapp/app.py: {sorted(loose)}"


def test_guards_come_from_the_one_place_that_knows_people() -> None:
    strange = [blueprint.name for blueprint, guard in rooms() if guard.__module__ != access.__name__]

    assert not strange, f"a guard is made in identity/access.py, not beside the room: {strange}"


def test_public_doors_are_the_ones_we_decided(app: Flask) -> None:
    public = {blueprint.name for blueprint, guard in rooms() if guard is access.public}

    # The way in, the entrance, “who am I”, the user-free shell, the phone's token door (it checks its own token), the
    # check page, the link of a school nobody went to (it checks its own secret).
    assert public == {"way_in", "identity", "me", "shell", "push", "check", "school"}, (
        f"decide in DECISIONS.md before opening another door: {public}"
    )


@pytest.mark.parametrize("name", TEMPLATE_NAMES)
def test_every_template_renders(app: Flask, name: str) -> None:
    if not name.endswith((".html", ".js", ".webmanifest", ".css")):
        pytest.fail(f"templates/{name} is no template: move it to where it is used")
    environment = app.jinja_env.overlay(undefined=Nothing)
    with app.test_request_context("/"):
        context = dict(app.jinja_env.globals)
        app.update_template_context(context)
        environment.get_template(name).render(context)


def test_every_answer_carries_the_strict_headers(client: FlaskClient) -> None:
    for address in ("/signin", "/", "/nirgendwo", "/api/nirgendwo"):
        policy = client.get(address).headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
