"""What the events of a session tell a therapist: answers, cues, help, changes, pauses.

Each class reads one kind of event; `time_ns` is on the recording's display clock. Fields that a
reader of today does not know are left alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field

Scale = Annotated[int, Field(ge=0, le=10)]
Finite = Annotated[float, Field(allow_inf_nan=False)]
Amount = Literal["minimal", "moderate", "maximal"]
CueKind = Literal["verbal", "tactile", "visual"]


class Told(BaseModel):
    """An event."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    kind: str
    frame_index: int
    time_ns: int


class Check(Told):
    """One answer of the patient at the start, during, or at the end."""

    when: Literal["in", "during", "out"]
    pain: Scale | None = None
    exertion: Scale | None = None
    """Modified Borg scale, 0 to 10."""
    ready: str | None = None
    comfort: str | None = None
    word: str | None = None


class Command(Told):
    """Something a therapist or a safety rule did: cue, assist, mark, easier, skip, ..."""

    command: str
    source: str
    data: Mapping[str, Any] = {}


class DifficultyChange(Told):
    """The difficulty of an exercise moved, or what is believed about the patient's skill did.

    `steps` where a person, or signs of tiredness, asked for it. `side` and the estimate are None
    in recordings of before they were told, and where a policy estimates nothing.
    """

    exercise: int
    old: Finite
    new: Finite
    reason: str
    side: Literal["left", "right"] | None = None
    steps: Finite | None = None
    skill: Finite | None = None
    uncertainty: Finite | None = None
    mood: Finite | None = None


class Lock(Told):
    """A therapist holds the difficulty where it is, or lets it follow again."""

    on: bool


class TrialEnd(Told):
    """A repetition was over."""

    trial_num: int


class Ask(Told):
    """The patient was asked how it goes, and why."""

    cause: str
    answer: str | None = None


class RestSuggested(Told):
    """Signs of tiredness were seen."""

    exercise: int
    side: str
    cause: str


class Pause(Told):
    """The session stood still."""

    cause: str
    by: str | None = None


class EarlyEnd(Told):
    """The session turned to its end before all was done; or a cap was reached."""

    cause: str


class Phase(Told):
    """A phase began or ended."""

    phase: str
    set: int = 0


KINDS: Mapping[type[Told], tuple[str, ...]] = {
    Check: ("check",),
    Command: ("command",),
    DifficultyChange: ("difficulty_change",),
    Lock: ("lock",),
    TrialEnd: ("trial_end",),
    Ask: ("ask",),
    RestSuggested: ("rest_suggested",),
    Pause: ("pause",),
    EarlyEnd: ("early_end", "cap"),
    Phase: ("phase_start", "phase_end"),
}
"""Which kinds of events a class reads."""

Kind = TypeVar("Kind", bound=Told)
