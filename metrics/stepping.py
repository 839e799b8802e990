"""Formulas of stepping: clearance, placement, steps, symmetry, sway.

Heights are above the floor, positions along the path grow ahead; all paths are uniformly sampled
unless it says otherwise. What has no meaning for its samples raises `NotMeasurableError`.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from metrics.arrays import Floats
from metrics.missing import NotMeasurableError
from metrics.motion import path_length, speed

STILL_M_S: Final = 0.05
STILL_SHARE_OF_PEAK: Final = 0.1
DOWN_M: Final = 0.02
SWING_HEIGHT_M: Final = 0.03
SWING_WAY_M: Final = 0.05
SWAY_WINDOW_S: Final = 0.1


def point_clearance(
    behind_m: Floats, up_m: Floats, depth_m: float, obstacle_height_m: float
) -> float:
    """Smallest height of a point of the foot over an obstacle, metres; negative inside it.

    `behind_m` (n,) is how far the point is past the obstacle's near edge, `up_m` (n,) its height;
    it is over the obstacle from 0 to `depth_m`. Between samples it moves straight. Toe clearance
    so: Said et al., Arch Phys Med Rehabil 2001, 82:1712.

    Raises `NotMeasurableError` when it never was over it.
    """
    lowest = math.inf
    over = (behind_m >= 0.0) & (behind_m <= depth_m)
    if over.any():
        lowest = float(up_m[over].min())
    before, after = behind_m[:-1], behind_m[1:]
    for edge_m in (0.0, depth_m):
        crossed = np.flatnonzero((before - edge_m) * (after - edge_m) < 0.0)
        if len(crossed):
            share = (edge_m - before[crossed]) / (after[crossed] - before[crossed])
            at_edge = up_m[crossed] + share * (up_m[crossed + 1] - up_m[crossed])
            lowest = min(lowest, float(at_edge.min()))
    if not math.isfinite(lowest):
        raise NotMeasurableError("the foot was never over the obstacle")
    return lowest - obstacle_height_m


def foot_clearance(
    behind_m: Floats, up_m: Floats, depth_m: float, obstacle_height_m: float
) -> float:
    """The same for a whole foot: the smallest over its points, (n, points) each.

    Raises `NotMeasurableError` when no point ever was over it.
    """
    found = []
    for point in range(behind_m.shape[1]):
        try:
            found.append(
                point_clearance(behind_m[:, point], up_m[:, point], depth_m, obstacle_height_m)
            )
        except NotMeasurableError:
            continue
    if not found:
        raise NotMeasurableError("the foot was never over the obstacle")
    return min(found)


@dataclass(frozen=True, slots=True)
class Swing:
    """One foot in the air: when it left the ground and came down, seconds from the first sample."""

    off_s: float
    down_s: float


def swings(position_m: Floats, rate_hz: float) -> list[Swing]:
    """The swings of a foot from its path (n, 3), height in the middle column.

    The foot is down while it is slower than 10 % of its peak speed (at least 50 mm/s) and less
    than 20 mm above its lowest tenth; what is between is a swing if it rises 30 mm or goes 50 mm.
    Moments are interpolated. Speed and height of the foot as signs of its contact: O'Connor et al.
    (Gait Posture 2007, 25:469); the thresholds are ours. A swing that is cut off by either end of
    the samples is left out.

    Raises `NotMeasurableError` for fewer than two samples.
    """
    speed_m_s = speed(position_m, rate_hz)
    up_m = position_m[:, 1]
    # Not np.percentile, which at first use loads a part of numpy that nothing else here needs.
    rest_m = float(np.interp(0.1 * (len(up_m) - 1), np.arange(len(up_m)), np.sort(up_m)))
    still_m_s = max(STILL_M_S, STILL_SHARE_OF_PEAK * float(speed_m_s.max()))
    busy = np.maximum(speed_m_s / still_m_s, (up_m - rest_m) / DOWN_M)
    edges = np.diff((busy >= 1.0).astype(np.int8))
    offs, downs = np.flatnonzero(edges == 1), np.flatnonzero(edges == -1)
    found: list[Swing] = []
    for off in offs:
        later = downs[downs > off]
        if len(later) == 0:
            break
        down = int(later[0])
        part = position_m[off : down + 2]
        way_m = math.dist(part[0], part[-1])
        if part[:, 1].max() - rest_m >= SWING_HEIGHT_M or way_m >= SWING_WAY_M:
            off_s, down_s = (_crossing_s(busy, int(row), rate_hz) for row in (off, down))
            found.append(Swing(off_s, down_s))
    return found


def _crossing_s(busy: Floats, index: int, rate_hz: float) -> float:
    here, there = float(busy[index]), float(busy[index + 1])
    return (index + (1.0 - here) / (there - here)) / rate_hz


def cadence(landings_s: Sequence[float]) -> float:
    """Steps a minute, from the times of the landings of both feet in order.

    Raises `NotMeasurableError` for fewer than two steps.
    """
    if len(landings_s) < 2 or landings_s[-1] <= landings_s[0]:
        raise NotMeasurableError("fewer than two steps")
    return 60.0 * (len(landings_s) - 1) / (landings_s[-1] - landings_s[0])


def symmetry_index(left: float, right: float) -> float:
    """Symmetry index in percent: 100 (right - left) / ((right + left) / 2); 0 is symmetric.

    Source: Robinson, Herzog and Nigg, J Manipulative Physiol Ther 1987, 10:172.

    Raises `NotMeasurableError` when both are zero together or not finite.
    """
    half = 0.5 * (right + left)
    if not math.isfinite(half) or half == 0.0:
        raise NotMeasurableError("both sides are zero")
    return 100.0 * (right - left) / half


def symmetry_ratio(left: float, right: float) -> float:
    """Symmetry ratio: the larger over the smaller; 1 is symmetric.

    Source: Patterson et al., Gait Posture 2010, 31:241, who found it no worse than any other
    formula and easiest to read.

    Raises `NotMeasurableError` when one is zero, negative or not finite.
    """
    small, large = min(left, right), max(left, right)
    if not (small > 0.0 and math.isfinite(large)):
        raise NotMeasurableError("one side has no value")
    return large / small


def placement_error(
    foot_m: Sequence[float], print_m: Sequence[float], outward: float
) -> tuple[float, float]:
    """How a foot came down against its print: (fore-aft, medio-lateral), metres.

    Places are (across to the right, ahead); `outward` is +1 for the right foot and -1 for the
    left, so a positive second number is away from the body. The medio-lateral error apart:
    PMC8560566, where it was 39 mm in paretic, 23 mm in non-paretic and 19 mm in healthy steps.
    """
    return (foot_m[1] - print_m[1], outward * (foot_m[0] - print_m[0]))


def sway(position_m: Floats, rate_hz: float) -> tuple[float, float]:
    """Path length and root mean square distance from the mean of a swaying point, metres.

    `position_m` (n, k) holds the axes that count; it is averaged over 0.1 s first (-3 dB at
    4.4 Hz), because millimetres of noise would add up to metres of path. Definitions: Prieto et
    al. (IEEE Trans Biomed Eng 1996, 43:956), there of the centre of pressure.

    Raises `NotMeasurableError` for less than twice that time.
    """
    window = max(1, round(SWAY_WINDOW_S * rate_hz))
    if len(position_m) < 2 * window:
        raise NotMeasurableError("too short to tell sway")
    sums = np.cumsum(np.vstack((np.zeros((1, position_m.shape[1])), position_m)), axis=0)
    smooth = (sums[window:] - sums[:-window]) / window
    away = smooth - smooth.mean(axis=0)
    rms_m = math.sqrt(float(np.einsum("ij,ij->i", away, away).mean()))
    return path_length(smooth).known(), rms_m
