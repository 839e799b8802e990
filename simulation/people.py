"""Different people of one kind: how much one patient differs from the next."""

from __future__ import annotations

from math import exp
from typing import Final

import numpy as np

from simulation.profiles import profile
from simulation.traits import MotorProfile

PACE_SD: Final = 0.3
SCATTER_SD: Final = 0.25
GAIN_SD: Final = 0.07
COMFORT_SD: Final = 0.06
"""Standard deviations between people: of the logarithms of pace, scatter and gain, and of the
comfort share. Chosen: with them groups differ by as many standard deviations as published."""


def person(kind: str, seed: int) -> MotorProfile:
    """One person of a kind; the same for the same seed. Raises KeyError that names the kinds."""
    chance = np.random.default_rng(np.random.SeedSequence([seed, 0x70]))
    pace, scatter, gain, comfort = chance.standard_normal(4).tolist()
    traits = profile(kind).varied(exp(PACE_SD * pace), exp(SCATTER_SD * scatter))
    share = min(1.0, max(0.2, traits.comfort + COMFORT_SD * comfort))
    covers = min(1.4, traits.gain * exp(GAIN_SD * gain))
    return traits.model_copy(update={"comfort": share, "gain": covers})
