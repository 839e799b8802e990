"""Which arm or leg does the next repetition."""

from __future__ import annotations

import numpy as np

from controllers.controller import Side, other_side

BLOCK = 20
"""Within every so many repetitions the affected side gets its exact share."""


class SideSchedule:
    """Shuffles sides so that the affected one gets its share, early and throughout."""

    def __init__(self, affected: Side, affected_share: float) -> None:
        self._affected: Side = affected
        self._other = other_side(affected)
        self._share = affected_share
        self._owed = 0.0
        self._waiting: list[Side] = []

    def next(self, rng: np.random.Generator) -> Side:
        """Side of the next repetition."""
        if not self._waiting:
            self._owed += self._share * BLOCK
            count = round(self._owed)
            self._owed -= count
            sides: list[Side] = [self._affected] * count + [self._other] * (BLOCK - count)
            self._waiting = [sides[k] for k in rng.permutation(BLOCK)]
        return self._waiting.pop()
