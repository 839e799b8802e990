"""What there is to know of a measure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, Literal

Better = Literal["higher", "lower", "neither"]

_IN_WORDS: Final[Mapping[str, str]] = MappingProxyType(
    {"1": "", "deg": "degrees", "/min": "per min"}
)
"""UCUM codes that a person would not read as they stand."""


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
    """One measure of one task's repetitions, or of a session as a whole.

    `name` is its key in a repetition's row, with its unit at the end; `task` is "reaching",
    "grasping", "stepping", or "session" for what is told of a session or an exercise. `unit` is
    UCUM's code ("1" for a plain number). `better` says which direction is progress; "neither" where
    more is good only up to a point, or zero is best. `valid_when` tells where the number may be
    trusted, `known` what is known of it. `error` is what was published for this way of measuring;
    `comparable` tells in words what was found with other instruments or tasks, which is no measure
    of ours. `source` names keys of `metrics.entries.references.REFERENCES`, or "this program".
    `shown` puts it in front of a therapist; the rest is for researchers.
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
    known: str = ""
    comparable: str = ""
    error: MeasurementError | None = None
    shown: bool = False

    @property
    def unit_text(self) -> str:
        """The unit as a person reads it; empty for a plain number."""
        return _IN_WORDS.get(self.unit, self.unit)

    @property
    def title(self) -> str:
        """Label and unit, as a column's heading tells them."""
        return f"{self.label} ({self.unit_text})" if self.unit_text else self.label

    def text(self, value: float) -> str:
        """A value with the measure's decimals and its unit."""
        number = f"{value:z.{self.decimals}f}"
        return f"{number} {self.unit_text}" if self.unit_text else number
