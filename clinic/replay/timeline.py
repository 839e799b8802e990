"""What was going on at a moment of a session, in words."""

from __future__ import annotations

import bisect
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from clinic.dose import Use, spans
from clinic.repetition import Repetition
from clinic.session import PlayedSession
from clinic.told import TrialEnd

_USES: Final[Mapping[Use, str]] = {
    "active": "between two repetitions",
    "rest": "rest",
    "setup": "set-up, questions or instruction",
    "paused": "paused",
}


@dataclass(frozen=True, slots=True)
class Stretch:
    """When a repetition was, on the display clock."""

    start_ns: int
    end_ns: int
    repetition: Repetition


class Timeline:
    """A session's repetitions and what lies between them."""

    def __init__(self, session: PlayedSession, repetitions: list[Repetition]) -> None:
        """`repetitions` are all of them, those taken out too."""
        self.stretches = _stretches(session, repetitions)
        self._starts = [each.start_ns for each in self.stretches]
        self._spans = spans(session)
        self._names = {
            number: exercise.name for number, exercise in enumerate(session.level.exercises, 1)
        }

    def at(self, time_ns: int) -> Stretch | None:
        """The repetition under way, if any."""
        number = bisect.bisect_right(self._starts, time_ns) - 1
        if number < 0 or time_ns > self.stretches[number].end_ns:
            return None
        return self.stretches[number]

    def after(self, time_ns: int) -> Stretch | None:
        """The next repetition that begins later."""
        number = bisect.bisect_right(self._starts, time_ns)
        return self.stretches[number] if number < len(self.stretches) else None

    def before(self, time_ns: int) -> Stretch | None:
        """The last repetition that began earlier."""
        number = bisect.bisect_left(self._starts, time_ns) - 1
        return self.stretches[number] if number >= 0 else None

    def words(self, time_ns: int) -> str:
        """What was going on."""
        stretch = self.at(time_ns)
        if stretch is not None:
            return told(stretch.repetition)
        for span in self._spans:
            if span.start_ns <= time_ns < span.end_ns:
                name = self._names.get(span.exercise)
                use = _USES[span.use]
                return f"{name}: {use}" if name else use.capitalize()
        return "Nothing was recorded here"


def told(repetition: Repetition) -> str:
    """A repetition named in a line."""
    part = "practice" if repetition.familiarisation else f"set {repetition.set}"
    return (
        f"Repetition {repetition.trial_num}: {repetition.exercise_name}, {part}, "
        f"{repetition.side} side, {outcome(repetition)}"
    )


def outcome(repetition: Repetition) -> str:
    """How it ended, in words."""
    if repetition.success:
        return "won"
    return _ENDS.get(repetition.end_reason, repetition.end_reason.lower().replace("_", " "))


_ENDS: Final[Mapping[str, str]] = {
    "MISS": "missed",
    "COLLISION": "touched",
    "TIMEOUT": "time was up",
    "TRACKING_LOST": "not scored: tracking lost",
    "PAUSED": "not scored: paused",
    "ABORTED": "not scored: broken off",
    "SKIPPED": "not scored: left out",
}


def _stretches(session: PlayedSession, repetitions: list[Repetition]) -> list[Stretch]:
    starts: dict[int, int] = {}
    for event in session.events:
        if event.get("kind") == "trial_start" and isinstance(event.get("trial_num"), int):
            starts[event["trial_num"]] = event["time_ns"]
    ends = {each.trial_num: each.time_ns for each in session.told(TrialEnd)}
    found = []
    for each in repetitions:
        end_ns = ends.get(each.trial_num, each.end_time_ns)
        start_ns = starts.get(each.trial_num, end_ns)
        found.append(Stretch(start_ns, max(start_ns, end_ns), each))
    return sorted(found, key=lambda stretch: stretch.start_ns)
