"""A QR code as an SVG drawing, for paper and for pages: no image file, no style, no script."""

from __future__ import annotations

import segno
from markupsafe import Markup


def drawn(text: str, title: str) -> Markup:
    """The code of `text` with the quiet zone a reader needs around it; `title` is what it says to who cannot see it."""
    code = segno.make(text, error="m", micro=False)
    return Markup(code.svg_inline(omitsize=True, svgclass=None, lineclass=None, title=title))  # noqa: S704  (no word of the text is in it)
