"""A table with things on it, and hands that are moved by a script at any frame rate."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from controllers.controller import Side
from controllers.frame import IDENTITY, Quat, Vec3
from tasks.body import BodyFrame
from tasks.grasping.catalogue import Item
from tasks.grasping.furniture import Furniture, shelf, table
from tasks.grasping.hands import HandInput
from tasks.grasping.world import Happening, World

BODY = BodyFrame((0.0, 1.2, 0.0), 0.0)
TABLE = Furniture(table(BODY, 0.75, 0.25), (0.0, 0.0, 0.0))
TABLE_AND_SHELF = Furniture((*TABLE.boards, *shelf(BODY, 1.1, 0.75, 0.6)), (0.0, 0.0, 0.0))
START_NS = 1_000_000_000
LAP: dict[Side, HandInput] = {
    "left": HandInput((-0.3, 0.55, 0.1)),
    "right": HandInput((0.3, 0.55, 0.1)),
}


@dataclass(frozen=True)
class Move:
    """Go smoothly to a place in so many seconds, the hand closed or open from the beginning."""

    to_m: Vec3
    seconds: float
    closed: bool = False
    strength: float = 1.0


class Player:
    """Plays a world frame by frame. Time goes on from call to call."""

    def __init__(self, world: World, rate_hz: float = 90.0) -> None:
        self.world = world
        self.time_s = 0.0
        self._rate_hz = rate_hz
        self._frame = 0
        self._inputs: dict[Side, HandInput | None] = {"left": None, "right": None}

    def frame(self) -> None:
        """One frame with the hands as they are."""
        self.time_s = self._frame / self._rate_hz
        self._frame += 1
        now_ns = START_NS + round(1e9 * self.time_s)
        self.world.advance(now_ns, self._inputs["left"], self._inputs["right"])

    def put_hand(self, side: Side, hand: HandInput | None) -> None:
        """From the next frame on the hand is here."""
        self._inputs[side] = hand

    def wait(self, seconds: float) -> None:
        """Frames without a change."""
        for _ in range(round(seconds * self._rate_hz)):
            self.frame()

    def go(self, side: Side, moves: Sequence[Move], turn: Quat = IDENTITY) -> None:
        """Move one hand; the other stays as it is. Begins where the hand is."""
        for move in moves:
            hand = self._inputs[side]
            begin_m = move.to_m if hand is None else hand.position_m
            begin_s = self._frame / self._rate_hz
            while (past_s := self._frame / self._rate_hz - begin_s) < move.seconds:
                share = past_s / move.seconds
                share = share * share * (3.0 - 2.0 * share)
                x, y, z = (a + (b - a) * share for a, b in zip(begin_m, move.to_m, strict=True))
                self.put_hand(side, HandInput((x, y, z), turn, move.closed, move.strength))
                self.frame()
            self.put_hand(side, HandInput(move.to_m, turn, move.closed, move.strength))

    def kinds_of_events(self) -> list[Happening]:
        """What has befallen things so far, in order."""
        return [event.kind for event in self.world.events]


def world_with(*items: Item, furniture: Furniture = TABLE) -> World:
    """The items in a row along the table's middle, 0.2 m apart."""
    world = World(furniture, items)
    for index in range(len(items)):
        across = 0.2 * (index - 0.5 * (len(items) - 1))
        world.place(index, world.rest_m(index, furniture.table.on_top_m(across, -0.1)))
    return world


def above(place_m: Vec3, up_m: float, right_m: float = 0.0, back_m: float = 0.0) -> Vec3:
    """A place beside another."""
    return (place_m[0] + right_m, place_m[1] + up_m, place_m[2] + back_m)


def height_over_table_m(world: World, index: int, furniture: Furniture = TABLE) -> float:
    """Of what stands upright: its underside over the table's top."""
    return world.pose(index)[0][1] - world.kinds[index].rest_height_m - furniture.table.top_m


def tilt_deg(turn: Quat) -> float:
    """Between +Y of a thing and upwards."""
    x, _, z, _ = turn
    return math.degrees(math.acos(max(-1.0, min(1.0, 1.0 - 2.0 * (x * x + z * z)))))
