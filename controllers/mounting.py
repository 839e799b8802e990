"""Where a foot is in the axes of what is worn on it: a tracker, or a controller at the ankle."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from controllers.controller import Side
from controllers.frame import IDENTITY, Quat, Vec3


@dataclass(frozen=True, slots=True)
class Offset:
    """The foot's pose in the axes of the thing worn.

    A foot's origin is on the sole under the ankle, -Z points to the toes, +Y up from the floor.
    """

    position_m: Vec3 = (0.0, 0.0, 0.0)
    orientation: Quat = IDENTITY


@dataclass(frozen=True, slots=True)
class Mounting:
    """How things are worn on both feet."""

    left: Offset = Offset()
    right: Offset = Offset()

    def of(self, side: Side) -> Offset:
        """How it is worn on one foot."""
        return self.left if side == "left" else self.right


UNMEASURED: Final = Mounting()
"""Worn, but not measured yet: the foot is where the thing is."""
