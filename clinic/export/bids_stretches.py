"""Which part of a session is which exercise: each comes into files of its own."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from clinic.session import PlayedSession
from levels.model import Exercise

MARGIN_NS: Final = 100_000_000
"""Frames so long before and after an exercise belong to its file: events tell display times,
and the samples that go with them are a few frames away."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """One exercise as it was played. `end_ns` is None where the session ended before it did.

    `run` counts, from 1, the exercises of the session with the same task.
    """

    number: int
    run: int
    plan: Exercise
    start_ns: int
    end_ns: int | None
    events: Sequence[Mapping[str, Any]]

    def holds(self, times_ns: npt.NDArray[np.int64]) -> npt.NDArray[np.bool_]:
        """Which samples, told by their times, belong to it."""
        begun = times_ns >= self.start_ns - MARGIN_NS
        if self.end_ns is None:
            return begun
        return begun & (times_ns <= self.end_ns + MARGIN_NS)


def stretches(session: PlayedSession) -> list[Stretch]:
    """The exercises of a session, in order, as its events tell them."""
    runs: dict[str, int] = {}
    found = []
    for number, events in _parts(session.events):
        if not 1 <= number <= len(session.level.exercises):
            continue
        plan = session.level.exercises[number - 1]
        runs[plan.task] = runs.get(plan.task, 0) + 1
        last = events[-1]
        end_ns = last["time_ns"] if last["kind"] == "exercise_end" else None
        found.append(Stretch(number, runs[plan.task], plan, events[0]["time_ns"], end_ns, events))
    return found


def _parts(
    events: Sequence[Mapping[str, Any]],
) -> Iterator[tuple[int, list[Mapping[str, Any]]]]:
    number, part = 0, list[Mapping[str, Any]]()
    for event in events:
        if not isinstance(event.get("time_ns"), int):
            continue
        if event.get("kind") == "exercise_start":
            if part:
                yield number, part
            told = event.get("exercise")
            number, part = (told if isinstance(told, int) else 0), [event]
        elif part:
            part.append(event)
            if event.get("kind") == "exercise_end":
                yield number, part
                part = []
    if part:
        yield number, part
