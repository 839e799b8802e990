"""What a graded margin is worth: learned from how much margins scatter."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Final

LOGISTIC_SD: Final = math.pi / math.sqrt(3.0)
"""Spread of the noise that makes a success likely or not, in logits."""

_MEAN_ABSOLUTE: Final = 0.78
"""Mean absolute value of a standardised logistic or normal residual, about."""

_OTHER_UNIT: Final = 3.0
"""A first margin that is e^3 times larger or smaller than expected is in another unit."""

_LARGEST: Final = 40.0
_SLOWEST, _GAIN = 0.05, 0.7
_WIDEST: Final = 3.0
_TRUSTED: Final = 0.08
_CONTRADICTION_RATE: Final = 0.05
_BEYOND: Final = 2.5


@dataclass(slots=True)
class MarginScale:
    """Turns a task's margins into logits, whatever their unit.

    Around its expectation a margin scatters as the latent quantity does whose sign decides
    success: by 1.81 logits. So the scatter itself tells how many logits a margin is worth.
    A margin that contradicts its own outcome is not used; where that happens often, none are.
    """

    log_per_logit: float = math.log(0.25)
    count: float = 0.0
    contradicting: float = 0.0

    def logits(self, margin: float | None, expected: float, *, success: bool) -> float | None:
        """A margin in logits; None for one that says nothing beyond the outcome.

        `expected` is the outcome's expectation, in logits: where it is far from undecided a
        margin is often at its limit, and only looks precise.
        """
        if margin is None or not math.isfinite(margin) or margin == 0.0:
            return None
        contradicts = (margin > 0.0) != success
        self.contradicting += _CONTRADICTION_RATE * (contradicts - self.contradicting)
        if contradicts or self.contradicting > _TRUSTED or abs(expected) > _BEYOND:
            return None
        size = min(_LARGEST, max(-_LARGEST, math.log(abs(margin))))
        if self.count == 0.0 and abs(size - self.log_per_logit) > _OTHER_UNIT:
            self.log_per_logit = size
        return margin * math.exp(-self.log_per_logit)

    def learn(self, residual: float) -> None:
        """Take a residual in units of what was expected of it."""
        rate = _GAIN * max(_SLOWEST, 1.0 / (self.count + 3.0))
        moved = self.log_per_logit + rate * (min(abs(residual), _WIDEST) / _MEAN_ABSOLUTE - 1.0)
        self.log_per_logit = min(_LARGEST, max(-_LARGEST, moved))
        self.count += 1.0

    def state(self) -> dict[str, float]:
        """Plain numbers."""
        return asdict(self)

    @classmethod
    def from_state(cls, state: Mapping[str, float]) -> MarginScale:
        """The scale that `state` was taken of."""
        return cls(**state)
