"""How values come onto a page: plain text and pictures, nothing that a page would obey."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, Final

from clinic.report.drawing import Figure, printable

_LONGEST: Final = 120
_LONGEST_WORD: Final = 28


def text(words: str) -> str:
    """Words that a cell can hold: one line, shortened where it is far too long."""
    line = paragraph(words)
    if len(line) > _LONGEST:
        line = line[: _LONGEST - 1] + "\u2026"
    return " ".join(map(_breakable, line.split(" ")))


def _breakable(word: str) -> str:
    """A word with places to break it where no line could hold it."""
    if len(word) <= _LONGEST_WORD:
        return word
    pieces = range(0, len(word), _LONGEST_WORD)
    return "\u200b".join(word[begin : begin + _LONGEST_WORD] for begin in pieces)


def paragraph(words: str) -> str:
    """A sentence or more, whole."""
    return " ".join(printable(words).split())


def cells(rows: Iterable[Sequence[str]]) -> list[list[str]]:
    """Rows of a table."""
    return [[text(cell) for cell in row] for row in rows]


def figure(drawn: Figure) -> dict[str, Any]:
    """A picture with its heading, its description and its width in points."""
    return {
        "title": text(drawn.title),
        "svg": drawn.svg,
        "alt": paragraph(drawn.alt),
        "width": drawn.width,
    }


def day(moment: datetime) -> str:
    """A date as a person reads it anywhere."""
    return f"{moment:%Y-%m-%d}"


def plural(count: int, thing: str) -> str:
    """One thing, two things."""
    return f"{count} {thing}" if count == 1 else f"{count} {thing}s"
