"""What a session had learned of its patient, from its events and repetitions alone.

A session that was killed keeps no skill. All that taught it is in the recording, so it is taught
again: the same repetitions, locks and steps in the same order.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError

from controllers.controller import Side
from game.difficulty import Lock, Lockable
from game.following import ANEW, policies_for
from game.recording.errors import RecordingError
from game.recording.reading import Recording
from game.skills import KeptSkill, Skills
from levels.model import Level
from tasks.registry import make_task
from tasks.scene import Scene
from tasks.task import Task
from tasks.trial import Situation


def recorded_skill(recording: Recording) -> KeptSkill:
    """What was known when the session began; nothing for one of before skills were kept.

    Raises `RecordingError`.
    """
    try:
        return KeptSkill.model_validate(recording.info.patient_state.get("skill", {}))
    except ValidationError as error:
        raise RecordingError(
            f"{recording.folder} can't be played again: its patient's skill is damaged"
        ) from error


def relearned(recording: Recording, level: Level) -> KeptSkill:
    """What is to be kept of a session of `level`. Raises `RecordingError`."""
    known = recorded_skill(recording)
    info = recording.info
    try:
        skills = _Again(recording, level, known).skills
    except (KeyError, TypeError, ValueError, IndexError) as error:
        raise RecordingError(
            f"{recording.folder} can't be followed: {type(error).__name__} in its events"
        ) from error
    over_utc = info.end.end_utc if info.end else info.start_utc
    return skills.kept(info.session_id, over_utc) if skills.learned else known


class _Again:
    """Goes through the events of a recording with the policies that its session had."""

    def __init__(self, recording: Recording, level: Level, known: KeptSkill) -> None:
        self.skills = Skills(known)
        self._level = level
        self._affected: Side = recording.info.affected_side
        self._point = recording.info.resumed_from
        self._lock = Lock(self._point.locked if self._point else False)
        self._task: Task | None = None
        self._policies: dict[Side, Lockable] = {}
        self._rows = {row["trial_num"]: row for row in recording.trials()}
        for event in recording.events():
            self._live(event)

    def _live(self, event: Mapping[str, Any]) -> None:
        match event:
            case {"kind": "exercise_start", "exercise": number}:
                self._enter(number)
            case {"kind": "lock", "on": on}:
                self._lock.on = on
            case {"kind": "difficulty_change", "side": side, "steps": steps, "reason": reason}:
                self._policies[side].step(steps, reason)
            case {"kind": "trial_end", "trial_num": number} if number in self._rows:
                self._learn(self._rows[number])

    def _enter(self, number: int) -> None:
        exercise, point = self._level.exercises[number - 1], self._point
        starts = point.starts if point and point.exercise == number else ANEW
        self._task = make_task(exercise.task, exercise.parameters, Scene("orchard"))
        self._policies = policies_for(
            exercise, self._task, self._affected, self.skills, self._lock, starts
        )

    def _learn(self, row: Mapping[str, Any]) -> None:
        assert self._task is not None
        if row["scored"]:
            situation = Situation(row["side"], row["covariates"], row["labels"])
            self._policies[situation.side].update(
                difficulty=row["difficulty"],
                success=row["success"],
                margin=row["margin"],
                covariates=self._task.reported(situation),
            )
