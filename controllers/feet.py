"""Two feet before a screen: they stand where a patient's would, and are lifted and led by hand.

Stage frame, metres; a foot's origin is on the sole under the ankle. Standing, the body is over
the middle between the feet and goes where they go, which is how one walks without a headset.
"""

from __future__ import annotations

import math
from typing import Final

from controllers.frame import InputFrame, Quat, Vec3
from controllers.glide import Glide

STANDING_EYES_M: Final = 1.4
"""Eyes below this are those of somebody who sits."""

SEATED_AHEAD_M: Final = 0.35
HALF_STANCE_M: Final = 0.1
LIFT_M: Final = 0.25
HIGHEST_M: Final = 0.45
RISE_M_S: Final = 0.15
"""A foot held up goes on rising slowly, for obstacles higher than `LIFT_M`."""

STRIDE_M: Final = 0.8
LEG_SEATED_M: Final = 0.4
_NARROWEST_M: Final = 0.06
_WIDEST_M: Final = 0.6
_LIFTED: Final = 0.02
_LIFTING_RATE_S: Final = 19.0
_LEADING_RATE_S: Final = 30.0
_BODY_RATE_S: Final = 9.0
_TURN_RATE_S: Final = 5.0
_FASTEST_M_S: Final = 2.0
_TURN_RAD_S: Final = math.radians(120.0)
_HOMEWARD_M_S: Final = 0.7
_HOMEWARD_AFTER_S: Final = 5.0

Lifts = tuple[float, float]
"""How far (left, right) foot is asked up, 0..1."""


class _Foot:
    """One foot: where it is wanted on the floor, how far it has been led there, and where it is."""

    __slots__ = ("held_s", "led_x", "led_z", "lift", "up", "wanted_x", "wanted_z", "x", "z")

    def __init__(self, x: float, z: float) -> None:
        self.wanted_x, self.wanted_z = x, z
        self.led_x, self.led_z = x, z
        self.x, self.z = Glide(x, _LEADING_RATE_S), Glide(z, _LEADING_RATE_S)
        self.up = Glide(0.0, _LIFTING_RATE_S)
        self.lift = self.held_s = 0.0

    def raise_to(self, lift: float, elapsed_s: float) -> None:
        """Hold it up, or let it down."""
        self.lift = lift
        self.held_s = self.held_s + elapsed_s if lift > 0.9 else 0.0
        more_m = max(0.0, self.held_s - 0.5) * RISE_M_S
        self.up.step(min(HIGHEST_M, lift * (LIFT_M + more_m)), elapsed_s)

    def follow(self, elapsed_s: float) -> None:
        """Come nearer to where it is wanted, no faster than a leg swings."""
        dx, dz = self.wanted_x - self.led_x, self.wanted_z - self.led_z
        way_m = math.hypot(dx, dz)
        share = min(1.0, _FASTEST_M_S * elapsed_s / way_m) if way_m > 0.0 else 1.0
        self.led_x += dx * share
        self.led_z += dz * share
        self.x.step(self.led_x, elapsed_s)
        self.z.step(self.led_z, elapsed_s)

    def turn(self, middle_x: float, middle_z: float, by_rad: float) -> None:
        """Go round a place on the floor, as a body that turns on the spot takes its feet along."""
        cos, sin = math.cos(by_rad), math.sin(by_rad)
        dx, dz = self.wanted_x - middle_x, self.wanted_z - middle_z
        x, z = middle_x + cos * dx + sin * dz, middle_z + cos * dz - sin * dx
        dx, dz = x - self.wanted_x, z - self.wanted_z
        self.wanted_x, self.wanted_z = x, z
        self.led_x += dx
        self.led_z += dz
        self.x.shift(dx)
        self.z.shift(dz)


