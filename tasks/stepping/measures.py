"""Measures of one repetition of stepping, from its own samples."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import numpy as np
import numpy.typing as npt

from controllers.controller import Side, other_side
from controllers.frame import PoseFlag
from metrics.missing import NotMeasurableError
from metrics.reaching import RATE_HZ
from metrics.sampling import in_order, resample_unbroken, valid_fraction
from metrics.stepping import (
    Swing,
    cadence,
    foot_clearance,
    placement_error,
    point_clearance,
    sway,
    swings,
    symmetry_index,
)
from tasks.body import sign_of
from tasks.stepping.feet import HEEL_BEHIND_M, TOE_AHEAD_M
from tasks.stepping.footprints import Print
from tasks.stepping.obstacles import Obstacle
from tasks.stepping.path import Path
from tasks.task import Measure
from tasks.trial import TrialOutcome

Floats = npt.NDArray[np.float64]

BEFORE_S: Final = 0.5
"""A foot's rest so long before something appears belongs to its samples."""

SOLE_POINTS: Final = np.linspace(-HEEL_BEHIND_M, TOE_AHEAD_M, 6)
"""Points of the sole whose clearance is taken, from the ankle towards the toes."""

STEP_MEASURES: Final = (
    "lead_clearance_m",
    "lead_toe_clearance_m",
    "lead_heel_clearance_m",
    "trail_clearance_m",
    "trail_toe_clearance_m",
    "trail_heel_clearance_m",
    "step_height_m",
    "step_length_m",
    "step_width_m",
    "step_time_s",
    "swing_time_s",
    "placement_error_m",
    "placement_fore_aft_m",
    "placement_medio_lateral_m",
    "swing_symmetry_percent",
    "step_length_symmetry_percent",
    "cadence_steps_min",
    "head_sway_path_m",
    "head_sway_rms_m",
    "collisions",
    "valid_fraction",
)

_TRACKED: Final = int(PoseFlag.POSITION_VALID | PoseFlag.POSITION_TRACKED)


@dataclass(frozen=True, slots=True)
class Happened:
    """What a repetition was: where, over or onto what, and where its clock stood.

    `moves` are (display time, seconds since it appeared), in order; `landings` are, for each
    footprint that was stepped at, (print, fore-aft, outward error).
    """

    side: Side
    feet: tuple[Side, ...]
    path: Path
    walked: bool
    moves: Sequence[tuple[int, float]]
    obstacle: Obstacle | None
    landings: Sequence[tuple[Print, float, float]]
    collisions: int


@dataclass(frozen=True, slots=True)
class _Foot:
    """One foot at a uniform rate, path axes: ankle and unit vector to the toes, (n, 3) each."""

    time_s: Floats
    ankle_m: Floats
    toes: Floats
    swings: list[Swing]

    def at(self, time_s: float) -> Floats:
        """Where the ankle is; raises where the foot was not seen."""
        if not self.time_s[0] - 0.1 <= time_s <= self.time_s[-1] + 0.1:
            raise NotMeasurableError("the other foot was not tracked")
        index = min(len(self.time_s) - 1, max(0, round((time_s - self.time_s[0]) * RATE_HZ)))
        place: Floats = self.ankle_m[index]
        return place


@dataclass(frozen=True, slots=True)
class _Landing:
    side: Side
    time_s: float
    off_s: float


def measure_step(
    samples: npt.NDArray[np.void], happened: Happened | None, outcome: TrialOutcome
) -> dict[str, Measure]:
    """Measures of the repetition, by the names of `STEP_MEASURES`.

    `samples` (n,) are `FRAME_DTYPE` rows; head and feet are those at the sample times. Never
    raises for what a device may deliver. docs/measures.md defines each.
    """
    if happened is None or not happened.moves or len(samples) == 0:
        return {
            name: Measure(None, "nothing appeared to step over or on") for name in STEP_MEASURES
        }
    found = _Repetition(samples, happened, outcome)
    results = {name: _measured(measure) for name, measure in found.measures().items()}
    return {name: results[name] for name in STEP_MEASURES}


def _measured(measure: Callable[[], float]) -> Measure:
    try:
        value = float(measure())
    except NotMeasurableError as missing:
        return Measure(None, missing.reason)
    return Measure(value) if math.isfinite(value) else Measure(None, "a sample is not finite")


