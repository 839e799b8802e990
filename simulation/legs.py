"""Both legs: standing, stepping over what lies or comes, stepping on prints, and where the body is.

Places are in the stage. A step is one minimum-jerk stroke whose bulge lifts the foot; the body
goes along by half of every step.
"""

from __future__ import annotations

from math import cos, hypot, pi, remainder, sin
from typing import Final

import numpy as np

from controllers.controller import SIDES, Side
from controllers.frame import Vec3
from simulation.endurance import Endurance
from simulation.profiles import PROFILES
from simulation.strokes import Strokes
from simulation.traits import MotorProfile
from simulation.underfoot import Thing

TOE_AHEAD_M: Final = 0.19
HEEL_BEHIND_M: Final = 0.06
HALF_STANCE_M: Final = 0.1
"""From the body's middle plane to each foot."""

SEATED_AHEAD_M: Final = 0.35
STANDING_EYES_M: Final = 1.4
"""Eyes below this height are those of somebody who sits."""

STRIDE_M: Final = 0.35
BEFORE_M: Final = 0.1
"""Toes stop so far before an obstacle, and heels come down so far behind it."""

LIFT_AT_EDGES: Final = 0.75
"""Share of a step's lift that toe and heel have over the obstacle's edges."""

WALKING_LIFT_M: Final = 0.06
TURN_S: Final = 1.6
PAUSE_S: Final = 0.25
IDLE_S: Final = 3.0
"""With nothing to step on for so long, a leg goes back to its place."""

NEAR_M: Final = 0.02
OTHER_FOOT: Final = 2.3 / 1.9
"""Placement error of the non-paretic foot over that of controls (PMC8560566)."""


class Foot:
    """One foot: where it stands or swings."""

    def __init__(self, place_m: Vec3) -> None:
        self.strokes = Strokes(place_m)
        self.up_m = 0.0
        """How high it is held, apart from a step's own lift."""

    def step(self, at_s: float, duration_s: float, to_m: Vec3, lift_m: float) -> None:
        """Swing to a place."""
        x, y, z = self.strokes.end_m
        by_m = (to_m[0] - x, to_m[1] - y, to_m[2] - z)
        self.strokes.add(at_s, duration_s, by_m, (0.0, lift_m, 0.0))

    def hold(self, at_s: float, duration_s: float, up_m: float) -> None:
        """Lift to a height above where it stood, or lower it to 0."""
        self.strokes.add(at_s, duration_s, (0.0, up_m - self.up_m, 0.0))
        self.up_m = up_m


