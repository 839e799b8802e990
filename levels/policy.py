"""How the difficulty of an exercise moves: the settings; the machinery is the game's."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

Difficulty = Annotated[float, Field(ge=0, le=1)]


class FixedSettings(BaseModel):
    """The same difficulty throughout."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    policy: Literal["fixed"] = Field(description="fixed: the difficulty never moves.")
    difficulty: Difficulty = Field(description="Difficulty, 0 the easiest, 1 the hardest.")


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
    target_success: Annotated[float, Field(ge=0.5, le=0.95)] = Field(
        0.7, description="Share of repetitions that should succeed."
    )
    step: Annotated[float, Field(ge=0.01, le=0.3)] = Field(
        0.1,
        description="Size of the moves: a failure lowers the difficulty by step, a success raises "
        "it by step x (1 - target_success) / target_success.",
    )

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if not self.lower <= self.start <= self.upper:
            raise ValueError(
                f"start ({self.start:g}) must lie between lower ({self.lower:g}) "
                f"and upper ({self.upper:g})"
            )
        return self


PolicySettings = Annotated[FixedSettings | WeightedUpDownSettings, Field(discriminator="policy")]
