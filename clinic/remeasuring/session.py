"""Measures of a recorded session made anew with today's formulas; nothing recorded is changed."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from clinic.remeasuring.kept import Made, Remeasured, keep, made_with, rows_digest
from clinic.remeasuring.rows import rows_of, stretch_of
from clinic.repetition import Repetition
from clinic.session import recorded_repetitions
from game.recording.errors import RecordingError, cannot, one_line
from game.recording.folder import EVENTS
from game.recording.info import software_versions
from game.recording.lock import held
from game.recording.reading import Recording, open_recording
from tasks.formulas import formulas
from tasks.recorded import RecordedTrial
from tasks.remeasuring import measure_again
from tasks.task import Measure
from tasks.trial import EndReason, TrialOutcome


@dataclass(slots=True)
class Change:
    """How a measure differs from what was recorded.

    `values` are those that are known then or now, `changed` those that are not the same bits;
    `came` and `went` of them had no value before, or have none now. `largest` is the largest
    difference, in the measure's unit.
    """

    values: int = 0
    changed: int = 0
    came: int = 0
    went: int = 0
    largest: float = 0.0

    def see(self, old: float | None, new: float | None) -> None:
        """Count one repetition's value."""
        if old is None and new is None:
            return
        self.values += 1
        self.changed += old != new
        self.came += old is None
        self.went += new is None
        if old is not None and new is not None:
            self.largest = max(self.largest, abs(new - old))

    def add(self, other: Change) -> None:
        """Count those of another session."""
        self.values += other.values
        self.changed += other.changed
        self.came += other.came
        self.went += other.went
        self.largest = max(self.largest, other.largest)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a session: measured anew, or left as it was and why."""

    session: str
    repetitions: int = 0
    changes: Mapping[tuple[str, str], Change] = field(default_factory=dict)
    """By task and measure."""
    skipped: bool = False
    """Its measures are those of today's formulas already."""
    problem: str = ""
    """One line, where it can't be measured."""


def remeasure(folder: str, again: bool) -> Outcome:  # noqa: FBT001 - crosses processes by position
    """Measure a session anew and keep that beside what was recorded.

    One that has today's measures is left alone unless `again`. Never raises for what is in the
    folder: an executor's worker calls this, here, in another process, or on another machine.
    """
    path = Path(folder)
    try:
        return _remeasure(path, again=again)
    except RecordingError as error:
        return Outcome(path.name, problem=str(error))


def up_to_date(recording: Recording, trials_sha256: str) -> bool:
    """Whether today's formulas made the measures of the rows that are there."""
    if recording.info.software.get("formulas") == formulas():
        return True
    made = made_with(recording.folder)
    return made is not None and (made.formulas, made.trials_sha256) == (formulas(), trials_sha256)


def _remeasure(folder: Path, *, again: bool) -> Outcome:
    recording = open_recording(folder)
    _require_still(recording)
    trials_sha256 = rows_digest(folder)
    if not again and up_to_date(recording, trials_sha256):
        return Outcome(folder.name, skipped=True)
    repetitions = recorded_repetitions(recording)
    measured = _measured(recording, repetitions)
    software = software_versions()
    made = Made(
        formulas=formulas(),
        trials_sha256=trials_sha256,
        software={name: software[name] for name in ("reachwell", "numpy")},
    )
    keep(folder, made, measured)
    changes: dict[tuple[str, str], Change] = defaultdict(Change)
    for old, new in zip(repetitions, measured, strict=True):
        for name in {**old.measures, **new.measures}:
            changes[old.task, name].see(old.measures.get(name), new.measures.get(name))
    return Outcome(folder.name, len(measured), dict(changes))


def _require_still(recording: Recording) -> None:
    try:
        if held(recording.folder):
            raise RecordingError(
                one_line(f"{recording.folder} is in use by another program; measure it afterwards")
            )
    except OSError as error:
        raise cannot("read", recording.folder, error) from error
    end = recording.info.end
    if end is not None and end.lost_lines:
        raise RecordingError(
            one_line(f"{recording.folder} can't be measured anew: events or repetitions were lost")
        )


def _measured(recording: Recording, repetitions: Sequence[Repetition]) -> list[Remeasured]:
    events = recording.events()
    by_trial: dict[Any, list[Mapping[str, Any]]] = defaultdict(list)
    for event in events:
        by_trial[_number(event.get("trial_num"))].append(event)
    pauses, limits = (
        frozenset(_number(each.get("frame_index")) for each in events if each.get("kind") == kind)
        for kind in ("pause", "cap")
    )
    trials = [_as_recorded(each, by_trial[each.trial_num]) for each in repetitions]
    found = []
    try:
        stretches = [stretch_of(trial, pauses, limits) for trial in trials]
        for each, trial, rows in zip(
            repetitions, trials, rows_of(recording, stretches), strict=True
        ):
            found.append(_as_kept(each, measure_again(each.task, rows, trial)))
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        where = ".".join(map(str, (error.title.strip("_"), *first["loc"])))
        raise RecordingError(
            one_line(f"{recording.folder}: {EVENTS}: {where}: {first['msg']}")
        ) from error
    except KeyError as error:
        raise RecordingError(
            one_line(f"{recording.folder}: a task that this program does not know: {error}")
        ) from error
    return found


def _number(value: object) -> int:
    return value if isinstance(value, int) else -1


def _as_recorded(row: Repetition, events: Sequence[Mapping[str, Any]]) -> RecordedTrial:
    try:
        reason = EndReason(row.end_reason)
    except ValueError:  # a later program's: it ended, and not from outside
        reason = EndReason.MISS
    outcome = TrialOutcome(
        reason,
        math.nan if row.margin is None else row.margin,
        row.end_time_ns,
        {f"{name}_ns": time_ns for name, time_ns in row.times_ns.items()},
        row.flags,
    )
    observed = {
        name: Measure(value, row.missing.get(name, "")) for name, value in row.measures.items()
    }
    return RecordedTrial(row.side, outcome, observed, events)


def _as_kept(row: Repetition, measures: Mapping[str, Measure]) -> Remeasured:
    return Remeasured(
        trial_num=row.trial_num,
        measures={name: each.value for name, each in measures.items()},
        missing={name: each.reason for name, each in measures.items() if each.value is None},
    )
