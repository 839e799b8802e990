"""What changed from one text to another, line by line. Pure."""

from __future__ import annotations

import difflib
from dataclasses import dataclass
from typing import Final, Literal

_LONG: Final = 2000
"""Texts of more lines are compared less exactly, and so not for minutes."""

How = Literal["same", "added", "removed", "gap"]


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a difference; numbers count from 1, None where the line is not in that text."""

    how: How
    old: int | None
    new: int | None
    text: str


def difference(old: str, new: str, around: int = 3) -> list[Line]:
    """The changed lines with some around them; empty for the same text.

    A gap stands between pieces that are not next to each other.
    """
    before, after = old.splitlines(), new.splitlines()
    matcher = difflib.SequenceMatcher(None, before, after, autojunk=len(after) > _LONG)
    found: list[Line] = []
    for group in matcher.get_grouped_opcodes(around):
        if found:
            found.append(Line("gap", None, None, ""))
        for kind, old_start, old_end, new_start, new_end in group:
            if kind == "equal":
                found += (
                    Line("same", old_start + k + 1, new_start + k + 1, before[old_start + k])
                    for k in range(old_end - old_start)
                )
                continue
            found += (Line("removed", k + 1, None, before[k]) for k in range(old_start, old_end))
            found += (Line("added", None, k + 1, after[k]) for k in range(new_start, new_end))
    return found
