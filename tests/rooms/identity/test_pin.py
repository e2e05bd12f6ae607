"""The PIN an inspector chooses at the first sign-in, and what a colleague's phone needs to check it."""

import base64

import pytest
from flask.testing import FlaskClient

from fieldapp.identity import actions, queries
from fieldapp.identity.models import Unit
from fieldapp.identity.rules import Role, derive_pin
from tests.conftest import PASSWORD


@pytest.fixture
def inspector(client: FlaskClient, bureau: Unit) -> object:
    return actions.add_person("李明", "liming", PASSWORD, bureau, roles=[Role.INSPECTOR])


def test_first_sign_in_leads_an_inspector_to_choose_a_pin(client: FlaskClient, inspector: object) -> None:
    answer = client.post("/signin", data={"login": "liming", "password": PASSWORD, "next": "/phone/today"})
    assert answer.location == "/pin?next=/phone/today"

    chosen = client.post("/pin", data={"pin": "274913", "again": "274913", "next": "/phone/today"})
    assert chosen.location == "/phone/today"


@pytest.mark.parametrize(
    "pin, again, sentence",
    [
        ("12345", "12345", "PIN 应是六位数字，请重新输入。"),
        ("123456", "123456", "太容易猜到"),
        ("000000", "000000", "太容易猜到"),
        ("274913", "274931", "两次输入的 PIN 不一样"),
    ],
)
def test_unusable_pin_is_told_why(client: FlaskClient, inspector: object, pin: str, again: str, sentence: str) -> None:
    client.post("/signin", data={"login": "liming", "password": PASSWORD})

    answer = client.post("/pin", data={"pin": pin, "again": again})

    assert answer.status_code == 422
    assert sentence in answer.text


def test_the_verifier_proves_the_pin_and_reveals_none(client: FlaskClient, bureau: Unit) -> None:
    somebody = actions.add_person("李明", "liming", PASSWORD, bureau, roles=[Role.INSPECTOR])
    assert queries.pin_verifier(somebody) is None

    actions.choose_pin(somebody, "274913", "274913")

    verifier = queries.pin_verifier(somebody)
    assert verifier is not None
    salt = base64.urlsafe_b64decode(verifier["salt"] + "==")
    expected = base64.urlsafe_b64encode(derive_pin("274913", salt, verifier["iterations"])).rstrip(b"=").decode()
    assert verifier["hash"] == expected
    assert verifier["iterations"] >= 300_000
    assert "274913" not in str(verifier)
