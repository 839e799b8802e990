"""Events without what would tell when a session was."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

from game.resume_point import SESSION_ID_PATTERN

_SESSION_ID: Final = re.compile(SESSION_ID_PATTERN.strip("^$"))
"""A session's id is its start."""


def undated(event: Mapping[str, Any]) -> dict[str, Any]:
    """An event as it is, ids of sessions in it left out. Its times are the recording's own."""
    return {key: _without(value) for key, value in event.items()}


def _without(value: object) -> object:
    match value:
        case str():
            return _SESSION_ID.sub("", value)
        case Mapping():
            return {key: _without(item) for key, item in value.items()}
        case list() | tuple():
            return [_without(item) for item in value]
        case _:
            return value
