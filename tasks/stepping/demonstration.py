"""How a repetition of stepping is shown before it is done: ghost shoes ahead of the patient."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from controllers.controller import Side, other_side
from controllers.frame import Vec3
from tasks.body import sign_of
from tasks.demonstration import Demonstration, Ghost, Key
from tasks.scene import Rgba
from tasks.stepping.feet import HEEL_BEHIND_M, MIDDLE_AHEAD_M, TOE_AHEAD_M
from tasks.stepping.obstacles import Obstacle
from tasks.stepping.path import Path

AHEAD_M: Final = 2.6
"""So far ahead the ghosts are in view without looking down at one's own feet."""

ENLARGED: Final = 1.7
"""So far off they are shown larger than they are, all alike."""

REST_S: Final = 0.8
MOVE_S: Final = 0.9
COMING_S: Final = 6.0
OVER_M: Final = 0.08
STANCE_M: Final = 0.1
HALF_WIDTH_M: Final = 0.5
SHOE_COLOUR: Final[Rgba] = (0.62, 0.84, 1.0, 0.9)
SHOE_GLOW: Final = 0.3
PRINT_COLOUR: Final[Rgba] = (1.0, 0.85, 0.3, 1.0)


def _shoe(path: Path, side: Side, places: list[tuple[float, Vec3]]) -> Ghost:
    keys = tuple(
        Key(time_s, path.to_stage(*place_m), path.orientation) for time_s, place_m in places
    )
    return Ghost(f"shoe_{side}", keys, colour=SHOE_COLOUR, glow=SHOE_GLOW)


def _at_rest(path: Path, side: Side) -> Ghost:
    return _shoe(path, side, [(0.0, (sign_of(side) * STANCE_M, 0.0, 0.0))])


def _thing(path: Path, mesh: str, obstacle: Obstacle, keys: list[tuple[float, float]]) -> Ghost:
    """The obstacle, its near edge at each (time, ahead)."""
    scale = (obstacle.width_m, obstacle.height_m, obstacle.depth_m)
    places = tuple(
        Key(
            time_s,
            path.to_stage(obstacle.across_m, 0.0, near_m + obstacle.depth_m / 2),
            path.orientation,
        )
        for time_s, near_m in keys
    )
    return Ghost(mesh, places, scale, (1.0, 1.0, 1.0, 1.0))


def _enlarged(path: Path, ghosts: tuple[Ghost, ...]) -> Demonstration:
    """All of it larger, about the path's origin."""
    ox, oy, oz = path.origin_m

    def place(place_m: Vec3) -> Vec3:
        x, y, z = place_m
        return (ox + ENLARGED * (x - ox), oy + ENLARGED * (y - oy), oz + ENLARGED * (z - oz))

    def scale(by: Vec3) -> Vec3:
        return (ENLARGED * by[0], ENLARGED * by[1], ENLARGED * by[2])

    return Demonstration(
        tuple(
            replace(
                ghost,
                scale=scale(ghost.scale),
                keys=tuple(replace(key, position_m=place(key.position_m)) for key in ghost.keys),
            )
            for ghost in ghosts
        )
    )


def show_lift(path: Path, side: Side, obstacle: Obstacle, mesh: str) -> Demonstration:
    """What comes passes under a shoe that is lifted and lowered again."""
    x, up_m = sign_of(side) * STANCE_M, obstacle.height_m + OVER_M
    half_s = COMING_S / 2
    middle_m = MIDDLE_AHEAD_M - obstacle.depth_m / 2
    shoe = _shoe(
        path,
        side,
        [
            (0.0, (x, 0.0, 0.0)),
            (half_s - 1.9, (x, 0.0, 0.0)),
            (half_s - 0.9, (x, up_m, 0.0)),
            (half_s + 0.9, (x, up_m, 0.0)),
            (half_s + 1.9, (x, 0.0, 0.0)),
            (COMING_S, (x, 0.0, 0.0)),
        ],
    )
    thing = _thing(path, mesh, obstacle, [(0.0, middle_m + 0.7), (COMING_S, middle_m - 0.7)])
    return _enlarged(path, (shoe, thing, _at_rest(path, other_side(side))))


def show_crossing(path: Path, side: Side, obstacle: Obstacle, mesh: str) -> Demonstration:
    """One shoe and then the other step over what lies there."""
    obstacle = replace(obstacle, left_m=-HALF_WIDTH_M, right_m=HALF_WIDTH_M)
    up_m = obstacle.height_m + OVER_M
    near_m = TOE_AHEAD_M + 0.12
    beyond_m = near_m + obstacle.depth_m + HEEL_BEHIND_M + 0.1
    over_m = near_m + obstacle.depth_m / 2 - MIDDLE_AHEAD_M
    ghosts = []
    for place, foot in enumerate((side, other_side(side))):
        x = sign_of(foot) * STANCE_M
        off_s = REST_S + place * (2 * MOVE_S + 0.2)
        ghosts.append(
            _shoe(
                path,
                foot,
                [
                    (0.0, (x, 0.0, 0.0)),
                    (off_s, (x, 0.0, 0.0)),
                    (off_s + MOVE_S, (x, up_m, over_m)),
                    (off_s + 2 * MOVE_S, (x, 0.0, beyond_m)),
                    (2 * REST_S + 4 * MOVE_S + 0.2, (x, 0.0, beyond_m)),
                ],
            )
        )
    return _enlarged(path, (*ghosts, _thing(path, mesh, obstacle, [(0.0, near_m)])))


def show_tread(path: Path, side: Side, length_m: float, ahead_m: float) -> Demonstration:
    """A shoe is lifted and comes down on a print."""
    x = sign_of(side) * STANCE_M
    shoe = _shoe(
        path,
        side,
        [
            (0.0, (x, 0.0, 0.0)),
            (REST_S, (x, 0.0, 0.0)),
            (REST_S + MOVE_S, (x, OVER_M, ahead_m / 2)),
            (REST_S + 2 * MOVE_S, (x, 0.0, ahead_m)),
            (2 * REST_S + 2 * MOVE_S, (x, 0.0, ahead_m)),
        ],
    )
    place_m = path.to_stage(x, 0.002, ahead_m + MIDDLE_AHEAD_M)
    print_ = Ghost(
        f"footprint_{side}",
        (Key(0.0, place_m, path.orientation),),
        (length_m,) * 3,
        PRINT_COLOUR,
        SHOE_GLOW,
    )
    return _enlarged(path, (shoe, print_, _at_rest(path, other_side(side))))
