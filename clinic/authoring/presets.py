"""Levels by what a therapist looks for: the part of the body, and how much is left. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from clinic.authoring.available import AvailableLevel

NEEDS: Final[Mapping[str, str]] = {
    "arm": "Arm: reaching",
    "hand": "Hand: grasping and carrying",
    "leg": "Leg, balance and walking",
    "several": "Arm, hand and leg together",
}
"""What is trained, by key, in the order it is offered."""

STRENGTHS: Final = ("severe", "marked", "moderate", "mild", "near-normal")
"""How weak the patient is, as levels say it of whom they are for; weakest first."""

_NEED_OF: Final = {"reaching": "arm", "grasping": "hand", "stepping": "leg"}


@dataclass(frozen=True, slots=True)
class Wish:
    """What levels are looked for; what is empty does not matter."""

    words: str = ""
    need: str = ""
    strength: str = ""
    posture: str = ""

    def meets(self, level: AvailableLevel) -> bool:
        """Whether a level is among them."""
        return (
            level.found_by(self.words)
            and self.need in ("", need_of(level))
            and self.posture in ("", level.posture)
            and (not self.strength or self.strength in strengths_of(level))
        )


def need_of(level: AvailableLevel) -> str:
    """What a level trains: a key of `NEEDS`."""
    needs = {_NEED_OF.get(task, task) for task in level.tasks}
    return needs.pop() if len(needs) == 1 else "several"


def strengths_of(level: AvailableLevel) -> tuple[str, ...]:
    """Which strengths a level says it is for; none where it names none."""
    said = level.for_whom.lower()
    return tuple(word for word in STRENGTHS if word in said)


def by_need(levels: Sequence[AvailableLevel]) -> dict[str, list[AvailableLevel]]:
    """Levels under what they train, in the order of `NEEDS`; without empty groups."""
    groups: dict[str, list[AvailableLevel]] = {need: [] for need in NEEDS}
    for level in levels:
        groups.setdefault(need_of(level), []).append(level)
    return {need: found for need, found in groups.items() if found}
