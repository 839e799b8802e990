"""From attested one-on-one minutes to units of timed codes: a suggestion, never a claim.

A timed code's unit is a quarter of an hour, and eight minutes begin one: 8 to 22 minutes are one
unit, 23 to 37 two, and so on. The rules differ in what is counted:

- "cms" (Medicare Claims Processing Manual, Pub. 100-04, chapter 5, section 20.2): the sum of all
  timed minutes sets the units. Each code has its whole quarters of an hour; what is left goes to
  the codes with most minutes over. Among codes with as many minutes over, the therapist chooses.
- "ama" (rule of eights): each code for itself; minutes of different codes never make one unit.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from clinic.kept import Minutes

Rule = Literal["cms", "ama"]

UNIT_MINUTES: Final = 15
LEAST_MINUTES: Final = 8


@dataclass(frozen=True, slots=True)
class Tie:
    """Units that could go to any of several codes; at most one to each of them."""

    codes: tuple[str, ...]
    units: int


@dataclass(frozen=True, slots=True)
class Billing:
    """Units by code, in the order of the codes.

    Those of a `tie` are not among `units`: the therapist chooses. `total` counts both.
    """

    rule: Rule
    minutes: Mapping[str, int]
    units: Mapping[str, int]
    tie: Tie | None = None

    @property
    def total_minutes(self) -> int:
        """Minutes of all codes."""
        return sum(self.minutes.values())

    @property
    def total(self) -> int:
        """Units in all."""
        return sum(self.units.values()) + (self.tie.units if self.tie else 0)


def units_of(minutes: int) -> int:
    """Units of one code, or of a pool. `minutes` from 0."""
    return (minutes + UNIT_MINUTES - LEAST_MINUTES) // UNIT_MINUTES


def units(minutes: Sequence[Minutes], rule: Rule) -> Billing:
    """Units of attested minutes. Minutes of one code that are told twice are added up."""
    pooled: dict[str, int] = {}
    for each in minutes:
        pooled[each.code] = pooled.get(each.code, 0) + each.minutes
    if rule == "ama":
        return Billing(rule, pooled, {code: units_of(of) for code, of in pooled.items()})
    whole = {code: of // UNIT_MINUTES for code, of in pooled.items()}
    left = {code: of % UNIT_MINUTES for code, of in pooled.items()}
    more = units_of(sum(pooled.values())) - sum(whole.values())
    if not more:
        return Billing(rule, pooled, whole)
    # The last of them decides who has a unit: nobody ever has two more, being short of 15.
    last = sorted(left.values(), reverse=True)[more - 1]
    sure = [code for code, of in left.items() if of > last]
    level = [code for code, of in left.items() if of == last]
    if len(sure) + len(level) == more:
        sure += level
    given = {code: of + (code in sure) for code, of in whole.items()}
    between = more - len(sure)
    return Billing(rule, pooled, given, Tie(tuple(level), between) if between else None)
