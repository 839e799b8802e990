"""Where a session broke off, and so where one that goes on from it begins."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Final

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from controllers.controller import Side

if TYPE_CHECKING:
    from levels.model import Level

SESSION_ID_PATTERN: Final = r"^[0-9]{8}T[0-9]{6}-[0-9A-Z]{6}$"

SessionId = Annotated[str, StringConstraints(pattern=SESSION_ID_PATTERN)]
Count = Annotated[int, Field(ge=0)]


class ResumePoint(BaseModel):
    """Exercise, set and repetition of an earlier session, and what it had come to."""

    model_config = ConfigDict(frozen=True, extra="ignore")  # a later program may add keys

    session: SessionId
    exercise: Annotated[int, Field(ge=1)]
    """Number of the exercise, from 1."""
    set: Count
    """Number of the set, from 1; 0 is the familiarisation."""
    done: Count
    """Repetitions of that set that are behind the patient."""
    difficulty: Annotated[float, Field(ge=0, le=1)] | None = None
    """Where the exercise's difficulty had come to; None where it had not moved."""
    difficulties: dict[Side, Annotated[float, Field(ge=0, le=1)]] = Field(default_factory=dict)
    """The same for each side where it had moved; none in sessions that had one for both."""
    locked: bool = False
    """Whether a therapist held the difficulty."""
    scored: Count = 0
    won: Count = 0
    """Repetitions scored and won before, which the patient's summary counts on."""

    @property
    def starts(self) -> dict[Side, float]:
        """Where the difficulty of each side goes on; a side that is not in there begins anew."""
        if self.difficulty is None or self.difficulties:
            return dict(self.difficulties)
        return {"left": self.difficulty, "right": self.difficulty}

    def behind(self, level: Level) -> int:
        """Repetitions of the sets that are over, familiarisation included."""
        whole = sum(each.repetitions_in_all for each in level.exercises[: self.exercise - 1])
        if self.set == 0:
            return whole
        here = level.exercises[self.exercise - 1]
        return whole + here.familiarisation + (self.set - 1) * here.repetitions
