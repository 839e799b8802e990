"""How much of a place is drawn: all of it, or less for a machine without a graphics card."""

from __future__ import annotations

from dataclasses import replace
from enum import Enum
from typing import Final

from game.view.place import Place

_HANGING: Final = "far_fruit"
"""Left out with the trees: it would hang in the air."""


class Detail(Enum):
    """`FULL` draws every tree and tuft, `LOW` every fourth; the ground is always whole."""

    FULL = "full"
    LOW = "low"

    def of(self, place: Place) -> Place:
        """The place with as much in it as this detail draws; even, and the same each time."""
        if self is Detail.FULL:
            return place
        stands = place.stands
        return replace(
            place,
            stands=lambda: {name: rows[::4] for name, rows in stands().items() if name != _HANGING},
        )
