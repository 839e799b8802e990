"""A recorded session as a clinic reads it: exercises, repetitions, and what was told."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from pydantic import ValidationError

from clinic.kept import exclusions
from clinic.remeasuring.kept import measured_anew
from clinic.repetition import Repetition
from clinic.told import KINDS, Kind
from game.recording.errors import RecordingError, one_line
from game.recording.folder import EVENTS, LEVEL, TRIALS
from game.recording.info import SessionInfo
from game.recording.reading import Recording
from levels.loader import parse_level
from levels.model import Exercise, Level
from levels.problem import LevelError


@dataclass(frozen=True, slots=True)
class PlayedExercise:
    """An exercise of the level, and what of it was done. `number` counts from 1."""

    number: int
    plan: Exercise
    repetitions: Sequence[Repetition]
    """All of it, familiarisation and repetitions without a score too."""

    @property
    def scored(self) -> list[Repetition]:
        """Repetitions that count."""
        return [each for each in self.repetitions if each.scored]

    @property
    def sets_begun(self) -> int:
        """Sets in which at least one repetition was scored."""
        return len({each.set for each in self.scored})

    @property
    def planned(self) -> int:
        """Repetitions planned, familiarisation left out."""
        return self.plan.sets * self.plan.repetitions


@dataclass(frozen=True)
class PlayedSession:
    """A session read whole, samples left on the disk. Made by `read_session`."""

    recording: Recording
    level: Level
    repetitions: Sequence[Repetition]
    """In order, those taken out by a therapist left out; familiarisation is among them."""
    excluded: Mapping[int, str]
    """Repetitions taken out: their number, and why."""
    events: Sequence[Mapping[str, Any]]

    @property
    def info(self) -> SessionInfo:
        """What `session.json` says."""
        return self.recording.info

    @cached_property
    def exercises(self) -> tuple[PlayedExercise, ...]:
        """Exercises of the level of which at least one repetition was begun."""
        return tuple(
            PlayedExercise(number, plan, done)
            for number, plan in enumerate(self.level.exercises, start=1)
            if (done := [each for each in self.repetitions if each.exercise == number])
        )

    @cached_property
    def remeasured(self) -> bool:
        """Whether measures are told that were made anew after the session."""
        return bool(measured_anew(self.recording))

    def told(self, kind: type[Kind]) -> list[Kind]:
        """Events of one class of `clinic.told`, in order. Raises `RecordingError`."""
        names = KINDS[kind]
        found = []
        for line, event in enumerate(self.events, start=1):
            if event.get("kind") in names:
                try:
                    found.append(kind.model_validate(event))
                except ValidationError as error:
                    raise _problem(self.recording, EVENTS, line, error) from error
        return found


def read_session(recording: Recording) -> PlayedSession:
    """Read and check a recording. Raises `RecordingError`."""
    repetitions, taken_out = read_repetitions(recording)
    try:
        level = parse_level(recording.level(), str(recording.folder / LEVEL))
    except LevelError as error:
        raise RecordingError(str(error)) from error
    return PlayedSession(recording, level, repetitions, taken_out, recording.events())


def read_repetitions(recording: Recording) -> tuple[list[Repetition], dict[int, str]]:
    """Repetitions that a therapist left in, and those taken out: their number, and why.

    Where measures were made anew, those are told. Nothing else is read. Raises `RecordingError`.
    """
    taken_out = {each.trial_num: each.reason for each in exclusions(recording.folder).repetitions}
    left_in = [each for each in all_repetitions(recording) if each.trial_num not in taken_out]
    return left_in, taken_out


def all_repetitions(recording: Recording) -> list[Repetition]:
    """Every repetition, taken out or not, with measures made anew where there are such.

    Raises `RecordingError`.
    """
    anew = measured_anew(recording)
    repetitions = []
    for repetition in recorded_repetitions(recording):
        new = anew.get(repetition.trial_num)
        if new is None:
            repetitions.append(repetition)
        else:
            changed = {"measures": new.measures, "missing": new.missing}
            repetitions.append(repetition.model_copy(update=changed))
    return repetitions


def recorded_repetitions(recording: Recording) -> list[Repetition]:
    """All repetitions, with the measures as they were recorded. Raises `RecordingError`."""
    repetitions = []
    for line, row in enumerate(recording.trials(), start=1):
        try:
            repetitions.append(Repetition.model_validate(row))
        except ValidationError as error:
            raise _problem(recording, TRIALS, line, error) from error
    return repetitions


def _problem(recording: Recording, file: str, line: int, error: ValidationError) -> RecordingError:
    first = error.errors(include_url=False)[0]
    field = ".".join(map(str, first["loc"]))
    return RecordingError(
        one_line(f"{recording.folder}: {file}, line {line}: {field}: {first['msg']}")
    )
