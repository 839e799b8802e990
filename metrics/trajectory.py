"""The measures of one reach in anybody's recording."""

from __future__ import annotations

import math
from dataclasses import dataclass, fields
from typing import Final

import numpy as np
import numpy.typing as npt

from metrics.arrays import Flags, Floats, as_number, as_path, as_profile, as_rate
from metrics.measured import Measured, missing
from metrics.missing import NotMeasurableError
from metrics.motion import onset
from metrics.movement import (
    MOVEMENT_MEASURES,
    Path,
    aim,
    beginning,
    entering,
    shape,
    timing,
    uniform_path,
)
from metrics.reaching import RATE_HZ, endpoint_error
from metrics.sampling import finite, usable, valid_fraction

HIGHEST_HZ: Final = 10_000.0
"""Above, one movement would take minutes to measure, and nothing would be seen."""


@dataclass(frozen=True, slots=True)
class ReachMeasures:
    """The measures of one reach, each a number or NaN with its `reason`.

    They are those of `metrics.reach` by the same names, and `onset_s` and `end_s`: when the
    movement began and ended, on the clock of the samples.
    """

    onset_s: Measured
    end_s: Measured
    reaction_time_s: Measured
    movement_time_s: Measured
    peak_speed_m_s: Measured
    time_to_peak_percent: Measured
    path_length_m: Measured
    path_ratio: Measured
    movement_units: Measured
    sparc: Measured
    ldlj: Measured
    initial_direction_error_deg: Measured
    endpoint_error_m: Measured
    valid_fraction: Measured


_NAMES: Final = tuple(field.name for field in fields(ReachMeasures))


def measure_reach(
    time_s: npt.ArrayLike,
    position_m: npt.ArrayLike,
    target_position_m: npt.ArrayLike | None = None,
    *,
    shown_s: float | None = None,
    target_radius_m: float | None = None,
    rate_hz: float = RATE_HZ,
) -> ReachMeasures:
    """Every measure of one reach that a path of the hand gives, with its target or without.

    `time_s` (n,) in seconds may jitter, repeat or step back; `position_m` (n, k), metres, two or
    three coordinates; samples that are not finite or not in order are left out and count in
    `valid_fraction`. `target_position_m` (k,). `shown_s` is when the target appeared: the first
    sample, where there is a target. The path is measured at `rate_hz`, by default 90 Hz whatever
    the device's rate, so that devices compare; 10 kHz at most.

    The movement begins at `metrics.onset`. With `target_radius_m` it arrives when the hand is
    first within the target, as in `metrics.reach`; without, it ends where it settles: by the same
    rule as the onset, read backwards. Smoothness is measured until it settles in both cases.

    Never raises for data: what can't be measured is missing, with the reason.
    """
    try:
        clock_s, path_m = as_profile(time_s), as_path(position_m)
        if len(clock_s) != len(path_m):
            raise NotMeasurableError("times and positions are not equally many")
        target_m = None if target_position_m is None else _target(target_position_m, path_m)
        rate = _path_rate(rate_hz)
        shown = None if shown_s is None else as_number(shown_s, "the time when the target appeared")
        radius_m = None if target_radius_m is None else _radius(target_radius_m, target_m)
    except NotMeasurableError as error:
        return ReachMeasures(**dict.fromkeys(_NAMES, missing(error.reason)))

    kept = usable(clock_s, path_m)
    since = kept if shown is None else kept[~(clock_s < shown)]
    if 2 * np.count_nonzero(kept) < np.count_nonzero(finite(clock_s, path_m)):
        unordered = dict.fromkeys(_NAMES, missing("the clock of most samples does not go forward"))
        return ReachMeasures(**unordered | {"valid_fraction": valid_fraction(since)})
    with np.errstate(all="ignore"):
        found = _movement(clock_s[kept], path_m[kept], target_m, shown, radius_m, rate)
        found["endpoint_error_m"] = _endpoint(clock_s, path_m, kept, target_m)
    if shown is None and target_m is None:
        found["reaction_time_s"] = missing("when the target was shown is not known")
    return ReachMeasures(**found, valid_fraction=valid_fraction(since))


