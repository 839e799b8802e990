"""What a game is started with, wherever it is played."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Annotated, Final, Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from game.patient import checked_code
from game.resume_point import SessionId

View = Literal["window", "headset", "none"]

VIEWS: Final[Mapping[str, tuple[View, ...]]] = MappingProxyType(
    {
        "openxr": ("headset", "none"),
        "mouse": ("window",),
        "keyboard": ("window",),
        "gamepad": ("window",),
        "simulated": ("none", "window"),
    }
)
"""Where the picture may go, by input; the usual place first."""

LARGEST_LEVEL: Final = 256 * 1024
"""Characters of a level."""


class StartSpec(BaseModel):
    """Who is to play what, with what. Raises ValidationError for what does not go together.

    `station_id` None is the console's own machine. `level_raw` is the level's YAML; with `resume`
    (the session to go on with) it is not used, for that session has its own. `input` may be
    "simulated:KIND": nobody plays, for trying out.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    patient_code: str
    level_raw: Annotated[str, Field(max_length=LARGEST_LEVEL)]
    station_id: int | None = None
    input: Annotated[
        str, Field(pattern=r"^(openxr|mouse|keyboard|gamepad|simulated(:[a-z][a-z0-9_-]{0,31})?)$")
    ] = "mouse"
    view: View | None = None
    supervised: bool = False
    clear_space: bool = False
    seed: Annotated[int, Field(ge=0, lt=2**32)] | None = None
    resume: SessionId | None = None

    @field_validator("patient_code")
    @classmethod
    def _allowed(cls, code: str) -> str:
        return checked_code(code)

    @model_validator(mode="after")
    def _together(self) -> StartSpec:
        allowed = VIEWS[self.device]
        if self.view is not None and self.view not in allowed:
            raise ValueError(
                f"view {self.view} does not go with input {self.input}; "
                f"allowed: {', '.join(allowed)}"
            )
        return self

    @property
    def device(self) -> str:
        """The input without a kind of patient."""
        return self.input.partition(":")[0]

    @property
    def picture(self) -> View:
        """Where the picture goes."""
        return self.view or VIEWS[self.device][0]

    @property
    def simulated(self) -> bool:
        """Whether nobody plays."""
        return self.device == "simulated"

    @property
    def unseen(self) -> bool:
        """Whether it needs nothing of the machine that there is one of: several may be played."""
        return self.simulated and self.picture == "none"
