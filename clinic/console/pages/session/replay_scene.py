"""A moment of a recording as things of the 3-D picture."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from clinic.console.view3d import Thing
from clinic.replay.shown import Shown
from clinic.replay.track import POINTS, STEP_NS, Placed, Track
from controllers.frame import IDENTITY, Vec3

_LONGEST_TRAIL: Final = 200
_MESHES: Final = {"ball": "ball", "box": "box", "disc": "pad"}
_COLOURS: Final = {
    "start": (0.55, 0.6, 0.66, 0.8),
    "target": (0.85, 0.2, 0.2, 1.0),
    "object": (0.95, 0.75, 0.2, 1.0),
    "obstacle": (0.55, 0.38, 0.2, 1.0),
    "footprint": (0.2, 0.6, 0.35, 0.9),
}
_GUESSED: Final = (0.5, 0.5, 0.5, 0.6)
_GUESS_M: Final = (0.06, 0.06, 0.06)


def things(points: Mapping[str, Placed], shown: Sequence[Shown]) -> list[Thing]:
    """All there is to see."""
    return [*_person(points), *map(_thing, shown)]


def trail(track: Track, side: str, since_ns: int, until_ns: int) -> dict[str, list[Vec3]]:
    """The hand's way in a repetition so far, by the name of what drew it."""
    name = f"{side}_hand"
    step_ns = max(STEP_NS, (until_ns - since_ns) // _LONGEST_TRAIL)
    places = (track.at(at).get(name) for at in range(since_ns, until_ns + 1, step_ns))
    return {name.replace("_", " "): [each.position_m for each in places if each is not None]}


def _person(points: Mapping[str, Placed]) -> Iterator[Thing]:
    for name in POINTS:
        place = points.get(name)
        if place is None:
            continue
        role = name.replace("_", " ")
        turned = place.orientation or IDENTITY
        if place.tracked:
            yield Thing(role, role, "", place.position_m, turned)
        else:
            yield Thing(
                f"{role}, guessed", role, "ball", place.position_m, turned, _GUESS_M, _GUESSED
            )


def _thing(shown: Shown) -> Thing:
    return Thing(
        shown.id,
        shown.role,
        _MESHES[shown.shape],
        shown.position_m,
        shown.orientation,
        shown.size_m,
        _COLOURS[shown.role],
    )
