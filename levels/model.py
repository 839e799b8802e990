"""A level: who it is for, what is done, in which doses, and why."""

from __future__ import annotations

import json
from typing import Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    SerializeAsAny,
    ValidationInfo,
    field_validator,
)

import assets
from levels.policy import PolicySettings, SkillSettings
from levels.problem import shown
from tasks.parameters import TaskParameters
from tasks.registry import TASKS


def _on_one_line(text: str) -> str:
    return " ".join(text.split())


Line = Annotated[str, Field(min_length=1, max_length=80), AfterValidator(_on_one_line)]
Sentences = Annotated[str, Field(min_length=1, max_length=600), AfterValidator(_on_one_line)]
MAX_ID = 64
Posture = Literal["seated", "standing"]
Cue = Literal["none", "minimal", "moderate", "maximal"]
Reach = Annotated[float, Field(ge=0.2, le=1.0)]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)


class Body(_Part):
    """What is assumed of a body until the patient's own has been measured."""

    reach_left_m: Reach = Field(
        0.6, description="Reach of the left hand from its shoulder, metres."
    )
    reach_right_m: Reach = Field(
        0.6, description="Reach of the right hand from its shoulder, metres."
    )
    eye_height_m: Annotated[float, Field(ge=0.6, le=2.1)] | None = Field(
        None,
        description="Height of the eyes above the floor, metres, for inputs without a headset; "
        "left out: 1.2 seated, 1.6 standing.",
    )


class Limits(_Part):
    """Caps of a session. They can be set, never switched off."""

    session_minutes: Annotated[int, Field(ge=1, le=60)] = Field(
        20, description="The session comes to its end after this time, minutes."
    )
    repetitions: Annotated[int, Field(ge=1, le=600)] = Field(
        200, description="Most repetitions in a session, familiarisation included."
    )
    pain: Annotated[int, Field(ge=1, le=10)] = Field(
        7, description="A pain of this much or more, 0 to 10, offers the end of the session."
    )
    failures_in_a_row: Annotated[int, Field(ge=2, le=10)] = Field(
        3, description="After so many failed repetitions in a row the patient is asked how it goes."
    )


class Guide(_Part):
    """What surrounds the exercises of a session."""

    check_in: bool = Field(
        True, description="true: ask for pain and exertion, and whether to begin; false: don't."
    )
    check_out: bool = Field(
        True,
        description="true: ask for pain, exertion, comfort and a word at the end; false: don't.",
    )
    calibration: Literal["when_new", "always", "never"] = Field(
        "when_new",
        description="Measure floor, eyes, reach and resting place first: when nothing is known of "
        "the patient, always, or never (then the level's `body` is used).",
    )
    hands_down_stop: bool = Field(
        False,
        description="true: both hands down for 2 seconds stop the session too. Not for a weak "
        "hand that rests in the lap.",
    )


class Cues(_Part):
    """Cues that are planned, by kind and amount."""

    verbal: Cue = Field("none", description="Spoken cues planned.")
    tactile: Cue = Field("none", description="Cues by touch planned.")
    visual: Cue = Field("none", description="Cues by sight planned.")


class Exercise(_Part):
    """One task with its dose: sets of repetitions, rests, difficulty, parameters."""

    name: Line = Field(description="What the exercise is called in notes and reports.")
    task: str = Field(description="Which task is played.", json_schema_extra={"enum": [*TASKS]})
    objective: Sentences = Field(description="What the exercise is for, as the note tells it.")
    body_part: Line = Field(description="Body parts treated.")
    posture: Posture | None = Field(
        None, description="Posture for this exercise, where it is not the level's."
    )
    sets: Annotated[int, Field(ge=1, le=10)] = Field(1, description="Sets, with a rest between.")
    repetitions: Annotated[int, Field(ge=1, le=60)] = Field(description="Repetitions in each set.")
    familiarisation: Annotated[int, Field(ge=0, le=10)] = Field(
        2, description="Repetitions before the first set that are shown as practice, not scored."
    )
    rest_s: Annotated[float, Field(ge=0, le=600)] = Field(
        30, description="Rest after each set, seconds."
    )
    affected_share: Annotated[float, Field(ge=0, le=1)] = Field(
        0.75, description="Share of the repetitions that the affected side does, 0 to 1."
    )
    demonstrate: bool = Field(
        True, description="true: a ghost hand shows the movement first; false: it doesn't."
    )
    cues: Cues = Field(Cues(), description="Cues that are planned.")
    resistance: Line = Field("none", description="Resistance used, in words.")
    difficulty: PolicySettings = Field(
        SkillSettings(policy="skill"), description="How the difficulty moves."
    )
    parameters: SerializeAsAny[TaskParameters] = Field(
        default_factory=dict,
        validate_default=True,
        description="The task's own parameters; what is left out keeps its default.",
    )

    @field_validator("task")
    @classmethod
    def _known(cls, task: str) -> str:
        if task not in TASKS:
            raise ValueError(f"is {shown(task)}; allowed: {', '.join(TASKS)}")
        return task

    @field_validator("parameters", mode="plain")
    @classmethod
    def _by_task(cls, value: object, info: ValidationInfo) -> TaskParameters:
        task = info.data.get("task")
        model = TASKS[task].Parameters if task is not None else TaskParameters
        if isinstance(value, model):
            return value
        if task is None:  # the task's own problem is told already
            return TaskParameters()
        return model.model_validate_json(json.dumps(model.completed(value)), strict=True)

    @field_validator("parameters")
    @classmethod
    def _in_its_posture(cls, parameters: TaskParameters, info: ValidationInfo) -> TaskParameters:
        if parameters.stands and info.data.get("posture") == "seated":
            raise ValueError("are for standing, but posture is seated; allowed: posture standing")
        return parameters

    @property
    def repetitions_in_all(self) -> int:
        """Repetitions of all sets and the familiarisation."""
        return self.familiarisation + self.sets * self.repetitions


