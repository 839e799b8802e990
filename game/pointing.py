"""Pointing and choosing without a button: rays, dwell, and what a ray is in line with."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from controllers.frame import Button, InputFrame, PoseField, PoseFlag, Vec3
from tasks.body import yaw_of
from tasks.scene import Instance, Role, Scene

DWELL_S: Final = 1.5
GAZE_STOP_S: Final = 2.0
GRACE_S: Final = 0.2

_ORIENTATION_MEASURED: Final = int(PoseFlag.ORIENTATION_VALID | PoseFlag.ORIENTATION_TRACKED)
_GAZE_KNOWN: Final = _ORIENTATION_MEASURED | int(PoseFlag.POSITION_VALID)
_SELECT: Final = int(Button.SELECT)  # a plain integer: a flag's own & costs a microsecond
_LONGEST_GAP_S: Final = 0.1
_SETTLING_S: Final = 1.0
_AWAKE_COS: Final = math.cos(math.radians(3.0))
_UNPROTECTED: Final = 0.15
_TOUCH_DEPTH_M: Final = 0.08
_NEAREST_COVER_M: Final = 0.2
"""A hand nearer to the eyes than this wipes the face or settles the headset."""

_REACHED_FOR: Final = frozenset({Role.TARGET, Role.START, Role.DISTRACTOR, Role.OBJECT})
_ASKED: Final = {Role.TARGET: 3, Role.START: 2, Role.GHOST: 1}
_LONGEST_REACH_M: Final = 1.2
_BESIDE_M: Final = 0.06
_STEPPED: Final = frozenset({Role.START, Role.FOOTPRINT, Role.OBSTACLE})
_IN_HAND_M: Final = 0.12


def forward(pose: PoseField) -> Vec3:
    """Unit direction of -Z of a pose, stage frame."""
    x, y, z, w = pose.orientation
    return (-2.0 * (x * z + w * y), -2.0 * (y * z - w * x), 2.0 * (x * x + y * y) - 1.0)


def orientation_tracked(pose: PoseField) -> bool:
    """Whether the pose's turning was truly measured; a head before a screen only seems to turn."""
    return pose.flags & _ORIENTATION_MEASURED == _ORIENTATION_MEASURED


def in_line(origin_m: Vec3, direction: Vec3, centre_m: Vec3, radius_m: float) -> bool:
    """Whether a ray (unit direction) passes through a ball, ahead of its origin."""
    along_m, beside_m = _along_and_beside(origin_m, direction, centre_m)
    return along_m > 0.0 and beside_m <= radius_m


def gaze_on(frame: InputFrame, position_m: Vec3, radius_m: float) -> bool:
    """Whether the head faces a ball. False where the head's turning is not measured."""
    head = frame.head
    return head.flags & _GAZE_KNOWN == _GAZE_KNOWN and in_line(
        head.position_m, forward(head), position_m, radius_m
    )


def depth_along(scene: Scene, origin_m: Vec3, direction: Vec3) -> float | None:
    """Metres along a ray (unit direction) to the thing to reach for that it is most in line with.

    None where nothing within an arm's length lies on the ray or within 6 cm beside it. Of the
    objects only the one that is asked for counts, and not while a hand holds it.
    """
    nearest_m: float | None = None
    least = math.inf
    for _, instance in scene.rows():
        if instance.role in _REACHED_FOR:
            if instance.role is Role.OBJECT and (instance.glow <= 0.0 or _held(scene, instance)):
                continue
            centre_m = instance.position_m
            along_m, beside_m = _along_and_beside(origin_m, direction, centre_m)
            reach_m = instance.radius_m + _BESIDE_M
            if 0.0 < along_m <= _LONGEST_REACH_M and beside_m <= reach_m:
                share = beside_m / reach_m
                if share < least:
                    least, nearest_m = share, along_m
    return nearest_m


def asked_for(scene: Scene) -> Vec3 | None:
    """Where to look, stage frame: the newest target, else start place, else ghost; or None."""
    found: Instance | None = None
    most = (0, 0)
    for _, instance in scene.rows():
        rank = _ASKED.get(instance.role)
        if rank is not None and (rank, instance.id) > most:
            found, most = instance, (rank, instance.id)
    return None if found is None else found.position_m


def heading_asked(scene: Scene) -> float | None:
    """Heading (radians about +Y) of the way that the feet are asked to go, if they are."""
    for _, instance in scene.rows():
        if instance.role in _STEPPED and instance.glow > 0.0:
            return yaw_of(instance.orientation)
    return None


class Dwell:
    """Seconds spent inside, towards a duration. Leaving for less than `grace_s` costs nothing.

    Time between steps more than 100 ms apart counts neither as in nor as out.
    """

    def __init__(self, duration_s: float, grace_s: float = GRACE_S) -> None:
        self._duration_s = duration_s
        self._grace_s = grace_s
        self._inside_s = self._outside_s = 0.0
        self._was_inside = False
        self._last_ns: int | None = None

    @property
    def progress(self) -> float:
        """0 at the start, 1 once the duration is full."""
        return min(self._inside_s / self._duration_s, 1.0)

    def step(self, inside: bool, time_ns: int) -> float:  # noqa: FBT001 - it is the measurement
        """Take one look; returns the progress 0..1."""
        last_ns, self._last_ns = self._last_ns, time_ns
        if not inside and self._inside_s == 0.0:
            self._was_inside = False
            return 0.0
        elapsed_s = 0.0 if last_ns is None else (time_ns - last_ns) * 1e-9
        if not 0.0 < elapsed_s <= _LONGEST_GAP_S:
            elapsed_s = 0.0
        if inside:
            self._outside_s = 0.0
            if self._was_inside:
                self._inside_s += elapsed_s
        else:
            self._outside_s += elapsed_s
            if self._outside_s >= self._grace_s:
                self._inside_s = 0.0
        self._was_inside = inside
        return self.progress

    def reset(self) -> None:
        """Begin again from nothing."""
        self._inside_s = self._outside_s = 0.0
        self._was_inside = False
        self._last_ns = None


class GazeDwell:
    """The head facing one thing for a while: the stop sign that needs no hand."""

    def __init__(self, duration_s: float = GAZE_STOP_S, grace_s: float = GRACE_S) -> None:
        self._dwell = Dwell(duration_s, grace_s)

    def step(self, frame: InputFrame, instance: Instance) -> float:
        """Progress 0..1 of facing `instance`; an invisible one is not faced."""
        inside = instance.visible and gaze_on(frame, instance.position_m, instance.radius_m)
        return self._dwell.step(inside, frame.display_time_ns)

    def reset(self) -> None:
        """Begin again from nothing."""
        self._dwell.reset()


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


def _held(scene: Scene, thing: Instance) -> bool:
    side = scene.wanted_side
    if side is None or scene.hands[side].closed is None:
        return False
    return any(
        hand.role is Role.HAND and math.dist(hand.position_m, thing.position_m) < _IN_HAND_M
        for _, hand in scene.rows()
    )


def _along_and_beside(origin_m: Vec3, direction: Vec3, centre_m: Vec3) -> tuple[float, float]:
    x, y, z = centre_m[0] - origin_m[0], centre_m[1] - origin_m[1], centre_m[2] - origin_m[2]
    along_m = x * direction[0] + y * direction[1] + z * direction[2]
    return along_m, math.sqrt(max(x * x + y * y + z * z - along_m * along_m, 0.0))


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
