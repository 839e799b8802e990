"""Where a session that broke off can be taken up again, from what its events tell."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Annotated, Any, Final, Literal

from pydantic import BaseModel, Field, TypeAdapter, ValidationError

from controllers.controller import Side
from game.recording.errors import RecordingError
from game.recording.reading import Recording
from game.resume_point import Count, ResumePoint
from levels.model import Exercise, Level
from tasks.trial import EndReason

BROKEN_OFF: Final = frozenset({"broken_off", "device_lost", "ended", "recovered", "stopped"})
"""Ends after which something may be left to play; "completed" is none of them."""

_ANEW: Final[Mapping[str, Any]] = MappingProxyType({"difficulty": None, "difficulties": {}})
_SCORED: Final = frozenset(reason.value for reason in EndReason if reason.scored)


class _ExerciseStart(BaseModel):
    kind: Literal["exercise_start"]
    exercise: Annotated[int, Field(ge=1)]


class _PhaseStart(BaseModel):
    kind: Literal["phase_start"]
    phase: str
    set: Count = 0


class _TrialEnd(BaseModel):
    kind: Literal["trial_end"]
    end_reason: str


class _Skipped(BaseModel):
    kind: Literal["repetition_skipped"]


class _Difficulty(BaseModel):
    kind: Literal["difficulty_change"]
    exercise: Annotated[int, Field(ge=1)]
    side: Side | None = None
    new: Annotated[float, Field(ge=0, le=1)]


class _Lock(BaseModel):
    kind: Literal["lock"]
    on: bool


_Told = _ExerciseStart | _PhaseStart | _TrialEnd | _Skipped | _Difficulty | _Lock
_TELLING: Final = frozenset(
    {
        "exercise_start",
        "phase_start",
        "trial_end",
        "repetition_skipped",
        "difficulty_change",
        "lock",
    }
)
_READ: Final[TypeAdapter[_Told]] = TypeAdapter(Annotated[_Told, Field(discriminator="kind")])


def resume_point(recording: Recording, level: Level) -> ResumePoint | None:
    """Where a session of `level` can be taken up again; None where nothing is left of it.

    Raises `RecordingError` when it is still being recorded, or its events can't be followed.
    """
    end = recording.info.end
    if end is None:
        raise RecordingError(f"{recording.folder} can't be continued: it is not closed")
    if end.status not in BROKEN_OFF:
        return None
    try:
        point = _follow(recording.events(), recording.info.session_id, recording.info.resumed_from)
    except ValidationError as error:
        first = error.errors()[0]
        field = ".".join(str(part) for part in first["loc"])
        raise RecordingError(
            f"{recording.folder} can't be continued: {field} of an event is missing or wrong"
        ) from error
    if point.exercise > len(level.exercises):
        raise RecordingError(
            f"{recording.folder} can't be continued: its events tell of exercise "
            f"{point.exercise}, and its level has {len(level.exercises)}"
        )
    return _next_to_do(point, level)


def _follow(
    events: Iterable[Mapping[str, Any]], session: str, before: ResumePoint | None
) -> ResumePoint:
    """Exercise, set and repetition where the events end."""
    origin = before or ResumePoint(session=session, exercise=1, set=0, done=0)
    at = origin.model_dump() | {"session": session}
    for row in events:
        if row.get("kind") not in _TELLING:
            continue
        match _READ.validate_python(row):
            case _ExerciseStart(exercise=number) if number != origin.exercise:
                at |= {"exercise": number, "set": 0, "done": 0, **_ANEW}
            case _PhaseStart(phase="set" | "familiarisation", set=number):
                here = (at["exercise"], number) == (origin.exercise, origin.set)
                at |= {"set": number, "done": origin.done if here else 0}
            case _TrialEnd(end_reason=reason) if reason in _SCORED:
                at["done"] += 1
                if at["set"] > 0:
                    at["scored"] += 1
                    at["won"] += reason == EndReason.SUCCESS.value
            case _Skipped():
                at["done"] += 1
            case _Difficulty(exercise=number, side=side, new=new) if number == at["exercise"]:
                at["difficulty"] = new
                if side is not None:
                    at["difficulties"] = at["difficulties"] | {side: new}
            case _Lock(on=on):
                at["locked"] = on
    return ResumePoint.model_validate(at)


def _next_to_do(point: ResumePoint, level: Level) -> ResumePoint | None:
    """The point itself, or what comes after it where its set is done."""
    exercise, number, done = level.exercises[point.exercise - 1], point.set, point.done
    while done >= _repetitions(exercise, number) and number <= exercise.sets:
        number, done = number + 1, 0
    if number <= exercise.sets:
        return point.model_copy(update={"set": number, "done": done})
    if point.exercise == len(level.exercises):
        return None
    return point.model_copy(update={"exercise": point.exercise + 1, "set": 0, "done": 0, **_ANEW})


def _repetitions(exercise: Exercise, number: int) -> int:
    return exercise.repetitions if number else exercise.familiarisation
