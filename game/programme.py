"""A level laid out as the phases of a session, in order."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from game.basket import Basket
from game.calibrating import calibration_phases, posture_phases, strap_on, take_off
from game.context import Context
from game.exercise import RunningExercise, Tally
from game.phases.align import Align
from game.phases.check_in import CheckIn
from game.phases.check_out import CheckOut
from game.phases.instruct import Instruct
from game.phases.phase import Measuring, Phase
from game.phases.posture import ChangePosture
from game.phases.repetitions import Repetitions
from game.phases.rest import Rest
from game.phases.summary import Summary
from game.phases.supervision import CLEAR_SPACE, SUPERVISED, Supervision
from game.resume_point import ResumePoint
from levels.model import Exercise, Level


def _no() -> bool:
    return False


@dataclass(frozen=True, slots=True)
class Item:
    """A phase and the exercise and set it belongs to; 0 where it belongs to none.

    `last`: of the last set of the level. `closing`: it belongs to the end of the session.
    `told` is written down besides. `wants_end` tells, when the phase is over, whether the patient
    wants no more.
    """

    phase: Phase
    running: RunningExercise | None = None
    set: int = 0
    last: bool = False
    closing: bool = False
    may_be_skipped: bool = True
    told: Mapping[str, object] = field(default_factory=dict)
    wants_end: Callable[[], bool] = _no

    @property
    def exercise(self) -> int:
        """Number of the exercise, from 1."""
        return self.running.number if self.running else 0


def programme(
    level: Level,
    context: Context,
    basket: Basket,
    tally: Tally,
    resumed: ResumePoint | None = None,
) -> Iterator[Item]:
    """The phases, made one at a time: each starts with what the one before has left."""
    first = resumed.exercise if resumed else 1
    exercises = level.exercises[first - 1 :]
    between = Between(level, context)
    yield Item(Align(context))
    if level.guide.check_in:
        check_in = CheckIn(context, level.limits)
        yield Item(check_in, wants_end=lambda: check_in.wants_end)
    yield from between.begin()
    for number, exercise in enumerate(exercises, first):
        yield from between.before(exercise)
        at = resumed if number == first else None
        running = RunningExercise(exercise, number, context, tally, at.starts if at else {})
        yield from _sets(running, context, basket, at, last=number == len(level.exercises))
    yield from ending(level, context, tally)


def ending(level: Level, context: Context, tally: Tally) -> Iterator[Item]:
    """What closes every session, played through or not."""
    for phase in take_off(context):
        yield _measuring(phase, closing=True)
    if level.guide.check_out:
        yield Item(CheckOut(context), closing=True)
    yield Item(Summary(context, tally), closing=True)


def _measuring(phase: Measuring, *, closing: bool = False) -> Item:
    return Item(phase, closing=closing, told={"part": phase.part})


def _sets(
    running: RunningExercise,
    context: Context,
    basket: Basket,
    at: ResumePoint | None,
    *,
    last: bool,
) -> Iterator[Item]:
    """One exercise, from where an earlier session has left it."""
    exercise = running.exercise
    first, done = (at.set, at.done) if at else (0, 0)
    yield Item(Instruct(context, running), running)
    if exercise.familiarisation and first == 0:
        practice = Repetitions(context, running, basket, 0, exercise.familiarisation, done)
        yield Item(practice, running)
    for number in range(max(1, first), exercise.sets + 1):
        behind = done if number == first else 0
        repetitions = Repetitions(context, running, basket, number, exercise.repetitions, behind)
        very_last = last and number == exercise.sets
        yield Item(repetitions, running, number, last=very_last)
        if exercise.rest_s > 0 and not very_last:
            yield Item(Rest(context, exercise.rest_s), running, number)


class Between:
    """What has to be done before an exercise.

    Feet are dressed and undressed before standing up and after sitting down; nobody stands before
    a therapist has said that they are beside; who has stood up, sat down or walked about looks
    ahead anew.
    """

    def __init__(self, level: Level, context: Context) -> None:
        self._level = level
        self._context = context
        self._posture = level.posture
        self._walked = False
        self._asked: set[str] = set()

    def begin(self) -> Iterator[Item]:
        """Before the first exercise, in the level's own posture."""
        if self._posture == "standing":
            yield from self._confirmed([SUPERVISED])
        for phase in calibration_phases(self._context, self._level, self._posture):
            yield _measuring(phase)

    def before(self, exercise: Exercise) -> Iterator[Item]:
        """Before any exercise."""
        posture = self._level.posture_of(exercise)
        with_feet = exercise.parameters.on_foot
        if with_feet:
            for phase in strap_on(self._context, self._posture):
                yield _measuring(phase)
        wanted = [SUPERVISED] if posture == "standing" else []
        if exercise.parameters.walks and self._context.body.play_area is None:
            wanted.append(CLEAR_SPACE)
        yield from self._confirmed(wanted)
        if posture != self._posture:
            self._posture = posture
            yield Item(ChangePosture(self._context, posture))
            yield Item(Align(self._context))
            for phase in posture_phases(self._context, self._level, posture):
                yield _measuring(phase)
        elif self._walked and not exercise.parameters.walks:
            yield Item(Align(self._context))
        self._walked = exercise.parameters.walks
        if not with_feet:
            for phase in take_off(self._context):
                yield _measuring(phase)

    def _confirmed(self, wanted: Sequence[str]) -> Iterator[Item]:
        """Wait for the therapist, once for each thing."""
        new = [what for what in wanted if what not in self._asked]
        self._asked.update(new)
        if new:
            yield Item(Supervision(self._context, new), may_be_skipped=False)
