"""The state of a game as things of the 3-D picture, and the picture in words."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import Final

from clinic.console.view3d import Thing
from clinic.link.protocol import Board, State
from controllers.frame import Vec3

_DRAWN_AS_PERSON: Final = ("hand", "foot")
_TO_REACH: Final = ("target", "footprint", "object", "start", "obstacle")
_GUESSED: Final = (0.6, 0.6, 0.6, 0.35)
_PLAIN: Final = (1.0, 1.0, 1.0, 1.0)
_BOARD: Final = (0.85, 0.9, 0.95, 0.35)


def things(state: State) -> list[Thing]:
    """All there is to see."""
    return [*_person(state), *_scene(state), *_boards(state)]


def in_words(state: State) -> str:
    """Where the hand or foot that is asked for is: "Right hand 0.12 m from the target."."""
    side = state.wanted_side
    if side is None:
        return ""
    name = f"{side} {state.wanted_limb}"
    point = state.points.get(name.replace(" ", "_"))
    if point is None or not point.valid:
        return f"The {name} is not seen."
    guessed = "" if point.tracked else " (not tracked now)"
    nearest = _nearest(point.position, state)
    if nearest is None:
        return f"{name.capitalize()} is asked for{guessed}."
    role, distance_m = nearest
    return f"{name.capitalize()}{guessed} {distance_m:.2f} m from the {_named(role)}."


def _named(role: str) -> str:
    return "start place" if role == "start" else role


def _nearest(place: Vec3, state: State) -> tuple[str, float] | None:
    for role in _TO_REACH:
        found = [math.dist(place, each.position) for each in state.things if each.role == role]
        if found:
            return role, min(found)
    return None


def _person(state: State) -> Iterator[Thing]:
    for name, point in state.points.items():
        if not point.valid:
            continue
        role = name.replace("_", " ")
        colour = _PLAIN if point.tracked else _GUESSED
        yield Thing(role, role, "", point.position, point.orientation, colour=colour)


def _scene(state: State) -> Iterator[Thing]:
    for each in state.things:
        if each.role in _DRAWN_AS_PERSON:
            continue
        yield Thing(
            str(each.id),
            each.role,
            each.mesh,
            each.position,
            each.orientation,
            each.scale,
            each.colour,
        )


def _boards(state: State) -> Iterator[Thing]:
    for number, board in enumerate(state.boards):
        yield _board(f"board {number}", board)


def _board(name: str, board: Board) -> Thing:
    half = board.yaw_rad / 2
    turned = (0.0, math.sin(half), 0.0, math.cos(half))
    size = (board.width_m, 0.5 * board.width_m, 0.02)
    return Thing(name, "board", "box", board.position, turned, size, _BOARD)


class Seen:
    """Share of the looks of the last ten seconds at which each point was tracked."""

    def __init__(self, over_ns: int = 10_000_000_000) -> None:
        self._over_ns = over_ns
        self._looks: list[tuple[int, frozenset[str], frozenset[str]]] = []

    def take(self, state: State) -> None:
        """One more look."""
        there = frozenset(state.points)
        tracked = frozenset(name for name, point in state.points.items() if point.tracked)
        self._looks.append((state.time_ns, there, tracked))
        since = state.time_ns - self._over_ns
        while self._looks and not since <= self._looks[0][0] <= state.time_ns:
            self._looks.pop(0)

    def shares(self) -> Mapping[str, float]:
        """By point; those that were never there are left out."""
        names = dict.fromkeys(name for _, there, _ in self._looks for name in sorted(there))
        return {
            name: sum(name in tracked for *_, tracked in self._looks) / len(self._looks)
            for name in names
        }
