"""What is read off the hand's path between a target's showing and the hand's rest."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

import numpy as np

from metrics.arrays import Floats
from metrics.filtering import LOWPASS_HZ, lowpass
from metrics.jerk import ldlj
from metrics.measured import Measured, measured, missing
from metrics.missing import NotMeasurableError
from metrics.motion import onset, path_length, path_ratio, peak, settled, speed
from metrics.sampling import LONGEST_BRIDGED_GAP_S, resample_unbroken
from metrics.smoothness import sparc
from metrics.submovements import direction_error, movement_units

REST_S: Final = 0.25
"""So long before the target was shown the hand's unrest is judged: one period of a slow tremor."""

TOO_SLOW_A_RATE: Final = f"measured at no more than {2.0 * LOWPASS_HZ:g} Hz"

MOVEMENT_MEASURES: Final = (
    "reaction_time_s",
    "movement_time_s",
    "peak_speed_m_s",
    "time_to_peak_percent",
    "path_length_m",
    "path_ratio",
    "sparc",
    "ldlj",
    "movement_units",
    "initial_direction_error_deg",
)


@dataclass(frozen=True, slots=True)
class Path:
    """The hand's path (n, k) from the target's showing on, uniformly sampled, and its speed (n,).

    `smooth_m` and `smooth_m_s` are both after `metrics.lowpass`. `first_s` and `last_s` are the
    times of its ends, `rest_m_s` the speed that the hand had before.
    """

    path_m: Floats
    speed_m_s: Floats
    smooth_m: Floats
    smooth_m_s: Floats
    rate_hz: float
    first_s: float
    last_s: float
    rest_m_s: float


@dataclass(frozen=True, slots=True)
class Beginning:
    """How a movement begins: seconds from the path's first sample, and its peak speed."""

    onset_s: Measured
    peak_s: Measured
    peak_speed_m_s: Measured

    def measures(self, path: Path, shown_s: float) -> dict[str, Measured]:
        """`MOVEMENT_MEASURES` that it gives; the others are missing where there is no onset."""
        found = {"peak_speed_m_s": self.peak_speed_m_s}
        if not self.onset_s.valid:
            return dict.fromkeys(MOVEMENT_MEASURES, self.onset_s) | found
        return found | {"reaction_time_s": Measured(path.first_s + self.onset_s - shown_s)}


def uniform_path(
    time_s: Floats, position_m: Floats, shown_s: float, entry_s: float | None, rate_hz: float
) -> Path:
    """The path at a uniform rate, from samples that are finite and in order.

    Raises `NotMeasurableError` when the movement has a gap over 100 ms or no samples.
    """
    run = _unbroken(time_s, shown_s, entry_s)
    grid_s, path_m = resample_unbroken(time_s[run], position_m[run], rate_hz)
    before = int(np.searchsorted(grid_s, shown_s))
    if before == len(grid_s):
        raise NotMeasurableError("the hand was not tracked")
    smooth_m = lowpass(path_m, rate_hz)
    speed_m_s, smooth_m_s = speed(path_m, rate_hz), speed(smooth_m, rate_hz)
    return Path(
        path_m[before:],
        speed_m_s[before:],
        smooth_m[before:],
        smooth_m_s[before:],
        rate_hz,
        float(grid_s[before]),
        float(grid_s[-1]),
        _unrest(speed_m_s[:before], rate_hz),
    )


def beginning(path: Path, until_s: float) -> Beginning:
    """The onset of the movement whose peak speed is before `until_s` (from the first sample)."""
    until = int(until_s * path.rate_hz + 1e-6) + 1
    highest, peak_s = peak(path.speed_m_s[:until], path.rate_hz)
    onset_s = onset(path.speed_m_s[:until], path.rate_hz, path.rest_m_s)
    return Beginning(onset_s, peak_s, highest)


def entering(
    path: Path, shown_s: float, entry_s: float | None, target_m: Floats
) -> dict[str, Measured]:
    """`MOVEMENT_MEASURES` of a movement that arrives when it enters its target, if it does."""
    end_s = path.last_s if entry_s is None else min(entry_s, path.last_s)
    arrival_s = end_s - path.first_s
    begun = beginning(path, arrival_s)
    results = begun.measures(path, shown_s)
    if not begun.onset_s.valid:
        return results
    if entry_s is None:
        results["initial_direction_error_deg"] = aim(path, begun.onset_s, None, target_m)
        not_entered = missing("the target was not entered")
        return dict.fromkeys(MOVEMENT_MEASURES, not_entered) | results
    settled_s = settled(path.speed_m_s, path.rate_hz, arrival_s, path.rest_m_s)
    results |= timing(begun, entry_s - path.first_s - begun.onset_s)
    results["initial_direction_error_deg"] = aim(path, begun.onset_s, settled_s, target_m)
    return results | shape(path, begun.onset_s, arrival_s, settled_s)


def timing(begun: Beginning, movement_s: float) -> dict[str, Measured]:
    """How long it took, and where in that time its peak was."""
    if movement_s <= 0.0:
        return dict.fromkeys(("movement_time_s", "time_to_peak_percent"), missing("no movement"))
    return {
        "movement_time_s": Measured(movement_s),
        "time_to_peak_percent": Measured(100.0 * (begun.peak_s - begun.onset_s) / movement_s),
    }


def shape(path: Path, onset_s: float, arrival_s: float, settled_s: float) -> dict[str, Measured]:
    """Its path from onset to arrival, its smoothness from onset until it settles."""
    rate_hz = path.rate_hz
    travelled_m = _between(path.path_m, onset_s * rate_hz, arrival_s * rate_hz)
    rows = slice(int(onset_s * rate_hz), math.ceil(settled_s * rate_hz) + 1)
    found = {
        "path_length_m": path_length(travelled_m),
        "path_ratio": path_ratio(travelled_m),
        "sparc": sparc(path.speed_m_s[rows], rate_hz),
    }
    if rate_hz <= 2.0 * LOWPASS_HZ:
        return dict.fromkeys(("ldlj", "movement_units"), missing(TOO_SLOW_A_RATE)) | found
    return found | {
        "ldlj": ldlj(path.smooth_m_s[rows], rate_hz),
        "movement_units": movement_units(path.smooth_m_s[rows], rate_hz),
    }


@measured
def aim(path: Path, onset_s: float, settled_s: float | None, target_m: Floats | None) -> float:
    """Initial direction error, degrees, of the movement from its onset until it settles."""
    if target_m is None:
        raise NotMeasurableError("no target was given")
    if path.rate_hz <= 2.0 * LOWPASS_HZ:
        raise NotMeasurableError(TOO_SLOW_A_RATE)
    begin = int(onset_s * path.rate_hz)
    past = None if settled_s is None else math.ceil(settled_s * path.rate_hz) + 1
    rows = slice(begin, past)
    return direction_error(path.smooth_m[rows], path.smooth_m_s[rows], target_m, path.rate_hz)


def _unrest(speed_m_s: Floats, rate_hz: float) -> float:
    """The speed that a hand at rest exceeds three quarters of the time; 0 if hardly seen."""
    if len(speed_m_s) < 0.1 * rate_hz:
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
