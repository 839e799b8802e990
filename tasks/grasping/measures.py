"""Measures of one repetition of grasping, from its own samples."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

import metrics
from controllers.controller import Side
from controllers.frame import PoseFlag
from tasks.grasping.handling import Results
from tasks.task import Measure
from tasks.trial import TrialOutcome

_POSITION_TRACKED = int(PoseFlag.POSITION_VALID | PoseFlag.POSITION_TRACKED)
_NOT_DOWN = "the object was not put down"
_NOT_SHOWN = "no object was shown"

OBJECT_MEASURES = ("placement_error_m", "tilt_error_deg", "drops", "slips", "knocked")


def measure_grasp(
    samples: npt.NDArray[np.void], side: Side, results: Results | None, outcome: TrialOutcome
) -> dict[str, Measure]:
    """Measures of a grasp: those of the hand, and what befell the object.

    `samples` (n,) are `FRAME_DTYPE` rows of the repetition; `side` is that of the hand which takes
    the object first.
    """
    return measure_hand(samples, side, outcome) | _of_object(results, outcome)


def measure_hand(
    samples: npt.NDArray[np.void], side: Side, outcome: TrialOutcome
) -> dict[str, Measure]:
    """What the hand's movement tells, by the names of `metrics.GRASP_MEASURES`.

    Hand and head are the tracked ones at the sample times.
    """
    shown_ns = outcome.times_ns.get("shown_ns")
    if shown_ns is None or len(samples) == 0:
        return {name: Measure(None, _NOT_SHOWN) for name in metrics.GRASP_MEASURES}
    origin_ns = int(samples["sample_time_ns"][0])

    def moment(name: str) -> float | None:
        time_ns = outcome.times_ns.get(f"{name}_ns")
        return None if time_ns is None else (time_ns - origin_ns) * 1e-9

    found = metrics.grasp(
        (samples["sample_time_ns"] - origin_ns) * 1e-9,
        samples[f"sampled_{side}_hand_position_m"].astype(np.float64),
        samples["sampled_head_position_m"].astype(np.float64),
        _tracked(samples[f"sampled_{side}_hand_flags"]),
        metrics.GraspMoments(
            (shown_ns - origin_ns) * 1e-9,
            moment("entered"),
            moment("closed"),
            moment("grasped"),
            moment("lifted"),
            moment("carried"),
            moment("handed"),
            moment("placed"),
            moment("released"),
        ),
        head_tracked=_tracked(samples["sampled_head_flags"]),
        aperture_m=samples["aperture_m"][:, 0 if side == "left" else 1].astype(np.float64),
    )
    return {name: _measure(result) for name, result in found.items()}


def _of_object(results: Results | None, outcome: TrialOutcome) -> dict[str, Measure]:
    if results is None or "shown_ns" not in outcome.times_ns:
        return {name: Measure(None, _NOT_SHOWN) for name in OBJECT_MEASURES}
    return {
        "placement_error_m": _known(results.error_m),
        "tilt_error_deg": _known(results.tilt_deg),
        "drops": Measure(float(results.drops)),
        "slips": Measure(float(results.slips)),
        "knocked": Measure(float(results.knocked)),
    }


def _tracked(flags: npt.NDArray[np.uint8]) -> npt.NDArray[np.bool_]:
    tracked: npt.NDArray[np.bool_] = flags & _POSITION_TRACKED == _POSITION_TRACKED
    return tracked


def _known(value: float | None) -> Measure:
    return Measure(None, _NOT_DOWN) if value is None else Measure(value)


def _measure(result: metrics.Measured) -> Measure:
    return Measure(float(result)) if result.valid else Measure(None, result.reason)