class Legs:
    """Two feet and the body over them."""

    def __init__(
        self, profile: MotorProfile, affected: Side, eye_height_m: float, rng: np.random.Generator
    ) -> None:
        seated = eye_height_m < STANDING_EYES_M
        self.profile = profile
        self._affected: Side = affected
        self._rng = rng
        self._home_z_m = -SEATED_AHEAD_M if seated else 0.0
        self.left = Foot((-HALF_STANCE_M, 0.0, self._home_z_m))
        self.right = Foot((HALF_STANCE_M, 0.0, self._home_z_m))
        self._seated = seated
        self.endurance = Endurance(profile)
        self._body = Strokes((0.0, 0.0, 0.0))
        self._yaw_rad = self._yaw_from_rad = 0.0
        self._turned_s = 0.0
        self._free_s = 0.0
        self._lead: Side = affected
        self._trodden: tuple[int, Vec3] | None = None

    def reseed(self, rng: np.random.Generator) -> None:
        """Draw all chance from another generator from now on."""
        self._rng = rng

    def foot(self, side: Side) -> Foot:
        """One of the feet."""
        return self.left if side == "left" else self.right

    def body_at(self, time_s: float) -> tuple[Vec3, float]:
        """How far the body has gone from where it began, and its heading in radians.

        Both feet point along the heading.
        """
        return self._body.at(time_s), self._yaw_at(time_s)

    def take_place(self, at_s: float, *, standing: bool) -> None:
        """Bring the feet under the body to stand, or sit down where the chair is."""
        self._seated = not standing
        self._home_z_m = 0.0 if standing else -SEATED_AHEAD_M
        bx, _, bz = self._body.end_m
        self._body.add(at_s, TURN_S, (-bx, 0.0, -bz))
        self._yaw_from_rad = self._yaw_at(at_s)
        self._yaw_rad, self._turned_s = 0.0, at_s
        for side, x in zip(SIDES, (-HALF_STANCE_M, HALF_STANCE_M), strict=True):
            foot = self.foot(side)
            foot.step(at_s, TURN_S, (x, foot.strokes.end_m[1], self._home_z_m), 0.0)
        self._free_s = at_s + TURN_S + PAUSE_S

    def feet_m(self) -> tuple[Vec3, Vec3]:
        """Where the left and the right foot stand, or will when their swing is over."""
        return self.left.strokes.end_m, self.right.strokes.end_m

    def act(self, thing: Thing | None, wanted: Side | None, now_s: float) -> None:
        """Decide what to do about what is underfoot or coming."""
        self.endurance.rest_until(now_s)
        if wanted is not None:
            self._lead = wanted
        for side in SIDES:
            foot = self.foot(side)
            if foot.up_m and not self._has_to_be_up(thing, side):
                foot.hold(now_s, self._swing_s(side), 0.0)
                self._free_s = now_s + self._swing_s(side)
        if now_s < self._free_s:
            return
        if thing is None or thing.kind == "start":
            self._trodden = None
        if thing is None:
            self._go_home(now_s)
        elif thing.kind == "coming":
            self._await(thing, now_s)
        elif thing.kind == "lying":
            self._cross(thing, now_s)
        else:
            self._tread(thing, now_s)

    def _has_to_be_up(self, thing: Thing | None, side: Side) -> bool:
        if thing is None or thing.kind != "coming" or side != self._side_under(thing):
            return False
        return self._behind_m(thing, side) < HEEL_BEHIND_M + BEFORE_M / 2

    def _behind_m(self, thing: Thing, side: Side) -> float:
        """How far the far edge of what comes has gone past the foot's origin."""
        x, _, z = self.foot(side).strokes.end_m
        ahead_m = self._ahead_m(thing.place_m, x, z)
        return -(ahead_m + thing.size_m[2] / 2)

    def _ahead_m(self, place_m: Vec3, x: float, z: float) -> float:
        """How far a place lies ahead of a point, along the body's heading."""
        yaw = self._yaw_rad
        return -(sin(yaw) * (place_m[0] - x) + cos(yaw) * (place_m[2] - z))

    def _side_under(self, thing: Thing) -> Side:
        """The foot in whose lane it comes."""
        yaw = self._yaw_rad
        bx, _, bz = self._body.end_m
        across_m = cos(yaw) * (thing.place_m[0] - bx) - sin(yaw) * (thing.place_m[2] - bz)
        if abs(across_m) < HALF_STANCE_M / 4:
            return self._lead
        return "right" if across_m > 0.0 else "left"

    def _await(self, thing: Thing, now_s: float) -> None:
        """Lift the foot in time for what comes."""
        side = self._side_under(thing)
        foot = self.foot(side)
        if foot.up_m or self._behind_m(thing, side) > HEEL_BEHIND_M:
            return
        x, _, z = foot.strokes.end_m
        gap_m = self._ahead_m(thing.place_m, x, z) - thing.size_m[2] / 2 - TOE_AHEAD_M
        swing_s = self._swing_s(side)
        if gap_m <= thing.speed_m_s * (swing_s + self.profile.reaction_s + 0.15):
            up_m = self._lift_m(thing.size_m[1], side)
            foot.hold(now_s + self._late_s() + self._stuck_s(), swing_s, up_m)
            self.endurance.go_on()
            self.endurance.succeed()
            self.endurance.work(2.0 * up_m)
            self._free_s = now_s + PAUSE_S

    def _cross(self, thing: Thing, now_s: float) -> None:
        """Walk up to what lies there, and over it with one foot and then the other."""
        heading_rad = self._heading_across(thing)
        if self._turn(heading_rad, now_s):
            return
        half_m = thing.size_m[2] / 2
        trail: Side = "right" if self._lead == "left" else "left"
        along = {side: self._along_m(thing, side) for side in SIDES}
        stop_m = -half_m - TOE_AHEAD_M - BEFORE_M
        land_m = half_m + HEEL_BEHIND_M + BEFORE_M
        over = [side for side in (self._lead, trail) if along[side] > 0.0]
        height_m = thing.size_m[1]
        if len(over) == 2:
            return
        if over:
            side = trail if over[0] == self._lead else self._lead
            self._stride(side, land_m - along[side], self._lift_m(height_m, side), now_s)
        elif all(abs(place_m - stop_m) < 2 * NEAR_M for place_m in along.values()):
            lead = self._lead
            self._stride(lead, land_m - along[lead], self._lift_m(height_m, lead), now_s)
        else:
            side = min(along, key=lambda foot: along[foot])
            other = trail if side == self._lead else self._lead
            to_m = min(along[other] + STRIDE_M, stop_m) if along[side] <= stop_m else stop_m
            self._stride(side, to_m - along[side], WALKING_LIFT_M * LIFT_AT_EDGES, now_s)

    def _tread(self, thing: Thing, now_s: float) -> None:
        """Step on a print, walking up to it where it is far."""
        side = thing.side or self._lead
        heading_rad = thing.yaw_rad
        if not self._seated and self._turn(heading_rad, now_s):
            return
        foot = self.foot(side)
        x, y, z = foot.strokes.end_m
        tx, ty, tz = thing.place_m
        away_m = hypot(tx - x, tz - z)
        if away_m < NEAR_M or (
            thing.kind == "print" and self._trodden == (thing.id, thing.place_m)
        ):
            return
        reach_m = 2 * STRIDE_M
        if away_m > reach_m and not self._seated:
            other = self.foot("right" if side == "left" else "left")
            ox, _, oz = other.strokes.end_m
            share = min(1.0, STRIDE_M / away_m)
            # The other foot goes along first, so that no step is longer than a stride and a bit.
            if hypot(tx - ox, tz - oz) > away_m:
                self._swing(
                    "right" if side == "left" else "left",
                    (ox + (tx - x) * share, y, oz + (tz - z) * share),
                    WALKING_LIFT_M,
                    now_s,
                )
                return
            self._swing(
                side, (x + (tx - x) * share, y, z + (tz - z) * share), WALKING_LIFT_M, now_s
            )
            return
        profile = self.profile
        gain, scatter_m = profile.step_gain * self.endurance.amplitude, self._scatter_m(side)
        if thing.kind == "start":  # there is time to shuffle until the foot is there
            gain, scatter_m = 1.0, 0.3 * profile.noise_s * away_m
        dx, dz = (scatter_m * self._rng.standard_normal(2)).tolist()
        to_m = (x + gain * (tx - x) + dx, ty, z + gain * (tz - z) + dz)
        self._trodden = (thing.id, thing.place_m)
        self._swing(side, to_m, WALKING_LIFT_M, now_s)
        self.endurance.succeed()

    def _go_home(self, now_s: float) -> None:
        """Stand as at the beginning, beside the other foot; a seated leg goes back to its place."""
        if not self._seated or now_s < self._free_s + IDLE_S:
            return
        for side, x in zip(SIDES, (-HALF_STANCE_M, HALF_STANCE_M), strict=True):
            px, py, pz = self.foot(side).strokes.end_m
            if hypot(px - x, pz - self._home_z_m) > NEAR_M:
                self._swing(side, (x, py, self._home_z_m), WALKING_LIFT_M, now_s)
                return

    def _stride(self, side: Side, by_m: float, edge_lift_m: float, now_s: float) -> None:
        """Step along the heading, so high over what has edges."""
        x, y, z = self.foot(side).strokes.end_m
        yaw = self._yaw_rad
        to_m = (x - sin(yaw) * by_m, y, z - cos(yaw) * by_m)
        self._swing(side, to_m, edge_lift_m / LIFT_AT_EDGES, now_s)

    def _swing(self, side: Side, to_m: Vec3, lift_m: float, now_s: float) -> None:
        foot = self.foot(side)
        now_s += self._stuck_s()
        x, _, z = foot.strokes.end_m
        duration_s = self._swing_s(side) * (1.0 + hypot(to_m[0] - x, to_m[2] - z))
        foot.step(now_s, duration_s, to_m, lift_m)
        self.endurance.work(hypot(to_m[0] - x, to_m[2] - z) + lift_m)
        self.endurance.go_on()
        if not self._seated:
            by_m = ((to_m[0] - x) / 2, 0.0, (to_m[2] - z) / 2)
            self._body.add(now_s, duration_s, by_m)
        self._free_s = now_s + duration_s + self.profile.pause_s + PAUSE_S / 2

    def _along_m(self, thing: Thing, side: Side) -> float:
        """Place of a foot along the heading, from the middle of the obstacle."""
        x, _, z = self.foot(side).strokes.end_m
        return -self._ahead_m(thing.place_m, x, z)

    def _heading_across(self, thing: Thing) -> float:
        """The heading at right angles to an obstacle, from the side where the body is."""
        bx, _, bz = self._body.end_m
        yaw = thing.yaw_rad
        ahead_m = -(sin(yaw) * (thing.place_m[0] - bx) + cos(yaw) * (thing.place_m[2] - bz))
        both = {self._along_sign(thing, side, yaw) for side in SIDES}
        if len(both) == 2:  # astride: go on the way one goes
            return self._yaw_rad
        return yaw if ahead_m > 0.0 else yaw + pi

    def _along_sign(self, thing: Thing, side: Side, yaw: float) -> bool:
        x, _, z = self.foot(side).strokes.end_m
        return sin(yaw) * (thing.place_m[0] - x) + cos(yaw) * (thing.place_m[2] - z) < 0.0

    def _turn(self, heading_rad: float, now_s: float) -> bool:
        """Turn on the spot; True while a turn is begun."""
        by_rad = remainder(heading_rad - self._yaw_rad, 2 * pi)
        if abs(by_rad) < 0.05:
            return False
        self._yaw_from_rad = self._yaw_rad
        self._yaw_rad += by_rad
        self._turned_s = now_s
        yaw = self._yaw_rad
        bx, _, bz = self._body.end_m
        for side, sign in zip(SIDES, (-1.0, 1.0), strict=True):
            y = self.foot(side).strokes.end_m[1]
            to_m = (bx + sign * HALF_STANCE_M * cos(yaw), y, bz - sign * HALF_STANCE_M * sin(yaw))
            self.foot(side).step(now_s, TURN_S, to_m, WALKING_LIFT_M / 2)
        self._free_s = now_s + TURN_S + PAUSE_S
        return True

    def _yaw_at(self, time_s: float) -> float:
        if self._yaw_from_rad == self._yaw_rad:
            return self._yaw_rad
        share = min(1.0, max(0.0, (time_s - self._turned_s) / TURN_S))
        return self._yaw_from_rad + (self._yaw_rad - self._yaw_from_rad) * share

    def _swing_s(self, side: Side) -> float:
        return self.profile.swing_s * self.endurance.pace * (1.0 if side == self._affected else 0.9)

    def _late_s(self) -> float:
        return abs(float(self._rng.standard_normal())) * self.profile.reaction_sd_s

    def _stuck_s(self) -> float:
        """How much later a step begins because the foot won't come off the floor."""
        profile = self.profile
        if not profile.freeze or self._seated:
            return 0.0
        stuck, for_s = self._rng.random(), self._rng.exponential(profile.freeze_s)
        return float(for_s) if stuck < profile.freeze else 0.0

    def _scatter_m(self, side: Side) -> float:
        """Scatter of a step of a foot, each way; the other foot is a little worse than healthy."""
        if side == self._affected:
            return self.profile.step_scatter_m * self.endurance.scatter
        healthy_m = PROFILES["healthy"].step_scatter_m
        return min(self.profile.step_scatter_m, OTHER_FOOT * healthy_m)

    def _lift_m(self, height_m: float, side: Side) -> float:
        """How high the foot is lifted over something of a height, as it comes out this time."""
        profile = self.profile if side == self._affected else PROFILES["healthy"]
        over_m, highest = profile.step_clearance_sd_m * self._rng.standard_normal(2)
        wanted_m = height_m + profile.step_clearance_m + over_m
        highest_m = profile.step_lift_m * self.endurance.strength + 0.5 * highest
        return max(0.0, min(float(wanted_m), float(highest_m)))
