"""Scripted feet: paths over places in time, and a stepper that goes by what the scene shows."""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping, Sequence

from support.hands import between

from controllers.controller import Side
from controllers.frame import GUESSED, IDENTITY, NO_POSE, TRACKED, InputFrame, Quat, Vec3
from tasks.scene import Instance, Role, Scene

STANDING_M: Vec3 = (0.0, 1.6, 0.0)
TOE_M, HEEL_M, MIDDLE_M = 0.19, 0.06, 0.065
TURN_AFTER_S = 0.5
FootPath = Callable[[float], tuple[Vec3, Quat] | None]
"""Pose at a time in seconds; None is an untracked foot."""


def along(keys: Sequence[tuple[float, Vec3]], orientation: Quat = IDENTITY) -> FootPath:
    """Rest at the first place, minimum jerk from key to key, rest at the last."""
    times = [time_s for time_s, _ in keys]

    def pose(time_s: float) -> tuple[Vec3, Quat]:
        index = bisect_right(times, time_s)
        if index == 0:
            return keys[0][1], orientation
        if index == len(keys):
            return keys[-1][1], orientation
        (begin_s, from_m), (end_s, to_m) = keys[index - 1], keys[index]
        s = (time_s - begin_s) / (end_s - begin_s)
        return between(from_m, to_m, s * s * s * (10 + s * (6 * s - 15))), orientation

    return pose


def frames(
    feet: Mapping[Side, FootPath],
    *,
    rate_hz: float = 90.0,
    until_s: float = 60.0,
    head: Callable[[float], Vec3] = lambda _: STANDING_M,
    guessed: Callable[[float], bool] = lambda _: False,
    start_ns: int = 5_000_000_000,
) -> Iterator[InputFrame]:
    """The same preallocated frame, filled anew for each tick; feet that are left out are lost."""
    frame = InputFrame()
    for index in range(round(until_s * rate_hz)):
        time_s = index / rate_hz
        time_ns = start_ns + round(time_s * 1e9)
        frame.set_times(index, time_ns, time_ns)
        frame.head.set(head(time_s))
        for side, path in feet.items():
            pose = path(time_s)
            if pose is None:
                frame.foot(side).set(frame.foot(side).position_m, flags=NO_POSE)
            else:
                flags = GUESSED if guessed(time_s) else TRACKED
                frame.foot(side).set(*pose, flags=flags)
        frame.settle_samples()
        yield frame


