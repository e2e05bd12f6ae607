"""What a supervisor sees: pages asked for one by one, and the words on them."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape

from werkzeug.test import TestResponse

Look = Callable[[str], TestResponse]


def words(page: str) -> str:
    """What a reader sees, tags and line ends gone."""
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", page)))


def news_address(page: str) -> str:
    """Where the living part of a page asks for news."""
    found = re.search(r'hx-get="([^"]+)"', page)
    assert found is not None
    return unescape(found[1])
