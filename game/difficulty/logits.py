"""Chances and logits."""

from __future__ import annotations

import math
from typing import Final

LEAST_INFORMATION: Final = 0.01
"""A bare outcome counts as at least so much, however sure it was before."""

_HALVINGS: Final = 16


def chance_of(logit: float) -> float:
    """Logistic, without overflow."""
    if logit >= 0.0:
        return 1.0 / (1.0 + math.exp(-min(logit, 700.0)))
    grown = math.exp(max(logit, -700.0))
    return grown / (1.0 + grown)


def logit_of(chance: float) -> float:
    """Of a chance between 0 and 1, both excluded."""
    return math.log(chance / (1.0 - chance))


def from_outcome(expected: float, variance: float, *, success: bool) -> tuple[float, float]:
    """What a bare outcome says of a logit: an observation that leads to the likeliest value.

    Returned are its innovation and the variance of its noise. At the likeliest value, not at
    the expected one: a success says little of how far above its difficulty a patient is.
    """
    farthest = expected + variance * (success - chance_of(expected))
    low, high = min(expected, farthest), max(expected, farthest)
    for _ in range(_HALVINGS):
        middle = 0.5 * (low + high)
        if middle - expected > variance * (success - chance_of(middle)):
            high = middle
        else:
            low = middle
    likeliest = 0.5 * (low + high)
    chance = chance_of(likeliest)
    noise = 1.0 / max(chance * (1.0 - chance), LEAST_INFORMATION)
    return (likeliest - expected) * (variance + noise) / variance, noise