class Feet:
    """Both feet and what follows from them: where the body is and which way it faces.

    `offset_m` is how far (x, z) the body has gone from its first place; `yaw_rad` its heading,
    positive to the left. Seated neither ever changes.
    """

    def __init__(self, eye_height_m: float) -> None:
        self.seated = eye_height_m < STANDING_EYES_M
        self._home_z_m = -SEATED_AHEAD_M if self.seated else 0.0
        self._left = _Foot(-HALF_STANCE_M, self._home_z_m)
        self._right = _Foot(HALF_STANCE_M, self._home_z_m)
        self._body_x, self._body_z = Glide(0.0, _BODY_RATE_S), Glide(0.0, _BODY_RATE_S)
        self._heading = Glide(0.0, _TURN_RATE_S)
        self._idle_s = 0.0

    @property
    def offset_m(self) -> tuple[float, float]:
        """How far the body has gone, x and z."""
        return (self._body_x.value, self._body_z.value)

    @property
    def yaw_rad(self) -> float:
        """Heading of body and toes."""
        return self._heading.value

    def drive(
        self, lifts: Lifts, move_m: tuple[float, float], facing_rad: float | None, elapsed_s: float
    ) -> None:
        """Lift the feet; move those that are up by (right, ahead); turn to face a heading.

        Standing, the second foot waits on the floor until the first is let down.
        """
        self._idle_s = 0.0
        left, right = self._left, self._right
        wanted = list(lifts)
        if not self.seated and min(lifts) > _LIFTED:
            wanted[1 if left.lift > right.lift else 0] = 0.0
        for foot, other, sign, lift in (
            (left, right, -1.0, wanted[0]),
            (right, left, 1.0, wanted[1]),
        ):
            foot.raise_to(lift, elapsed_s)
            if lift > _LIFTED and move_m != (0.0, 0.0):
                self._lead(foot, other, sign, move_m)
        if facing_rad is not None and max(wanted) <= _LIFTED:
            self._face(facing_rad, elapsed_s)
        self._follow(elapsed_s)

    def stand(self, elapsed_s: float) -> None:
        """Nobody drives the feet: they come down, and after a while the body goes home."""
        self._idle_s += elapsed_s
        for foot in (self._left, self._right):
            foot.raise_to(0.0, elapsed_s)
        if self._idle_s > _HOMEWARD_AFTER_S:
            self._go_home(elapsed_s)
        self._follow(elapsed_s)

    def fill(self, frame: InputFrame) -> None:
        """Write the displayed poses of both feet."""
        half = self._heading.value / 2.0
        turn: Quat = (0.0, math.sin(half), 0.0, math.cos(half))
        frame.left_foot.set(_place(self._left), turn)
        frame.right_foot.set(_place(self._right), turn)

    def _lead(self, foot: _Foot, other: _Foot, sign: float, move_m: tuple[float, float]) -> None:
        yaw = self._heading.value
        cos, sin = math.cos(yaw), math.sin(yaw)
        right_m, ahead_m = move_m
        x = foot.wanted_x + cos * right_m - sin * ahead_m
        z = foot.wanted_z - sin * right_m - cos * ahead_m
        if self.seated:
            home_x = sign * HALF_STANCE_M
            foot.wanted_x, foot.wanted_z = _within(x, z, home_x, self._home_z_m, LEG_SEATED_M)
            return
        dx, dz = x - other.wanted_x, z - other.wanted_z
        outward = max(_NARROWEST_M, min(_WIDEST_M, sign * (cos * dx - sin * dz)))
        ahead = max(-STRIDE_M, min(STRIDE_M, -sin * dx - cos * dz))
        across = sign * outward
        foot.wanted_x = other.wanted_x + cos * across - sin * ahead
        foot.wanted_z = other.wanted_z - sin * across - cos * ahead

    def _face(self, facing_rad: float, elapsed_s: float) -> None:
        """Turn on the spot."""
        if self.seated:
            return
        before = self._heading.value
        off = math.remainder(facing_rad - before, math.tau)
        most = 2.0 * _TURN_RAD_S / _TURN_RATE_S  # so much ahead, a glide goes at that speed
        self._heading.step(before + max(-most, min(most, off)), elapsed_s)
        turned = self._heading.value - before
        x = (self._left.wanted_x + self._right.wanted_x) / 2.0
        z = (self._left.wanted_z + self._right.wanted_z) / 2.0
        for foot in (self._left, self._right):
            foot.turn(x, z, turned)

    def _go_home(self, elapsed_s: float) -> None:
        """Walk back to the first place, so that what is hung there can be read and reached."""
        if not self.seated:
            self._face(0.0, elapsed_s)
        most_m = _HOMEWARD_M_S * elapsed_s
        for foot, sign in ((self._left, -1.0), (self._right, 1.0)):
            dx, dz = sign * HALF_STANCE_M - foot.wanted_x, self._home_z_m - foot.wanted_z
            way_m = math.hypot(dx, dz)
            share = min(1.0, most_m / way_m) if way_m > 0.0 else 1.0
            foot.wanted_x += dx * share
            foot.wanted_z += dz * share

    def _follow(self, elapsed_s: float) -> None:
        left, right = self._left, self._right
        left.follow(elapsed_s)
        right.follow(elapsed_s)
        if not self.seated:
            self._body_x.step((left.x.value + right.x.value) / 2.0, elapsed_s)
            self._body_z.step((left.z.value + right.z.value) / 2.0, elapsed_s)


def _place(foot: _Foot) -> Vec3:
    return (foot.x.value, max(0.0, foot.up.value), foot.z.value)


def _within(
    x: float, z: float, home_x: float, home_z: float, radius_m: float
) -> tuple[float, float]:
    dx, dz = x - home_x, z - home_z
    share = min(1.0, radius_m / max(math.hypot(dx, dz), 1e-9))
    return (home_x + dx * share, home_z + dz * share)
