"""A session as one JSON document: its shape, from which the JSON Schema is made."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from clinic.export.sample_summary import SampleSummary

SECONDS = "Seconds since the session's start."


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class DosePart(_Part):
    """Time by what it was spent on."""

    active_s: float = Field(description="Sets and familiarisation, seconds.")
    rest_s: float = Field(description="Rests, seconds.")
    setup_s: float = Field(description="Everything else, seconds.")
    paused_s: float = Field(description="Pauses, seconds.")
    total_s: float = Field(description="All of it, seconds.")
    repetitions: int = Field(description="Repetitions scored.")
    practice: int = Field(description="Repetitions of the familiarisation.")


class EndPart(_Part):
    """How it ended, and how much of it was recorded."""

    status: str
    duration_s: float
    dropped_rows: int = Field(description="Frames that found no place.")
    lost_rows: int = Field(description="Frames at the end that a crash took, at least.")
    lost_lines: int = Field(description="Events and repetitions that could not be written.")


class LevelPart(_Part):
    """What was played."""

    title: str
    sha256: str = Field(description="Of the level file as played.")
    content: Mapping[str, Any] = Field(description="The level, every default filled in.")


class RepetitionPart(_Part):
    """One repetition."""

    trial_num: int = Field(description="Its number in the session, from 1.")
    exercise: int = Field(description="Number of the exercise in the level, from 1.")
    exercise_name: str
    task: str
    task_version: int
    set: int = Field(description="Number of the set, from 1; 0 is the familiarisation.")
    familiarisation: bool
    side: Literal["left", "right"]
    difficulty: float
    knobs: Mapping[str, float | None] = Field(description="What the difficulty came to.")
    covariates: Mapping[str, float | None] = Field(description="What chance drew.")
    labels: Mapping[str, str] = Field(description="What it was, in words.")
    moments_s: Mapping[str, float] = Field(description=f"{SECONDS} By the moment's name.")
    end_s: float = Field(description=SECONDS)
    end_reason: str
    scored: bool
    success: bool
    margin: float | None
    flags: Sequence[str]
    measures: Mapping[str, float | None] = Field(
        description="By name, with the unit at its end; null where `missing` tells why."
    )
    missing: Mapping[str, str]


class TakenOut(_Part):
    """A repetition that a therapist took out."""

    trial_num: int
    reason: str


class EventPart(_Part):
    """Something that happened."""

    time_s: float | None = Field(description=SECONDS)
    frame_index: int | None
    kind: str
    data: Mapping[str, Any] = Field(description="What its kind adds.")


class SessionDocument(_Part):
    """A session of a patient: everything but the values of its frames."""

    format: Literal["reachwell.session"] = "reachwell.session"
    format_version: Literal[1] = 1
    patient: str = Field(description="Pseudonymous code.")
    session: int = Field(description="Number among the patient's exported sessions, from 1.")
    day: int = Field(description="Days, UTC, counted from the first of them, which is day 1.")
    session_id: str | None = Field(description="Null unless dates were asked for.")
    start_utc: AwareDatetime | None = Field(description="Null unless dates were asked for.")
    end_utc: AwareDatetime | None = Field(description="Null unless dates were asked for.")
    continues: str | None = Field(description="The exported session that this one goes on from.")
    affected_side: Literal["left", "right"]
    level: LevelPart
    seed: int
    input_device: str
    features: Mapping[str, Any] = Field(description="What the device gives.")
    view: str
    rate_hz: float | None = Field(description="Nominal; null where only the device knows.")
    confirmed: Mapping[str, str] = Field(description="What was confirmed before the start, how.")
    patient_state: Mapping[str, Any] = Field(
        description="Profile, without looks, calibration and skill as they were at the start."
    )
    software: Mapping[str, str] = Field(description="Versions that decide the bits.")
    end: EndPart | None = Field(description="Null where the session was not closed.")
    dose: DosePart
    samples: SampleSummary
    repetitions: Sequence[RepetitionPart]
    taken_out: Sequence[TakenOut]
    events: Sequence[EventPart]


def document_schema() -> dict[str, Any]:
    """The JSON Schema of a document, draft 2020-12."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **SessionDocument.model_json_schema(mode="serialization"),
    }
