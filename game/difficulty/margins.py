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

_LARGEST: Final = 40.0
_MOST_LOPSIDED: Final = 3.0
_SLOWEST: Final = 0.01
_LOPSIDED_RATE: Final = 0.01
_WIDEST: Final = 3.0
_EXPONENTIAL_MEAN: Final = 1.0 - math.exp(-_WIDEST)
"""Mean of a standard exponential that is cut off at `_WIDEST`."""

_USUAL: Final = math.log(LOGISTIC_SD)
_OTHER_UNIT: Final = 2.0
_STRANGE_IN_A_ROW: Final = 5.0
"""So many margins e^2 times larger or smaller than usual are in another unit than before."""

_TRUSTED: Final = 0.08
_CONTRADICTION_RATE: Final = 0.05
_BEYOND: Final = 2.5


@dataclass(slots=True)
class MarginScale:
    """Turns a task's margins into logits, whatever their unit.

    Around its expectation a margin scatters as the latent quantity does whose sign decides
    success: by 1.81 logits. So the scatter itself tells how many logits a margin is worth.
    Successes and failures need not be graded alike: how much larger the margins of one kind are
    than the chance of success lets expect is learned too, slowly.
    A margin that contradicts its own outcome is not used; where that happens often, none are.
    """

    log_per_logit: float = 0.0
    lopsided: float = 0.0
    count: float = 0.0
    contradicting: float = 0.0
    strange: float = 0.0

    def logits(
        self, margin: float | None, expected: float, variance: float, *, success: bool
    ) -> float | None:
        """A margin in logits; None for one that says nothing beyond the outcome.

        `expected` is the outcome's expectation, in logits, and `variance` its own: where it is
        far from undecided a margin is often at its limit, and only looks precise.
        """
        if margin is None or not math.isfinite(margin) or margin == 0.0:
            return None
        contradicts = (margin > 0.0) != success
        self.contradicting += _CONTRADICTION_RATE * (contradicts - self.contradicting)
        if contradicts or self.contradicting > _TRUSTED or abs(expected) > _BEYOND:
            return None
        side = self.lopsided if success else -self.lopsided
        size = math.log(abs(margin)) - side
        strange = abs(size - self.log_per_logit - _USUAL) > _OTHER_UNIT
        self.strange = self.strange + 1.0 if strange else 0.0
        if self.count == 0.0 or self.strange >= _STRANGE_IN_A_ROW:
            usual = _MEAN_ABSOLUTE * math.sqrt(variance + LOGISTIC_SD**2)
            self.log_per_logit = _within(size - math.log(usual), _LARGEST)
            self.count = self.strange = 0.0
        return math.copysign(math.exp(_within(size - self.log_per_logit, _LARGEST)), margin)

    def learn(self, graded: float, expected: float, spread: float) -> None:
        """Take what `logits` has told, `spread` being how far off its expectation it usually is."""
        rate = max(_SLOWEST, 1.0 / (self.count + 2.0))
        off = min(abs(graded - expected) / spread, _WIDEST) / _MEAN_ABSOLUTE - 1.0
        self.log_per_logit = _within(self.log_per_logit + rate * off, _LARGEST)
        sign = math.copysign(1.0, graded)
        share = min(abs(graded) / _mean_beyond(sign * expected), _WIDEST) / _EXPONENTIAL_MEAN
        moved = self.lopsided + sign * _LOPSIDED_RATE * (share - 1.0)
        self.lopsided = _within(moved, _MOST_LOPSIDED)
        self.count += 1.0

    def state(self) -> dict[str, float]:
        """Plain numbers."""
        return asdict(self)

    @classmethod
    def from_state(cls, state: Mapping[str, float]) -> MarginScale:
        """The scale that `state` was taken of."""
        return cls(**state)


def _mean_beyond(expected: float) -> float:
    """Mean of the positive part of a logistic quantity around `expected`."""
    chance = 1.0 / (1.0 + math.exp(-expected))
    return math.log1p(math.exp(expected)) / chance


def _within(value: float, limit: float) -> float:
    return min(limit, max(-limit, value))
