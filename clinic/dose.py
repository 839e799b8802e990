"""How much was done and how long it took: repetitions, and the time by what it was spent on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

from clinic.repetition import Repetition
from clinic.session import PlayedSession

Use = Literal["active", "rest", "setup", "paused"]

_ACTIVE: Final = frozenset({"set", "familiarisation"})
_GOES_ON: Final = frozenset({"phase_start", "trial_start", "exercise_start", "session_end"})
"""Kinds that only come when neither a pause nor a rest is under way."""


@dataclass(frozen=True, slots=True)
class Dose:
    """Repetitions and seconds of a session or of one exercise.

    `repetitions` counts those that were scored and not taken out, `practice` those of the
    familiarisation that came to an end. The four uses of time add up to `total_s`: active (sets
    and familiarisation), rest, paused, and set-up, which is everything else: looking ahead,
    questions at the start and at the end, calibration, instruction, the summary. A question in
    the midst of a set has no beginning in the recording and counts as active. This is time in the
    game, never timed one-on-one minutes.
    """

    repetitions: int
    active_s: float
    rest_s: float
    setup_s: float
    paused_s: float
    total_s: float
    practice: int = 0


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of the session that was spent on one thing. `exercise` is 0 outside of any."""

    use: Use
    exercise: int
    start_ns: int
    end_ns: int


def dose_of(session: PlayedSession) -> Dose:
    """The dose of a whole session, from its events. It may have broken off anywhere."""
    return _sum(session.repetitions, spans(session))


def dose_of_exercise(session: PlayedSession, number: int) -> Dose:
    """The dose of one exercise, by its number from 1: from its start to its end."""
    repetitions = [each for each in session.repetitions if each.exercise == number]
    return _sum(repetitions, (span for span in spans(session) if span.exercise == number))


def spans(session: PlayedSession) -> list[Span]:
    """The session's time in order, without gaps, from its first event to its end.

    The end is the event that tells it; of a session that broke off, the last sample as far as
    `session.json` tells, or the last event.
    """
    events = list(_timed(session.events))
    if not events:
        return []
    ended = any(kind == "session_end" for _, kind, _ in events)
    end = session.info.end
    last_ns = events[-1][0]
    if not ended and end is not None:
        last_ns = max(last_ns, events[0][0] + round(end.duration_s * 1e9))
    return list(_spans(events, last_ns))


class _Now:
    """What the session is at, event by event."""

    def __init__(self) -> None:
        self.exercise = 0
        self.phase = ""
        self.paused = self.resting = self.aligning = False

    @property
    def use(self) -> Use:
        if self.paused:
            return "paused"
        if self.resting or self.phase == "rest":
            return "rest"
        return "active" if self.phase in _ACTIVE and not self.aligning else "setup"

    def follow(self, kind: str, event: Mapping[str, Any]) -> None:
        if kind in _GOES_ON:
            self.paused = self.resting = self.aligning = False
        match kind:
            case "phase_start":
                self.phase = str(event.get("phase", ""))
            case "phase_end":
                self.phase = ""
            case "trial_start" if self.phase not in _ACTIVE:
                self.phase = "set"
            case "exercise_start":
                number = event.get("exercise")
                self.exercise = number if isinstance(number, int) else 0
            case "exercise_end":
                self.exercise, self.phase = 0, ""
            case "pause" | "resume":
                self.paused = kind == "pause"
            case "rest_start" | "rest_end":
                self.resting = kind == "rest_start"
            case "recentre" | "body_frame":
                self.aligning = kind == "recentre"


def _timed(
    events: Sequence[Mapping[str, Any]],
) -> Iterator[tuple[int, str, Mapping[str, Any]]]:
    """Events of the session's own, each no earlier than the one before.

    Events of a task tell a moment of their own, which may lie before that of the event before.
    """
    last_ns = None
    for event in events:
        time_ns, kind = event.get("time_ns"), event.get("kind")
        if isinstance(time_ns, int) and isinstance(kind, str):
            last_ns = time_ns if last_ns is None else max(last_ns, time_ns)
            yield last_ns, kind, event


def _spans(events: Sequence[tuple[int, str, Mapping[str, Any]]], end_ns: int) -> Iterator[Span]:
    now = _Now()
    start_ns = events[0][0]
    for time_ns, kind, event in events:
        use, exercise = now.use, now.exercise
        now.follow(kind, event)
        if (now.use, now.exercise) != (use, exercise):
            if time_ns > start_ns:
                yield Span(use, exercise, start_ns, time_ns)
            start_ns = time_ns
    if end_ns > start_ns:
        yield Span(now.use, now.exercise, start_ns, end_ns)


def _sum(repetitions: Iterable[Repetition], parts: Iterable[Span]) -> Dose:
    spent_ns: dict[Use, int] = {"active": 0, "rest": 0, "setup": 0, "paused": 0}
    for span in parts:
        spent_ns[span.use] += span.end_ns - span.start_ns
    scored = practice = 0
    for each in repetitions:
        scored += each.scored
        practice += each.familiarisation and each.end_reason in _FINISHED
    return Dose(
        repetitions=scored,
        active_s=spent_ns["active"] / 1e9,
        rest_s=spent_ns["rest"] / 1e9,
        setup_s=spent_ns["setup"] / 1e9,
        paused_s=spent_ns["paused"] / 1e9,
        total_s=sum(spent_ns.values()) / 1e9,
        practice=practice,
    )


_FINISHED: Final = frozenset({"SUCCESS", "MISS", "COLLISION", "TIMEOUT"})
