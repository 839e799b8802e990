"""What a therapist can set for stepping."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from tasks.parameters import Knob, Span, TaskParameters

Height = Annotated[float, Field(ge=0.01, le=0.4)]
Depth = Annotated[float, Field(ge=0.03, le=0.6)]
Speed = Annotated[float, Field(ge=0.05, le=0.6)]
WarningTime = Annotated[float, Field(ge=1.5, le=12)]
Spacing = Annotated[float, Field(ge=0.5, le=4)]
PrintLength = Annotated[float, Field(ge=0.2, le=0.6)]
StepLength = Annotated[float, Field(ge=0.05, le=0.9)]
StepWidth = Annotated[float, Field(ge=0.05, le=0.5)]
Hold = Annotated[float, Field(ge=0.1, le=5)]
TimeLimit = Annotated[float, Field(ge=2, le=90)]
Wait = Annotated[float, Field(ge=0, le=5)]
Share = Annotated[float, Field(ge=0.2, le=1.0)]
Turn = Annotated[float, Field(ge=-30, le=100)]


class StandPlace(TaskParameters):
    """Where the feet stand, or rest before the chair, before each repetition."""

    width_m: Annotated[float, Field(ge=0.1, le=0.5)] = Field(
        0.2, description="Distance between the feet, from ankle to ankle, metres."
    )
    ahead_m: Annotated[float, Field(ge=-0.2, le=0.8)] | None = Field(
        None,
        description="How far the ankles are ahead of the eyes, metres; left out: 0.35 seated, "
        "0 standing.",
    )
    radius_m: Annotated[float, Field(ge=0.04, le=0.3)] = Field(
        0.12, description="How near a foot has to be to count as there, metres."
    )
    hold_s: Wait = Field(0.5, description="How long the feet stay there first, seconds.")


class Room(TaskParameters):
    """Where to walk when nobody has measured a clear space: ahead of the patient."""

    length_m: Annotated[float, Field(ge=1.4, le=6)] = Field(
        2.4, description="Length of the walk, metres."
    )
    width_m: Annotated[float, Field(ge=0.5, le=3)] = Field(
        1.0, description="Width of the walk, metres."
    )


class SteppingParameters(TaskParameters):
    """Stepping over obstacles and onto footprints.

    Everything lies to the side of the foot that leads, so a level mirrors by itself. Knobs move
    with difficulty: speeds and distances in equal steps, sizes and times in equal ratios.
    """

    mode: Literal["in_place", "walking", "seated"] = Field(
        "in_place",
        description="in_place: standing, obstacles come slowly and pass under the lifted foot; "
        "walking: obstacles and footprints lie in the room, the patient walks there and back; "
        "seated: as in_place, with the feet ahead of the chair.",
    )
    kinds: Literal["obstacles", "footprints", "both"] = Field(
        "obstacles", description="What there is to step over or on."
    )
    shapes: Annotated[
        tuple[Literal["log", "stone", "branch", "puddle"], ...], Field(min_length=1, max_length=8)
    ] = Field(("log", "stone", "branch"), description="What obstacles look like, drawn by chance.")
    height_m: Knob[Height] = Field(
        Knob[Height](easy=0.03, hard=0.15), description="Height of the obstacle, metres."
    )
    height_share: Span[Share] = Field(
        Span[Share](low=0.8, high=1.0),
        description="Obstacles differ: each has a share of height_m, drawn from this range.",
    )
    depth_m: Knob[Depth] = Field(
        Knob[Depth](easy=0.08, hard=0.2),
        description="Depth of the obstacle along the path, metres.",
    )
    speed_m_s: Knob[Speed] = Field(
        Knob[Speed](easy=0.25, hard=0.5),
        description="Speed at which obstacles come, metres a second; not used when walking.",
    )
    warning_s: Knob[WarningTime] = Field(
        Knob[WarningTime](easy=5, hard=2.5),
        description="Time from an obstacle's appearing to its reaching the toes, seconds; not "
        "used when walking.",
    )
    spacing_m: Knob[Spacing] = Field(
        Knob[Spacing](easy=1.2, hard=1.0),
        description="Way from the start place to the obstacle, metres; used when walking.",
    )
    spacing_change_m: Span[Annotated[float, Field(ge=-0.5, le=0.5)]] = Field(
        Span[Annotated[float, Field(ge=-0.5, le=0.5)]](low=-0.1, high=0.1),
        description="The way differs from spacing_m by a part drawn from this range, metres.",
    )
    footprint_m: Knob[PrintLength] = Field(
        Knob[PrintLength](easy=0.48, hard=0.26),
        description="Length of a footprint, metres; the middle of the sole has to come within a "
        "quarter of it from the footprint's middle.",
    )
    step_length_m: Knob[StepLength] = Field(
        Knob[StepLength](easy=0.25, hard=0.5),
        description="How far apart footprints are along the step, metres.",
    )
    step_width_m: Knob[StepWidth] = Field(
        Knob[StepWidth](easy=0.2, hard=0.2),
        description="How far apart left and right footprints are sideways, metres.",
    )
    direction_deg: Span[Turn] = Field(
        Span[Turn](low=0, high=40),
        description="Direction of a single footprint, degrees: 0 ahead, positive outwards; not "
        "used when walking.",
    )
    hold_s: Knob[Hold] = Field(
        Knob[Hold](easy=0.3, hard=0.5), description="How long a foot stays on its print, seconds."
    )
    time_limit_s: Knob[TimeLimit] = Field(
        Knob[TimeLimit](easy=40, hard=15),
        description="Time allowed for the walk, or for the step onto a footprint, seconds; an "
        "obstacle that comes has its own time.",
    )
    start: StandPlace = Field(StandPlace(), description="Where the feet are before a repetition.")
    foreperiod_s: Span[Wait] = Field(
        Span[Wait](low=0.5, high=1.5),
        description="Random wait between standing ready and what then appears, seconds.",
    )
    room: Room = Field(
        Room(),
        description="Where to walk when the headset knows of no clear space; the therapist is "
        "asked to clear it.",
    )

    @property
    def stands(self) -> bool:
        """Standing, unless it is done seated."""
        return self.mode != "seated"

    @property
    def on_foot(self) -> bool:
        """With the feet."""
        return True

    @property
    def walks(self) -> bool:
        """Whether the patient walks about."""
        return self.mode == "walking"

    @property
    def ankles_ahead_m(self) -> float:
        """How far ahead of the eyes the ankles are at the start."""
        if self.start.ahead_m is not None:
            return self.start.ahead_m
        return 0.35 if self.mode == "seated" else 0.0

    @model_validator(mode="after")
    def _can_be_won(self) -> Self:
        for end, difficulty in (("easy", 0.0), ("hard", 1.0)):
            hold_s = self.hold_s.at_ratio(difficulty)
            limit_s = self.time_limit_s.at_ratio(difficulty)
            if limit_s <= hold_s:
                raise ValueError(
                    f"time_limit_s ({limit_s:g} at its {end} end) must be longer than hold_s, "
                    f"{hold_s:g}"
                )
        return self
