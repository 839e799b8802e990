"""What goes into which C3D file: exercises, their parts, their frames and their events."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from clinic.export.happened import Happened
from clinic.repetition import Repetition
from clinic.session import PlayedSession
from game.channels import Rows

MOST_FRAMES: Final = 65_534
"""A C3D counts frames in 16 bits, and readers add one to the last."""

MOST_EVENTS: Final = 255
"""A parameter's dimensions are bytes."""

_MILESTONES: Final = ("entered", "lifted", "placed")
"""Moments that a repetition's row tells and no event does."""

_FOR_EVER: Final = 1 << 62
_TRIAL_START: Final = "trial_start"
_NOT_TOLD: Final = frozenset({"start_shown"})
_OUTSIDE_TRIALS: Final = frozenset({"pause", "resume", "rest_start", "rest_end"})


@dataclass(frozen=True, slots=True)
class Span:
    """Frames of the recording that belong to an exercise, first and last included."""

    exercise: int
    name: str
    first_index: int
    last_index: int


@dataclass(frozen=True, slots=True)
class Moment:
    """Something that happened, on the recording's clock."""

    time_ns: int
    label: str
    context: str
    description: str


@dataclass(frozen=True, slots=True)
class Part:
    """What one file holds: frames at a uniform rate from `first_ns` on, and events."""

    span: Span
    number: int
    count: int
    first_ns: int
    frames: int
    moments: Sequence[Moment]


def spans(events: Sequence[Happened]) -> list[Span]:
    """Exercises in the order in which they were begun; one that broke off goes to the end."""
    begun = [event for event in events if event.kind == "exercise_start"]
    ended = {event.exercise: event.frame_index for event in events if event.kind == "exercise_end"}
    following = [*(event.frame_index for event in begun[1:]), _FOR_EVER] if begun else []
    return [
        Span(
            exercise=event.exercise or 0,
            name=event.name,
            first_index=event.frame_index,
            last_index=min(ended.get(event.exercise, after), after - 1),
        )
        for event, after in zip(begun, following, strict=True)
    ]


def pieces(session: PlayedSession, among: Sequence[Span]) -> Iterator[tuple[Span, Rows]]:
    """The session's samples in order, each with its exercise; those between exercises left out."""
    for batch in session.recording.sample_batches():
        index = batch["frame_index"]
        for span in among:
            inside = (index >= span.first_index) & (index <= span.last_index)
            if inside.any():
                yield span, batch[inside]


def moments(
    events: Sequence[Happened], repetitions: Sequence[Repetition], span: Span
) -> list[Moment]:
    """What happened in an exercise, in order of time."""
    inside = [event for event in events if span.first_index <= event.frame_index <= span.last_index]
    sides = {event.trial_num: event.side for event in inside if event.kind == _TRIAL_START}
    found = [
        _moment(
            event.time_ns if event.end_time_ns is None else event.end_time_ns,
            event.kind,
            event.side or sides.get(event.trial_num),
            _described(event),
        )
        for event in inside
        if event.kind not in _NOT_TOLD
        and (event.trial_num is not None or event.kind in _OUTSIDE_TRIALS)
    ]
    found += [
        _moment(each.times_ns[name], name, each.side, f"repetition {each.trial_num}")
        for each in repetitions
        for name in _MILESTONES
        if each.trial_num in sides and name in each.times_ns
    ]
    return sorted(found, key=lambda moment: moment.time_ns)


def parts(
    span: Span, first_ns: int, last_ns: int, rate_hz: float, happened: Sequence[Moment]
) -> list[Part]:
    """Cut an exercise so that each part fits into a file; between repetitions where it can be.

    `first_ns` and `last_ns` are the times of its first and last sample; `happened` is what
    happened in it, in order of time. All of it is told: what was shown just after the last
    sample is in the last part.
    """
    frames = int((last_ns - first_ns) * 1e-9 * rate_hz + 1e-6) + 1
    at = [
        min(max(int((each.time_ns - first_ns) * 1e-9 * rate_hz + 1e-6), 0), frames - 1)
        for each in happened
    ]
    begins = [
        frame
        for frame, each in zip(at, happened, strict=True)
        if each.label == _label(_TRIAL_START)
    ]
    bounds = [0]
    while bounds[-1] < frames:
        start = bounds[-1]
        end = min(start + MOST_FRAMES, frames)
        beyond = bisect_left(at, start) + MOST_EVENTS
        if beyond < len(at):
            end = min(end, max(at[beyond], start + 1))
        if end < frames:
            end = max((frame for frame in begins if start < frame <= end), default=end)
        bounds.append(end)
    return [
        Part(
            span=span,
            number=number,
            count=len(bounds) - 1,
            first_ns=first_ns + round(start * 1e9 / rate_hz),
            frames=end - start,
            moments=happened[bisect_left(at, start) : bisect_left(at, end)],
        )
        for number, (start, end) in enumerate(pairwise(bounds), start=1)
    ]


def _described(event: Happened) -> str:
    told = [] if event.trial_num is None else [f"repetition {event.trial_num}"]
    return ", ".join(
        (*told, *filter(None, (event.end_reason, event.object, event.what, event.cause)))
    )


def _moment(time_ns: int, kind: str, side: str | None, description: str) -> Moment:
    context = {"left": "Left", "right": "Right"}.get(side or "", "General")
    return Moment(time_ns, _label(kind), context, description)


def _label(kind: str) -> str:
    return kind.replace("_", " ").capitalize()
