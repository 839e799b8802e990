"""Events of a session with the exercise that was under way."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from clinic.session import PlayedSession
from clinic.told import Command

CUE_ORDER: Final = ("verbal", "tactile", "visual")
AMOUNT_ORDER: Final = ("minimal", "moderate", "maximal")


@dataclass(frozen=True, slots=True)
class Happened:
    """One event and the number of the exercise, 0 outside of any."""

    exercise: int
    event: Mapping[str, Any]

    @property
    def kind(self) -> str:
        """The event's kind."""
        return str(self.event.get("kind", ""))


def happened(session: PlayedSession) -> list[Happened]:
    """Every event in order."""
    number, found = 0, []
    for event in session.events:
        kind = event.get("kind")
        if kind == "exercise_start":
            started = event.get("exercise")
            number = started if isinstance(started, int) else 0
        found.append(Happened(number, event))
        if kind == "exercise_end":
            number = 0
    return found


def commands(session: PlayedSession, exercise: int, command: str) -> list[Command]:
    """Commands of one name in one exercise; 0: outside of any. Raises `RecordingError`."""
    within = {id(each.event) for each in happened(session) if each.exercise == exercise}
    events = [event for event in session.events if event.get("kind") == "command"]
    told = session.told(Command)
    return [
        each
        for each, event in zip(told, events, strict=True)
        if each.command == command and id(event) in within
    ]


def cues_given(told: Iterable[Command]) -> tuple[tuple[str, str, int], ...]:
    """Cues by kind and amount, as they were marked."""
    counts: dict[tuple[str, str], int] = {}
    for each in told:
        key = (text_in(each, "kind"), text_in(each, "amount"))
        counts[key] = counts.get(key, 0) + 1
    ordered = sorted(
        counts, key=lambda key: (_place(CUE_ORDER, key[0]), _place(AMOUNT_ORDER, key[1]))
    )
    return tuple((kind, amount, counts[kind, amount]) for kind, amount in ordered)


def assistance(told: Iterable[Command]) -> tuple[tuple[str, int], ...]:
    """Help by its amount, where that was told."""
    counts: dict[str, int] = {}
    for each in told:
        amount = text_in(each, "amount")
        counts[amount] = counts.get(amount, 0) + 1
    return tuple(sorted(counts.items(), key=lambda pair: _place(AMOUNT_ORDER, pair[0])))


def counted(names: Iterable[str]) -> tuple[tuple[str, int], ...]:
    """Names and how often each, in the order of their first."""
    counts: dict[str, int] = {}
    for name in names:
        counts[name] = counts.get(name, 0) + 1
    return tuple(counts.items())


def text_in(command: Command, key: str) -> str:
    """What a command carries under a key, empty where that is no text."""
    value = command.data.get(key)
    return value if isinstance(value, str) else ""


def _place(order: Sequence[str], name: str) -> tuple[int, str]:
    return (order.index(name) if name in order else len(order), name)
