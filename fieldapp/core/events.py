"""News goes up by announcement: a room says what has happened, wiring.py says who acts on it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

Event = TypeVar("Event")
_reactions: dict[type, list[Callable[[Any], None]]] = {}


def on(kind: type[Event], reaction: Callable[[Event], None]) -> None:
    """Have `reaction` called for every announced `kind`; telling it twice changes nothing."""
    reactions = _reactions.setdefault(kind, [])
    if reaction not in reactions:
        reactions.append(reaction)


def announce(event: object) -> None:
    """Call the reactions at once, inside the transaction of the caller; one that fails fails the whole."""
    for reaction in _reactions.get(type(event), ()):
        reaction(event)
