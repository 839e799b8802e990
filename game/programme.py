"""A level laid out as the phases of a session, in order."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from game.basket import Basket
from game.context import Context
from game.exercise import RunningExercise, Tally
from game.phases.align import Align
from game.phases.demonstrate import Demonstrate
from game.phases.phase import Phase
from game.phases.repetitions import Repetitions
from game.phases.rest import Rest
from game.phases.summary import Summary
from levels.model import Level


@dataclass(frozen=True, slots=True)
class Item:
    """A phase and the exercise and set it belongs to; 0 where it belongs to none."""

    phase: Phase
    running: RunningExercise | None = None
    set: int = 0

    @property
    def exercise(self) -> int:
        """Number of the exercise, from 1."""
        return self.running.number if self.running else 0


def programme(level: Level, context: Context, basket: Basket, tally: Tally) -> Iterator[Item]:
    """The phases, made one at a time: an exercise starts with what the one before has left."""
    yield Item(Align(context))
    for number, exercise in enumerate(level.exercises, 1):
        running = RunningExercise(exercise, number, context, tally)
        if exercise.demonstrate:
            yield Item(Demonstrate(context, running), running)
        if exercise.familiarisation:
            practice = Repetitions(context, running, basket, 0, exercise.familiarisation)
            yield Item(practice, running)
        for set_number in range(1, exercise.sets + 1):
            yield Item(
                Repetitions(context, running, basket, set_number, exercise.repetitions),
                running,
                set_number,
            )
            last = number == len(level.exercises) and set_number == exercise.sets
            if exercise.rest_s > 0 and not last:
                yield Item(Rest(context, exercise.rest_s), running, set_number)
    yield Item(Summary(context, tally))
