"""What is wrong with a level file, where, and what is allowed: one line a problem."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

SHOWN_CHARACTERS: Final = 40


def printable(text: str) -> str:
    """`text` on one line, without anything that a terminal would act on."""
    return "".join(
        character if character.isprintable() else repr(character)[1:-1] for character in text
    )


def shortened(text: str) -> str:
    """`text` on one line, cut where it gets too long to read."""
    text = printable(text)
    return text if len(text) <= SHOWN_CHARACTERS else text[: SHOWN_CHARACTERS - 3] + "..."


def shown(value: object) -> str:
    """A value as it is quoted in a message: on one line, and short."""
    match value:
        case None:
            return "empty"
        case bool():
            return "true" if value else "false"
        case str():
            return f'"{shortened(value)}"'
        case dict():
            return "a group of fields"
        case list():
            return "a list"
    return str(value)


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing to mend. `line` counts from 1; without one the whole file is meant."""

    file: str
    line: int | None
    field: str
    message: str

    def __str__(self) -> str:
        place = self.file if self.line is None else f"{self.file}:{self.line}"
        return ": ".join(part for part in (printable(place), self.field, self.message) if part)


class LevelError(ValueError):
    """A level that can't be used; `str` of it has one line a problem."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__("\n".join(str(problem) for problem in problems))
        self.problems = tuple(problems)

    @classmethod
    def at(cls, file: str, line: int | None, field: str, message: str) -> LevelError:
        """An error of a single problem."""
        return cls([Problem(file, line, field, message)])
