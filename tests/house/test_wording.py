"""What may never stand in a file of ours: where packages come from, paths of one machine, promises, vague words."""

from __future__ import annotations

import re

import pytest

from tests.house.tree import called, own_files

TEXTS = [path for path in own_files() if b"\0" not in path.read_bytes()]
INDEX_OPTION = re.compile(r"--(?:extra-)?index-url[ =]|--find-links[ =]|--registry[ =]|^registry\s*=", re.MULTILINE)
MACHINE_PATH = re.compile(r"(?<![\w.])/(?:work|root|home|tmp)/")
PROMISE = re.compile(r"\b(?:TO" + r"DO|FIX" + r"ME|XX" + r"X)\b")
# Nobody knows what they promise; say 已存本机, 已收到 or 已封存, and how much is only on this phone.
VAGUE = ("已提交", "排队中", "同步成功", "提交成功", "已同步")


@pytest.mark.parametrize(
    "what, why",
    [
        (MACHINE_PATH, "a path of one machine means nothing on another"),
        (PROMISE, "do it now or leave it out; a note to oneself is nobody's job"),
        (INDEX_OPTION, "where packages come from is the machine's own configuration"),
    ],
    ids=["machine paths", "promises", "index options"],
)
def test_what_is_written_down_holds_anywhere_and_now(what: re.Pattern[str], why: str) -> None:
    found = {called(path): what.findall(path.read_text(encoding="utf-8")) for path in TEXTS}

    assert not {name: words for name, words in found.items() if words}, why


def test_the_interface_says_nothing_vague() -> None:
    screens = own_files(".html", ".mjs", under="templates") + own_files(".mjs", under="static")
    found = {called(path): [word for word in VAGUE if word in path.read_text(encoding="utf-8")] for path in screens}

    assert not {name: words for name, words in found.items() if words}, "say which door: 已存本机, 已收到, 已封存"