class _Repetition:
    def __init__(
        self, samples: npt.NDArray[np.void], happened: Happened, outcome: TrialOutcome
    ) -> None:
        self._happened = happened
        first_ns, last_ns = happened.moves[0][0], max(outcome.end_time_ns, happened.moves[-1][0])
        times_ns = samples["sample_time_ns"]
        wanted = (times_ns >= first_ns - round(BEFORE_S * 1e9)) & (times_ns <= last_ns)
        # A slice copies nothing; samples come in the order of time.
        first, count = int(wanted.argmax()), int(np.count_nonzero(wanted))
        self._rows = samples[first : first + count]
        self._origin_ns = first_ns
        self._time_s: Floats = (self._rows["sample_time_ns"] - first_ns) * 1e-9
        self._lead, self._trail = happened.side, other_side(happened.side)
        self._feet: dict[Side, _Foot | NotMeasurableError] = {
            side: self._foot(side) for side in (self._lead, self._trail)
        }
        self._landings = self._all_landings()

    def measures(self) -> dict[str, Callable[[], float]]:
        """How each measure is made."""
        lead, trail = self._lead, self._trail
        heel, toe = SOLE_POINTS[:1], SOLE_POINTS[-1:]
        return {
            "lead_clearance_m": lambda: self._clearance(lead, SOLE_POINTS),
            "lead_toe_clearance_m": lambda: self._clearance(lead, toe),
            "lead_heel_clearance_m": lambda: self._clearance(lead, heel),
            "trail_clearance_m": lambda: self._clearance(trail, SOLE_POINTS),
            "trail_toe_clearance_m": lambda: self._clearance(trail, toe),
            "trail_heel_clearance_m": lambda: self._clearance(trail, heel),
            "step_height_m": self._height,
            "step_length_m": lambda: _mean([abs(self._length(one)) for one in self._steps()]),
            "step_width_m": lambda: _mean([self._width(one) for one in self._steps()]),
            "step_time_s": self._step_time,
            "swing_time_s": lambda: _mean(self._swing_times(lead)),
            "placement_error_m": lambda: _mean([math.hypot(a, b) for a, b in self._errors()]),
            "placement_fore_aft_m": lambda: _mean([a for a, _ in self._errors()]),
            "placement_medio_lateral_m": lambda: _mean([b for _, b in self._errors()]),
            "swing_symmetry_percent": lambda: symmetry_index(
                _mean(self._swing_times("left")), _mean(self._swing_times("right"))
            ),
            "step_length_symmetry_percent": lambda: symmetry_index(
                _mean(self._lengths("left")), _mean(self._lengths("right"))
            ),
            "cadence_steps_min": self._cadence,
            "head_sway_path_m": lambda: self._sway()[0],
            "head_sway_rms_m": lambda: self._sway()[1],
            "collisions": self._collisions,
            "valid_fraction": self._valid,
        }

    def _seen(self, point: str) -> npt.NDArray[np.bool_]:
        rows = self._rows
        tracked = rows[f"sampled_{point}_flags"] & _TRACKED == _TRACKED
        finite = np.isfinite(rows[f"sampled_{point}_position_m"]).all(axis=1)
        turned = np.isfinite(rows[f"sampled_{point}_orientation"]).all(axis=1)
        seen: npt.NDArray[np.bool_] = tracked & finite & turned
        return seen

    def _foot(self, side: Side) -> _Foot | NotMeasurableError:
        point = f"{side}_foot"
        seen = self._seen(point)
        if not seen.any():
            return NotMeasurableError("the foot was not tracked")
        position_m = self._rows[f"sampled_{point}_position_m"][seen].astype(np.float64)
        orientation = self._rows[f"sampled_{point}_orientation"][seen].astype(np.float64)
        pose = np.hstack((self._on_path(position_m), self._turned(_toes(orientation))))
        time_s = self._time_s[seen]
        kept = in_order(time_s)
        try:
            grid_s, pose = resample_unbroken(time_s[kept], pose[kept], RATE_HZ)
            return _Foot(grid_s, pose[:, :3], pose[:, 3:], swings(pose[:, :3], RATE_HZ))
        except NotMeasurableError as missing:
            return missing

    def _on_path(self, place_m: Floats) -> Floats:
        return self._turned(place_m - np.array(self._happened.path.origin_m))

    def _turned(self, vector: Floats) -> Floats:
        """Stage axes to path axes: (across, up, ahead)."""
        yaw = self._happened.path.yaw_rad
        cos, sin = math.cos(yaw), math.sin(yaw)
        x, y, z = vector.T
        return np.column_stack((cos * x - sin * z, y, -sin * x - cos * z))

    def _known(self, side: Side) -> _Foot:
        foot = self._feet[side]
        if isinstance(foot, NotMeasurableError):
            raise foot
        return foot

    def _clearance(self, side: Side, points: Floats) -> float:
        obstacle = self._happened.obstacle
        if obstacle is None:
            raise NotMeasurableError("there was no obstacle")
        foot = self._known(side)
        if side not in self._happened.feet:
            raise NotMeasurableError("one foot alone steps over what comes")
        shown = foot.time_s >= 0.0
        moves = self._happened.moves
        since_s = np.interp(
            foot.time_s[shown],
            [(time_ns - self._origin_ns) * 1e-9 for time_ns, _ in moves],
            [since_s for _, since_s in moves],
        )
        near_m = obstacle.near_m - obstacle.speed_m_s * since_s
        behind_m = (
            foot.ankle_m[shown, 2:] + foot.toes[shown, 2:] * points[None, :] - near_m[:, None]
        )
        up_m = foot.ankle_m[shown, 1:2] + foot.toes[shown, 1:2] * points[None, :]
        if len(points) == 1:
            return point_clearance(behind_m[:, 0], up_m[:, 0], obstacle.depth_m, obstacle.height_m)
        return foot_clearance(behind_m, up_m, obstacle.depth_m, obstacle.height_m)

    def _height(self) -> float:
        foot = self._known(self._lead)
        return float(foot.ankle_m[foot.time_s >= 0.0, 1].max(initial=-math.inf))

    def _all_landings(self) -> list[_Landing]:
        found: list[_Landing] = []
        for side, foot in self._feet.items():
            if isinstance(foot, NotMeasurableError):
                continue
            found.extend(
                _Landing(side, foot.time_s[0] + swing.down_s, foot.time_s[0] + swing.off_s)
                for swing in foot.swings
                if foot.time_s[0] + swing.down_s >= 0.0
            )
        return sorted(found, key=lambda landing: landing.time_s)

    def _steps(self) -> list[_Landing]:
        self._known(self._lead)
        self._known(self._trail)
        if not self._landings:
            raise NotMeasurableError("no step")
        return self._landings

    def _place(self, landing: _Landing) -> Floats:
        return self._known(landing.side).at(landing.time_s)

    def _length(self, landing: _Landing) -> float:
        beside = self._known(other_side(landing.side)).at(landing.time_s)
        return float(self._place(landing)[2] - beside[2])

    def _width(self, landing: _Landing) -> float:
        beside = self._known(other_side(landing.side)).at(landing.time_s)
        return abs(float(self._place(landing)[0] - beside[0]))

    def _lengths(self, side: Side) -> list[float]:
        return [abs(self._length(one)) for one in self._steps() if one.side == side]

    def _step_time(self) -> float:
        steps = self._steps()
        times = [
            after.time_s - before.time_s
            for before, after in pairwise(steps)
            if after.side != before.side
        ]
        if not times:
            raise NotMeasurableError("fewer than two steps")
        return _mean(times)

    def _swing_times(self, side: Side) -> list[float]:
        self._known(side)
        return [one.time_s - one.off_s for one in self._landings if one.side == side]

    def _errors(self) -> list[tuple[float, float]]:
        if self._happened.obstacle is not None:
            raise NotMeasurableError("there was no footprint")
        return [
            placement_error(
                (one.across_m + sign_of(one.side) * outward_m, one.ahead_m + fore_aft_m),
                (one.across_m, one.ahead_m),
                sign_of(one.side),
            )
            for one, fore_aft_m, outward_m in self._happened.landings
        ]

    def _cadence(self) -> float:
        if not self._happened.walked:
            raise NotMeasurableError("it was not walked")
        return cadence([landing.time_s for landing in self._steps()])

    def _sway(self) -> tuple[float, float]:
        seen = self._seen("head") & (self._time_s >= 0.0)
        time_s = self._time_s[seen]
        head_m = self._on_path(self._rows["sampled_head_position_m"][seen].astype(np.float64))
        kept = in_order(time_s)
        _, path_m = resample_unbroken(time_s[kept], head_m[kept], RATE_HZ)
        return sway(path_m[:, :1] if self._happened.walked else path_m[:, ::2], RATE_HZ)

    def _collisions(self) -> float:
        if self._happened.obstacle is None:
            raise NotMeasurableError("there was no obstacle")
        return float(self._happened.collisions)

    def _valid(self) -> float:
        shown = self._time_s >= 0.0
        both = np.ones(len(self._rows), np.bool_)
        for side in self._happened.feet:
            both &= self._seen(f"{side}_foot")
        return valid_fraction(both[shown]).known()


def _toes(orientation: Floats) -> Floats:
    """Where a foot's -Z points, stage axes, from quaternions (n, 4)."""
    x, y, z, w = orientation.T
    return np.column_stack(
        (-2.0 * (x * z + w * y), -2.0 * (y * z - w * x), 2.0 * (x * x + y * y) - 1.0)
    )


def _mean(values: Sequence[float]) -> float:
    if not values:
        raise NotMeasurableError("no step")
    return math.fsum(values) / len(values)
