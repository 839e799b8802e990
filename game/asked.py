"""What a command from afar may carry, checked before it reaches the session."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

from game.commands import CUE_AMOUNTS, CUE_KINDS, KINDS

LONGEST_NOTE: Final = 500


class CommandError(ValueError):
    """No such command, or it may not carry this; the message is one line."""


def checked(kind: str, data: Mapping[str, object]) -> dict[str, object]:
    """The data of a command of `KINDS`. Raises `CommandError`."""
    if kind not in KINDS:
        raise CommandError(f"no such command; there are: {', '.join(KINDS)}")
    fields = _FIELDS.get(kind, _NO_FIELDS)
    for name in data:
        if name not in fields:
            allowed = ", ".join(fields) or "nothing"
            raise CommandError(f"{kind} does not carry {name[:40]!r}; allowed: {allowed}")
    for name, check in fields.items():
        if name not in data:
            raise CommandError(f"{kind} needs {name}")
        check(f"{kind}: {name}", data[name])
    return dict(data)


def _one_of(allowed: tuple[str, ...]) -> Callable[[str, object], None]:
    def check(name: str, value: object) -> None:
        if value not in allowed:
            raise CommandError(f"{name}: allowed: {', '.join(allowed)}")

    return check


def _text(name: str, value: object) -> None:
    if not isinstance(value, str) or not value.strip():
        raise CommandError(f"{name}: allowed: text")
    if len(value) > LONGEST_NOTE:
        raise CommandError(f"{name}: at most {LONGEST_NOTE} characters")
    if not all(character.isprintable() or character == "\n" for character in value):
        raise CommandError(f"{name}: no control characters")


_NO_FIELDS: Final[Mapping[str, Callable[[str, object], None]]] = MappingProxyType({})
_FIELDS: Final[Mapping[str, Mapping[str, Callable[[str, object], None]]]] = MappingProxyType(
    {
        "cue": {"kind": _one_of(CUE_KINDS), "amount": _one_of(CUE_AMOUNTS)},
        "note": {"text": _text},
    }
)
"""Of each kind that carries something; all of it has to be there."""
