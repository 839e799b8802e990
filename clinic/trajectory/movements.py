"""The movements of a trajectory, and the measures of each."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields
from statistics import median
from typing import Final, Literal

import numpy as np
import numpy.typing as npt

import metrics
from clinic.trajectory.file import Trajectory
from clinic.trajectory.habits import coarse_step_s, held_targets
from metrics.entries.measure import Measure
from metrics.registry import measures_of

Floats = npt.NDArray[np.float64]

_MADE: Final = frozenset(field.name for field in fields(metrics.ReachMeasures))

ENTRIES: Final[tuple[Measure, ...]] = tuple(
    entry for entry in measures_of("reaching") if entry.name in _MADE
)
"""What is measured of a movement, in the order in which it is shown."""


@dataclass(frozen=True, slots=True)
class Movement:
    """One movement: where its rows begin and end (seconds on the file's clock), and its measures.

    `onset_s` and `end_s` are when the hand began to move and came to rest or to the target; None
    where that is not known. `measures` has a number, or None and the reason in `missing`.
    """

    number: int
    from_s: float
    to_s: float
    onset_s: float | None
    end_s: float | None
    target_m: tuple[float, ...] | None
    measures: Mapping[str, float | None]
    missing: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Measured:
    """A trajectory's movements, and what there is to know of its samples."""

    samples: int
    lost: int
    """Samples without a finite position."""
    disordered: int
    """Samples whose clock is not later than all before; they are left out."""
    untimed: int
    duration_s: float
    median_rate_hz: float | None
    longest_gap_s: float
    """Between two samples that can be used."""
    coarse_step_s: float | None
    """What the file's times seem to be rounded to, where that is too coarse for their rate."""
    parted_by: Literal["targets", "speed"]
    held: bool
    """Whether the file tells targets only where they change."""
    rate_hz: float
    target_radius_m: float | None
    movements: Sequence[Movement]

    def medians(self) -> dict[str, float | None]:
        """The median of each measure over the movements that have it."""
        found: dict[str, float | None] = {}
        for entry in ENTRIES:
            known = [v for each in self.movements if (v := each.measures[entry.name]) is not None]
            found[entry.name] = median(known) if known else None
        return found


def measure_trajectory(
    trajectory: Trajectory,
    rate_hz: float = metrics.RATE_HZ,
    target_radius_m: float | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Measured:
    """Part a trajectory into movements by `metrics.segment` and measure each.

    Targets that are told only where they change hold until the next. `rate_hz` is the rate at
    which paths are measured, `target_radius_m` when the hand is at its target; without it a
    movement ends where the hand settles. `progress` is told how many movements of how many are
    measured. Never raises for data.
    """
    time_s, position_m, target_m = trajectory.time_s, trajectory.position_m, trajectory.target_m
    # From the first sample on: a clock that counts from 1970 has no digits to spare.
    zero_s = float(time_s[0])
    clock_s = time_s - zero_s
    held_m = None if target_m is None else held_targets(clock_s, target_m)
    if held_m is not None:
        target_m = held_m
    movements = []
    stretches = metrics.segment(clock_s, position_m, target_m)
    for number, rows in enumerate(stretches, start=1):
        aim = None if target_m is None else target_m[rows.start]
        found = metrics.measure_reach(
            clock_s[rows],
            position_m[rows],
            aim,
            rate_hz=rate_hz,
            target_radius_m=target_radius_m,
        )
        movements.append(_movement(number, clock_s[rows], zero_s, aim, found))
        if progress is not None:
            progress(number, len(stretches))
    ordered = metrics.in_order(clock_s)
    seen = np.isfinite(position_m).all(axis=1)
    steps = np.diff(clock_s[ordered & seen])
    return Measured(
        samples=len(clock_s),
        lost=int(np.count_nonzero(~seen)),
        disordered=int(np.count_nonzero(~ordered)),
        untimed=trajectory.untimed,
        duration_s=float(clock_s.max() - clock_s.min()),
        median_rate_hz=float(1.0 / np.median(steps)) if len(steps) else None,
        longest_gap_s=float(steps.max(initial=0.0)),
        coarse_step_s=coarse_step_s(steps),
        parted_by="speed" if target_m is None else "targets",
        held=held_m is not None,
        rate_hz=rate_hz,
        target_radius_m=target_radius_m,
        movements=movements,
    )


def _movement(
    number: int,
    clock_s: Floats,
    zero_s: float,
    aim: Floats | None,
    found: metrics.ReachMeasures,
) -> Movement:
    measures = {entry.name: getattr(found, entry.name) for entry in ENTRIES}
    return Movement(
        number=number,
        from_s=zero_s + float(clock_s.min()),
        to_s=zero_s + float(clock_s.max()),
        onset_s=zero_s + float(found.onset_s) if found.onset_s.valid else None,
        end_s=zero_s + float(found.end_s) if found.end_s.valid else None,
        target_m=None if aim is None else tuple(aim.tolist()),
        measures={name: float(each) if each.valid else None for name, each in measures.items()},
        missing={name: each.reason for name, each in measures.items() if not each.valid},
    )
