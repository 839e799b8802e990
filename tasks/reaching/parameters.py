"""What a therapist can set for reaching."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from tasks.parameters import Knob, Span, TaskParameters

Azimuth = Annotated[float, Field(ge=-60, le=110)]
Elevation = Annotated[float, Field(ge=-70, le=80)]
Share = Annotated[float, Field(ge=0.2, le=1.0)]
Radius = Annotated[float, Field(ge=0.02, le=0.2)]
Wait = Annotated[float, Field(ge=0, le=5)]
TimeLimit = Annotated[float, Field(ge=1, le=60)]
Distractors = Annotated[int, Field(ge=0, le=6)]
Length = Annotated[int, Field(ge=1, le=6)]


class StartPlace(TaskParameters):
    """Where the hand waits before each repetition."""

    at: Literal["rest", "direction"] = Field(
        "rest",
        description="rest: at the patient's own resting place, once that has been measured, and "
        "until then as for direction; direction: where the direction and distance here say.",
    )
    azimuth_deg: Azimuth = Field(
        0.0, description="Direction from the shoulder: 0 ahead, positive outwards."
    )
    elevation_deg: Elevation = Field(
        -45.0, description="Height of the direction: 0 level, negative down."
    )
    distance_share: Share = Field(0.55, description="Distance as a share of own reach.")
    radius_m: Radius = Field(0.06, description="How near counts as there, metres.")
    hold_s: Wait = Field(0.5, description="How long the hand rests there first, seconds.")


class ReachingParameters(TaskParameters):
    """Reaching for fruit, from a start place, with one hand.

    Directions are told from the shoulder of the reaching arm, positive azimuth outwards, so a
    level mirrors to the other arm by itself. Knobs move with difficulty: shares, seconds of
    holding and counts in equal steps, sizes and time limits in equal ratios.
    """

    pattern: Literal["centre_out", "free", "sequence"] = Field(
        "centre_out",
        description="centre_out: a ring of directions, each as often; free: anywhere in the "
        "ranges; sequence: several targets one after the other make one repetition.",
    )
    directions: Annotated[int, Field(ge=1, le=16)] = Field(
        6, description="How many directions the ring of centre_out has."
    )
    azimuth_deg: Span[Azimuth] = Field(
        Span[Azimuth](low=-20, high=40),
        description="Range of directions sideways, degrees; 0 ahead, positive outwards.",
    )
    elevation_deg: Span[Elevation] = Field(
        Span[Elevation](low=-25, high=20),
        description="Range of directions up and down, degrees; 0 is shoulder height.",
    )
    distance_share: Knob[Share] = Field(
        Knob[Share](easy=0.65, hard=0.95),
        description="Distance of the target as a share of the patient's own reach.",
    )
    radius_m: Knob[Radius] = Field(
        Knob[Radius](easy=0.08, hard=0.03), description="Radius of the target, metres."
    )
    dwell_s: Knob[Wait] = Field(
        Knob[Wait](easy=0.3, hard=0.8),
        description="How long the hand has to stay in the target, seconds.",
    )
    time_limit_s: Knob[TimeLimit] = Field(
        Knob[TimeLimit](easy=12, hard=3),
        description="Time allowed from the target's appearing to the end of the dwell, seconds.",
    )
    distractors: Knob[Distractors] = Field(
        Knob[Distractors](easy=0, hard=0),
        description="How many other fruits hang near; holding one of them is a miss.",
    )
    sequence_length: Knob[Length] = Field(
        Knob[Length](easy=2, hard=4),
        description="How many targets make one repetition; used by the pattern sequence only.",
    )
    start: StartPlace | None = Field(
        StartPlace(), description="Start place before each repetition; null for none."
    )
    foreperiod_s: Span[Wait] = Field(
        Span[Wait](low=0.3, high=0.9),
        description="Random wait between resting at the start and the target's appearing, seconds.",
    )
    lean_limit_m: Annotated[float, Field(ge=0.03, le=1.0)] = Field(
        0.12, description="Head displacement above which a repetition counts as leaned, metres."
    )
    leaned: Literal["count", "miss"] = Field(
        "count", description="What a success by leaning is: counted (and flagged), or a miss."
    )

    @model_validator(mode="after")
    def _can_be_won(self) -> Self:
        for end, difficulty in (("easy", 0.0), ("hard", 1.0)):
            length = round(self.sequence_length.at(difficulty)) if self.pattern == "sequence" else 1
            holding_s = self.dwell_s.at(difficulty) * length
            limit_s = self.time_limit_s.at_ratio(difficulty)
            if limit_s <= holding_s:
                raise ValueError(
                    f"time_limit_s ({limit_s:g} at its {end} end) must be longer than "
                    f"what dwell_s asks for, {holding_s:g}"
                )
        return self
