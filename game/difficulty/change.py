"""What a repetition, or a person, did to the difficulty."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class DifficultyChange:
    """From where to where, and why, in words for a therapist.

    Where the difficulty depends on the situation, both are told for an average one. `skill` is
    the difficulty at which half of the repetitions would succeed, and `uncertainty` its standard
    deviation; `mood` is the part of the skill that is of this day or block and fades: below 0 when
    tired. All on the difficulty's scale; None where a policy estimates none.
    """

    old: float
    new: float
    reason: str
    skill: float | None = None
    uncertainty: float | None = None
    mood: float | None = None
