"""The parts that tasks' parameter models are made of."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Generic, Self, TypeVar

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    GetJsonSchemaHandler,
    model_validator,
)
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema

NumberT = TypeVar("NumberT", bound=float)
Part = Annotated[float, Field(ge=0, le=1)]


class TaskParameters(BaseModel):
    """Base of every task's parameter model: unknown keys are refused, nothing changes later."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    @classmethod
    def completed(cls, value: object) -> object:
        """`value`, as a level has it, where a knob that leaves an end out has the task's own."""
        if not isinstance(value, Mapping):
            return value
        fields = cls.model_fields
        return {
            name: _completed(fields[name].default, item) if name in fields else item
            for name, item in value.items()
        }

    @property
    def stands(self) -> bool:
        """Whether the patient has to stand for it, so that somebody has to be beside them."""
        return False

    @property
    def on_foot(self) -> bool:
        """Whether it is done with the feet, and no hand takes part."""
        return False

    @property
    def walks(self) -> bool:
        """Whether the patient walks about, so that the floor has to be clear."""
        return False


class Knob(TaskParameters, Generic[NumberT]):
    """A quantity that difficulty moves from its `easy` end (0) to its `hard` end (1).

    A level gives the ends, or one number that difficulty leaves alone. `least` and `most` bound
    it without changing its pace; it moves while difficulty goes from `since` to `until`.
    """

    easy: NumberT
    hard: NumberT
    least: NumberT | None = None
    most: NumberT | None = None
    since: Part = Field(0.0, description="Difficulty from which it moves.")
    until: Part = Field(1.0, description="Difficulty at which it has come to its hard end.")

    @model_validator(mode="before")
    @classmethod
    def _pin(cls, value: object) -> object:
        if isinstance(value, Mapping | Knob):
            return value
        return {"easy": value, "hard": value}

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if self.least is not None and self.most is not None and self.least > self.most:
            raise ValueError(f"least ({self.least:g}) must not be above most ({self.most:g})")
        if self.since >= self.until:
            raise ValueError(f"since ({self.since:g}) must be below until ({self.until:g})")
        return self

    @classmethod
    def __get_pydantic_json_schema__(
        cls, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        ends = dict(handler.resolve_ref_schema(handler(schema)))
        del ends["required"]
        for bound in ("least", "most"):
            ends["properties"][bound] = ends["properties"]["easy"]
        return {
            "title": "Knob",
            "anyOf": [ends["properties"]["easy"], {**ends, "title": "From easy to hard"}],
        }

    def at(self, difficulty: float) -> float:
        """The value on the straight line between the ends; for shares, angles, counts."""
        return self._bounded(self.easy + (self.hard - self.easy) * self._way(difficulty))

    def at_ratio(self, difficulty: float) -> float:
        """The value on the geometric line between the ends; for sizes and times.

        Equal steps of difficulty then change a size by equal ratios, so the index of difficulty
        of Fitts (1954), which is logarithmic in size, moves in equal steps too.
        """
        return self._bounded(float(self.easy * (self.hard / self.easy) ** self._way(difficulty)))

    def _way(self, difficulty: float) -> float:
        """How far from the easy to the hard end, 0 to 1."""
        return min(1.0, max(0.0, (difficulty - self.since) / (self.until - self.since)))

    def _bounded(self, value: float) -> float:
        if self.least is not None and value < self.least:
            return self.least
        return self.most if self.most is not None and value > self.most else value


class Span(TaskParameters, Generic[NumberT]):
    """A closed range that values are drawn from."""

    low: NumberT
    high: NumberT

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if self.low > self.high:
            raise ValueError(f"low ({self.low}) must not be above high ({self.high})")
        return self


def _completed(default: object, value: object) -> object:
    if isinstance(default, Knob):
        ends = {"easy": default.easy, "hard": default.hard}
        return {**ends, **value} if isinstance(value, Mapping) else value
    return default.completed(value) if isinstance(default, TaskParameters) else value
