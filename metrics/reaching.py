"""The measures of one reach."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Final

import numpy as np

from metrics.arrays import Flags, Floats
from metrics.grip import peak_aperture
from metrics.missing import NotMeasurableError
from metrics.motion import excursion, onset, path_length, path_ratio, peak, settled, speed
from metrics.sampling import LONGEST_BRIDGED_GAP_S, in_order, longest_gap, resample, valid_fraction
from metrics.smoothness import sparc

RATE_HZ: Final = 90.0
"""Every reach is measured at this rate, whatever the device's, so that devices compare."""

REST_S: Final = 0.25
"""So long before the target was shown the hand's unrest is judged: one period of a slow tremor."""

Result = float | NotMeasurableError
"""A number, or the error that says why there is none."""

REACH_MEASURES: Final = (
    "reaction_time_s",
    "movement_time_s",
    "peak_speed_m_s",
    "time_to_peak_percent",
    "path_length_m",
    "path_ratio",
    "endpoint_error_m",
    "sparc",
    "head_displacement_m",
    "valid_fraction",
    "peak_aperture_m",
)


def reach(
    time_s: Floats,
    hand_position_m: Floats,
    head_position_m: Floats,
    tracked: Flags,
    shown_s: float,
    entry_s: float | None,
    target_position_m: Sequence[float],
    *,
    head_tracked: Flags | None = None,
    aperture_m: Floats | None = None,
) -> dict[str, Result]:
    """Every measure of one reach, by the names of `REACH_MEASURES`.

    `time_s` (n,), `hand_position_m` and `head_position_m` (n, 3), `tracked` (n,): the
    samples of the repetition as delivered, from before the target was shown to the
    repetition's end, in one frame and on one clock (seconds from any near origin: float64 of a
    monotonic clock in nanoseconds would lose digits). `tracked` is the hand's, `head_tracked`
    the head's (all, if left out). `shown_s` is when the target appeared, `entry_s` when the
    hand first entered it, None if it never did. `aperture_m` (n,) is NaN where unknown.

    Never raises for what a device may deliver: what can't be measured is a
    `NotMeasurableError` in the measure's place. docs/measures.md defines each.
    """
    if len(time_s) == 0:
        return dict.fromkeys(REACH_MEASURES, NotMeasurableError("no samples"))
    shown = time_s >= shown_s
    hand_seen = tracked & np.isfinite(hand_position_m).all(axis=1)
    head_seen = shown & np.isfinite(head_position_m).all(axis=1)
    if head_tracked is not None:
        head_seen = head_seen & head_tracked
    hand_s, hand_m = time_s[hand_seen], hand_position_m[hand_seen]

    results: dict[str, Result] = dict(_movement(hand_s, hand_m, shown_s, entry_s))
    results["endpoint_error_m"] = _measured(
        lambda: _endpoint_error(hand_s, hand_m, float(time_s[-1]), target_position_m)
    )
    results["head_displacement_m"] = _measured(
        lambda: _head_displacement(time_s[head_seen], head_position_m[head_seen])
    )
    results["valid_fraction"] = _measured(lambda: valid_fraction(hand_seen[shown]))
    results["peak_aperture_m"] = _measured(
        lambda: peak_aperture(np.empty(0) if aperture_m is None else aperture_m[shown])
    )
    return results


def _measured(measure: Callable[[], float]) -> Result:
    try:
        return measure()
    except NotMeasurableError as missing:
        return missing


_MOVEMENT: Final = (*REACH_MEASURES[:6], "sparc")


