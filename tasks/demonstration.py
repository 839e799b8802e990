"""A movement shown beforehand: ghosts that move from key to key."""

from __future__ import annotations

import math
from bisect import bisect_right
from dataclasses import dataclass

from controllers.frame import IDENTITY, Quat, Vec3
from tasks.scene import Rgba

GHOST: Rgba = (1.0, 1.0, 1.0, 0.8)


@dataclass(frozen=True, slots=True)
class Key:
    """Where a ghost is at a time, stage frame; `amount` is the mesh's own 0..1 (a hand's grip)."""

    time_s: float
    position_m: Vec3
    orientation: Quat = IDENTITY
    amount: float = 0.0


@dataclass(frozen=True, slots=True)
class Ghost:
    """One thing that moves along its keys, which are in order of time and at least one."""

    mesh: str
    keys: tuple[Key, ...]
    scale: Vec3 = (1.0, 1.0, 1.0)
    colour: Rgba = GHOST
    glow: float = 0.0

    def at(self, time_s: float) -> Key:
        """Where it is at a time: between two keys along a minimum-jerk movement."""
        index = bisect_right(self.keys, time_s, key=lambda key: key.time_s)
        if index == 0:
            return self.keys[0]
        if index == len(self.keys):
            return self.keys[-1]
        before, after = self.keys[index - 1], self.keys[index]
        s = (time_s - before.time_s) / (after.time_s - before.time_s)
        share = s * s * s * (10 + s * (6 * s - 15))
        a, b = before.position_m, after.position_m
        return Key(
            time_s,
            (
                a[0] + (b[0] - a[0]) * share,
                a[1] + (b[1] - a[1]) * share,
                a[2] + (b[2] - a[2]) * share,
            ),
            _turned(before.orientation, after.orientation, share),
            before.amount + (after.amount - before.amount) * share,
        )


@dataclass(frozen=True, slots=True)
class Demonstration:
    """Everything that is shown, once through."""

    ghosts: tuple[Ghost, ...]

    @property
    def duration_s(self) -> float:
        """Until the last key of all."""
        return max(ghost.keys[-1].time_s for ghost in self.ghosts)


def _turned(a: Quat, b: Quat, share: float) -> Quat:
    """Between two unit quaternions along the short way, normalised."""
    sign = 1.0 if a[0] * b[0] + a[1] * b[1] + a[2] * b[2] + a[3] * b[3] >= 0.0 else -1.0
    x, y, z, w = (p + (sign * q - p) * share for p, q in zip(a, b, strict=True))
    norm = math.sqrt(x * x + y * y + z * z + w * w)
    return (x / norm, y / norm, z / norm, w / norm)
