"""How a repetition of grasping is shown before it is done."""

from __future__ import annotations

from typing import Final

from controllers.controller import Side
from controllers.frame import Quat, Vec3
from controllers.rotation import multiply, rotate
from controllers.seat import hand_orientation
from tasks.body import BodyFrame
from tasks.demonstration import Demonstration, Ghost, Key
from tasks.grasping.catalogue import Kind
from tasks.grasping.layout import Goal, Layout, up
from tasks.grasping.round import held_by
from tasks.scene import BACK_OF_HAND, Rgba

REST_S: Final = 0.6
MOVE_S: Final = 1.4
CLOSE_S: Final = 0.5
HOLD_S: Final = 0.8
ABOVE_M: Final = 0.08
"""The object goes up before it goes across, and comes down from above."""

OPEN: Final = 0.1
HAND_COLOUR: Final[Rgba] = (0.62, 0.84, 1.0, 0.75)
HAND_GLOW: Final = 0.3


def show_grasp(layout: Layout, side: Side, body: BodyFrame) -> Demonstration:
    """A hand takes the object and brings it to its goals; another takes over where one does."""
    thing = layout.things[0]
    object_keys = [Key(0.0, thing.position_m, thing.orientation)]
    hands = {side: _Hand(side, layout, body)}
    hand = hands[side]
    hand.wait(REST_S)
    hand.go(MOVE_S, thing.position_m, thing.orientation)
    hand.close(CLOSE_S)
    object_keys.append(Key(hand.time_s, thing.position_m, thing.orientation))
    before = Goal(thing.position_m, thing.orientation, side)
    for goal in layout.goals:
        if goal.side != hand.side:
            taking = hands[goal.side] = _Hand(goal.side, layout, body)
            taking.wait(hand.time_s)
            taking.go(MOVE_S, before.position_m, before.orientation)
            taking.close(CLOSE_S)
            hand.wait(MOVE_S + CLOSE_S)
            hand.leave()
            hand = taking
            object_keys.append(Key(hand.time_s, before.position_m, before.orientation))
        places = [up(before.position_m, 0.0 if before.aloft else ABOVE_M)]
        places += [goal.position_m] if goal.aloft else [up(goal.position_m, ABOVE_M)]
        for place_m, share in zip(places, (0.4, 1.0), strict=True):
            turn = before.orientation if share < 1.0 else goal.orientation
            hand.carry(share * MOVE_S, place_m, turn, thing.orientation)
            object_keys.append(Key(hand.time_s, place_m, turn))
        if goal.aloft:
            hand.wait(HOLD_S)
        else:
            hand.carry(0.4 * MOVE_S, goal.position_m, goal.orientation, thing.orientation)
        object_keys.append(Key(hand.time_s, goal.position_m, goal.orientation))
        before = goal
    hand.leave()
    object_keys.append(Key(hand.time_s, before.position_m, before.orientation))
    last = layout.goals[-1]
    size = (thing.item.scale,) * 3
    mesh = thing.item.kind.mesh
    return Demonstration(
        (
            Ghost(mesh, tuple(object_keys), size),
            *(
                Ghost(f"hand_{shown.side}", tuple(shown.keys), colour=HAND_COLOUR, glow=HAND_GLOW)
                for shown in hands.values()
            ),
            *(
                Ghost(
                    other.item.kind.mesh,
                    (Key(0.0, other.position_m, other.orientation),),
                    (other.item.scale,) * 3,
                )
                for other in layout.things[1:]
            ),
            Ghost(
                mesh,
                (Key(0.0, last.position_m, last.orientation),),
                size,
                colour=(1.0, 1.0, 1.0, 0.4),
            ),
        )
    )


class _Hand:
    """Keys of one ghost hand. Its palm lies on what it holds, at the grip point."""

    def __init__(self, side: Side, layout: Layout, body: BodyFrame) -> None:
        self.side: Side = side
        thing = layout.things[0]
        kind = thing.item.scaled
        self._grip_m = kind.grip_m
        self._open = hand_orientation(side, body.turn((0.0, 0.0, -1.0)))
        self._closed, self._back_m = self._hold(kind, thing.orientation)
        rest_m = layout.start_m
        if side != layout.goals[0].side:
            rest_m = _mirrored(layout.start_m, body)
        self._rest_m = rest_m
        self.keys = [Key(0.0, rest_m, self._open, OPEN)]

    @property
    def time_s(self) -> float:
        """Of its last key."""
        return self.keys[-1].time_s

    def wait(self, for_s: float) -> None:
        """Stay as it is."""
        last = self.keys[-1]
        key = Key(self.time_s + for_s, last.position_m, last.orientation, last.amount)
        self.keys.append(key)

    def go(self, in_s: float, object_m: Vec3, turn: Quat) -> None:
        """Go, open, to where an object is gripped."""
        at_m = self._beside(object_m, turn, self._open)
        self.keys.append(Key(self.time_s + in_s, at_m, self._open, OPEN))

    def close(self, in_s: float) -> None:
        """Take hold."""
        last = self.keys[-1]
        self.keys.append(Key(self.time_s + in_s, last.position_m, last.orientation, self._closed))

    def carry(self, in_s: float, object_m: Vec3, turn: Quat, taken: Quat) -> None:
        """Bring what it holds to a pose; `taken` is how that was turned when it was taken."""
        back = (-taken[0], -taken[1], -taken[2], taken[3])
        held = multiply(multiply(turn, back), self._open)
        at_m = self._beside(object_m, turn, held)
        self.keys.append(Key(self.time_s + in_s, at_m, held, self._closed))

    def leave(self) -> None:
        """Open, and go back to rest."""
        last = self.keys[-1]
        self.keys.append(Key(self.time_s + CLOSE_S, last.position_m, last.orientation, OPEN))
        self.keys.append(Key(self.time_s + MOVE_S, self._rest_m, self._open, OPEN))

    def _beside(self, object_m: Vec3, turn: Quat, hand: Quat) -> Vec3:
        """Where a hand turned so is, whose palm lies at an object's grip point."""
        x, y, z = object_m
        dx, dy, dz = rotate(turn, self._grip_m)
        bx, by, bz = rotate(hand, BACK_OF_HAND[self.side])
        far_m = self._back_m
        return (x + dx + bx * far_m, y + dy + by * far_m, z + dz + bz * far_m)

    def _hold(self, kind: Kind, turn: Quat) -> tuple[float, float]:
        """How closed, and how far back, the hand is that came open to an object's grip point."""
        x, y, z, w = self._open
        away = (-x, -y, -z, w)
        dx, dy, dz = rotate(turn, self._grip_m)
        return held_by(kind, self.side, rotate(away, (-dx, -dy, -dz)), multiply(away, turn))


def _mirrored(place_m: Vec3, body: BodyFrame) -> Vec3:
    """A place on the other side of the body's midline."""
    x, _, z = body.turn((1.0, 0.0, 0.0))
    eyes = body.eyes_m
    across = (place_m[0] - eyes[0]) * x + (place_m[2] - eyes[2]) * z
    return (place_m[0] - 2 * across * x, place_m[1], place_m[2] - 2 * across * z)
