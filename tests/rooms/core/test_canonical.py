"""The canonical form and the names minted on the ground floor."""

import uuid

import pytest

from fieldapp.core.canonical import NotCanonical, canonical, digest
from fieldapp.core.ids import CROCKFORD, new_check_code, new_id, read_check_code


def test_canonical_form_sorts_keys_by_utf16_and_keeps_chinese() -> None:
    assert (
        canonical({"校": 1, "a": ["不正常", None, True], "\U0001f3eb": 2})
        == '{"a":["不正常",null,true],"校":1,"🏫":2}'.encode()
    )


@pytest.mark.parametrize("value", [1.0, {"a": [0.5]}, float("nan"), 2**53 + 1, "\ud800"])
def test_what_two_languages_could_print_differently_is_refused(value: object) -> None:
    with pytest.raises(NotCanonical):
        canonical(value)


def test_digest_changes_with_any_character() -> None:
    assert digest({"result": "正常"}) != digest({"result": "不正常"})


def test_ids_are_version_7_and_sort_by_their_millisecond() -> None:
    ids = [new_id() for _ in range(50)]
    assert all(uuid.UUID(each).version == 7 for each in ids)
    assert [each[:13] for each in ids] == sorted(each[:13] for each in ids)


def test_check_code_survives_being_copied_from_paper() -> None:
    code = new_check_code()
    assert len(code) == 26
    assert set(code) <= set(CROCKFORD)
    typed = " ".join(code[at : at + 4] for at in range(0, 26, 4)).lower().replace("0", "o").replace("1", "l")
    assert read_check_code(typed) == code
