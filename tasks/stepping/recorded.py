"""Measures of a recorded repetition of stepping."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Final

import numpy as np
import numpy.typing as npt

from controllers.controller import Side
from controllers.frame import PoseFlag, Vec3
from tasks.recorded import RecordedTrial, ToldEvent, not_recorded
from tasks.stepping.feet import MIDDLE_AHEAD_M, SMALLEST_NORM_SQUARED
from tasks.stepping.footprints import Print
from tasks.stepping.measures import STEP_MEASURES, Happened, measure_step
from tasks.stepping.obstacles import Obstacle
from tasks.stepping.path import Path
from tasks.task import Measure
from tasks.tracking import LONGEST_GAP_NS

_POSITION_TRACKED: Final = int(PoseFlag.POSITION_VALID | PoseFlag.POSITION_TRACKED)


class _StartShown(ToldEvent):
    side: Side
    position_m: Vec3
    yaw_rad: float
    origin_m: Vec3 | None = None
    """Where the path begins; the first programs did not tell."""


class _TargetShown(ToldEvent):
    frame_index: int
    side: Side
    what: str
    position_m: Vec3
    size_m: Vec3
    speed_m_s: float
    place_in_sequence: int
    on_path_m: tuple[float, float] | None = None
    """Middle of the print, or of the obstacle's near edge; the first programs did not tell."""


class _Landed(ToldEvent):
    place_in_sequence: int
    fore_aft_m: float
    outward_m: float


def measure_recorded_step(
    samples: npt.NDArray[np.void], trial: RecordedTrial
) -> dict[str, Measure]:
    """What `Stepping.measure` told, but for the touches: no event counts them.

    `samples` (n,) are `FRAME_DTYPE` rows of the repetition. Raises pydantic's `ValidationError`.
    """
    starts, shown = trial.told("start_shown", _StartShown), trial.told("target_shown", _TargetShown)
    if "shown_ns" not in trial.outcome.times_ns:
        return measure_step(samples, None, trial.outcome)
    if not (starts and shown):
        return not_recorded(STEP_MEASURES)
    path = _path_of(starts)
    landed = [*trial.told("hit", _Landed), *trial.told("missed", _Landed)]
    asked, walked = tuple(each.side for each in starts), _walked(starts, trial)
    obstacle = _obstacle(shown[0], path) if shown[0].what == "obstacle" else None
    moves = _moves(samples, asked, trial, shown[0].frame_index)
    happened = Happened(
        side=trial.side,
        feet=asked if walked or obstacle is None else (trial.side,),
        path=path,
        walked=walked,
        moves=moves,
        obstacle=obstacle,
        landings=[] if obstacle else _landings(shown, landed, path),
        collisions=0,
    )
    return measure_step(samples, happened, trial.outcome)


def _walked(starts: Sequence[_StartShown], trial: RecordedTrial) -> bool:
    """Only who walks has to have both feet seen; who has no room to walk stays in place."""
    return len(starts) > 1 and "no_room" not in trial.outcome.flags


def _path_of(starts: Sequence[_StartShown]) -> Path:
    first = starts[0]
    if first.origin_m is not None:
        return Path(first.origin_m, first.yaw_rad)
    # No measure depends on where across the path it begins, so one foot's place is enough.
    start = Path(first.position_m, first.yaw_rad)
    return Path(start.to_stage(0.0, 0.0, -MIDDLE_AHEAD_M), first.yaw_rad)


def _obstacle(shown: _TargetShown, path: Path) -> Obstacle:
    width_m, height_m, depth_m = shown.size_m
    across_m, _, middle_m = path.from_stage(shown.position_m)
    near_m = middle_m - depth_m / 2
    if shown.on_path_m is not None:
        across_m, near_m = shown.on_path_m
    half_m = width_m / 2
    return Obstacle(
        near_m, depth_m, height_m, across_m - half_m, across_m + half_m, shown.speed_m_s
    )


def _landings(
    shown: Sequence[_TargetShown], landed: Sequence[_Landed], path: Path
) -> list[tuple[Print, float, float]]:
    prints = {each.place_in_sequence: _print(each, path) for each in shown}
    in_order = sorted(landed, key=lambda each: each.place_in_sequence)
    return [
        (prints[each.place_in_sequence], each.fore_aft_m, each.outward_m)
        for each in in_order
        if each.place_in_sequence in prints
    ]


def _print(shown: _TargetShown, path: Path) -> Print:
    across_m, _, ahead_m = path.from_stage(shown.position_m)
    if shown.on_path_m is not None:
        across_m, ahead_m = shown.on_path_m
    return Print(shown.side, across_m, ahead_m, shown.size_m[0])


def _moves(
    samples: npt.NDArray[np.void], feet: Sequence[Side], trial: RecordedTrial, appeared: int
) -> list[tuple[int, float]]:
    """Where the clock of what came stood: it stands still while a foot is not seen."""
    display_ns = samples["display_time_ns"]
    due_ns = trial.outcome.times_ns["shown_ns"]
    watched = samples["frame_index"] >= appeared
    for side in feet:
        watched &= _seen(samples, side)
    stalled_ns = 0
    moves = [(due_ns, 0.0)]

    def tell(time_ns: int) -> None:
        moves.append((time_ns, (time_ns - stalled_ns - due_ns) * 1e-9))

    for before_ns, now_ns in pairwise(display_ns[watched].tolist()):
        if now_ns - before_ns > LONGEST_GAP_NS:
            tell(before_ns)
            stalled_ns += now_ns - before_ns
            tell(now_ns)
    tell(max(trial.outcome.end_time_ns, *display_ns[-1:].tolist()))
    return moves


def _seen(samples: npt.NDArray[np.void], side: Side) -> npt.NDArray[np.bool_]:
    """What `sole_of` asks of a foot, for many frames."""
    flags = samples[f"{side}_foot_flags"]
    norm = np.square(samples[f"{side}_foot_orientation"].astype(np.float64)).sum(axis=1)
    seen: npt.NDArray[np.bool_] = (
        (flags & _POSITION_TRACKED == _POSITION_TRACKED)
        & (flags & int(PoseFlag.ORIENTATION_VALID) != 0)
        & np.isfinite(samples[f"{side}_foot_position_m"].astype(np.float64).sum(axis=1))
        & (norm > SMALLEST_NORM_SQUARED)
        & (norm < np.inf)
    )
    return seen
