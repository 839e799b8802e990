"""What is shown of a preview, as data: metres, stage frame (x right, y up, the patient to -z)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from controllers.controller import Side
from controllers.frame import Vec3
from tasks.task import Body

Kind = Literal["start", "target", "object", "goal", "other thing", "obstacle", "footprint"]


@dataclass(frozen=True, slots=True)
class Spot:
    """One thing where a repetition would put it. `size_m` are its whole extents along the axes.

    `difficulty` is the exercise's, 0..1; `side` the arm or leg that is asked for.
    """

    kind: Kind
    position_m: Vec3
    size_m: Vec3
    difficulty: float
    side: Side


@dataclass(frozen=True, slots=True)
class Solid:
    """A box that is there throughout: a table's top, a board. Turned as the patient faces."""

    name: str
    centre_m: Vec3
    size_m: Vec3


@dataclass(frozen=True, slots=True)
class Preview:
    """All of it: the patient, what stands there, and where things can appear.

    `lowest` and `highest` are the difficulties the exercise may have; `measured`: the reach is the
    patient's own as it was measured, else what is assumed. `note` is empty, or says what matters
    besides.
    """

    body: Body
    spots: Sequence[Spot]
    solids: Sequence[Solid]
    lowest: float
    highest: float
    measured: bool
    note: str = ""

    def sentence(self) -> str:
        """What the pictures show, in words."""
        asked = [spot for spot in self.spots if spot.kind not in ("start", "other thing")]
        if not asked:
            return self.note or "Nothing appears."
        heights = [spot.position_m[1] - self.body.floor_m for spot in asked]
        ahead = [self.body.frame.eyes_m[2] - spot.position_m[2] for spot in asked]
        across = [spot.position_m[0] - self.body.frame.eyes_m[0] for spot in asked]
        kinds = " and ".join(dict.fromkeys(f"{spot.kind}s" for spot in asked))
        return (
            f"{kinds.capitalize()} appear {_range(heights)} cm above the floor, {_range(ahead)} cm "
            f"ahead of the eyes, from {_side(min(across))} to {_side(max(across))}."
        )


def _range(values_m: Sequence[float]) -> str:
    low, high = round(min(values_m) * 100), round(max(values_m) * 100)
    return str(low) if low == high else f"{low} to {high}"


def _side(across_m: float) -> str:
    centimetres = round(abs(across_m) * 100)
    if centimetres == 0:
        return "straight ahead"
    return f"{centimetres} cm {'right' if across_m > 0 else 'left'}"
