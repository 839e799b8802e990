"""The parts a movement is made of, and where its first part was aimed."""

from __future__ import annotations

import math
from typing import Final

import numpy as np
import numpy.typing as npt

from metrics.arrays import Floats, as_path, as_profile, as_rate
from metrics.measured import measured
from metrics.missing import NotMeasurableError
from metrics.motion import speed

LOWEST_RISE_M_S: Final = 0.02
PEAKS_APART_S: Final = 0.15
ACTIVE_SHARE_OF_PEAK: Final = 0.02
SHORTEST_WAY_M: Final = 0.001
"""A shorter way has no direction: trackers tremble by as much."""
SHORTEST_PHASE_M: Final = 0.01
"""A slower moment nearer to the start than this ends no initial phase: there a tracker's trembling
makes both the moment and the direction."""


@measured
def movement_units(speed_m_s: npt.ArrayLike, sampling_hz: float) -> float:
    """How many times a movement speeds up: 1 in an ideal reach.

    `speed_m_s` (n,) is the tangential speed in metres a second, low-passed. A unit is a rise of
    more than 20 mm/s from a local minimum to the next local maximum; the peaks of two units are
    at least 150 ms apart, of closer ones the first counts. Only the part between the first and
    the last sample of at least 2 % of the peak speed is searched.

    Source: Alt Murphy, Willen, Sunnerhagen, Neurorehabil Neural Repair 2011, 25:71, with onset
    and end as in J NeuroEng Rehabil 2021, 18. Which of two close peaks counts is ours.

    Missing without samples, when one is not finite, for a rate that is not a positive number,
    and when nothing rises by so much.
    """
    units = _units(as_profile(speed_m_s), as_rate(sampling_hz))
    if not units:
        raise NotMeasurableError("the speed never rises to a peak by 20 mm/s")
    return float(len(units))


@measured
def initial_direction_error(
    position_m: npt.ArrayLike, target_position_m: npt.ArrayLike, sampling_hz: float
) -> float:
    """How far off its target a movement was aimed, degrees, 0..180.

    `position_m` (n, k) is the uniformly sampled path from the onset on, `target_position_m` (k,)
    where it should lead. The angle is between the straight lines from the first sample to the
    target and to where the hand was after the initial phase, which ends at the first minimum of
    the speed. A minimum is one that parts two `movement_units`, 10 mm or more from the first
    sample; without any, the phase ends with the movement.

    Source: the definition of Kinarm's visually guided reaching: Coderre et al., Neurorehabil
    Neural Repair 2010, 24:528. What counts as a minimum is ours.

    Missing as `movement_units` are, and when the way to the target or to the end of the initial
    phase is under 1 mm.
    """
    path_m, target_m = as_path(position_m), as_profile(target_position_m)
    rate_hz = as_rate(sampling_hz)
    if len(path_m) < 2:
        raise NotMeasurableError("fewer than two samples")
    if len(target_m) != path_m.shape[1]:
        raise NotMeasurableError("the target has other coordinates than the path")
    if not np.isfinite(target_m).all():
        raise NotMeasurableError("the target is not finite")
    return direction_error(path_m, speed(path_m, rate_hz), target_m, rate_hz)


def direction_error(
    path_m: Floats, speed_m_s: Floats, target_m: Floats, sampling_hz: float
) -> float:
    """`initial_direction_error` of a path (n, k) whose speed (n,) is known already.

    Raises `NotMeasurableError`.
    """
    way = path_m[_initial_end(path_m, speed_m_s, sampling_hz)] - path_m[0]
    wanted = target_m - path_m[0]
    way_m, wanted_m = math.hypot(*way), math.hypot(*wanted)
    if not way_m >= SHORTEST_WAY_M:
        raise NotMeasurableError("the hand hardly moved in the initial phase")
    if not wanted_m >= SHORTEST_WAY_M:
        raise NotMeasurableError("the movement began at the target")
    way, wanted = way / way_m, wanted / wanted_m
    # By half-angle: the arc cosine of the product loses the digits of small angles.
    return math.degrees(2.0 * math.atan2(math.hypot(*(way - wanted)), math.hypot(*(way + wanted))))


def _initial_end(path_m: Floats, speed_m_s: Floats, sampling_hz: float) -> int:
    """The row at which the initial phase is over."""
    units = _units(speed_m_s, sampling_hz)
    if not units:
        raise NotMeasurableError("the speed never rises to a peak by 20 mm/s")
    for valley, _ in units[1:]:
        if math.dist(path_m[valley], path_m[0]) >= SHORTEST_PHASE_M:
            return valley
    return int(_active(speed_m_s).stop) - 1


def _units(speed_m_s: Floats, sampling_hz: float) -> list[tuple[int, int]]:
    """Rows of the minimum before and of the peak of each unit."""
    if len(speed_m_s) == 0:
        raise NotMeasurableError("no samples")
    if not np.isfinite(speed_m_s).all():
        raise NotMeasurableError("a sample is not finite")
    if speed_m_s.max() <= 0.0:
        return []
    active = _active(speed_m_s)
    apart = PEAKS_APART_S * sampling_hz - 1e-6
    units: list[tuple[int, int]] = []
    for low, high in _rises(speed_m_s[active]):
        valley, top = active.start + low, active.start + high
        if speed_m_s[top] - speed_m_s[valley] <= LOWEST_RISE_M_S:
            continue
        if not units or top - units[-1][1] >= apart:
            units.append((valley, top))
    return units


def _active(speed_m_s: Floats) -> slice:
    """From the last sample of rest before the movement to the first after it."""
    fast = np.flatnonzero(speed_m_s >= ACTIVE_SHARE_OF_PEAK * float(speed_m_s.max()))
    return slice(max(0, int(fast[0]) - 1), min(len(speed_m_s), int(fast[-1]) + 2))


def _rises(values: Floats) -> list[tuple[int, int]]:
    """Rows of every local minimum with that of the local maximum after it; a plateau is one."""
    knots = np.concatenate(((0,), np.flatnonzero(np.diff(values)) + 1))
    up = np.diff(values[knots]) > 0.0
    if len(up) == 0:
        return []
    tops = knots[1:-1][up[:-1] & ~up[1:]]
    valleys = knots[1:-1][~up[:-1] & up[1:]]
    if up[0]:
        valleys = np.concatenate(((0,), valleys))
    return list(zip(valleys.tolist(), tops.tolist(), strict=False))
