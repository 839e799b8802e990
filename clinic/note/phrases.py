"""How a note's templates put facts into words: numbers with their nouns, lists, ranges."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Final

WIDTH: Final = 100


def count(number: int, one: str, many: str = "") -> str:
    """A number with its noun: 1 repetition, 3 repetitions."""
    return f"{number} {one}" if number == 1 else f"{number} {many or one + 's'}"


def listed(items: Iterable[object]) -> str:
    """Words in a row: a, b and c."""
    words = [str(item) for item in items]
    return (
        " and ".join(part for part in (", ".join(words[:-1]), words[-1]) if part) if words else ""
    )


def span(pair: Sequence[float], decimals: int = 0) -> str:
    """A lowest and a highest value: 3 to 8, or 3 where they are the same."""
    low, high = (f"{value:.{decimals}f}" for value in pair)
    return low if low == high else f"{low} to {high}"


def either_side(pair: Sequence[int], under: str, over: str, at: str) -> str:
    """A range of degrees that may begin under zero and end over it, in words.

    -5 to 25 becomes "5 degrees inwards to 25 degrees outwards" with those two words.
    """
    low, high = pair
    if low == high:
        return _one_side(low, under, over, at)
    if low * high > 0:
        return f"{abs(low)} to {abs(high)} degrees {under if low < 0 else over}"
    return f"{_one_side(low, under, over, at)} to {_one_side(high, under, over, at)}"


def _one_side(value: int, under: str, over: str, at: str) -> str:
    if value == 0:
        return at
    unit = "degree" if abs(value) == 1 else "degrees"
    return f"{abs(value)} {unit} {under if value < 0 else over}"


def times(number: int) -> str:
    """How often: once, twice, 3 times."""
    return {1: "once", 2: "twice"}.get(number, f"{number} times")


def said(name: str) -> str:
    """A name of the recording as words: in_place becomes in place."""
    return name.replace("_", " ")


def small(text: str) -> str:
    """A text with a small first letter, to go on in the sentence."""
    return text[:1].lower() + text[1:]


def unstopped(text: str) -> str:
    """A text without its last full stop, to go on in the sentence."""
    return text.rstrip(" .")


def paragraph(text: str) -> str:
    """One line, whatever the lines of the template were."""
    return " ".join(text.split())


def laid_out(text: str, width: int = WIDTH) -> str:
    """Lines of at most `width` columns where words allow, and never two empty lines together."""
    lines: list[str] = []
    for line in text.splitlines():
        body = line.strip()
        indent = " " * (len(line) - len(line.lstrip()))
        hanging = indent + ("  " if body.startswith("- ") else "")
        if body:
            lines += textwrap.wrap(
                body,
                width,
                initial_indent=indent,
                subsequent_indent=hanging,
                break_long_words=False,
                break_on_hyphens=False,
            )
        elif lines and lines[-1]:
            lines.append("")
    return "\n".join(lines).strip("\n") + "\n"


FILTERS: Final[Mapping[str, Callable[..., str]]] = MappingProxyType(
    {
        "count": count,
        "listed": listed,
        "span": span,
        "either_side": either_side,
        "small": small,
        "times": times,
        "said": said,
        "unstopped": unstopped,
        "paragraph": paragraph,
    }
)
"""By the name that templates use."""
