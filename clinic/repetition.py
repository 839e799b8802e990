"""One repetition of a recording, checked."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

Finite = Annotated[float, Field(allow_inf_nan=False, ge=-1e12, le=1e12)]
"""What no measure and no setting exceeds, in whatever unit: sums and differences stay finite."""
Count = Annotated[int, Field(ge=0, le=2**31 - 1)]
Nanoseconds = Annotated[int, Field(ge=-(2**63), lt=2**63)]
_OTHER_TIMES = frozenset({"end_time_ns"})


class Repetition(BaseModel):
    """A row of `trials.jsonl`. docs/recording.md tells each field.

    `set` is 0 in the familiarisation. `times_ns` holds the moments of the repetition by name
    ("shown", "entered", ...), on the display clock.
    """

    model_config = ConfigDict(frozen=True, extra="ignore")

    trial_num: Count
    exercise: Count
    exercise_name: str
    task: str
    task_version: Count
    set: Count
    familiarisation: bool
    side: Literal["left", "right"]
    difficulty: Finite
    knobs: Mapping[str, Finite | None]
    covariates: Mapping[str, Finite | None]
    labels: Mapping[str, str] = {}
    end_reason: str
    scored: bool
    success: bool
    margin: Finite | None
    end_time_ns: Nanoseconds
    times_ns: Mapping[str, Nanoseconds]
    flags: tuple[str, ...]
    measures: Mapping[str, Finite | None]
    missing: Mapping[str, str]

    @model_validator(mode="before")
    @classmethod
    def _gather_times(cls, row: Any) -> Any:
        if not isinstance(row, dict) or "times_ns" in row:
            return row
        times = {
            name.removesuffix("_ns"): value
            for name, value in row.items()
            if name.endswith("_ns") and name not in _OTHER_TIMES
        }
        return row | {"times_ns": times}
