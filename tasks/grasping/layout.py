"""Where everything of one repetition stands: the object, its goals, what else is about."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

import numpy as np

from controllers.controller import Side, other_side
from controllers.frame import Quat, Vec3
from controllers.rotation import about_up, multiply, rotate
from tasks.body import sign_of
from tasks.grasping.catalogue import KINDS, Cylinder, Item, Weight
from tasks.grasping.furniture import Board, Furniture
from tasks.grasping.ground import GRIP_ABOVE_M, Ground
from tasks.grasping.parameters import GraspingParameters
from tasks.task import Body
from tasks.trial import TrialSpec

LOWEST_SHELF_M: Final = 0.1
"""A goal that would be lower over the table is on the table."""

APART_M: Final = 0.2
BESIDE_SHELF_M: Final = 0.3
CLUTTER_APART_M: Final = 0.13
START_ABOVE_M: Final = 0.1
LIFTED_M: Final = 0.15
"""The lowest goal in the air is so far above where the thing stood."""

POUR_ABOVE_M: Final = 0.1
WEIGHTS: Final[tuple[Weight, ...]] = ("light", "medium", "heavy")
CLUTTER: Final = ("can", "cup", "bottle", "box")
RECEIVER: Final = "cup"
BASE: Final = "book"


@dataclass(frozen=True, slots=True)
class Placed:
    """A thing and where it is at first: its origin and turn."""

    item: Item
    position_m: Vec3
    orientation: Quat


@dataclass(frozen=True, slots=True)
class Goal:
    """Where the object has to come next, and by which hand.

    `aloft`: in the hand, kept there for `hold_s`; else standing, let go. `tilt_deg` is the least
    tilt from upright that is asked (pouring). With a `base` (index of a thing) it moves along.
    """

    position_m: Vec3
    orientation: Quat
    side: Side
    aloft: bool = False
    hold_s: float = 0.0
    tilt_deg: float = 0.0
    base: int | None = None


@dataclass(frozen=True, slots=True)
class Layout:
    """One repetition's things, the object first, and its goals in order.

    `shelf` are the boards of the furniture that are there for this repetition; `reach_m` is how
    far from the seat a thing may lie; `raised`: the table is higher than asked.
    """

    start_m: Vec3
    furniture: Furniture
    shelf: tuple[Board, ...]
    things: tuple[Placed, ...]
    goals: tuple[Goal, ...]
    yaw_rad: float
    reach_m: float
    raised: bool


def lay_out(parameters: GraspingParameters, spec: TrialSpec, body: Body) -> Layout:
    """Everything of a repetition but its clutter. Pure."""
    ground = Ground(parameters, body)
    situation, knobs, activity = spec.situation, spec.knobs, parameters.activity
    side, yaw_rad = situation.side, body.frame.yaw_rad
    item = item_of(situation.labels["object"], knobs["size_scale"], knobs["weight"])
    share = knobs["distance_share"]
    raise_m = knobs["height_share"] * max(ground.shoulder_y_m - ground.top_m, 0.0)
    aloft_m = max(raise_m, LIFTED_M)

    standing = standing_of(item.kind.name, side, yaw_rad)
    rest_m = item.scaled.rest_height_m
    first, first_m = standing, rest_m
    if activity == "upright":
        first, first_m = lying(item, side, standing, yaw_rad)
    surface_m = ground.spot(side, situation.covariates["object_azimuth_deg"], share, ground.top_m)
    on_shelf = activity in ("place", "upright") and raise_m >= LOWEST_SHELF_M
    goal_side = other_side(side) if activity == "hand_to_hand" else side
    spot_m = _apart(
        ground,
        goal_side,
        situation.covariates["goal_azimuth_deg"],
        share,
        ground.top_m + (raise_m if on_shelf else 0.0),
        surface_m,
        BESIDE_SHELF_M if on_shelf else APART_M,
    )
    things = [Placed(item, up(surface_m, first_m), first)]
    home = Goal(up(surface_m, rest_m), standing, side)
    goals: tuple[Goal, ...] = (Goal(up(spot_m, rest_m), standing, side),)
    if activity == "lift":
        top_m = ground.within(side, up(surface_m, rest_m + aloft_m))
        goals = (Goal(top_m, standing, side, True, parameters.carry_hold_s), home)
    elif activity == "pour":
        receiver = _standing_there(RECEIVER, 2, spot_m, side, yaw_rad)
        things.append(receiver)
        goals = (_pour(parameters, item, receiver, standing, side, body, ground), home)
    elif activity == "stack":
        base = _standing_there(BASE, 3, spot_m, side, yaw_rad)
        things.append(base)
        height_m = 2 * base.item.scaled.rest_height_m + rest_m
        goals = (Goal(up(spot_m, height_m), standing, side, base=1),)
    elif activity == "hand_to_hand":
        middle_m = ground.between_hands(share, ground.top_m + GRIP_ABOVE_M + aloft_m)
        middle_m = ground.within(goal_side, ground.within(side, middle_m))
        handed = standing_of(item.kind.name, goal_side, yaw_rad)
        goals = (
            Goal(middle_m, standing, side, True),
            Goal(up(spot_m, rest_m), handed, goal_side),
        )
    azimuth_deg = parameters.start.azimuth_deg if parameters.start else 5.0
    shelf = ground.shelf(spot_m) if on_shelf else ()
    return Layout(
        up(ground.spot(side, azimuth_deg, 0.3, ground.top_m), START_ABOVE_M),
        ground.furniture(shelf),
        shelf,
        tuple(things),
        goals,
        yaw_rad,
        ground.reach_m,
        ground.raised,
    )


def clutter(
    parameters: GraspingParameters,
    spec: TrialSpec,
    body: Body,
    layout: Layout,
    rng: np.random.Generator,
) -> tuple[Placed, ...]:
    """Other things that stand about, clear of object, goals and each other; fewer without room."""
    ground = Ground(parameters, body)
    side = spec.situation.side
    taken = [
        layout.start_m,
        *(thing.position_m for thing in layout.things),
        *(goal.position_m for goal in layout.goals),
    ]
    shelf_m = layout.goals[-1].position_m if len(layout.furniture.surfaces) > 1 else None
    found: list[Placed] = []
    there = {thing.item.kind.name for thing in layout.things}
    names = [name for name in CLUTTER if name not in there]
    asked, azimuth = int(spec.knobs["clutter"]), parameters.azimuth_deg
    for _ in range(30 * asked):
        if len(found) == asked:
            break
        name = names[int(rng.integers(len(names)))]
        azimuth_deg = float(rng.uniform(azimuth.low - 20.0, azimuth.high + 20.0))
        place_m = ground.spot(side, azimuth_deg, float(rng.uniform(0.5, 1.0)), ground.top_m)
        free = all(_level_m(place_m, other_m) > CLUTTER_APART_M for other_m in taken)
        if free and (shelf_m is None or _level_m(place_m, shelf_m) > BESIDE_SHELF_M):
            found.append(_standing_there(name, 2, place_m, side, body.frame.yaw_rad))
            taken.append(place_m)
    return tuple(found)


def item_of(name: str, scale: float, weight: float) -> Item:
    """A thing of the catalogue at a scale that its kind allows, in weight class 1, 2 or 3."""
    kind = KINDS[name]
    low, high = kind.scale
    return Item(kind, min(high, max(low, scale)), WEIGHTS[round(weight) - 1])


def standing_of(name: str, side: Side, yaw_rad: float) -> Quat:
    """How a thing stands before the patient: a mug's handle points to the hand that takes it."""
    half = 0.5 * (yaw_rad + (math.pi if name == "mug" and side == "left" else 0.0))
    return (0.0, math.sin(half), 0.0, math.cos(half))


