"""Measures of one repetition of reaching, from its own samples."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

import metrics
from controllers.controller import Side
from controllers.frame import PoseFlag, Vec3
from tasks.task import Measure
from tasks.trial import TrialOutcome

_POSITION_TRACKED = int(PoseFlag.POSITION_VALID | PoseFlag.POSITION_TRACKED)


def measure_reach(
    samples: npt.NDArray[np.void], side: Side, target_m: Vec3 | None, outcome: TrialOutcome
) -> dict[str, Measure]:
    """Measures of the movement to the last target shown, by the names of `metrics`.

    `samples` (n,) are `FRAME_DTYPE` rows of the repetition; `target_m` is the last target's
    centre, None when none was shown. Hand and head are those at the sample times.
    """
    shown_ns = outcome.times_ns.get("shown_ns")
    if shown_ns is None or target_m is None or len(samples) == 0:
        return {name: Measure(None, "no target was shown") for name in metrics.REACH_MEASURES}
    origin_ns = int(samples["sample_time_ns"][0])
    entered_ns = outcome.times_ns.get("entered_ns")
    found = metrics.reach(
        (samples["sample_time_ns"] - origin_ns) * 1e-9,
        samples[f"sampled_{side}_hand_position_m"].astype(np.float64),
        samples["sampled_head_position_m"].astype(np.float64),
        _tracked(samples[f"sampled_{side}_hand_flags"]),
        (shown_ns - origin_ns) * 1e-9,
        None if entered_ns is None else (entered_ns - origin_ns) * 1e-9,
        target_m,
        head_tracked=_tracked(samples["sampled_head_flags"]),
        aperture_m=samples["aperture_m"][:, 0 if side == "left" else 1].astype(np.float64),
    )
    return {name: _measure(result) for name, result in found.items()}


def _tracked(flags: npt.NDArray[np.uint8]) -> npt.NDArray[np.bool_]:
    tracked: npt.NDArray[np.bool_] = flags & _POSITION_TRACKED == _POSITION_TRACKED
    return tracked


def _measure(result: metrics.Measured) -> Measure:
    return Measure(float(result)) if result.valid else Measure(None, result.reason)
