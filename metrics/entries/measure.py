"""What there is to know of a measure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Better = Literal["higher", "lower", "neither"]


@dataclass(frozen=True, slots=True)
class MeasurementError:
    """How far two values of the same state may lie apart: a published figure.

    `detectable_change` is the minimal detectable change with 95 % confidence, in the measure's
    own unit, or in percent of the value where `percent`. `where` says in whom, with what
    instrument and in which task it was found: another task or instrument is no proof for ours.
    """

    detectable_change: float
    percent: bool
    where: str
    source: str


@dataclass(frozen=True, slots=True)
class Measure:
    """One measure of one task's repetitions.

    `name` is its key in a repetition's row, with its unit at the end; `task` is "reaching",
    "grasping", "stepping". `unit` is UCUM's code ("1" for a plain number). `better` says which
    direction is progress; "neither" where more is good only up to a point. `shown` puts it in
    front of a therapist; the rest is for researchers.
    """

    name: str
    task: str
    label: str
    unit: str
    decimals: int
    better: Better
    definition: str
    formula: str
    valid_when: str
    source: str
    error: MeasurementError | None = None
    shown: bool = False

    @property
    def title(self) -> str:
        """Label and unit, as a column's heading tells them."""
        return self.label if self.unit == "1" else f"{self.label} ({self.unit})"

    def text(self, value: float) -> str:
        """A value with the measure's decimals and its unit."""
        number = f"{value:.{self.decimals}f}"
        return number if self.unit == "1" else f"{number} {self.unit}"