def _movement(
    time_s: Floats, position_m: Floats, shown_s: float, entry_s: float | None
) -> dict[str, Result]:
    """What is read off the hand's path between the target's showing and the hand's rest."""
    try:
        kept = in_order(time_s)
        time_s, position_m = time_s[kept], position_m[kept]
        run = _unbroken(time_s, shown_s, entry_s)
        grid_s, path_m = resample(time_s[run], position_m[run], RATE_HZ)
        speed_m_s = speed(path_m, RATE_HZ)
        before = int(np.searchsorted(grid_s, shown_s))
        if before == len(grid_s):
            raise NotMeasurableError("the hand was not tracked")
    except NotMeasurableError as missing:
        return dict.fromkeys(_MOVEMENT, missing)

    rest_m_s = _unrest(speed_m_s[:before])
    grid_s, path_m, speed_m_s = grid_s[before:], path_m[before:], speed_m_s[before:]
    first_s, last_s = float(grid_s[0]), float(grid_s[-1])
    end_s = last_s if entry_s is None else min(entry_s, last_s)
    until = int((end_s - first_s) * RATE_HZ + 1e-6) + 1
    highest, peak_s = peak(speed_m_s[:until], RATE_HZ)
    results: dict[str, Result] = {"peak_speed_m_s": highest}
    try:
        onset_s = onset(speed_m_s[:until], RATE_HZ, rest_m_s)
    except NotMeasurableError as missing:
        return dict.fromkeys(_MOVEMENT, missing) | results
    results["reaction_time_s"] = first_s + onset_s - shown_s
    if entry_s is None:
        return dict.fromkeys(_MOVEMENT, NotMeasurableError("the target was not entered")) | results

    movement_s = entry_s - first_s - onset_s
    results["movement_time_s"] = movement_s
    results["time_to_peak_percent"] = 100.0 * (peak_s - onset_s) / movement_s
    travelled_m = _between(path_m, onset_s * RATE_HZ, (end_s - first_s) * RATE_HZ)
    results["path_length_m"] = _measured(lambda: path_length(travelled_m))
    results["path_ratio"] = _measured(lambda: path_ratio(travelled_m))
    rest = math.ceil(settled(speed_m_s, RATE_HZ, end_s - first_s, rest_m_s) * RATE_HZ)
    whole = speed_m_s[int(onset_s * RATE_HZ) : rest + 1]
    results["sparc"] = _measured(lambda: sparc(whole, RATE_HZ))
    return results


def _unrest(speed_m_s: Floats) -> float:
    """The speed that a hand at rest exceeds three quarters of the time; 0 if hardly seen."""
    if len(speed_m_s) < 0.1 * RATE_HZ:
        return 0.0
    return float(np.sort(speed_m_s)[len(speed_m_s) // 4])


def _unbroken(time_s: Floats, shown_s: float, entry_s: float | None) -> slice:
    """The samples around the movement, and of the rest before it, without a gap too long.

    Raises `NotMeasurableError` when the movement itself has such a gap.
    """
    shown = int(np.searchsorted(time_s, shown_s))
    if shown == len(time_s):
        raise NotMeasurableError("the hand was not tracked")
    if entry_s is not None and entry_s <= time_s[shown]:
        raise NotMeasurableError("the hand was in the target when it was shown")
    gaps = np.flatnonzero(np.diff(time_s) > LONGEST_BRIDGED_GAP_S)
    before, after = gaps[gaps < shown], gaps[gaps >= shown]
    first = int(np.searchsorted(time_s, shown_s - REST_S))
    first = max(first, int(before[-1]) + 1) if len(before) else first
    last = int(after[0]) + 1 if len(after) else len(time_s)
    last_s = float(time_s[last - 1])
    silent_s = float(time_s[shown]) - shown_s
    if entry_s is None or entry_s - last_s > LONGEST_BRIDGED_GAP_S:
        next_s = float(time_s[last]) if last < len(time_s) else entry_s or last_s
        silent_s = max(silent_s, next_s - last_s)
    if silent_s > LONGEST_BRIDGED_GAP_S:
        raise NotMeasurableError(f"a gap of {silent_s:.2f} s in the movement")
    return slice(first, last)


def _between(path_m: Floats, first: float, last: float) -> Floats:
    """The path from one fractional row to another, ends interpolated."""
    inner = np.arange(math.floor(first) + 1, math.ceil(last))
    rows = np.concatenate(((first,), inner, (last,)))
    low = np.minimum(rows.astype(np.intp), len(path_m) - 2)
    part = (rows - low)[:, None]
    joined: Floats = path_m[low] + part * (path_m[low + 1] - path_m[low])
    return joined


def _endpoint_error(
    time_s: Floats, position_m: Floats, end_s: float, target_position_m: Sequence[float]
) -> float:
    if len(time_s) == 0 or end_s - time_s[-1] > LONGEST_BRIDGED_GAP_S:
        raise NotMeasurableError("the hand was not tracked at the end")
    return math.dist(position_m[-1], target_position_m)


def _head_displacement(time_s: Floats, position_m: Floats) -> float:
    if longest_gap(time_s) > LONGEST_BRIDGED_GAP_S:
        raise NotMeasurableError(f"a gap of {longest_gap(time_s):.2f} s in the head's path")
    return excursion(position_m)
