"""One arm: strokes towards a goal, corrected by sight until the hand is there.

Places are in arm axes: the stage's, with x turned outwards (to the right for the right arm, to
the left for the left), so that both arms are one and the same.
"""

from __future__ import annotations

from math import dist, exp, hypot, inf, log2, sqrt
from typing import Final

import numpy as np

from controllers.frame import Vec3
from simulation.endurance import Endurance
from simulation.strokes import Strokes
from simulation.traits import MotorProfile
from simulation.unrest import Unrest

PEAK_OF_MEAN_SPEED: Final = 1.875
"""Peak over mean speed of a minimum-jerk movement."""

PEAK_ACCELERATION: Final = 10.0 / sqrt(3.0)
"""Peak acceleration of a minimum-jerk movement of unit length and duration."""

ACROSS_SHARE: Final = 0.6
SETTLED_SHARE: Final = 0.5
"""A hand is held still once it is within this share of the goal's radius."""

GLANCE_S: Final = 0.15
"""How often a held hand is looked at."""

IN_LAP_M: Final = 0.05
"""So near its place in the lap a hand is borne by it; twice as far off, it bears itself."""

NEAR_GOAL_M: Final = 0.15
"""So near its goal a hand begins to show intention tremor, which is full at the goal."""

TRUNK_S: Final = 0.7
"""The least duration of a lean."""

_HOME: Final = (0.0, 0.0, 0.0)


