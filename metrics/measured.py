"""What a measure returns: a number, or none and why."""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import wraps
from typing import ParamSpec

import numpy as np

from metrics.missing import NotMeasurableError

Given = ParamSpec("Given")


class Measured(float):
    """A float that is NaN where there is no number, and then says why in `reason`.

    A number that is not finite is none. Two missing values are never equal, as NaN is not.
    """

    reason: str = ""

    def __new__(cls, value: float, reason: str = "") -> Measured:
        """Make one of a number, or of NaN and the reason."""
        if not (reason or math.isfinite(value)):
            reason = "the result is not a finite number"
        made = super().__new__(cls, math.nan if reason else value)
        if reason:
            made.reason = reason
        return made

    @property
    def valid(self) -> bool:
        """Whether there is a number."""
        return not self.reason

    def known(self) -> float:
        """The number. Raises `NotMeasurableError` with the reason when there is none."""
        if self.reason:
            raise NotMeasurableError(self.reason)
        return float(self)

    def __repr__(self) -> str:
        return f"Measured(nan, {self.reason!r})" if self.reason else f"Measured({float(self)!r})"

    def __str__(self) -> str:
        return float.__repr__(self)

    def __reduce__(self) -> tuple[type[Measured], tuple[float, str]]:
        return Measured, (float(self), self.reason)


def missing(reason: str) -> Measured:
    """No number, and why."""
    return Measured(math.nan, reason)


def measured(measure: Callable[Given, float]) -> Callable[Given, Measured]:
    """Make a measure that raises `NotMeasurableError` return a `Measured` always."""

    @wraps(measure)
    def edge(*args: Given.args, **kwargs: Given.kwargs) -> Measured:
        try:
            with np.errstate(all="ignore"):
                return Measured(measure(*args, **kwargs))
        except NotMeasurableError as error:
            return missing(error.reason)
        except ArithmeticError:
            return missing("the numbers are too large or too small to compute with")

    return edge
