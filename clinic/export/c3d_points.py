"""From samples at a device's own times to markers at a uniform rate, in laboratory axes."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from clinic.export.happened import Happened
from controllers.frame import POINTS
from game.channels import Rows

Floats = npt.NDArray[np.float64]
Times = npt.NDArray[np.int64]

LONGEST_GAP_NS: Final = 100_000_000
"""Over a longer silence nothing is interpolated."""

SAME_TIME_NS: Final = 1000
"""A sample this close to a frame's time is taken as it is."""

MARKERS: Final = ("HEAD", "LHAND", "RHAND", "LFOOT", "RFOOT")
SHOWN: Final = ("TARGET", "OBSTACLE")
_TRACKED: Final = 10
_NOWHERE: Final = (math.nan, math.nan, math.nan)
_SHOWN: Final = "target_shown"
_ENDS: Final = frozenset({_SHOWN, "trial_end", "pause", "exercise_end", "session_end"})


@dataclass(frozen=True, slots=True)
class Path:
    """Samples (n,) of the tracked points, in order of time. Stage axes, metres."""

    time_ns: Times
    position_m: npt.NDArray[np.float32]
    """(n, points, 3)."""
    tracked: npt.NDArray[np.bool_]
    """(n, points)."""


@dataclass(frozen=True, slots=True)
class Shown:
    """Something that was to be reached or cleared, as long as it was there."""

    marker: str
    from_ns: int
    to_ns: int
    position_m: Sequence[float]
    velocity_m_s: Sequence[float]


def path_of(rows: Rows) -> Path:
    """The poses at the sample time; samples whose clock did not go on are left out."""
    time_ns = rows["sample_time_ns"]
    kept = np.ones(len(time_ns), np.bool_)
    kept[1:] = time_ns[1:] > np.maximum.accumulate(time_ns)[:-1]
    rows = rows[kept]
    positions = [rows[f"sampled_{point}_position_m"] for point in POINTS]
    flags = [rows[f"sampled_{point}_flags"] & _TRACKED == _TRACKED for point in POINTS]
    return Path(rows["sample_time_ns"], np.stack(positions, axis=1), np.stack(flags, axis=1))


def at_times(path: Path, at_ns: Times) -> Floats:
    """Positions (m, points, 3) at the times (m,), metres; NaN where a point was not tracked.

    Between two samples that both tracked it a point is taken to move straight; no gap of over
    100 ms is bridged, and nothing is told beyond the first and the last sample.
    """
    if not len(path.time_ns):
        return np.full((len(at_ns), len(MARKERS), 3), np.nan)
    last = len(path.time_ns) - 1
    before = np.clip(np.searchsorted(path.time_ns, at_ns, side="right") - 1, 0, last)
    after = np.minimum(before + 1, last)
    since_ns = at_ns - path.time_ns[before]
    until_ns = path.time_ns[after] - at_ns
    step_ns = since_ns + until_ns
    share = since_ns / np.maximum(step_ns, 1)
    between = (since_ns >= 0) & (until_ns >= 0) & (step_ns <= LONGEST_GAP_NS)
    first, second = path.position_m[before].astype(np.float64), path.position_m[after]
    position_m = first + share[:, None, None] * (second - first)
    known = between[:, None] & path.tracked[before] & path.tracked[after]
    for near, at, exact in ((until_ns, after, second), (since_ns, before, first)):
        same = (np.abs(near) <= SAME_TIME_NS)[:, None] & path.tracked[at]
        position_m[same] = exact[same]
        known |= same
    position_m[~known] = np.nan
    return position_m


def shown(events: Sequence[Happened]) -> list[Shown]:
    """Targets and obstacles from when each was shown until the next, a pause, or the end."""
    found: list[Shown] = []
    there: Happened | None = None
    for event in events:
        if event.kind in _ENDS:
            if there is not None:
                found.append(_shown(there, event.time_ns))
            there = event if event.kind == _SHOWN else None
    return found


def _shown(event: Happened, to_ns: int) -> Shown:
    marker = "OBSTACLE" if event.what == "obstacle" else "TARGET"
    speed_m_s, yaw_rad = event.speed_m_s or 0.0, event.yaw_rad or 0.0
    towards = (math.sin(yaw_rad) * speed_m_s, 0.0, math.cos(yaw_rad) * speed_m_s)
    return Shown(marker, event.time_ns, to_ns, event.position_m or _NOWHERE, towards)


def shown_at(things: Sequence[Shown], at_ns: Times) -> Floats:
    """Positions (m, 2, 3) of what `SHOWN` names at the times (m,); NaN where there was none."""
    position_m = np.full((len(at_ns), len(SHOWN), 3), np.nan)
    for thing in things:
        there = (at_ns >= thing.from_ns) & (at_ns < thing.to_ns)
        since_s = (at_ns[there] - thing.from_ns) * 1e-9
        way_m = since_s[:, None] * np.asarray(thing.velocity_m_s)
        position_m[there, SHOWN.index(thing.marker)] = np.asarray(thing.position_m) + way_m
    return position_m


def laboratory_mm(position_m: Floats) -> Floats:
    """Stage axes in metres (..., 3) to X right, Y ahead, Z up in millimetres; right-handed too."""
    x, y, z = np.moveaxis(position_m, -1, 0)
    return np.stack((x, -z, y), axis=-1) * 1000.0
