"""A signature as a drawing: paths for an SVG, from strokes of whole numbers. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

FULL_PRESSURE = 255
# Pen width in the pad's units; a box is 240 of them high and printed 20 mm high.
THIN, THICK = 3, 8

Point = Sequence[int]


def drawing(ink: dict[str, Any]) -> dict[str, Any]:
    """`{"w", "h", "paths": [{"d", "width"}]}`; a stroke of one point is a dot."""
    paths = [{"d": _path(stroke), "width": _width(stroke)} for stroke in ink["strokes"] if stroke]
    return {"w": ink["w"], "h": ink["h"], "paths": paths}


def _width(stroke: Sequence[Point]) -> int:
    """Pens and some screens tell the pressure; fingers tell none, which is 0 all along, and get the middle."""
    pressure = sum(point[2] for point in stroke) // len(stroke) or FULL_PRESSURE // 2
    return THIN + (THICK - THIN) * pressure // FULL_PRESSURE


def _path(stroke: Sequence[Point]) -> str:
    """Through the middles between points, with the points as handles: round where the finger was, and exact."""
    first, last = stroke[0], stroke[-1]
    if len(stroke) == 1:
        return f"M{first[0]} {first[1]}h1"
    curves = [
        f"Q{here[0]} {here[1]} {(here[0] + there[0]) // 2} {(here[1] + there[1]) // 2}"
        for here, there in pairwise(stroke[1:])
    ]
    return f"M{first[0]} {first[1]}{''.join(curves)}L{last[0]} {last[1]}"
