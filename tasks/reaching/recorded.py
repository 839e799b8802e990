"""Measures of a recorded repetition of reaching."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

import metrics
from controllers.frame import Vec3
from tasks.reaching.measures import measure_reach
from tasks.recorded import RecordedTrial, ToldEvent, not_recorded
from tasks.task import Measure


class _TargetShown(ToldEvent):
    position_m: Vec3


def measure_recorded_reach(
    samples: npt.NDArray[np.void], trial: RecordedTrial
) -> dict[str, Measure]:
    """What `Reaching.measure` told, from what was recorded.

    `samples` (n,) are `FRAME_DTYPE` rows of the repetition. Raises pydantic's `ValidationError`.
    """
    shown = trial.told("target_shown", _TargetShown)
    if not shown and "shown_ns" in trial.outcome.times_ns:
        return not_recorded(metrics.REACH_MEASURES)
    target_m = shown[-1].position_m if shown else None
    return measure_reach(samples, trial.side, target_m, trial.outcome)
