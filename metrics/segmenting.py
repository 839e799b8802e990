"""Where the movements are in a long recording."""

from __future__ import annotations

from itertools import pairwise
from typing import Final

import numpy as np
import numpy.typing as npt

from metrics.arrays import Flags, Floats, as_numbers, as_path, as_profile
from metrics.missing import NotMeasurableError
from metrics.motion import onset_threshold, speed
from metrics.sampling import resample, usable

RATE_HZ: Final = 90.0
SHORTEST_S: Final = 0.1
"""A shorter stop parts no movement, and a shorter movement is none."""

REST_S: Final = 0.25
"""So much of the rest on either side belongs to a movement, for its onset to be found in."""

SAME_TARGET_M: Final = 1e-6


def segment(
    time_s: npt.ArrayLike,
    position_m: npt.ArrayLike,
    target_position_m: npt.ArrayLike | None = None,
) -> list[slice]:
    """The rows of each movement in a recording, in order; `measure_reach` measures each.

    `time_s` (n,) may jitter, repeat or step back, `position_m` (n, k) may have gaps.

    With `target_position_m` (n, k), each target is one movement: from the row in which it appears
    to the last before it changes by more than a micrometre in any direction; rows without a
    finite target belong to none. A target (k,) makes all rows one movement. Two showings of one
    target without a row between them are not told apart.

    Without targets, movements are told by the speed of the path at 90 Hz (`metrics.speed`): one
    lasts while it is at least 5 % of the largest in the recording and 20 mm/s. Stops under 0.1 s,
    and gaps next to a movement, do not end it; what then lasts less than 0.1 s is dropped. Of the
    rest on either side up to 0.25 s are added, at most half of what lies between two movements.
    A hand that trembles faster than the threshold at rest has no such movements: use targets.

    Never raises for data: what can't be read has no movements.
    """
    try:
        clock_s, path_m = as_profile(time_s), as_path(position_m)
        if len(clock_s) != len(path_m) or len(clock_s) == 0:
            return []
        if target_position_m is not None:
            return _by_targets(as_numbers(target_position_m), path_m)
    except NotMeasurableError:
        return []
    return _by_speed(clock_s, path_m)


def _by_targets(target_m: Floats, path_m: Floats) -> list[slice]:
    count, axes = path_m.shape
    if target_m.shape == (axes,):
        return [slice(0, count)] if np.isfinite(target_m).all() else []
    if target_m.shape != path_m.shape:
        return []
    shown: Flags = np.asarray(np.isfinite(target_m).all(axis=1))
    with np.errstate(all="ignore"):
        changed = (np.abs(np.diff(target_m, axis=0)) > SAME_TARGET_M).any(axis=1)
    starts = np.flatnonzero(changed | (shown[1:] != shown[:-1])) + 1
    edges = [0, *starts.tolist(), count]
    return [slice(first, past) for first, past in pairwise(edges) if shown[first]]


def _by_speed(clock_s: Floats, path_m: Floats) -> list[slice]:
    grid_s, uniform_m = resample(clock_s, path_m, RATE_HZ)
    speed_m_s = speed(uniform_m, RATE_HZ)
    known = np.isfinite(speed_m_s)
    if not known.any():
        return []
    moving = np.zeros(len(grid_s), np.bool_)
    moving[known] = speed_m_s[known] >= onset_threshold(float(speed_m_s[known].max()))
    for first, past in _stretches(~known):
        moving[first:past] = bool(moving[max(0, first - 1)] or moving[min(past, len(moving) - 1)])
    shortest = SHORTEST_S * RATE_HZ
    for first, past in _stretches(~moving):
        if past - first < shortest and first > 0 and past < len(moving):
            moving[first:past] = True
    movements = [(a, b) for a, b in _stretches(moving) if b - a >= shortest]
    if not movements:
        return []

    begins_s = np.array([grid_s[first] for first, _ in movements])
    ends_s = np.array([grid_s[past - 1] for _, past in movements])
    halfway_s = 0.5 * (begins_s[1:] + ends_s[:-1])
    begins_s = np.maximum(begins_s - REST_S, np.concatenate(((-np.inf,), halfway_s)))
    ends_s = np.minimum(ends_s + REST_S, np.concatenate((halfway_s, (np.inf,))))
    reached_s = np.maximum.accumulate(np.where(usable(clock_s, path_m), clock_s, -np.inf))
    rows = np.searchsorted(reached_s, begins_s), np.searchsorted(reached_s, ends_s)
    return [slice(first, past) for first, past in zip(*(r.tolist() for r in rows), strict=True)]


def _stretches(flags: Flags) -> list[tuple[int, int]]:
    """First and past-the-last row of each run of true (n,)."""
    edges = np.flatnonzero(np.diff(np.concatenate(((False,), flags, (False,))).astype(np.int8)))
    return list(zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True))
