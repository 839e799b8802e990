"""The physics of grasping: a table, things on it, and two hands.

    world = World(furniture, [Item(KINDS["cup"]), ...])       # once an exercise
    world.place(0, position_m, orientation)                    # once a repetition, each thing
    world.put_away(1)                                          # not needed now
    world.advance(frame.display_time_ns, left, right)          # once a frame, HandInput or None
    world.pose(0); world.hand_pose("left"); world.held("left"); world.at_rest(0)
    for event in world.events: ...                             # then world.events.clear()

Everything is in the stage frame, metres, quaternions x, y, z, w, times in ns. Things begin put
away. Time goes on in ticks of 1/360 s counted from the first frame, with the hands on the
straight line between two frames, so that every frame rate gives nearly the same movement, and
the same input gives the same bits. A gap of more than 0.1 s is not lived through: the world
stands still in it.

A hand that jumps is put anew at the tracked place, out of the furniture. What it holds goes
along if there is room for it there and no board between, and else is let go where it was, at
rest; so is a thing that two hands hold. A hand that is not seen stays where it was and holds
what it holds. A body that is held up far from its tracked hand for a while is put anew likewise.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

from controllers.controller import SIDES, Side
from controllers.frame import IDENTITY, Quat, Vec3
from controllers.rotation import multiply, rotate
from tasks.grasping.catalogue import Item
from tasks.grasping.furniture import Furniture
from tasks.grasping.hands import GAP_NS, HandInput, PhysicsHand
from tasks.grasping.holding import Grip, capped
from tasks.grasping.model import TICK_HZ, Model
from tasks.grasping.places import free_place
from tasks.grasping.thing import Thing

Happening = Literal["grasped", "released", "slipped", "knocked", "fallen", "returned"]

FASTEST_M_S: Final = 5.0
FASTEST_RAD_S: Final = 40.0
LOST_NS: Final = 1_000_000_000
_FARTHEST_M: Final = 5.0
_PARTING_TICKS: Final = 6
_IN_THE_WAY_M: Final = 0.004
_FLOOR_M: Final = 0.02


@dataclass(frozen=True, slots=True)
class WorldEvent:
    """Something that befell a thing, at the tick at which it did; `side` where a hand did it."""

    kind: Happening
    index: int
    time_ns: int
    side: Side | None = None


class World:
    """Furniture, items and hands. `reach_m`: things at rest farther from the seat come back.

    Raises ValueError where the furniture has no board that things can stand on.
    """

    def __init__(self, furniture: Furniture, items: Sequence[Item], reach_m: float = 1.2) -> None:
        if not furniture.surfaces:
            raise ValueError("there is nothing for things to stand on")
        self.furniture = furniture
        self.items = tuple(items)
        self.kinds = tuple(item.scaled for item in items)
        self.events: list[WorldEvent] = []
        self._reach_m = reach_m
        self._model = Model(furniture, items)
        self._things = [Thing() for _ in items]
        self._present = [False] * len(items)
        self._grips = tuple(
            Grip(self._model, PhysicsHand(self._model, furniture, side), self.kinds)
            for side in SIDES
        )
        self._edge_m = min(board.top_m for board in furniture.surfaces)
        self._origin_ns = self._time_ns = 0
        self._ticks = -1

    def place(self, index: int, position_m: Vec3, orientation: Quat = IDENTITY) -> None:
        """Put a thing's origin somewhere, at rest; it comes back here when it gets lost."""
        self._things[index].home_m, self._things[index].home_turn = position_m, orientation
        self._put(index, position_m, orientation)

    def put_away(self, index: int) -> None:
        """Take a thing out of the world until it is placed."""
        self._let_go_of(index)
        self._present[index] = False
        self._model.put_aside(self._model.item(index))

    def rest_m(self, index: int, place_m: Vec3) -> Vec3:
        """The origin of a thing that stands at a place of a surface."""
        x, y, z = place_m
        return (x, y + self.kinds[index].rest_height_m, z)

    def present(self, index: int) -> bool:
        """Whether a thing is in the world."""
        return self._present[index]

    def pose(self, index: int) -> tuple[Vec3, Quat]:
        """Origin and turn of a thing."""
        body = self._model.item(index)
        return self._model.position_m(body), self._model.orientation(body)

    def speed_m_s(self, index: int) -> float:
        """Of a thing's origin."""
        return math.hypot(*self._model.velocity(self._model.item(index))[0])

    def grip_m(self, index: int) -> Vec3:
        """Where a hand is best brought to so as to take a thing, stage frame."""
        (x, y, z), turn = self.pose(index)
        dx, dy, dz = rotate(turn, self.kinds[index].grip_m)
        return (x + dx, y + dy, z + dz)

    def hand_pose(self, side: Side) -> tuple[Vec3, Quat] | None:
        """Pose of the hand that touches things; None before it was first seen."""
        hand = self._grip(side).hand
        return (hand.position_m, hand.orientation) if hand.present else None

    def held(self, side: Side) -> int | None:
        """What a hand holds."""
        return self._grip(side).held

    def in_hand(self, side: Side) -> tuple[Vec3, Quat]:
        """Pose of what a hand holds, seen from the hand."""
        return self._grip(side).carried()

    def at_rest(self, index: int) -> bool:
        """Whether a thing lies still and is in no hand."""
        return self._things[index].resting and not self._is_held(index)

    def let_go(self, side: Side) -> None:
        """Open a hand from outside; it takes nothing before it has opened and closed again."""
        grip = self._grip(side)
        if grip.held is not None:
            self._released("released", grip, self._time_ns)

    def advance(self, time_ns: int, left: HandInput | None, right: HandInput | None) -> None:
        """Live on to this time with the hands as they are now; None is a hand not seen."""
        passed_ns = time_ns - self._time_ns
        if self._ticks < 0 or not 0 <= passed_ns <= GAP_NS:
            self._origin_ns, self._ticks = time_ns, 0
        self._time_ns = time_ns
        for grip, wish in zip(self._grips, (left, right), strict=True):
            if grip.hand.aim(wish, time_ns):
                self._put_anew(grip, time_ns)
        self._live(time_ns)
        for grip, wish in zip(self._grips, (left, right), strict=True):
            if wish is not None and wish.seen:
                grip.wish(wish.closed, wish.strength, time_ns)
            if grip.held is not None and not grip.closed:
                self._released("released", grip, time_ns)
            self._take(grip, time_ns)
            if grip.hand.astray:
                self._put_anew(grip, time_ns)

    def _live(self, until_ns: int) -> None:
        model = self._model
        while True:
            time_ns = self._origin_ns + (self._ticks + 1) * 1_000_000_000 // TICK_HZ
            if time_ns > until_ns:
                return
            self._ticks += 1
            for grip in self._grips:
                grip.hand.drive(time_ns)
                held = grip.held
                if held is not None and grip.slips(self._needed(held)):
                    self._released("slipped", grip, time_ns)
            if self._ticks % _PARTING_TICKS == 0:
                for grip in self._grips:
                    grip.part_fingers(self._present)
            model.tick()
            for index, thing in enumerate(self._things):
                if self._present[index] and (
                    model.awake[2 + index] or thing.lost_since_ns is not None or not thing.resting
                ):
                    self._watch(index, thing, time_ns)

    def _needed(self, index: int) -> float:
        """Strength that this hand must bring: two hands share the weight."""
        holding = sum(grip.held == index for grip in self._grips)
        return self.items[index].strength_needed / max(holding, 1)

    def _watch(self, index: int, thing: Thing, time_ns: int) -> None:
        model = self._model
        body = model.item(index)
        position, turn = model.position_m(body), model.orientation(body)
        linear, angular = model.velocity(body)
        speed, spin = math.hypot(*linear), math.hypot(*angular)
        if not (speed + spin + abs(sum(position)) + abs(sum(turn)) < math.inf):
            model.calm()
            self._bring_back(index, time_ns)
            return
        if speed > FASTEST_M_S or spin > FASTEST_RAD_S:
            model.set_velocity(body, capped(linear, FASTEST_M_S), capped(angular, FASTEST_RAD_S))
        if self._is_held(index):
            thing.hold(time_ns)
            return
        if thing.is_knocked(position, turn):
            self._tell("knocked", index, time_ns)
        if not thing.on_floor and self._on_floor(index, position):
            thing.on_floor = True
            self._tell("fallen", index, time_ns)
        thing.see(position, turn, time_ns, asleep=not model.awake[2 + index])
        if math.dist(position, self.furniture.seat_m) > _FARTHEST_M:
            self._bring_back(index, time_ns)
        elif not self._is_lost(thing, position):
            thing.lost_since_ns = None
        elif thing.lost_since_ns is None:
            thing.lost_since_ns = time_ns
        elif time_ns - thing.lost_since_ns > LOST_NS:
            self._bring_back(index, time_ns)

    def _on_floor(self, index: int, position_m: Vec3) -> bool:
        return position_m[1] - self.furniture.floor_m < self.kinds[index].radius_m + _FLOOR_M

    def _is_lost(self, thing: Thing, position_m: Vec3) -> bool:
        x, y, z = position_m
        sx, _, sz = self.furniture.seat_m
        return y < self._edge_m or (thing.resting and math.hypot(x - sx, z - sz) > self._reach_m)

    def _bring_back(self, index: int, time_ns: int) -> None:
        thing = self._things[index]
        taken = [
            (self.pose(other)[0], self.kinds[other].footprint_m)
            for other in range(len(self.items))
            if other != index and self._present[other]
        ]
        hands = [(grip.hand.position_m, 0.06) for grip in self._grips if grip.hand.present]
        kind = self.kinds[index]
        place_m = free_place(self.furniture, kind, thing.home_m, taken + hands)
        self._put(index, place_m, thing.home_turn)
        self._tell("returned", index, time_ns)

    def _put(self, index: int, position_m: Vec3, orientation: Quat) -> None:
        self._let_go_of(index)
        self._present[index] = True
        self._model.set_pose(self._model.item(index), position_m, orientation)
        self._things[index].put(position_m, orientation)
        for grip in self._grips:
            grip.stand_clear(index)

    def _put_anew(self, grip: Grip, time_ns: int) -> None:
        index = grip.held
        if index is None:
            grip.hand.put()
            self._stand_clear(grip)
            return
        body = self._model.item(index)
        old_m, old_turn = self.pose(index)
        at_m, turn = grip.carried()
        grip.hand.put()
        (x, y, z), hand_turn = grip.hand.goal()
        dx, dy, dz = rotate(hand_turn, at_m)
        new_m = (x + dx, y + dy, z + dz)
        shared = self._grips[0].held == self._grips[1].held
        if not shared and not self.furniture.parts(old_m, new_m):
            self._model.set_pose(body, new_m, multiply(hand_turn, turn))
            if self._model.depth_m(body) <= _IN_THE_WAY_M:
                self._stand_clear(grip)
                return
        self._model.set_pose(body, old_m, old_turn)
        self._released("released", grip, time_ns)
        self._stand_clear(grip)

    def _stand_clear(self, grip: Grip) -> None:
        for index, there in enumerate(self._present):
            if there:
                grip.stand_clear(index)

    def _take(self, grip: Grip, time_ns: int) -> None:
        index = grip.within_reach(self._present, time_ns) if grip.hand.present else None
        if index is not None:
            grip.take(index)
            self._things[index].hold(time_ns)
            self._tell("grasped", index, time_ns, grip.hand.side)

    def _released(self, kind: Happening, grip: Grip, time_ns: int) -> None:
        self._tell(kind, grip.drop(), time_ns, grip.hand.side)

    def _let_go_of(self, index: int) -> None:
        for grip in self._grips:
            if grip.held == index:
                grip.drop()

    def _is_held(self, index: int) -> bool:
        return self._grips[0].held == index or self._grips[1].held == index

    def _grip(self, side: Side) -> Grip:
        return self._grips[0] if side == "left" else self._grips[1]

    def _tell(self, kind: Happening, index: int, time_ns: int, side: Side | None = None) -> None:
        self.events.append(WorldEvent(kind, index, time_ns, side))
