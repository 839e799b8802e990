"""Pointing at places and choosing one without a button: by hand, ray, gaze or keys."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from controllers.frame import Button, InputFrame, PoseField, Vec3
from game.dwell import DWELL_S, GRACE_S, Dwell
from game.rays import forward, orientation_tracked

_SELECT: Final = int(Button.SELECT)  # a plain integer: a flag's own & costs a microsecond
_SETTLING_S: Final = 1.0
_AWAKE_COS: Final = math.cos(math.radians(3.0))
_UNPROTECTED: Final = 0.15
_TOUCH_DEPTH_M: Final = 0.08
_NEAREST_COVER_M: Final = 0.2
"""A hand nearer to the eyes than this wipes the face or settles the headset."""


@dataclass(frozen=True, slots=True)
class Spot:
    """An upright rectangle to point at. Its face looks along +Z turned by `yaw_rad` about +Y."""

    centre_m: Vec3
    yaw_rad: float
    half_width_m: float
    half_height_m: float
    _sin: float = field(init=False, repr=False, compare=False)
    _cos: float = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_sin", math.sin(self.yaw_rad))
        object.__setattr__(self, "_cos", math.cos(self.yaw_rad))

    def hit(self, origin_m: Vec3, direction: Vec3) -> bool:
        """Whether a ray passes through it from the front."""
        sin, cos = self._sin, self._cos
        right, up, back = direction
        ahead = sin * right + cos * back
        if ahead >= -1e-9:
            return False
        x, y, z = self._own(origin_m)
        if z <= 0.0:
            return False
        along_m = -z / ahead
        return (
            abs(y + up * along_m) <= self.half_height_m
            and abs(x + (cos * right - sin * back) * along_m) <= self.half_width_m
        )

    def touched(self, position_m: Vec3) -> bool:
        """Whether a hand is at it, within 8 cm of its plane."""
        x, y, z = self._own(position_m)
        return (
            abs(z) <= _TOUCH_DEPTH_M
            and abs(x) <= self.half_width_m
            and abs(y) <= self.half_height_m
        )

    def faces(self, position_m: Vec3) -> bool:
        """Whether a place is before it, and not behind it."""
        return self._own(position_m)[2] > 0.0

    def _own(self, position_m: Vec3) -> Vec3:
        there_x, there_y, there_z = position_m
        here_x, here_y, here_z = self.centre_m
        x, z = there_x - here_x, there_z - here_z
        sin, cos = self._sin, self._cos
        return (cos * x - sin * z, there_y - here_y, sin * x + cos * z)


class _Ray:
    """One pointing ray. It is asleep until it has turned 3 degrees from where it was found.

    A controller left on the table, or a gaze that rests where the menu came up, chooses nothing.
    """

    def __init__(self) -> None:
        self._first: Vec3 | None = None
        self._awake = False
        self.hit: int | None = None

    def step(self, pose: PoseField, spots: Sequence[Spot]) -> None:
        self.hit = None
        if not (pose.position_valid and pose.orientation_valid):
            return
        if not self._awake:
            direction = forward(pose)
            first = self._first = self._first or direction
            cos = direction[0] * first[0] + direction[1] * first[1] + direction[2] * first[2]
            self._awake = cos < _AWAKE_COS
        if self._awake:
            self.hit = _first_hit(spots, pose.position_m, forward(pose))


class _Hand:
    """One hand, at a place or held up before it.

    It is asleep until it has been seen away from every place.
    """

    def __init__(self) -> None:
        self._awake = False
        self.hit: int | None = None

    def step(self, pose: PoseField, eyes_m: Vec3 | None, spots: Sequence[Spot]) -> None:
        self.hit = None
        if not pose.position_valid:
            return
        position_m = pose.position_m
        place = _first_touched(spots, position_m)
        if place is None and eyes_m is not None and pose.position_tracked:
            place = _first_covered(spots, eyes_m, position_m)
        if place is None:
            self._awake = True
        elif self._awake:
            self.hit = place


class Pointer:
    """Which of several places is pointed at, and which is chosen.

    A hand at a place or held up before it comes first, then the hands' rays, then the head's.
    `focus` marks a place by keys, until a ray moves to another one; so does a first press of
    select where there is no hand's ray. The marked place is chosen by a new press of select,
    or by staying on it with a ray or a hand. Make a new pointer for new places.
    """

    def __init__(
        self, spots: Sequence[Spot], dwell_s: float = DWELL_S, grace_s: float = GRACE_S
    ) -> None:
        self._spots = spots
        self._grace_ns = round(grace_s * 1e9)
        self._dwell = Dwell(dwell_s, grace_s)
        self._hands = (_Hand(), _Hand())
        self._aims = (_Ray(), _Ray())
        self._gaze = _Ray()
        self._buttons = ~0
        self._begun_ns: int | None = None
        self._pointed: int | None = None
        self._left_ns: int | None = None
        self.by_keys = False
        self.index: int | None = None
        self.chosen: int | None = None

    @property
    def progress(self) -> float:
        """How much of the dwell on `index` is done, 0..1."""
        return self._dwell.progress

    def focus(self, index: int) -> None:
        """Mark a place by keys."""
        self._mark(index)
        self.by_keys = True

    def step(self, frame: InputFrame) -> None:
        """Follow one frame; sets `index` (marked or None) and `chosen` (once chosen, or None)."""
        now_ns = frame.display_time_ns
        if self._begun_ns is None:
            self._begun_ns = now_ns
        pointed = self._point(frame)
        if self.by_keys and pointed is not None and pointed != self._pointed:
            self.by_keys = False
        self._pointed = pointed
        if not self.by_keys:
            self._follow(pointed, now_ns)
            settled = now_ns - self._begun_ns >= _SETTLING_S * 1e9
            inside = settled and pointed is not None and pointed == self.index
            if self._dwell.step(inside, now_ns) >= 1.0:
                self.chosen = self.index
        pressed = frame.buttons & ~self._buttons
        self._buttons = frame.buttons
        if pressed & _SELECT:
            self._press(frame, pointed)

    def _press(self, frame: InputFrame, pointed: int | None) -> None:
        if not self.by_keys:
            # A press means it: even a ray that has not moved yet, and without any lag.
            place = pointed if pointed is not None else self._aimed_at(frame)
            if place is not None and place != self.index:
                self._mark(place)
        self.chosen = self.index
        rays = frame.left_aim.orientation_valid or frame.right_aim.orientation_valid
        if self.index is None and not rays and self._spots:
            # Without a ray the first press shows where one is.
            self.focus(0)

    def _point(self, frame: InputFrame) -> int | None:
        """The place under a hand or an awake ray; among equals, the one marked already."""
        spots, index = self._spots, self.index
        # The keys that walk from place to place move a hand as well.
        eyes_m = frame.head.position_m if frame.head.position_tracked and not self.by_keys else None
        right_hand, left_hand = self._hands
        right_aim, left_aim = self._aims
        gaze = self._gaze
        right_hand.step(frame.right_hand, eyes_m, spots)
        left_hand.step(frame.left_hand, eyes_m, spots)
        right_aim.step(frame.right_aim, spots)
        left_aim.step(frame.left_aim, spots)
        gaze.step(frame.head, spots)
        faced = gaze.hit if orientation_tracked(frame.head) else None
        for first, second in (
            (right_hand.hit, left_hand.hit),
            (right_aim.hit, left_aim.hit),
            (faced, None),
        ):
            if index is not None and index in (first, second):
                return index
            if first is not None:
                return first
            if second is not None:
                return second
        return None

    def _aimed_at(self, frame: InputFrame) -> int | None:
        """The place under a hand's ray, awake or not."""
        for pose in (frame.right_aim, frame.left_aim):
            if pose.position_valid and pose.orientation_valid:
                place = _first_hit(self._spots, pose.position_m, forward(pose))
                if place is not None:
                    return place
        return None

    def _follow(self, pointed: int | None, now_ns: int) -> None:
        """Move the mark; progress made protects it from a hand that shakes."""
        if pointed == self.index:
            self._left_ns = None
            return
        if self._left_ns is None:
            self._left_ns = now_ns
        protected = self.index is not None and self.progress > _UNPROTECTED
        if not protected or now_ns - self._left_ns >= self._grace_ns:
            self._mark(pointed)

    def _mark(self, index: int | None) -> None:
        self.index = index
        self._left_ns = None
        self._dwell.reset()


def _first_hit(spots: Sequence[Spot], origin_m: Vec3, direction: Vec3) -> int | None:
    for index, spot in enumerate(spots):
        if spot.hit(origin_m, direction):
            return index
    return None


def _first_touched(spots: Sequence[Spot], position_m: Vec3) -> int | None:
    for index, spot in enumerate(spots):
        if spot.touched(position_m):
            return index
    return None


def _first_covered(spots: Sequence[Spot], eyes_m: Vec3, position_m: Vec3) -> int | None:
    """The place that a hand is held up before, as seen from the eyes.

    Image-plane pointing: Pierce et al., Image plane interaction techniques in 3D immersive
    environments, I3D 1997. It needs no arm as long as the way to the place, and no wrist that
    can aim.
    """
    away_m = math.dist(eyes_m, position_m)
    if away_m < _NEAREST_COVER_M:
        return None
    x, y, z = (there - here for there, here in zip(position_m, eyes_m, strict=True))
    direction = (x / away_m, y / away_m, z / away_m)
    for index, spot in enumerate(spots):
        if spot.hit(eyes_m, direction) and spot.faces(position_m):
            return index
    return None
