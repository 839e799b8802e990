"""The measures of one reach."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Final

import numpy as np

from metrics.arrays import Flags, Floats
from metrics.grip import peak_aperture
from metrics.measured import Measured, measured, missing
from metrics.missing import NotMeasurableError
from metrics.motion import excursion
from metrics.movement import MOVEMENT_MEASURES, entering, uniform_path
from metrics.sampling import LONGEST_BRIDGED_GAP_S, in_order, longest_gap, valid_fraction

RATE_HZ: Final = 90.0
"""Every reach is measured at this rate, whatever the device's, so that devices compare."""

REACH_MEASURES: Final = (
    "reaction_time_s",
    "movement_time_s",
    "peak_speed_m_s",
    "time_to_peak_percent",
    "path_length_m",
    "path_ratio",
    "endpoint_error_m",
    "sparc",
    "ldlj",
    "movement_units",
    "initial_direction_error_deg",
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
) -> dict[str, Measured]:
    """Every measure of one reach, by the names of `REACH_MEASURES`.

    `time_s` (n,), `hand_position_m` and `head_position_m` (n, 3), `tracked` (n,): the
    samples of the repetition as delivered, from before the target was shown to the
    repetition's end, in one frame and on one clock (seconds from any near origin: float64 of a
    monotonic clock in nanoseconds would lose digits). `tracked` is the hand's, `head_tracked`
    the head's (all, if left out). `shown_s` is when the target appeared, `entry_s` when the
    hand first entered it, None if it never did. `aperture_m` (n,) is NaN where unknown.

    Never raises for what a device may deliver: what can't be measured is missing, with the
    reason. docs/measures.md defines each.
    """
    if len(time_s) == 0:
        return dict.fromkeys(REACH_MEASURES, missing("no samples"))
    shown = time_s >= shown_s
    hand_seen = tracked & np.isfinite(hand_position_m).all(axis=1)
    head_seen = shown & np.isfinite(head_position_m).all(axis=1)
    if head_tracked is not None:
        head_seen = head_seen & head_tracked
    hand_s, hand_m = time_s[hand_seen], hand_position_m[hand_seen]

    results = _movement(hand_s, hand_m, shown_s, entry_s, target_position_m)
    results["endpoint_error_m"] = endpoint_error(
        hand_s, hand_m, float(time_s[-1]), target_position_m
    )
    results["head_displacement_m"] = head_displacement(
        time_s[head_seen], head_position_m[head_seen]
    )
    results["valid_fraction"] = valid_fraction(hand_seen[shown])
    results["peak_aperture_m"] = peak_aperture(
        np.empty(0) if aperture_m is None else aperture_m[shown]
    )
    return results


def _movement(
    time_s: Floats,
    position_m: Floats,
    shown_s: float,
    entry_s: float | None,
    target_position_m: Sequence[float],
) -> dict[str, Measured]:
    kept = in_order(time_s)
    try:
        path = uniform_path(time_s[kept], position_m[kept], shown_s, entry_s, RATE_HZ)
    except NotMeasurableError as error:
        return dict.fromkeys(MOVEMENT_MEASURES, missing(error.reason))
    return entering(path, shown_s, entry_s, np.asarray(target_position_m, np.float64))


@measured
def endpoint_error(
    time_s: Floats,
    position_m: Floats,
    end_s: float,
    target_position_m: Sequence[float] | Floats,
) -> float:
    """Distance (m) from the target of the last place that was seen, missing if long before."""
    if len(time_s) == 0 or end_s - time_s[-1] > LONGEST_BRIDGED_GAP_S:
        raise NotMeasurableError("the hand was not tracked at the end")
    return math.dist(position_m[-1], target_position_m)


@measured
def head_displacement(time_s: Floats, position_m: Floats) -> float:
    """Largest distance (m) of the head from its first place, missing with a gap over 100 ms."""
    if longest_gap(time_s) > LONGEST_BRIDGED_GAP_S:
        raise NotMeasurableError(f"a gap of {longest_gap(time_s):.2f} s in the head's path")
    return excursion(position_m).known()
