"""The measures of one grasp: reach for an object, close, lift, carry, put down, let go."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

import numpy as np

from metrics.arrays import Flags, Floats
from metrics.measured import Measured, missing
from metrics.missing import NotMeasurableError
from metrics.motion import onset, path_ratio, peak, settled, speed
from metrics.reaching import RATE_HZ, head_displacement, reach
from metrics.sampling import (
    LONGEST_BRIDGED_GAP_S,
    in_order,
    longest_gap,
    resample_unbroken,
    valid_fraction,
)
from metrics.smoothness import sparc

GRASP_MEASURES: Final = (
    "reaction_time_s",
    "reach_time_s",
    "grip_onset_time_s",
    "lift_time_s",
    "transport_time_s",
    "handover_time_s",
    "release_time_s",
    "path_ratio_reach",
    "path_ratio_transport",
    "peak_speed_reach_m_s",
    "peak_speed_transport_m_s",
    "sparc_reach",
    "sparc_transport",
    "peak_aperture_m",
    "peak_aperture_time_s",
    "head_displacement_m",
    "valid_fraction",
)

_REACH: Final = {
    "reaction_time_s": "reaction_time_s",
    "movement_time_s": "reach_time_s",
    "path_ratio": "path_ratio_reach",
    "peak_speed_m_s": "peak_speed_reach_m_s",
    "sparc": "sparc_reach",
}
"""What `metrics.reach` calls it, and what it is called here."""

_TRANSPORT: Final = ("path_ratio_transport", "peak_speed_transport_m_s", "sparc_transport")


@dataclass(frozen=True, slots=True)
class GraspMoments:
    """When what happened, seconds on the samples' clock; None for what never did.

    `shown_s`: object and goal appeared; `entered_s`: the hand first came to the object;
    `closed_s`: the object was first held; `grasped_s`: it was taken for the carry that counts (the
    last); `lifted_s`: it left what it stood on; `carried_s`: it came to its (first) goal;
    `handed_s`: the other hand took it; `placed_s`: it stood in the last goal; `released_s`: let go.
    """

    shown_s: float
    entered_s: float | None = None
    closed_s: float | None = None
    grasped_s: float | None = None
    lifted_s: float | None = None
    carried_s: float | None = None
    handed_s: float | None = None
    placed_s: float | None = None
    released_s: float | None = None


def grasp(
    time_s: Floats,
    hand_position_m: Floats,
    head_position_m: Floats,
    tracked: Flags,
    moments: GraspMoments,
    *,
    head_tracked: Flags | None = None,
    aperture_m: Floats | None = None,
) -> dict[str, Measured]:
    """Every measure of one grasp that the body's own samples give, by `GRASP_MEASURES`.

    `time_s` (n,), `hand_position_m` and `head_position_m` (n, 3), `tracked`, `head_tracked` (n,),
    `aperture_m` (n,): as in `metrics.reach`; the hand is the tracked one that took the object.

    Never raises for what a device may deliver: what can't be measured is missing, with the
    reason. docs/measures.md defines each.
    """
    if len(time_s) == 0:
        return dict.fromkeys(GRASP_MEASURES, missing("no samples"))
    shown = time_s >= moments.shown_s
    hand_seen = tracked & np.isfinite(hand_position_m).all(axis=1)
    head_seen = shown & np.isfinite(head_position_m).all(axis=1)
    if head_tracked is not None:
        head_seen = head_seen & head_tracked

    results = _reach(time_s, hand_position_m, hand_seen, moments)
    results |= _durations(moments)
    results |= _transport(time_s[hand_seen], hand_position_m[hand_seen], moments)
    results |= _aperture(time_s, aperture_m, moments, results["reaction_time_s"])
    results["head_displacement_m"] = head_displacement(
        time_s[head_seen], head_position_m[head_seen]
    )
    results["valid_fraction"] = valid_fraction(hand_seen[shown])
    return {name: results[name] for name in GRASP_MEASURES}


def _reach(
    time_s: Floats, hand_m: Floats, seen: Flags, moments: GraspMoments
) -> dict[str, Measured]:
    """The movement to the object, which is over at the latest when the object is held."""
    until = np.ones(len(time_s), np.bool_)
    if moments.closed_s is not None:
        until = time_s <= moments.closed_s + LONGEST_BRIDGED_GAP_S / 2
    found = reach(
        time_s[until],
        hand_m[until],
        hand_m[until],
        seen[until],
        moments.shown_s,
        moments.entered_s,
        (0.0, 0.0, 0.0),
    )
    return {ours: found[theirs] for theirs, ours in _REACH.items()}


def _durations(moments: GraspMoments) -> dict[str, Measured]:
    handed = moments.handed_s
    return {
        "grip_onset_time_s": _span(moments.entered_s, moments.closed_s, "the object was not taken"),
        "lift_time_s": _span(moments.grasped_s, moments.lifted_s, "the object was not lifted"),
        "transport_time_s": _span(
            moments.lifted_s, moments.carried_s, "the object did not come to its goal"
        ),
        "handover_time_s": _span(moments.carried_s, handed, "the object was not handed over"),
        "release_time_s": _span(
            moments.placed_s, moments.released_s, "the object was not let go at its goal"
        ),
    }


def _span(from_s: float | None, to_s: float | None, reason: str) -> Measured:
    """From one moment to a later one. A time that would be negative is none."""
    if from_s is None or to_s is None:
        return missing(reason)
    if to_s < from_s:
        return missing("what is timed happened in another order")
    return Measured(to_s - from_s)


def _transport(time_s: Floats, hand_m: Floats, moments: GraspMoments) -> dict[str, Measured]:
    """The way with the object: from the grip to the goal, until the hand settles there."""
    grasped_s, carried_s = moments.grasped_s, moments.carried_s
    if grasped_s is None or carried_s is None or carried_s <= grasped_s:
        return dict.fromkeys(_TRANSPORT, missing("the object did not come to its goal"))
    try:
        grid_s, path_m = _unbroken(time_s, hand_m, grasped_s, carried_s, moments.released_s)
    except NotMeasurableError as error:
        return dict.fromkeys(_TRANSPORT, missing(error.reason))
    speed_m_s = speed(path_m, RATE_HZ)
    arrival = min(len(path_m) - 1, round((carried_s - grid_s[0]) * RATE_HZ))
    highest, _ = peak(speed_m_s[: arrival + 1], RATE_HZ)
    if not highest.valid:
        return dict.fromkeys(_TRANSPORT, highest)
    begin_s = onset(speed_m_s[: arrival + 1], RATE_HZ)
    # A hand that takes in passing never stops: the grip is the onset.
    first = int(begin_s * RATE_HZ) if begin_s.valid else 0
    end = math.ceil(settled(speed_m_s, RATE_HZ, arrival / RATE_HZ) * RATE_HZ)
    return {
        "path_ratio_transport": path_ratio(path_m[first : arrival + 1]),
        "peak_speed_transport_m_s": highest,
        "sparc_transport": sparc(speed_m_s[first : end + 1], RATE_HZ),
    }


def _unbroken(
    time_s: Floats, hand_m: Floats, from_s: float, to_s: float, released_s: float | None
) -> tuple[Floats, Floats]:
    """The hand's path at a uniform rate from the grip on, and until it lets go where there is one.

    Raises `NotMeasurableError` when a gap is too long, or the hand was not seen at either end.
    """
    kept = in_order(time_s)
    time_s, hand_m = time_s[kept], hand_m[kept]
    first, past = np.searchsorted(time_s, (from_s, to_s), side="right")
    first = max(0, int(first) - 1)
    if first >= len(time_s) or time_s[first] > from_s + LONGEST_BRIDGED_GAP_S:
        raise NotMeasurableError("the hand was not tracked")
    within_s = time_s[first : int(past) + 1]
    if len(within_s) < 2 or within_s[-1] < to_s - LONGEST_BRIDGED_GAP_S:
        raise NotMeasurableError("the hand was not tracked at the goal")
    if longest_gap(within_s) > LONGEST_BRIDGED_GAP_S:
        raise NotMeasurableError(f"a gap of {longest_gap(within_s):.2f} s in the movement")
    gaps = np.flatnonzero(np.diff(time_s) > LONGEST_BRIDGED_GAP_S)
    gaps = gaps[gaps >= int(past)]
    last = int(gaps[0]) + 1 if len(gaps) else len(time_s)
    if released_s is not None and released_s > to_s:
        last = min(last, int(np.searchsorted(time_s, released_s, side="right")) + 1)
    return resample_unbroken(time_s[first:last], hand_m[first:last], RATE_HZ)


def _aperture(
    time_s: Floats, aperture_m: Floats | None, moments: GraspMoments, reaction_s: Measured
) -> dict[str, Measured]:
    """Widest opening of the hand on its way to the object, and how long after onset it was.

    Without an onset the way begins when the object is shown.
    """
    names = ("peak_aperture_m", "peak_aperture_time_s")
    if aperture_m is None or not np.isfinite(aperture_m).any():
        return dict.fromkeys(names, missing("the fingers were not tracked"))
    onset_s = moments.shown_s
    if reaction_s.valid:
        onset_s += reaction_s
    way = (time_s >= onset_s) & np.isfinite(aperture_m)
    if moments.closed_s is not None:
        way &= time_s <= moments.closed_s
    if not way.any():
        return dict.fromkeys(
            names, missing("the fingers were not tracked on the way to the object")
        )
    widest = int(aperture_m[way].argmax())
    peak_m = Measured(float(aperture_m[way][widest]))
    if not reaction_s.valid:
        return {"peak_aperture_m": peak_m, "peak_aperture_time_s": reaction_s}
    peak_s = Measured(float(time_s[way][widest]) - onset_s)
    return {"peak_aperture_m": peak_m, "peak_aperture_time_s": peak_s}
