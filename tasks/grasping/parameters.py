"""What a therapist can set for grasping."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from tasks.parameters import Knob, Span, TaskParameters

ObjectName = Literal[
    "ball", "cup", "mug", "can", "box", "book", "bottle", "spoon", "coin", "key", "pen"
]
Activity = Literal["place", "upright", "pour", "stack", "hand_to_hand", "lift"]
GripSource = Literal["auto", "trigger", "squeeze", "pinch", "fist", "dwell"]

Azimuth = Annotated[float, Field(ge=-40, le=80)]
Share = Annotated[float, Field(ge=0.3, le=1.0)]
Closing = Annotated[float, Field(ge=0.05, le=0.95)]
Wait = Annotated[float, Field(ge=0, le=5)]
Hold = Annotated[float, Field(ge=0.2, le=5)]
Size = Annotated[float, Field(ge=0.7, le=1.4)]
WeightClass = Annotated[int, Field(ge=1, le=3)]
Tolerance = Annotated[float, Field(ge=0.015, le=0.2)]
Angle = Annotated[float, Field(ge=5, le=60)]
Height = Annotated[float, Field(ge=0, le=1)]
TimeLimit = Annotated[float, Field(ge=3, le=120)]
Clutter = Annotated[int, Field(ge=0, le=6)]

LYING_CAN_STAND: frozenset[str] = frozenset({"cup", "mug", "can", "bottle", "box"})
"""What may lie on its side and be put upright."""

CAN_POUR: frozenset[str] = frozenset({"cup", "mug", "can", "bottle"})
CAN_STACK: frozenset[str] = frozenset({"cup", "can", "box", "book"})
FITTING: dict[str, frozenset[str]] = {
    "upright": LYING_CAN_STAND,
    "pour": CAN_POUR,
    "stack": CAN_STACK,
}
"""Which objects an activity can be done with; one that is not named takes them all."""


class Grip(TaskParameters):
    """How the patient takes hold."""

    source: GripSource = Field(
        "auto",
        description="auto: whatever closes most; trigger, squeeze: that of the controller; pinch: "
        "thumb to index finger; fist: all fingers; dwell: no grip at all, staying takes and lets "
        "go.",
    )
    threshold: Knob[Closing] = Field(
        Knob[Closing](easy=0.3, hard=0.5),
        description="How far the grip has to close to take hold, as a share of closing fully; "
        "low for weak hands.",
    )
    latch: bool = Field(
        False,
        description="true: a short grip takes hold, and staying at the goal lets go; for hands "
        "that can't hold.",
    )
    hold_s: Hold = Field(
        1.0,
        description="How long to stay at the object to take it (dwell), and at the goal to let go "
        "(dwell, latch), seconds.",
    )


class GraspStart(TaskParameters):
    """Where the hand waits before each repetition: near the edge of the table."""

    azimuth_deg: Azimuth = Field(
        5.0, description="Direction from the shoulder: 0 ahead, positive outwards."
    )
    radius_m: Annotated[float, Field(ge=0.03, le=0.2)] = Field(
        0.07, description="How near counts as there, metres."
    )
    hold_s: Wait = Field(0.5, description="How long the hand rests there first, seconds.")


class GraspingParameters(TaskParameters):
    """Grasping things of a kitchen table, with one hand or from hand to hand.

    Directions are told from the shoulder of the arm that grasps, positive azimuth outwards, so a
    level mirrors to the other arm by itself; for hand_to_hand the goal is told from the other
    shoulder. Knobs move with difficulty: shares, angles and classes in equal steps, sizes and times
    in equal ratios.
    """

    activity: Activity = Field(
        "place",
        description="place: put it on the ringed place; upright: stand up what lies; pour: tilt it "
        "over a bowl, then put it down; stack: put it on another thing; hand_to_hand: give it to "
        "the other hand, which puts it down; lift: hold it up, then put it down.",
    )
    objects: Annotated[tuple[ObjectName, ...], Field(min_length=1, max_length=11)] = Field(
        ("cup", "can"), description="What is grasped, each as often."
    )
    grip: Grip = Field(Grip(), description="How the patient takes hold.")
    table_height_m: Annotated[float, Field(ge=0.4, le=1.2)] | None = Field(
        None,
        description="Height of the table's top over the floor, metres; null: 0.48 below the eyes. "
        "It is raised or lowered where the arm would not reach it.",
    )
    table_distance_m: Annotated[float, Field(ge=0.0, le=0.3)] = Field(
        0.1, description="How far ahead of the eyes the table's near edge is, metres."
    )
    azimuth_deg: Span[Azimuth] = Field(
        Span[Azimuth](low=-15, high=35),
        description="Range of directions for object and goal, degrees; 0 ahead, positive outwards.",
    )
    distance_share: Knob[Share] = Field(
        Knob[Share](easy=0.65, hard=0.9),
        description="Distance of object and goal as a share of the patient's own reach.",
    )
    height_share: Knob[Height] = Field(
        Knob[Height](easy=0, hard=0),
        description="Height of the goal: 0 on the table; above it on a shelf (place, upright) or "
        "in the air (lift, pour, hand_to_hand), up to 1 at the shoulder.",
    )
    size_scale: Knob[Size] = Field(
        Knob[Size](easy=1.1, hard=0.9), description="Size of the objects; 1 is as in life."
    )
    weight: Knob[WeightClass] = Field(
        Knob[WeightClass](easy=1, hard=2),
        description="Weight of the objects: 1 light, 2 as in life, 3 heavy; a heavy one slides out "
        "of a grip that is too weak.",
    )
    place_tolerance_m: Knob[Tolerance] = Field(
        Knob[Tolerance](easy=0.1, hard=0.035),
        description="How far from the goal's middle the object may be, metres.",
    )
    angle_tolerance_deg: Knob[Angle] = Field(
        Knob[Angle](easy=35, hard=15),
        description="How far the object may be tilted from what is asked, degrees.",
    )
    carry_hold_s: Wait = Field(
        0.8, description="How long to hold it up (lift) or to pour (pour), seconds."
    )
    pour_angle_deg: Annotated[float, Field(ge=30, le=120)] = Field(
        80.0, description="How far to tilt for pouring, degrees."
    )
    time_limit_s: Knob[TimeLimit] = Field(
        Knob[TimeLimit](easy=40, hard=12),
        description="Time allowed from the object's appearing to its standing released, seconds.",
    )
    clutter: Knob[Clutter] = Field(
        Knob[Clutter](easy=0, hard=2),
        description="How many other things stand about; knocking one over is counted.",
    )
    knocked: Literal["count", "fail"] = Field(
        "count", description="What knocking another thing over does: counted, or it ends the try."
    )
    fallen: Literal["comes_back", "miss"] = Field(
        "comes_back",
        description="What an object does that falls off the table: it comes back and the try goes "
        "on, or the try is a miss. The drop is counted in either case.",
    )
    start: GraspStart | None = Field(
        GraspStart(), description="Start place before each repetition; null for none."
    )
    foreperiod_s: Span[Wait] = Field(
        Span[Wait](low=0.3, high=0.9),
        description="Random wait between resting at the start and the object's appearing, seconds.",
    )
    lean_limit_m: Annotated[float, Field(ge=0.03, le=1.0)] = Field(
        0.15, description="Head displacement above which a repetition counts as leaned, metres."
    )
    leaned: Literal["count", "miss"] = Field(
        "count", description="What a success by leaning is: counted (and flagged), or a miss."
    )

    @model_validator(mode="after")
    def _fits(self) -> Self:
        fitting = FITTING.get(self.activity)
        unfit = [name for name in self.objects if fitting is not None and name not in fitting]
        if fitting is not None and unfit:
            raise ValueError(
                f"objects: {self.activity} can't be done with {', '.join(unfit)}; "
                f"allowed: {', '.join(sorted(fitting))}"
            )
        return self

    @model_validator(mode="after")
    def _can_be_won(self) -> Self:
        for end, difficulty in (("easy", 0.0), ("hard", 1.0)):
            limit_s = self.time_limit_s.at_ratio(difficulty)
            if limit_s <= self.holding_s + 1.0:
                raise ValueError(
                    f"time_limit_s ({limit_s:g} at its {end} end) must be longer than "
                    f"what holding asks for and a second more, {self.holding_s + 1.0:g}"
                )
        return self

    @property
    def holding_s(self) -> float:
        """Seconds of a repetition in which the hand has to keep still."""
        stays = 2 if self.grip.source == "dwell" else int(self.grip.latch)
        if self.activity == "hand_to_hand" and self.grip.source == "dwell":
            stays += 1
        aloft = self.activity in ("lift", "pour")
        return stays * self.grip.hold_s + (self.carry_hold_s if aloft else 0.0)
