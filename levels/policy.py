"""How the difficulty of an exercise moves: the settings; the machinery is the game's."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

Difficulty = Annotated[float, Field(ge=0, le=1)]
Success = Annotated[float, Field(ge=0.5, le=0.95)]
Step = Annotated[float, Field(ge=0.01, le=0.3)]
InARow = Annotated[int, Field(ge=1, le=5)]


class FixedSettings(BaseModel):
    """The same difficulty throughout."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    policy: Literal["fixed"] = Field(description="fixed: the difficulty never moves.")
    difficulty: Difficulty = Field(description="Difficulty, 0 the easiest, 1 the hardest.")


class SkillSettings(BaseModel):
    """A tracker of the patient's skill, which is kept from session to session."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    policy: Literal["skill"] = Field(
        description="skill: follows what this patient's arm or leg can do, from session to session."
    )
    start: Difficulty = Field(
        0.3,
        description="Difficulty of the first repetition, 0 to 1, while nothing is known of the "
        "patient; later sessions begin where the last one ended.",
    )
    lower: Difficulty = Field(0.0, description="Difficulty never falls below this.")
    upper: Difficulty = Field(1.0, description="Difficulty never rises above this.")
    target_success: Success = Field(0.7, description="Share of repetitions that should succeed.")
    band_lower: Success = Field(
        0.6, description="Fewer successes than this share are too few; shown in reports."
    )
    band_upper: Success = Field(
        0.8, description="More successes than this share are too many; shown in reports."
    )

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        _between(self.start, self.lower, self.upper)
        if not self.band_lower <= self.target_success <= self.band_upper:
            raise ValueError(
                f"target_success ({self.target_success:g}) must lie between band_lower "
                f"({self.band_lower:g}) and band_upper ({self.band_upper:g})"
            )
        return self


class StaircaseSettings(BaseModel):
    """A transformed staircase (Levitt 1971, J Acoust Soc Am 49:467-477)."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    policy: Literal["staircase"] = Field(
        description="staircase: harder after some successes in a row, easier after some failures."
    )
    start: Difficulty = Field(0.3, description="Difficulty of the first repetition, 0 to 1.")
    lower: Difficulty = Field(0.0, description="Difficulty never falls below this.")
    upper: Difficulty = Field(1.0, description="Difficulty never rises above this.")
    up: InARow = Field(
        2, description="So many successes in a row make it harder: 2 rest at 71 %, 3 at 79 %."
    )
    down: InARow = Field(1, description="So many failures in a row make it easier.")
    step: Step = Field(0.1, description="Size of the moves.")

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        _between(self.start, self.lower, self.upper)
        return self


class WeightedUpDownSettings(BaseModel):
    """A weighted up-down staircase (Kaernbach 1991, Perception & Psychophysics 49:227-229).

    A failure lowers the difficulty by `step`, a success raises it by
    `step * (1 - target_success) / target_success`, so it rests where the target's share of
    repetitions succeeds.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    policy: Literal["weighted_up_down"] = Field(
        description="weighted_up_down: harder after a success, easier after a failure."
    )
    start: Difficulty = Field(0.3, description="Difficulty of the first repetition, 0 to 1.")
    lower: Difficulty = Field(0.0, description="Difficulty never falls below this.")
    upper: Difficulty = Field(1.0, description="Difficulty never rises above this.")
    target_success: Success = Field(0.7, description="Share of repetitions that should succeed.")
    step: Step = Field(
        0.1,
        description="Size of the moves: a failure lowers the difficulty by step, a success raises "
        "it by step x (1 - target_success) / target_success.",
    )

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        _between(self.start, self.lower, self.upper)
        return self


PolicySettings = Annotated[
    SkillSettings | FixedSettings | WeightedUpDownSettings | StaircaseSettings,
    Field(discriminator="policy"),
]


def _between(start: float, lower: float, upper: float) -> None:
    if not lower <= start <= upper:
        raise ValueError(
            f"start ({start:g}) must lie between lower ({lower:g}) and upper ({upper:g})"
        )