def _movement(
    time_s: Floats,
    path_m: Floats,
    target_m: Floats | None,
    shown_s: float | None,
    radius_m: float | None,
    rate_hz: float,
) -> dict[str, Measured]:
    """`MOVEMENT_MEASURES` and both ends of the movement."""
    names = ("onset_s", "end_s", *MOVEMENT_MEASURES)
    if len(time_s) < 2:
        return dict.fromkeys(names, missing("fewer than two samples"))
    since_s = float(time_s[0]) if shown_s is None else shown_s
    entry_s = None
    if target_m is not None and radius_m is not None:
        entry_s = _entry(time_s, path_m, target_m, radius_m, since_s)
    try:
        path = uniform_path(time_s, path_m, since_s, entry_s, rate_hz)
    except NotMeasurableError as error:
        return dict.fromkeys(names, missing(error.reason))
    if target_m is None or radius_m is None:
        return _settling(path, since_s, target_m)
    found = entering(path, since_s, entry_s, target_m)
    onset_s = found["reaction_time_s"]
    return found | {
        "onset_s": Measured(since_s + onset_s, onset_s.reason),
        "end_s": missing("the target was not entered") if entry_s is None else Measured(entry_s),
    }


def _settling(path: Path, shown_s: float, target_m: Floats | None) -> dict[str, Measured]:
    """A movement that ends by its own speed."""
    begun = beginning(path, path.last_s - path.first_s)
    found = begun.measures(path, shown_s)
    if not begun.onset_s.valid:
        return found | {"onset_s": begun.onset_s, "end_s": begun.onset_s}
    found["onset_s"] = Measured(path.first_s + begun.onset_s)
    found["initial_direction_error_deg"] = aim(path, begun.onset_s, None, target_m)
    left_s = onset(path.speed_m_s[::-1], path.rate_hz, path.rest_m_s)
    if not left_s.valid:
        unsettled = missing("still moving at the last sample")
        return dict.fromkeys(("end_s", *MOVEMENT_MEASURES), unsettled) | found
    end_s = (len(path.speed_m_s) - 1) / path.rate_hz - left_s
    found["end_s"] = Measured(path.first_s + end_s)
    found |= timing(begun, end_s - begun.onset_s)
    return found | shape(path, begun.onset_s, end_s, end_s)


def _entry(
    time_s: Floats, path_m: Floats, target_m: Floats, radius_m: float, since_s: float
) -> float | None:
    """When the hand is first within the target, interpolated between samples; None if never."""
    away_m = np.sqrt(np.einsum("ij,ij->i", path_m - target_m, path_m - target_m))
    inside = np.flatnonzero((away_m <= radius_m) & (time_s >= since_s))
    if len(inside) == 0:
        return None
    row = int(inside[0])
    if row == 0 or time_s[row - 1] < since_s:
        return float(time_s[row])
    share = (away_m[row - 1] - radius_m) / (away_m[row - 1] - away_m[row])
    return float(time_s[row - 1] + share * (time_s[row] - time_s[row - 1]))


def _endpoint(clock_s: Floats, path_m: Floats, kept: Flags, target_m: Floats | None) -> Measured:
    if target_m is None:
        return missing("no target was given")
    known_s = clock_s[np.isfinite(clock_s)]
    end_s = float(known_s.max()) if len(known_s) else math.nan
    return endpoint_error(clock_s[kept], path_m[kept], end_s, target_m)


def _path_rate(rate_hz: float) -> float:
    rate = as_rate(rate_hz)
    if rate > HIGHEST_HZ:
        raise NotMeasurableError(f"a path is measured at {HIGHEST_HZ:g} Hz at most")
    return rate


def _target(target_position_m: npt.ArrayLike, path_m: Floats) -> Floats:
    target_m = as_profile(target_position_m)
    if len(target_m) != path_m.shape[1] and len(path_m):
        raise NotMeasurableError("the target has other coordinates than the path")
    if not np.isfinite(target_m).all():
        raise NotMeasurableError("the target is not finite")
    return target_m


def _radius(target_radius_m: float, target_m: Floats | None) -> float:
    if target_m is None:
        raise NotMeasurableError("a radius without a target")
    radius_m = as_number(target_radius_m, "the target's radius")
    if radius_m <= 0.0:
        raise NotMeasurableError("the target's radius is not above zero")
    return radius_m