class Stepper:
    """Two feet that do what the scene asks, at moments that all frame rates share.

    They go to start prints, onto glowing footprints, over what lies on the floor, and are lifted
    over what comes. `clearance_m` is how much higher than needed.
    """

    def __init__(self, clearance_m: float = 0.08) -> None:
        self.clearance_m = clearance_m
        self.head_m: Vec3 = STANDING_M
        self._keys: dict[Side, list[tuple[float, Vec3]]] = {
            "left": [(0.0, (-0.1, 0.0, 0.0))],
            "right": [(0.0, (0.1, 0.0, 0.0))],
        }
        self._turns: dict[Side, Quat] = {"left": IDENTITY, "right": IDENTITY}
        self._turn_to: dict[Side, Quat] = {}
        self._goals: dict[Side, tuple[int, Vec3]] = {}
        self._obstacle: int | None = None
        self._seen: tuple[int, Vec3] | None = None
        self._raised: Side | None = None

    def fill(self, frame: InputFrame, scene: Scene, now_s: float) -> None:
        """Look at the scene, move, and write both feet and the head."""
        self._look(scene, now_s)
        places = []
        for side in ("left", "right"):
            pose = along(self._keys[side], self._turns[side])(now_s)
            assert pose is not None
            if not self.busy(side, now_s - TURN_AFTER_S):
                self._turns[side] = self._turn_to.pop(side, self._turns[side])
            frame.foot(side).set(*pose)
            places.append(pose[0])
        x, z = ((a + b) / 2 for a, b in zip(places[0][::2], places[1][::2], strict=True))
        self.head_m = (x, STANDING_M[1], z)

    def busy(self, side: Side, now_s: float) -> bool:
        """Whether a foot is on its way."""
        return now_s < self._keys[side][-1][0]

    def _look(self, scene: Scene, now_s: float) -> None:
        obstacles = [thing for thing in scene.of(Role.OBSTACLE) if thing.glow > 0.0]
        prints = [thing for thing in scene.of(Role.FOOTPRINT) if thing.glow > 0.0]
        if obstacles:
            self._face(obstacles[0], scene.wanted_side, now_s)
        else:
            self._lower(now_s)
            self._obstacle = self._seen = None
        starts = [thing for thing in scene.of(Role.START) if thing.mesh.startswith("footprint")]
        for thing in prints or starts:
            side: Side = "left" if thing.mesh.endswith("left") else "right"
            if self._goals.get(side, (-1,))[0] != thing.id and not self.busy(side, now_s):
                self._goals[side] = (thing.id, thing.position_m)
                self._turn_to[side] = thing.orientation
                x, _, z = thing.position_m
                ahead_x, ahead_z = _forward(thing.orientation)
                to_m = (x - MIDDLE_M * ahead_x, 0.0, z - MIDDLE_M * ahead_z)
                if math.dist(to_m, self._keys[side][-1][1]) > 0.01:
                    self._swing(side, now_s, to_m)

    def _face(self, thing: Instance, wanted: Side | None, now_s: float) -> None:
        place_m = thing.position_m
        if self._seen is None or self._seen[0] != thing.id:
            self._seen = (thing.id, place_m)
            return
        if self._obstacle is None and now_s > 0.0:
            self._obstacle = thing.id
            assert wanted is not None
            if math.dist(place_m, self._seen[1]) > 1e-5:
                self._raise(wanted, thing, now_s)
            else:
                self._cross(wanted, thing, now_s)
        elif self._raised is not None:
            ahead_x, ahead_z = _forward(thing.orientation)
            foot_m = self._keys[self._raised][-1][1]
            to_x, to_z = place_m[0] - foot_m[0], place_m[2] - foot_m[2]
            if to_x * ahead_x + to_z * ahead_z < -(HEEL_M + thing.scale[2] / 2 + 0.1):
                self._lower(now_s)

    def _raise(self, side: Side, thing: Instance, now_s: float) -> None:
        begin_s = _grid(now_s)
        x, y, z = self._keys[side][-1][1]
        up_m = thing.scale[1] + self.clearance_m
        self._keys[side] = [(begin_s, (x, y, z)), (begin_s + 0.7, (x, y + up_m, z))]
        self._raised = side

    def _lower(self, now_s: float) -> None:
        if self._raised is None:
            return
        x, _, z = self._keys[self._raised][-1][1]
        begin_s = _grid(now_s)
        self._keys[self._raised] = [
            (begin_s, self._keys[self._raised][-1][1]),
            (begin_s + 0.7, (x, 0.0, z)),
        ]
        self._raised = None

    def _cross(self, lead: Side, thing: Instance, now_s: float) -> None:
        """Up to it with both feet, then over it with one and the other."""
        ahead_x, ahead_z = _forward(thing.orientation)
        trail: Side = "right" if lead == "left" else "left"
        half_m = thing.scale[2] / 2
        up_m = thing.scale[1] + self.clearance_m
        at_s = _grid(now_s)
        for along_m, lift_m in ((-half_m - TOE_M - 0.1, 0.05), (half_m + HEEL_M + 0.12, up_m)):
            for side in (lead, trail):
                x, _, z = self._keys[side][-1][1]
                off = (x - thing.position_m[0]) * ahead_x + (z - thing.position_m[2]) * ahead_z
                to_m = (x + (along_m - off) * ahead_x, 0.0, z + (along_m - off) * ahead_z)
                if self._keys[side][-1][0] < at_s:
                    self._keys[side].append((at_s, (x, 0.0, z)))
                self._keys[side] += _stride((x, 0.0, z), to_m, at_s, lift_m)
                at_s += 1.2

    def _swing(self, side: Side, now_s: float, to_m: Vec3) -> None:
        begin_s = _grid(now_s)
        from_m = self._keys[side][-1][1]
        self._keys[side] = [(begin_s, from_m), *_stride(from_m, to_m, begin_s, 0.06)]


def _grid(now_s: float) -> float:
    """The next moment on a grid of time that all frame rates share."""
    return math.ceil(now_s * 2 + 0.5) / 2


def _forward(orientation: Quat) -> tuple[float, float]:
    """Where -Z of something upright points: (x, z)."""
    _, y, _, w = orientation
    return -2.0 * y * w, 2.0 * y * y - 1.0


def _stride(from_m: Vec3, to_m: Vec3, at_s: float, lift_m: float) -> list[tuple[float, Vec3]]:
    return [
        (at_s + 0.3, (from_m[0], lift_m, from_m[2])),
        (at_s + 0.9, (to_m[0], lift_m, to_m[2])),
        (at_s + 1.2, to_m),
    ]
