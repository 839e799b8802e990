"""How a repetition of reaching is shown before it is done."""

from __future__ import annotations

from typing import Final

from controllers.frame import Vec3
from controllers.rotation import looking_along, unit
from controllers.seat import hand_orientation
from tasks.body import BodyFrame
from tasks.demonstration import Demonstration, Ghost, Key
from tasks.reaching.props import RING_WIDTH, TARGET_MESH
from tasks.scene import Rgba
from tasks.trial import TrialSpec

REST_S: Final = 0.7
MOVE_S: Final = 1.6
HAND_COLOUR: Final[Rgba] = (0.62, 0.84, 1.0, 0.75)
HAND_GLOW: Final = 0.3
FRUIT_SHARE: Final = 0.55
"""The ringed fruit is so small that the hand around it is seen."""


def show_reach(spec: TrialSpec, start_m: Vec3, target_m: Vec3, body: BodyFrame) -> Demonstration:
    """A hand rests, goes to the ringed fruit, and stays there; places in the stage frame."""
    side = spec.situation.side
    held = hand_orientation(side, body.turn((0.0, 0.0, -1.0)))
    keys = (
        Key(0.0, start_m, held),
        Key(REST_S, start_m, held),
        Key(REST_S + MOVE_S, target_m, held),
        Key(2 * REST_S + MOVE_S, target_m, held),
    )
    eyes_m, (x, y, z) = body.eyes_m, target_m
    to_eyes = looking_along(unit((x - eyes_m[0], y - eyes_m[1], z - eyes_m[2])))
    diameter_m = 2 * spec.knobs["radius_m"]
    ring_m, fruit_m = RING_WIDTH * diameter_m, FRUIT_SHARE * diameter_m
    return Demonstration(
        (
            Ghost(f"hand_{side}", keys, colour=HAND_COLOUR, glow=HAND_GLOW),
            Ghost("ring", (Key(0.0, target_m, to_eyes, 1.0),), (ring_m,) * 3, (1.0,) * 4),
            Ghost(TARGET_MESH, (Key(0.0, target_m),), (fruit_m,) * 3),
        )
    )
