"""Names of files made from whatever a recording says."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from typing import Final

LONGEST: Final = 40
_DEVICES: Final = frozenset(
    {"con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in range(10))}
)
"""Words that are no file names on Windows, whatever their ending."""


def safe_name(text: str) -> str:
    """The letters and digits of a text, ASCII, 1 to 40 of them: a BIDS label, a file's name.

    It can't leave a folder, is no device of Windows, and is never empty. Two texts may come to
    one name: `safe_names` keeps them apart.
    """
    plain = unicodedata.normalize("NFKD", text[: 4 * LONGEST])
    name = "".join(c for c in plain if c.isascii() and c.isalnum())[:LONGEST] or "x"
    return f"x{name}"[:LONGEST] if name.lower() in _DEVICES else name


def safe_names(texts: Iterable[str]) -> dict[str, str]:
    """A safe name for each different text, no two alike even where case does not count.

    The same texts in the same order come to the same names.
    """
    names: dict[str, str] = {}
    taken: set[str] = set()
    for text in dict.fromkeys(texts):
        stem = name = safe_name(text)
        number = 1
        while name.lower() in taken:
            number += 1
            ending = f"x{number}"
            name = stem[: LONGEST - len(ending)] + ending
        names[text] = name
        taken.add(name.lower())
    return names