class Level(_Part):
    """What a therapist writes and a patient plays."""

    format: Literal[1] = Field(description="Version of this file format: 1.")
    id: Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=MAX_ID)] = Field(
        description="Short name for files and commands: small letters, digits and hyphens."
    )
    title: Line = Field(description="What the level is called in menus.")
    picture: Annotated[str, Field(pattern=r"^[a-z0-9_]+$", max_length=40)] = Field(
        "apple",
        description="Picture on its tile in the menu: a name from assets/icons, such as apple, "
        "hand_left, hand_right, two_hands, taster, star, or apples_1 to apples_5 for a ladder.",
    )
    for_whom: Sentences = Field(description="Who it is meant for.")
    objective: Sentences = Field(description="What it is meant to reach.")
    body_part: Line = Field(description="Body parts treated.")
    posture: Posture = Field(description="seated, or standing (asks for supervision first).")
    affected: Literal["left", "right", "any"] = Field(
        "any",
        description="Affected side where the patient's file does not say; any: taken as right.",
    )
    caution: Sentences = Field(description="What to watch for, and when to stop.")
    reason: Sentences = Field(description="Why these settings.")
    minutes: Annotated[float, Field(gt=0, le=60)] = Field(
        description="How long it takes at an ordinary pace, minutes."
    )
    body: Body = Field(Body(), description="Body measures until the patient's own are known.")
    limits: Limits = Field(
        Limits(),
        validate_default=True,
        description="Caps of the session; they can't be turned off.",
    )
    guide: Guide = Field(Guide(), description="What surrounds the exercises.")
    exercises: Annotated[tuple[Exercise, ...], Field(min_length=1, max_length=30)] = Field(
        description="The exercises, in order."
    )

    @field_validator("limits")
    @classmethod
    def _long_enough(cls, limits: Limits, info: ValidationInfo) -> Limits:
        minutes = info.data.get("minutes", 0)
        if minutes > limits.session_minutes:
            raise ValueError(
                f"session_minutes is {limits.session_minutes}; allowed: from {minutes:g} (minutes)"
            )
        return limits

    @field_validator("picture")
    @classmethod
    def _drawn(cls, picture: str) -> str:
        known = sorted(path.stem for path in (assets.ROOT / "icons").glob("*.png"))
        if picture not in known:
            raise ValueError(f"no such picture; allowed: {', '.join(known)}")
        return picture

    @field_validator("exercises")
    @classmethod
    def _within_limits(
        cls, exercises: tuple[Exercise, ...], info: ValidationInfo
    ) -> tuple[Exercise, ...]:
        asked = sum(exercise.repetitions_in_all for exercise in exercises)
        limits = info.data.get("limits")
        if limits is not None and asked > limits.repetitions:
            raise ValueError(
                f"ask for {asked} repetitions in all, familiarisation included; "
                f"allowed: up to limits.repetitions, {limits.repetitions}"
            )
        return exercises

    @property
    def tasks(self) -> tuple[str, ...]:
        """Names of the tasks, each once, in order."""
        return tuple(dict.fromkeys(exercise.task for exercise in self.exercises))

    def posture_of(self, exercise: Exercise) -> Posture:
        """Posture for one of its exercises: its own, or standing where the task needs it."""
        if exercise.posture is not None:
            return exercise.posture
        return "standing" if exercise.parameters.stands else self.posture

    @property
    def eye_height_m(self) -> float:
        """Height of the eyes above the floor, metres, given or usual for the posture."""
        if self.body.eye_height_m is not None:
            return self.body.eye_height_m
        return 1.2 if self.posture == "seated" else 1.6

    def summary(self) -> dict[str, Any]:
        """What a list of levels shows of this one; plain JSON values."""
        return {
            "id": self.id,
            "title": self.title,
            "tasks": list(self.tasks),
            "minutes": self.minutes,
            "posture": self.posture,
            "affected": self.affected,
            "for_whom": self.for_whom,
            "objective": self.objective,
            "body_part": self.body_part,
        }
