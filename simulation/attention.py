"""When what there is to do is noticed: late at times, and on a neglected side later or not at all.

Source of the form: misses and lateness on the side opposite to the lesion, growing with
eccentricity (Smania et al., Brain 1998, 121:1759). Values are the profile's.
"""

from __future__ import annotations

from math import atan2, degrees
from typing import Final

import numpy as np

from controllers.controller import Side
from controllers.frame import Vec3
from simulation.traits import MotorProfile

FULLY_ASIDE_DEG: Final = 45.0
"""From this eccentricity on, neglect is as strong as it gets."""


class Attention:
    """Of a patient whose `affected` side is also the neglected one, where one is."""

    def __init__(self, profile: MotorProfile, affected: Side, rng: np.random.Generator) -> None:
        self.rng = rng
        self._profile = profile
        self._outwards = 1.0 if affected == "right" else -1.0

    def reaction_s(self, profile: MotorProfile) -> float:
        """From seeing a goal to moving the limb of a profile, a lapse included."""
        usual, lapsing = self.rng.standard_normal(), self.rng.random()
        reaction_s = max(
            0.5 * profile.reaction_s, profile.reaction_s + profile.reaction_sd_s * usual
        )
        late_s = self.rng.exponential(profile.lapse_s)
        return float(reaction_s + late_s if lapsing < profile.lapse else reaction_s)

    def neglect_s(self, place_m: Vec3) -> float:
        """How much later a thing is noticed for lying on the neglected side.

        `place_m` is seen from the body: metres, -z ahead.
        """
        profile = self._profile
        if not (profile.neglect or profile.neglect_s):
            return 0.0
        aside = degrees(atan2(self._outwards * place_m[0], max(0.05, -place_m[2])))
        strength = min(1.0, max(0.0, aside / FULLY_ASIDE_DEG))
        missed, found_s = self.rng.random(), self.rng.exponential(profile.neglect_found_s)
        late_s = profile.neglect_s * strength
        return float(late_s + found_s if missed < profile.neglect * strength else late_s)
