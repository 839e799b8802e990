"""Recordings into series of attempts, one a task and side."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Container, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from clinic.following.series import Aim, Asked, Attempt, Following, SideSeries
from clinic.progress.history import Visit
from clinic.repetition import Repetition
from clinic.session import PlayedExercise, PlayedSession, read_session
from clinic.told import DifficultyChange as ChangeTold
from clinic.told import Lock, RestSuggested, TrialEnd
from controllers.controller import Side
from game.difficulty import DifficultyChange
from game.recording.errors import RecordingError
from levels.policy import PolicySettings, SkillSettings, WeightedUpDownSettings
from tasks.demand import Scale, scale_of
from tasks.registry import make_task
from tasks.scene import Scene

_OWN: Final = Scale(0.0, 1.0)
_BY: Final = {"therapist": "Therapist", "patient": "Patient's answer"}


def read_following(
    visits: Sequence[Visit], skipped: Callable[[str], None], exercise: str | None = None
) -> Following:
    """Difficulty over all visits; of the exercises of one name alone where one is given.

    `skipped` is told of sessions that can't be read, a line each.
    """
    read = list(_readable(visits, skipped))
    affected = visits[-1].info.affected_side
    done: Counter[tuple[str, Side]] = Counter()
    for each in read:
        for played in _exercises(each.session, exercise):
            done.update((played.plan.task, one.side) for one in played.scored)
    tasks = list(dict.fromkeys(task for task, _ in done))
    ordered = sorted(done, key=lambda one: (tasks.index(one[0]), one[1] != affected))
    return Following(
        visits[0].info.patient_code,
        all(each.simulated for each in visits),
        {each.number: each.start_utc for each in visits},
        [_Side(task, side, read, exercise).series(affected) for task, side in ordered],
    )


@dataclass(frozen=True, slots=True)
class _Read:
    visit: int
    session: PlayedSession


def _readable(visits: Sequence[Visit], skipped: Callable[[str], None]) -> Iterable[_Read]:
    for visit in visits:
        for recording in visit.recordings:
            try:
                session = read_session(recording)
                for kind in (ChangeTold, Lock, RestSuggested, TrialEnd):
                    session.told(kind)
            except RecordingError as error:
                skipped(f"Left out: {error}")
            else:
                yield _Read(visit.number, session)


def _exercises(session: PlayedSession, name: str | None) -> list[PlayedExercise]:
    return [each for each in session.exercises if name is None or each.plan.name == name]


class _Side:
    """Gathers the attempts of one task and side, recording by recording."""

    def __init__(self, task: str, side: Side, read: Sequence[_Read], name: str | None) -> None:
        self._task = task
        self._side = side
        self._name = name
        self._read = read
        self._attempts: list[Attempt] = []
        self._asked: list[Asked] = []
        self._tired: list[int] = []
        settings = {
            each.plan.parameters.model_dump_json() for one in read for each in self._own(one)
        }
        self._own_scale = len(settings) == 1
        self._scales: dict[str, Scale] = {}
        for one in read:
            self._take(one)

    def series(self, affected: Side) -> SideSeries:
        """All of it."""
        plans = [each.plan for one in self._read for each in self._own(one)]
        return SideSeries(
            self._task,
            self._side,
            self._side == affected,
            tuple(dict.fromkeys(plan.name for plan in plans)),
            self._own_scale,
            _aim(plans[-1].difficulty),
            self._attempts,
            self._asked,
            self._tired,
        )

    def _own(self, read: _Read) -> list[PlayedExercise]:
        exercises = _exercises(read.session, self._name)
        return [
            each
            for each in exercises
            if each.plan.task == self._task and any(one.side == self._side for one in each.scored)
        ]

    def _take(self, read: _Read) -> None:
        session = read.session
        exercises = {each.number: each for each in self._own(read)}
        scales = {number: self._scale(each) for number, each in exercises.items()}
        changes = [each for each in session.told(ChangeTold) if self._ours(each, exercises)]
        learned = {each.frame_index: each for each in changes if each.steps is None}
        ends = {each.trial_num: each.frame_index for each in session.told(TrialEnd)}
        before, frames = len(self._attempts), []
        for done in self._in_order(exercises):
            scale, frame = scales[done.exercise], ends.get(done.trial_num, -1)
            frames.append(frame)
            told = learned.get(frame)
            self._attempts.append(
                Attempt(
                    read.visit,
                    exercises[done.exercise].plan.name,
                    scale.demand(done.difficulty),
                    done.success,
                    _on(scale, told) if told else None,
                )
            )
        if not frames:
            return

        def after(frame: int) -> int:
            return before + bisect_right(frames, frame)

        for told in changes:
            if told.steps is not None and told.reason in _BY:
                words = _step(told.reason, _on(scales[told.exercise], told))
                self._asked.append(Asked(after(told.frame_index), read.visit, told.reason, words))
        for lock in session.told(Lock):
            words = "Therapist held the difficulty" if lock.on else "Therapist let it follow again"
            self._asked.append(Asked(after(lock.frame_index), read.visit, "therapist", words))
        tired = [each for each in session.told(RestSuggested) if each.side == self._side]
        self._tired += [after(each.frame_index) for each in tired if each.exercise in exercises]

    def _ours(self, told: ChangeTold, exercises: Container[int]) -> bool:
        return told.side in (None, self._side) and told.exercise in exercises

    def _in_order(self, exercises: Mapping[int, PlayedExercise]) -> list[Repetition]:
        done = [one for each in exercises.values() for one in each.scored]
        return sorted(
            (each for each in done if each.side == self._side), key=lambda each: each.trial_num
        )

    def _scale(self, played: PlayedExercise) -> Scale:
        if self._own_scale:
            return _OWN
        plan = played.plan
        settings = plan.parameters.model_dump_json()
        if settings not in self._scales:
            task = make_task(plan.task, plan.parameters, Scene("orchard"))
            self._scales[settings] = scale_of(task, self._side)
        return self._scales[settings]


def _on(scale: Scale, told: ChangeTold) -> DifficultyChange:
    """The same on another scale."""
    estimate = told.skill is not None and told.uncertainty is not None
    return DifficultyChange(
        scale.demand(told.old),
        scale.demand(told.new),
        told.reason,
        scale.demand(told.skill) if estimate and told.skill is not None else None,
        told.uncertainty * scale.width if estimate and told.uncertainty is not None else None,
        told.mood * scale.width if told.mood is not None else None,
    )


def _step(who: str, change: DifficultyChange) -> str:
    way = "easier" if change.new < change.old else "harder"
    if change.new == change.old:
        return f"{_BY[who]}: asked, but at the bound ({change.new:.2f})"
    return f"{_BY[who]}: {way}, {change.old:.2f} to {change.new:.2f}"


def _aim(settings: PolicySettings) -> Aim:
    match settings:
        case SkillSettings():
            return Aim(settings.target_success, settings.band_lower, settings.band_upper)
        case WeightedUpDownSettings():
            return Aim(settings.target_success)
        case _:
            return Aim()
