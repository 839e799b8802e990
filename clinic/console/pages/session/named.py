"""Words in a free text that look like somebody's name."""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec


def names_in(text: str) -> list[str]:
    """What looks like a name in a text, for a warning."""
    if find_spec("clinic.names") is None:
        return []
    found: list[str] = import_module("clinic.names").looks_like_a_name(text)
    return found
