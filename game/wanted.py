"""What a scene asks for, for devices that have to be told: how far off, where, which way."""

from __future__ import annotations

import math
from typing import Final

from controllers.frame import Vec3
from game.rays import along_and_beside
from tasks.body import yaw_of
from tasks.scene import Instance, Role, Scene

_REACHED_FOR: Final = frozenset({Role.TARGET, Role.START, Role.DISTRACTOR, Role.OBJECT})
_ASKED: Final = {Role.TARGET: 3, Role.START: 2, Role.GHOST: 1}
_LONGEST_REACH_M: Final = 1.2
_BESIDE_M: Final = 0.06
_STEPPED: Final = frozenset({Role.START, Role.FOOTPRINT, Role.OBSTACLE})
_IN_HAND_M: Final = 0.12


def depth_along(scene: Scene, origin_m: Vec3, direction: Vec3) -> float | None:
    """Metres along a ray (unit direction) to the thing to reach for that it is most in line with.

    None where nothing within an arm's length lies on the ray or within 6 cm beside it. Of the
    objects only the one that is asked for counts, and not while a hand holds it.
    """
    nearest_m: float | None = None
    least = math.inf
    for _, instance in scene.rows():
        if instance.role in _REACHED_FOR:
            if instance.role is Role.OBJECT and (instance.glow <= 0.0 or _held(scene, instance)):
                continue
            centre_m = instance.position_m
            along_m, beside_m = along_and_beside(origin_m, direction, centre_m)
            reach_m = instance.radius_m + _BESIDE_M
            if 0.0 < along_m <= _LONGEST_REACH_M and beside_m <= reach_m:
                share = beside_m / reach_m
                if share < least:
                    least, nearest_m = share, along_m
    return nearest_m


def asked_for(scene: Scene) -> Vec3 | None:
    """Where to look, stage frame: the newest target, else start place, else ghost; or None."""
    found: Instance | None = None
    most = (0, 0)
    for _, instance in scene.rows():
        rank = _ASKED.get(instance.role)
        if rank is not None and (rank, instance.id) > most:
            found, most = instance, (rank, instance.id)
    return None if found is None else found.position_m


def heading_asked(scene: Scene) -> float | None:
    """Heading (radians about +Y) of the way that the feet are asked to go, if they are."""
    for _, instance in scene.rows():
        if instance.role in _STEPPED and instance.glow > 0.0:
            return yaw_of(instance.orientation)
    return None


def _held(scene: Scene, thing: Instance) -> bool:
    side = scene.wanted_side
    if side is None or scene.hands[side].closed is None:
        return False
    return any(
        hand.role is Role.HAND and math.dist(hand.position_m, thing.position_m) < _IN_HAND_M
        for _, hand in scene.rows()
    )
