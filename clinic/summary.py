"""What came of a session, in a few numbers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import median

from pydantic import BaseModel, ValidationError

from clinic.remeasuring.kept import measured_anew
from clinic.repetition import Repetition
from clinic.session import read_repetitions
from game.recording.errors import RecordingError, one_line
from game.recording.folder import SESSION
from game.recording.reading import Recording
from metrics.registry import measures_of


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
    excluded: int
    """Repetitions that a therapist took out; none of the others counts them."""
    remeasured: bool
    """Whether measures are told that were made anew after the session."""

    @property
    def success_share(self) -> float | None:
        """Share of scored repetitions that were won; None without any."""
        return self.won / self.scored if self.scored else None


def summarise(recording: Recording) -> Summary:
    """Read a session's repetitions and sum them up. Raises `RecordingError`."""
    trials, excluded = read_repetitions(recording)
    frames = _frames(recording)
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
        excluded=len(excluded),
        remeasured=bool(measured_anew(recording)),
    )


def _frames(recording: Recording) -> _Frames:
    try:
        return _Frames.model_validate(recording.info.end.more if recording.info.end else {})
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        field = ".".join(map(str, first["loc"]))
        raise RecordingError(
            one_line(f"{recording.folder}: {SESSION}, end.more: {field}: {first['msg']}")
        ) from error


def _measures(scored: Sequence[Repetition]) -> list[MeasureSummary]:
    found = []
    for task in dict.fromkeys(trial.task for trial in scored):
        for entry in measures_of(task):
            values = [trial.measures.get(entry.name) for trial in scored if trial.task == task]
            known = [value for value in values if value is not None]
            if known and entry.shown:
                found.append(
                    MeasureSummary(
                        task,
                        entry.name,
                        entry.label,
                        entry.unit_text,
                        entry.decimals,
                        median(known),
                        len(known),
                    )
                )
    return found
