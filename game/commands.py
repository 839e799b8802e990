"""What a person or a safety rule asks of the running session, and the inbox it waits in."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from threading import Lock
from types import MappingProxyType
from typing import Final, Literal

Source = Literal["key", "console", "safety"]

KINDS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "stop": "stand still at once; somebody has to say go on",
        "pause": "the same, where nothing is wrong",
        "resume": "go on after a pause",
        "recentre": "look ahead anew: where the patient sits and faces",
        "skip": "end this repetition, rest, board or question",
        "easier": "one step easier from the next repetition on",
        "harder": "one step harder from the next repetition on",
        "lock": "hold the difficulty where it is; again: let it follow the patient",
        "demonstrate": "show the movement once more",
        "pain": "the patient says that it hurts: they are asked how much, and how to go on",
        "rest": "a rest now",
        "longer": "lengthen the rest under way",
        "supervised": "a therapist stands beside the patient",
        "clear_space": "the floor around the patient is clear",
        "cue": "a cue was given: kind verbal, tactile or visual; amount minimal, moderate, maximal",
        "assist": "the patient was helped",
        "mark": "something worth finding again in the record",
        "note": "a remark in a therapist's own words, for the record alone",
        "help": "show the keys, the next page of them, or take them away",
        "end": "end the session now",
    }
)
"""What each kind asks for. A kind that is not here is written down and does nothing."""

CUE_KINDS: Final = ("verbal", "tactile", "visual")
CUE_AMOUNTS: Final = ("minimal", "moderate", "maximal")

STOPS: Final = frozenset({"stop", "pause", "end"})
"""Kinds that are never dropped."""

_CAPACITY: Final = 64
_NO_DATA: Final[Mapping[str, object]] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Command:
    """One wish: `kind` names it (one of `KINDS`), `data` fills it in."""

    kind: str
    data: Mapping[str, object] = field(default_factory=lambda: _NO_DATA)
    source: Source = "key"


class Inbox:
    """Commands in the order they came, emptied at the start of a frame. Safe across threads.

    It holds at most 64. When it is full the oldest that is no stop gives way; a stop gives way
    only to a later one of its own kind.
    """

    def __init__(self) -> None:
        self._waiting: deque[Command] = deque()
        self._lock = Lock()

    def put(self, command: Command) -> None:
        """Add a command, from any thread."""
        with self._lock:
            self._waiting.append(command)
            if len(self._waiting) > _CAPACITY:
                self._drop_one()

    def drain(self) -> list[Command]:
        """Take out everything that waits, oldest first."""
        if not self._waiting:
            return []
        with self._lock:
            commands = list(self._waiting)
            self._waiting.clear()
        return commands

    def _drop_one(self) -> None:
        for index, command in enumerate(self._waiting):
            if command.kind not in STOPS:
                del self._waiting[index]
                return
        # More stops than kinds of stop: some kind comes again later, and says the same.
        kinds = [command.kind for command in self._waiting]
        del self._waiting[next(i for i, kind in enumerate(kinds) if kind in kinds[i + 1 :])]
