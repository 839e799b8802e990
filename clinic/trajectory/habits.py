"""Habits of the programs that write trajectories: targets told once, clocks rounded."""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

SHORTEST_SHOWING_S: Final = 0.1
"""Nobody reaches for what is shown for less time: such a target is told when it changes only."""

COARSE_SHARE: Final = 0.2
"""Of the time between samples: times rounded to less leave smoothness as it is."""

UNEVEN_SHARE: Final = 0.05
"""Of the steps: so many differ from the usual one where times were rounded."""


def held_targets(time_s: Floats, target_m: Floats) -> Floats | None:
    """Targets (n, k) held until the next, where the file tells them only when they change.

    That is so when targets have rows without one between them, and none lasts for 0.1 s. Rows
    before the first stay without one. None where targets are told in each row that they are shown.
    """
    shown: npt.NDArray[np.bool_] = np.asarray(np.isfinite(target_m).all(axis=1))
    if shown.all() or not shown.any():
        return None
    edges = np.flatnonzero(np.diff(np.concatenate(([False], shown, [False])).astype(np.int8)))
    lasts_s = time_s[edges[1::2] - 1] - time_s[edges[::2]]
    if lasts_s.max() >= SHORTEST_SHOWING_S:
        return None
    latest = np.maximum.accumulate(np.where(shown, np.arange(len(shown)), -1))
    held: Floats = target_m[np.maximum(latest, 0)]
    held[latest < 0] = np.nan
    return held


def coarse_step_s(steps_s: Floats) -> float | None:
    """What times were rounded to, from the steps (n,) of a clock; None where that does not matter.

    Samples that were lost at an even rate look the same, so it is a doubt and no finding.
    """
    if len(steps_s) == 0 or float(steps_s.max()) > 1e6:
        return None
    steps_us = np.round(1e6 * steps_s).astype(np.int64)
    usual_us = int(np.median(steps_us))
    step_us = int(np.gcd.reduce(steps_us))
    uneven = np.count_nonzero(steps_us != usual_us) > UNEVEN_SHARE * len(steps_us)
    if not uneven or step_us < max(1000.0, COARSE_SHARE * usual_us):
        return None
    return 1e-6 * step_us
