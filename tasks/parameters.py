"""The parts that tasks' parameter models are made of."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Generic, Self, TypeVar

from pydantic import (
    BaseModel,
    ConfigDict,
    GetJsonSchemaHandler,
    model_validator,
)
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema

NumberT = TypeVar("NumberT", bound=float)


class TaskParameters(BaseModel):
    """Base of every task's parameter model: unknown keys are refused, nothing changes later."""

    model_config = ConfigDict(extra="forbid", frozen=True)

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

    A level gives both ends, or one number that difficulty leaves alone.
    """

    easy: NumberT
    hard: NumberT

    @model_validator(mode="before")
    @classmethod
    def _pin(cls, value: object) -> object:
        if isinstance(value, Mapping | Knob):
            return value
        return {"easy": value, "hard": value}

    @classmethod
    def __get_pydantic_json_schema__(
        cls, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        ends = handler.resolve_ref_schema(handler(schema))
        return {
            "title": "Knob",
            "anyOf": [ends["properties"]["easy"], {**ends, "title": "From easy to hard"}],
        }

    def at(self, difficulty: float) -> float:
        """The value on the straight line between the ends; for shares, angles, counts."""
        return self.easy + (self.hard - self.easy) * difficulty

    def at_ratio(self, difficulty: float) -> float:
        """The value on the geometric line between the ends; for sizes and times.

        Equal steps of difficulty then change a size by equal ratios, so the index of difficulty
        of Fitts (1954), which is logarithmic in size, moves in equal steps too.
        """
        return float(self.easy * (self.hard / self.easy) ** difficulty)


class Span(TaskParameters, Generic[NumberT]):
    """A closed range that values are drawn from."""

    low: NumberT
    high: NumberT

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if self.low > self.high:
            raise ValueError(f"low ({self.low}) must not be above high ({self.high})")
        return self
