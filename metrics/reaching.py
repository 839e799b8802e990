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
from metrics.sampling import LONGEST_BRIDGED_GAP_S, longest_gap, resample, valid_fraction
from metrics.smoothness import sparc

RATE_HZ: Final = 90.0
"""Every reach is measured at this rate, whatever the device's, so that devices compare."""

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
    hand_seen = shown & tracked & np.isfinite(hand_position_m).all(axis=1)
    head_seen = shown if head_tracked is None else shown & head_tracked
    head_seen = head_seen & np.isfinite(head_position_m).all(axis=1)
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
        kept = _without_gaps(time_s, shown_s, entry_s)
        if entry_s is not None and entry_s <= time_s[0]:
            raise NotMeasurableError("the hand was in the target when it was shown")
        grid_s, path_m = resample(time_s[:kept], position_m[:kept], RATE_HZ)
        speed_m_s = speed(path_m, RATE_HZ)
    except NotMeasurableError as missing:
        return dict.fromkeys(_MOVEMENT, missing)

    first_s = float(grid_s[0])
    last_s = float(grid_s[-1])
    end_s = last_s if entry_s is None else min(entry_s, last_s)
    until = int((end_s - first_s) * RATE_HZ + 1e-6) + 1
    highest, peak_s = peak(speed_m_s[:until], RATE_HZ)
    results: dict[str, Result] = {"peak_speed_m_s": highest}
    try:
        onset_s = onset(speed_m_s[:until], RATE_HZ)
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
    rest = math.ceil(settled(speed_m_s, RATE_HZ, end_s - first_s) * RATE_HZ)
    whole = speed_m_s[int(onset_s * RATE_HZ) : rest + 1]
    results["sparc"] = _measured(lambda: sparc(whole, RATE_HZ))
    return results


def _without_gaps(time_s: Floats, shown_s: float, entry_s: float | None) -> int:
    """How many samples from the first lie before any gap too long to bridge.

    Raises `NotMeasurableError` when the movement itself has such a gap.
    """
    if len(time_s) == 0:
        raise NotMeasurableError("the hand was not tracked")
    edges = np.diff(time_s, prepend=shown_s)
    long = np.flatnonzero(edges > LONGEST_BRIDGED_GAP_S)
    kept = int(long[0]) if len(long) else len(time_s)
    if kept == 0 or (entry_s is None and kept < len(time_s)):
        raise NotMeasurableError(f"a gap of {edges[kept]:.2f} s in the movement")
    if entry_s is not None and entry_s - time_s[kept - 1] > LONGEST_BRIDGED_GAP_S:
        gap_s = edges[kept] if kept < len(time_s) else entry_s - time_s[-1]
        raise NotMeasurableError(f"a gap of {gap_s:.2f} s in the movement")
    return kept


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
