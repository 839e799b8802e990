"""Closing round a thing, holding it, letting it slip, letting it go: one hand's grip."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Final

from controllers.frame import Quat, Vec3
from controllers.rotation import inverse, multiply, rotate
from tasks.grasping.catalogue import Kind, distance_m
from tasks.grasping.hands import PhysicsHand
from tasks.grasping.model import HAND_RADIUS_M, TICK_S, Model

REACH_M: Final = 0.05
"""From the middle of the hand to the surface that it closes round."""

CLOSING_NS: Final = 300_000_000
"""For so long after it began to close, a hand still takes what comes within reach."""

SLIP_M: Final = 0.03
_SLIP_M_S: Final = 0.12
_PARTING_M: Final = 0.05
_PARTING_M_S: Final = 0.6
_CLEAR_M: Final = 0.005
_THROWN_M_S: Final = 2.0
_THROWN_RAD_S: Final = 6.0
_WAKING_M_S: Final = 0.02


class Grip:
    """What one hand holds, and what its open fingers let in.

    An open hand that comes slowly goes round a thing and not against it, for else none could be
    taken; a fist, or a hand that rushes past, bumps into it.
    """

    def __init__(self, model: Model, hand: PhysicsHand, things: Sequence[Kind]) -> None:
        self.hand = hand
        self.held: int | None = None
        self.closed = False
        self.strength = 1.0
        self._model = model
        self._things = things
        self._inside = [False] * len(things)
        self._zones_m = [thing.radius_m + HAND_RADIUS_M + _PARTING_M for thing in things]
        self._closing_until_ns = 0
        self._at_m: Vec3 = (0.0, 0.0, 0.0)
        self._slid_m = 0.0

    def wish(self, closed: bool, strength: float, time_ns: int) -> None:  # noqa: FBT001
        """Take over what the hand wants from this frame on."""
        if closed and not self.closed:
            self._closing_until_ns = time_ns + CLOSING_NS
        self.closed = closed
        self.strength = min(max(strength, 0.0), 1.0) if strength == strength else 0.0

    def within_reach(self, present: Sequence[bool], time_ns: int) -> int | None:
        """The thing that the closing hand takes now: the nearest in reach, if there is one."""
        if not self.closed or self.held is not None or time_ns > self._closing_until_ns:
            return None
        best, nearest_m = None, REACH_M
        for index, there in enumerate(present):
            if there and (gap_m := self._gap_m(index, handle=True)) < nearest_m:
                best, nearest_m = index, gap_m
        return best

    def take(self, index: int) -> None:
        """Hold a thing just where and how it is to the hand."""
        at_m, turn = self._seen_from_hand(index)
        self._model.weld(self.hand.side, index, at_m, turn)
        self._pass(index)
        self.held, self._at_m, self._slid_m = index, at_m, 0.0
        self.hand.load_kg = self._things[index].mass_kg
        self._closing_until_ns = 0

    def drop(self) -> int:
        """Let go of what is held; it flies on no faster than a weak throw. Returns its index."""
        index = self.held
        assert index is not None
        model = self._model
        model.unweld(self.hand.side, index)
        body = model.item(index)
        linear, angular = model.velocity(body)
        x, y, z = capped(linear, _THROWN_M_S)
        # What was held still would be put to sleep where it hangs, before it begins to fall.
        model.set_velocity(body, (x, y - _WAKING_M_S, z), capped(angular, _THROWN_RAD_S))
        self.held, self.hand.load_kg = None, 0.0
        return index

    def slips(self, needed: float) -> bool:
        """Slide for one tick if the grip is too weak; whether it has slid out."""
        if self.held is None or self.strength >= needed:
            return False
        step_m = _SLIP_M_S * (1.0 - self.strength / needed) * TICK_S
        down = rotate(inverse(self.hand.orientation), (0.0, -step_m, 0.0))
        self._at_m = tuple(a + b for a, b in zip(self._at_m, down, strict=True))  # type: ignore[assignment]
        self._slid_m += step_m
        self._model.slide(self.hand.side, self.held, self._at_m)
        return self._slid_m > SLIP_M

    def carried(self) -> tuple[Vec3, Quat]:
        """Pose of what is held seen from the hand, so that it can go along."""
        assert self.held is not None
        return self._seen_from_hand(self.held)

    def part_fingers(self, present: Sequence[bool]) -> None:
        """Say anew which things the hand goes round and which it bumps into."""
        hand = self.hand
        if not hand.present:
            return
        parting = not self.closed and hand.speed_m_s < _PARTING_M_S
        x, y, z = hand.position_m
        # Plain numbers, since this goes through all things and is the world's own dearest part.
        places = self._model.qpos
        at = 7 * self._model.item(0) - 7
        for index, zone_m in enumerate(self._zones_m):
            dx = places[at] - x
            dz = places[at + 2] - z
            near = -zone_m < dx < zone_m and -zone_m < dz < zone_m
            inside = self._inside[index]
            if (near or inside) and present[index] and index != self.held:
                dy = places[at + 1] - y
                near = dx * dx + dy * dy + dz * dz < zone_m * zone_m
                if parting and near:
                    if not inside:
                        self._pass(index)
                elif inside and self._gap_m(index, handle=False) > HAND_RADIUS_M + _CLEAR_M:
                    self._model.meet(hand.side, index, solid=True)
                    self._inside[index] = False
            at += 7

    def stand_clear(self, index: int) -> None:
        """The thing or the hand was put anew: go round it until they are apart."""
        self._pass(index)

    def _pass(self, index: int) -> None:
        self._model.meet(self.hand.side, index, solid=False)
        self._inside[index] = True

    def _gap_m(self, index: int, *, handle: bool) -> float:
        thing = self._things[index]
        body = self._model.item(index)
        x, y, z = self._model.position_m(body)
        hx, hy, hz = self.hand.position_m
        away = (hx - x, hy - y, hz - z)
        if math.hypot(*away) > thing.radius_m + REACH_M:
            return math.inf
        local = rotate(inverse(self._model.orientation(body)), away)
        shapes = thing.gripped if handle else thing.shapes
        return min(distance_m(shape, local) for shape in shapes)

    def _seen_from_hand(self, index: int) -> tuple[Vec3, Quat]:
        body = self._model.item(index)
        hand = self.hand
        back = inverse(hand.orientation)
        away = tuple(
            a - b for a, b in zip(self._model.position_m(body), hand.position_m, strict=True)
        )
        return rotate(back, away), multiply(back, self._model.orientation(body))  # type: ignore[arg-type]


def capped(vector: Vec3, longest: float) -> Vec3:
    """Shortened to a length, if it is longer."""
    x, y, z = vector
    length = math.sqrt(x * x + y * y + z * z)
    if length <= longest:
        return vector
    factor = longest / length
    return (x * factor, y * factor, z * factor)
