"""What came of a session, in a few numbers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import median
from types import MappingProxyType
from typing import Annotated, Final, TypeVar

from pydantic import BaseModel, Field, ValidationError

from game.recording.errors import RecordingError, one_line
from game.recording.folder import SESSION, TRIALS
from game.recording.reading import Recording

Shown = tuple[str, str, str, int]
"""Name in a repetition's row, what a person calls it, its unit, decimals to show."""

_BODY: Final[tuple[Shown, ...]] = (
    ("head_displacement_m", "Head displacement", "m", 3),
    ("valid_fraction", "Valid samples", "", 3),
)

SHOWN_MEASURES: Final[Mapping[str, tuple[Shown, ...]]] = MappingProxyType(
    {
        "reaching": (
            ("reaction_time_s", "Reaction time", "s", 2),
            ("movement_time_s", "Movement time", "s", 2),
            ("peak_speed_m_s", "Peak speed", "m/s", 2),
            ("path_ratio", "Path ratio (1 is straight)", "", 2),
            ("sparc", "Smoothness (SPARC)", "", 2),
            ("endpoint_error_m", "Endpoint error", "m", 3),
            *_BODY,
        ),
        "grasping": (
            ("reaction_time_s", "Reaction time", "s", 2),
            ("reach_time_s", "Reach time", "s", 2),
            ("lift_time_s", "Lift time", "s", 2),
            ("transport_time_s", "Transport time", "s", 2),
            ("release_time_s", "Release time", "s", 2),
            ("path_ratio_transport", "Path ratio of transport", "", 2),
            ("sparc_transport", "Smoothness of transport (SPARC)", "", 2),
            ("placement_error_m", "Placement error", "m", 3),
            ("tilt_error_deg", "Tilt error", "degrees", 1),
            ("drops", "Drops a repetition", "", 1),
            *_BODY,
        ),
        "stepping": (
            ("lead_clearance_m", "Clearance, leading foot", "m", 3),
            ("trail_clearance_m", "Clearance, trailing foot", "m", 3),
            ("step_height_m", "Step height", "m", 3),
            ("step_length_m", "Step length", "m", 2),
            ("swing_time_s", "Swing time", "s", 2),
            ("placement_error_m", "Foot placement error", "m", 3),
            ("collisions", "Touches a repetition", "", 1),
            ("head_sway_rms_m", "Head sway (RMS)", "m", 3),
            ("valid_fraction", "Valid samples", "", 3),
        ),
    }
)
"""By task, in the order in which they are shown."""

Finite = Annotated[float, Field(allow_inf_nan=False)]
Row = TypeVar("Row", bound=BaseModel)


class _Trial(BaseModel):
    """What a summary needs of a repetition's row."""

    task: str
    side: str
    difficulty: Finite
    familiarisation: bool
    scored: bool
    success: bool
    end_reason: str
    measures: Mapping[str, Finite | None]


class _Frames(BaseModel):
    """What a summary needs of what the session says of its frames."""

    frames: int = 0
    overruns: Mapping[str, int] = {}


@dataclass(frozen=True, slots=True)
class MeasureSummary:
    """The median of a measure over a task's scored repetitions, and how many had it."""

    task: str
    name: str
    label: str
    unit: str
    decimals: int
    median: float
    count: int


@dataclass(frozen=True, slots=True)
class Summary:
    """Counts and measures of a session."""

    repetitions: int
    practice: int
    scored: int
    won: int
    not_scored: Mapping[str, int]
    by_side: Mapping[str, tuple[int, int]]
    difficulty_first: float | None
    difficulty_last: float | None
    measures: Sequence[MeasureSummary]
    frames: int
    slow_frames: Mapping[str, int]
    """Frames over the display's budget, by the section that took longest."""

    @property
    def success_share(self) -> float | None:
        """Share of scored repetitions that were won; None without any."""
        return self.won / self.scored if self.scored else None


def summarise(recording: Recording) -> Summary:
    """Read a session's repetitions and sum them up. Raises `RecordingError`."""
    rows = enumerate(recording.trials(), start=1)
    trials = [_checked(_Trial, row, recording, f"{TRIALS}, line {line}") for line, row in rows]
    more = recording.info.end.more if recording.info.end else {}
    frames = _checked(_Frames, more, recording, f"{SESSION}, end.more")
    scored = [trial for trial in trials if trial.scored]
    not_scored: dict[str, int] = {}
    for trial in trials:
        if not trial.scored and not trial.familiarisation:
            not_scored[trial.end_reason] = not_scored.get(trial.end_reason, 0) + 1
    by_side: dict[str, tuple[int, int]] = {}
    for trial in scored:
        done, won = by_side.get(trial.side, (0, 0))
        by_side[trial.side] = (done + 1, won + trial.success)
    return Summary(
        repetitions=len(trials),
        practice=sum(trial.familiarisation for trial in trials),
        scored=len(scored),
        won=sum(trial.success for trial in scored),
        not_scored=not_scored,
        by_side=by_side,
        difficulty_first=scored[0].difficulty if scored else None,
        difficulty_last=scored[-1].difficulty if scored else None,
        measures=_measures(scored),
        frames=frames.frames,
        slow_frames={name: count for name, count in frames.overruns.items() if count},
    )


def _checked(model: type[Row], row: object, recording: Recording, where: str) -> Row:
    try:
        return model.model_validate(row)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        field = ".".join(map(str, first["loc"]))
        raise RecordingError(
            one_line(f"{recording.folder}: {where}: {field}: {first['msg']}")
        ) from error


def _measures(scored: Sequence[_Trial]) -> list[MeasureSummary]:
    found = []
    for task in dict.fromkeys(trial.task for trial in scored):
        for name, label, unit, decimals in SHOWN_MEASURES.get(task, ()):
            values = [trial.measures.get(name) for trial in scored if trial.task == task]
            known = [value for value in values if value is not None]
            if known:
                middle, count = median(known), len(known)
                found.append(MeasureSummary(task, name, label, unit, decimals, middle, count))
    return found