class Arm:
    """Shoulder, hand and the lean they cause; all of it a function of time and decisions."""

    def __init__(
        self, profile: MotorProfile, shoulder_m: Vec3, lap_m: Vec3, rng: np.random.Generator
    ) -> None:
        self.profile = profile
        self.endurance = Endurance(profile)
        self._shoulder_m = shoulder_m
        self._lap_m = lap_m
        self._rng = rng
        self._unrest = Unrest(profile.tremor_m, profile.tremor_hz, profile.drift_m, rng)
        self._intention = Unrest(profile.intention_tremor_m, profile.intention_tremor_hz, 0.0, rng)
        self._hand = Strokes(lap_m)
        self._trunk = Strokes(_HOME)
        self._goal_m = lap_m
        self._radius_m = 1.0
        self._decide_s = inf
        self._sag_m_s = 0.0
        self._sag_since_s = 0.0
        self._reach_m = profile.reach_m
        self._homeward = self._borne = True
        self._leaning = self._first = False
        self._haste = 1.0
        self.grip = profile.grip
        """How far the hand closes, when it closes."""

        self.sits_back = False
        """Whether it was asked to leave the trunk where it is."""

    def aim(self, goal_m: Vec3, radius_m: float, at_s: float) -> None:
        """Move to a new goal, from `at_s` on; what is under way until then goes on."""
        self._goal_m, self._radius_m = goal_m, radius_m
        self._decide_s = at_s
        self._leaning = self._first = True
        self._homeward = False
        self._haste = exp(self.profile.pace_sd * float(self._rng.standard_normal()))

    def follow(self, goal_m: Vec3) -> None:
        """The goal has moved: the next correction goes there."""
        self._goal_m = goal_m
        self._leaning = True

    def rest(self, at_s: float) -> None:
        """Put the hand into the lap, from `at_s` on, unless it is there or on its way."""
        if not self._homeward:
            self.aim(self._lap_m, IN_LAP_M / SETTLED_SHARE, at_s)
            self._homeward = True

    def reseed(self, rng: np.random.Generator) -> None:
        """Draw all chance from another generator from now on."""
        self._rng = rng

    def take_hold(self) -> None:
        """Close the hand anew: as firmly as it comes out this time."""
        profile = self.profile
        weaker = profile.grip_sd * abs(float(self._rng.standard_normal()))
        self.grip = profile.grip * max(0.0, 1.0 - weaker) * self.endurance.strength

    def scatter_m(self) -> tuple[float, float]:
        """How far off something is set down this time, along x and z, metres."""
        scatter_m = self.profile.place_scatter_m * self.endurance.scatter
        x, z = (scatter_m * self._rng.standard_normal(2)).tolist()
        return x, z

    def lean_at(self, time_s: float) -> Vec3:
        """How far this arm's work has moved the trunk, metres."""
        return self._trunk.at(time_s)

    def at(self, time_s: float, lean_m: Vec3) -> Vec3:
        """Where the palm is; times may not step back."""
        while time_s >= self._decide_s:
            self._decide(self._decide_s)
        hand_m = self._hand.at(time_s)
        if self._borne:
            return hand_m
        x, y, z = hand_m
        y -= self._sag_m_s * (time_s - self._sag_since_s)
        lift = dist(hand_m, self._lap_m) / IN_LAP_M - 1.0
        if lift <= 0.0:
            return (x, y, z)
        strength = self.endurance.scatter * min(1.0, lift)
        dx, dy, dz = self._unrest.at(time_s, strength)
        if self.profile.intention_tremor_m and not self._homeward:
            near = 1.0 - dist(hand_m, self._goal_m) / NEAR_GOAL_M
            if near > 0.0:
                ix, iy, iz = self._intention.at(time_s, strength * near)
                dx, dy, dz = dx + ix, dy + iy, dz + iz
        return self._within_reach(x + dx, y + dy, z + dz, lean_m)

    def _within_reach(self, x: float, y: float, z: float, lean_m: Vec3) -> Vec3:
        sx, sy, sz = self._shoulder_m
        sx += lean_m[0]
        sy += lean_m[1]
        sz += lean_m[2]
        length_m = hypot(x - sx, y - sy, z - sz)
        if length_m <= self._reach_m:
            return (x, y, z)
        share = self._reach_m / length_m
        return (sx + (x - sx) * share, sy + (y - sy) * share, sz + (z - sz) * share)

    def _decide(self, time_s: float) -> None:
        """Look where the hand will come to, and correct it if that is not good enough."""
        profile, endurance = self.profile, self.endurance
        endurance.rest_until(time_s)
        self._sink(time_s)
        self._reach_m = profile.reach_m * endurance.shortness
        if self._leaning:
            self._leaning = False
            self._lean(time_s)
        end_m = self._hand.end_m
        aim_m = self._goal_m
        if not self._homeward:
            aim_m = self._within_reach(*aim_m, self._trunk.end_m)
        left_m = dist(aim_m, end_m)
        if left_m <= SETTLED_SHARE * self._radius_m:
            self._decide_s = time_s + GLANCE_S
            if self._homeward and not self._hand.moving:
                self._borne = True
                self._decide_s = inf
            return
        self._borne = False
        duration_s = self._stroke(time_s, end_m, aim_m, left_m)
        self._decide_s = time_s + max(duration_s + profile.pause_s, 0.5 * duration_s)

    def _stroke(self, time_s: float, end_m: Vec3, aim_m: Vec3, left_m: float) -> float:
        """Begin one submovement; returns its duration."""
        profile, endurance = self.profile, self.endurance
        radius_m = self._radius_m
        gain = 1.0
        if left_m > 1.5 * radius_m:
            gain = profile.gain * endurance.amplitude
        if self._first:
            self._first = False
            endurance.go_on()
        length_m = gain * left_m
        strength = endurance.strength
        duration_s = self._haste * max(
            endurance.pace
            * (
                profile.fitts_intercept_s
                + profile.fitts_slope_s * log2(length_m / (2.0 * radius_m) + 1.0)
            ),
            PEAK_OF_MEAN_SPEED * length_m / (strength * profile.peak_speed_m_s),
            sqrt(PEAK_ACCELERATION * length_m / (strength * profile.peak_acceleration_m_s2)),
        )
        along, across, over, bulge_across, bulge_over = self._rng.standard_normal(5).tolist()
        scatter_m = endurance.scatter * profile.noise_s * length_m / duration_s
        ux = (aim_m[0] - end_m[0]) / left_m
        uy = (aim_m[1] - end_m[1]) / left_m
        uz = (aim_m[2] - end_m[2]) / left_m
        (px, py, pz), (qx, qy, qz) = _sideways(ux, uy, uz)
        ahead_m = length_m + scatter_m * along
        across_m = ACROSS_SHARE * scatter_m * across
        over_m = ACROSS_SHARE * scatter_m * over
        bulge_across *= profile.curvature * length_m
        bulge_over *= profile.curvature * length_m
        by_m = (
            ux * ahead_m + px * across_m + qx * over_m,
            uy * ahead_m + py * across_m + qy * over_m,
            uz * ahead_m + pz * across_m + qz * over_m,
        )
        bulge_m = (
            px * bulge_across + qx * bulge_over,
            py * bulge_across + qy * bulge_over,
            pz * bulge_across + qz * bulge_over,
        )
        endurance.work(length_m)
        if not profile.decomposition:
            self._hand.add(time_s, duration_s, by_m, bulge_m)
            return duration_s
        waits_s = profile.decomposition * duration_s
        self._hand.add(time_s, duration_s, (0.0, by_m[1], 0.0), bulge_m)
        self._hand.add(time_s + waits_s, duration_s, (by_m[0], 0.0, by_m[2]))
        return duration_s + waits_s

    def _lean(self, time_s: float) -> None:
        """Take the trunk along for a goal beyond comfort, and back for one within."""
        sx, sy, sz = self._shoulder_m
        gx, gy, gz = self._goal_m
        x, z = gx - sx, gz - sz
        level_m = hypot(x, z)
        excess_m = hypot(level_m, gy - sy) - self.profile.comfort * self._reach_m
        lean_m = 0.0
        if level_m > 0.0 and not self._homeward and not self.sits_back:
            lean_m = min(max(excess_m, 0.0), self.profile.lean_m)
        share = lean_m / level_m if lean_m else 0.0
        tx, ty, tz = self._trunk.end_m
        by_m = (x * share - tx, -0.25 * lean_m - ty, z * share - tz)
        if hypot(*by_m) > 1e-6:
            self._trunk.add(time_s, TRUNK_S * self.endurance.pace, by_m)

    def _sink(self, time_s: float) -> None:
        """Take the sagging so far into the hand's place, and set its rate by the arm's load."""
        self._hand.shift(0.0, -self._sag_m_s * (time_s - self._sag_since_s), 0.0)
        self._sag_since_s = time_s
        x, _, z = self._hand.end_m
        sx, _, sz = self._shoulder_m
        load = 0.0 if self._homeward else hypot(x - sx, z - sz) / self.profile.reach_m
        self._sag_m_s = self.profile.sag_m_s * self.endurance.scatter * load


def _sideways(x: float, y: float, z: float) -> tuple[Vec3, Vec3]:
    """Two unit directions at right angles to a unit direction and to each other."""
    level = hypot(x, z)
    if level < 1e-9:
        return (1.0, 0.0, 0.0), (0.0, 0.0, 1.0)
    px, pz = -z / level, x / level
    return (px, 0.0, pz), (y * pz, z * px - x * pz, -y * px)
