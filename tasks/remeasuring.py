"""Measures made a second time, from what was recorded of a repetition."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

import numpy as np
import numpy.typing as npt

import metrics
from tasks.grasping.measures import OBJECT_MEASURES, measure_hand
from tasks.reaching.recorded import measure_recorded_reach
from tasks.recorded import RecordedTrial, not_recorded
from tasks.stepping.measures import STEP_MEASURES
from tasks.stepping.recorded import measure_recorded_step
from tasks.task import Measure


@dataclass(frozen=True, slots=True)
class _Kind:
    """How a task's repetition is measured, and all names; `observed` are those no sample tells."""

    measure: Callable[[npt.NDArray[np.void], RecordedTrial], dict[str, Measure]]
    names: tuple[str, ...]
    observed: tuple[str, ...] = ()


def _measure_recorded_grasp(
    samples: npt.NDArray[np.void], trial: RecordedTrial
) -> dict[str, Measure]:
    return measure_hand(samples, trial.side, trial.outcome)


_KINDS: Final[Mapping[str, _Kind]] = MappingProxyType(
    {
        "reaching": _Kind(measure_recorded_reach, metrics.REACH_MEASURES),
        "grasping": _Kind(
            _measure_recorded_grasp, (*metrics.GRASP_MEASURES, *OBJECT_MEASURES), OBJECT_MEASURES
        ),
        "stepping": _Kind(measure_recorded_step, STEP_MEASURES, ("collisions",)),
    }
)
"""By the task's name. What befell things, and how often they were touched, the game has observed
while it ran: those measures stay as they were recorded.
"""


def measure_again(
    task: str, samples: npt.NDArray[np.void] | None, trial: RecordedTrial
) -> dict[str, Measure]:
    """The measures of a repetition by today's formulas: what `Task.measure` told of it.

    `samples` (n,) are its `FRAME_DTYPE` rows, None where not all of them are there. Raises KeyError
    for an unknown task, pydantic's `ValidationError` for an event that lacks what is needed.
    """
    kind = _KINDS[task]
    if samples is None:
        return not_recorded(kind.names) | trial.as_observed(kind.observed)
    with np.errstate(all="ignore"):  # devices deliver anything
        return kind.measure(samples, trial) | trial.as_observed(kind.observed)