def lying(item: Item, side: Side, standing: Quat, yaw_rad: float) -> tuple[Quat, float]:
    """The turn of a thing on its side, top inwards, and the height of its origin so.

    A palm that comes from above so has the thumb towards its top: turning the thumb up stands it.
    """
    shape = item.scaled.shapes[0]
    half_m = shape.radius_m if isinstance(shape, Cylinder) else 0.5 * item.scaled.size_m[0]
    return tipped(standing, side, yaw_rad, math.pi / 2), half_m


def tipped(standing: Quat, side: Side, yaw_rad: float, angle_rad: float) -> Quat:
    """Tipped inwards: to the left before the right hand, to the right before the left one."""
    half = 0.5 * sign_of(side) * angle_rad
    x, y, z = rotate(about_up(yaw_rad), (0.0, 0.0, math.sin(half)))
    return multiply((x, y, z, math.cos(half)), standing)


def up(place_m: Vec3, by_m: float) -> Vec3:
    """A place so much higher."""
    return (place_m[0], place_m[1] + by_m, place_m[2])


def _standing_there(
    name: str, weight: float, surface_m: Vec3, side: Side, yaw_rad: float
) -> Placed:
    item = item_of(name, 1.0, weight)
    return Placed(item, up(surface_m, item.scaled.rest_height_m), standing_of(name, side, yaw_rad))


def _pour(
    parameters: GraspingParameters,
    item: Item,
    receiver: Placed,
    standing: Quat,
    side: Side,
    body: Body,
    ground: Ground,
) -> Goal:
    """Above the receiver, tipped inwards, and beside it so that the mouth is over it."""
    tilt_rad = math.radians(parameters.pour_angle_deg)
    half_m = 0.5 * item.scaled.size_m[1]
    x, _, z = body.frame.turn((sign_of(side) * half_m * math.sin(tilt_rad), 0.0, 0.0))
    at_m = up(receiver.position_m, 0.5 * receiver.item.scaled.size_m[1] + POUR_ABOVE_M)
    return Goal(
        ground.within(side, (at_m[0] + x, at_m[1], at_m[2] + z)),
        tipped(standing, side, body.frame.yaw_rad, tilt_rad),
        side,
        True,
        parameters.carry_hold_s,
        parameters.pour_angle_deg,
    )


def _apart(
    ground: Ground,
    side: Side,
    azimuth_deg: float,
    share: float,
    height_m: float,
    from_m: Vec3,
    least_m: float,
) -> Vec3:
    """The goal's spot, turned about the shoulder until it is clear of the object."""
    best_m = ground.spot(side, azimuth_deg, share, height_m)
    for turn_deg in range(0, 80, 4):
        for sign in (-1.0, 1.0):
            place_m = ground.spot(side, azimuth_deg + sign * turn_deg, share, height_m)
            if _level_m(place_m, from_m) >= least_m:
                return place_m
            if _level_m(place_m, from_m) > _level_m(best_m, from_m):
                best_m = place_m
    return best_m


def _level_m(a: Vec3, b: Vec3) -> float:
    return math.hypot(a[0] - b[0], a[2] - b[2])
