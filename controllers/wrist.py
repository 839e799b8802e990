"""The turning of a driven hand: it points where it reaches, keeps so while it grips, and rolls."""

from __future__ import annotations

import math
from typing import Final

from controllers.frame import Quat, Vec3
from controllers.glide import Glide

GRIPS: Final = 0.3
"""A trigger or squeeze above this is meant to hold something."""

_ROLL_RATE_S: Final = 12.0
_POINTING_S: Final = 0.08


class Wrist:
    """Where the fingers point, and how far the hand is rolled.

    A hand that grips keeps pointing as it did, so that a full cup that is carried stays upright;
    what turns it is the roll alone, about the level line ahead of the body. Where nothing is
    asked it rolls back.
    """

    def __init__(self) -> None:
        self._pointing: Vec3 | None = None
        self._wanted_rad = 0.0
        self._roll = Glide(0.0, _ROLL_RATE_S)

    def reset(self) -> None:
        """Begin anew, for another hand."""
        self._pointing = None
        self._wanted_rad = 0.0
        self._roll = Glide(0.0, _ROLL_RATE_S)

    def turn(self, by_rad: float) -> None:
        """Roll it further, positive clockwise as the patient sees it, any number of times round.

        What was dropped is taken up again as the hand then is, so no way may come to an end.
        """
        self._wanted_rad += by_rad

    def relax(self) -> None:
        """Roll back, the shorter way."""
        self._wanted_rad = math.tau * round(self._wanted_rad / math.tau)

    def step(self, direction: Vec3, gripping: bool, elapsed_s: float) -> Vec3:  # noqa: FBT001
        """Follow a unit direction unless it grips; returns where the fingers point, a unit."""
        self._roll.step(self._wanted_rad, elapsed_s)
        before = self._pointing
        if before is None:
            self._pointing = direction
        elif not gripping:
            share = 1.0 - math.exp(-elapsed_s / _POINTING_S)
            x, y, z = (b + (d - b) * share for b, d in zip(before, direction, strict=True))
            length = math.sqrt(x * x + y * y + z * z)
            self._pointing = (x / length, y / length, z / length) if length > 1e-3 else direction
        assert self._pointing is not None
        return self._pointing

    def roll_about(self, ahead: Vec3) -> Quat:
        """The rotation about a level unit direction ahead, to be applied to the pointing hand."""
        sin = math.sin(self._roll.value / 2.0)
        return (ahead[0] * sin, 0.0, ahead[2] * sin, math.cos(self._roll.value / 2.0))
