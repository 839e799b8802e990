"""Table and shelf as boxes with thick tops, set up in front of the patient."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

from controllers.frame import Quat, Vec3
from tasks.body import BodyFrame

TOP_M: Final = 0.06
"""Thickness of what things stand on: a fast thing must not be through it within one tick."""

_LEG_M: Final = 0.06
_SIDE_M: Final = 0.03


@dataclass(frozen=True, slots=True)
class Board:
    """A wooden box: its middle and whole edges in metres, turned about +Y.

    `mesh` is how it looks ("table_top" or "board"); things can stand on it where `bears`.
    """

    centre_m: Vec3
    size_m: Vec3
    yaw_rad: float
    mesh: str = "board"
    bears: bool = False

    @property
    def orientation(self) -> Quat:
        """The turn about +Y as a quaternion."""
        return (0.0, math.sin(0.5 * self.yaw_rad), 0.0, math.cos(0.5 * self.yaw_rad))

    @property
    def top_m(self) -> float:
        """Height of its upper side, stage frame."""
        return self.centre_m[1] + 0.5 * self.size_m[1]

    def local_m(self, point_m: Vec3) -> Vec3:
        """A point of the stage from the middle of the board, in its axes."""
        x, y, z = (p - c for p, c in zip(point_m, self.centre_m, strict=True))
        cos, sin = math.cos(self.yaw_rad), math.sin(self.yaw_rad)
        return (cos * x - sin * z, y, sin * x + cos * z)

    def stage_m(self, local_m: Vec3) -> Vec3:
        """The opposite of `local_m`."""
        x, y, z = local_m
        cos, sin = math.cos(self.yaw_rad), math.sin(self.yaw_rad)
        a, b, c = self.centre_m
        return (a + cos * x + sin * z, b + y, c + cos * z - sin * x)

    def on_top_m(self, across_m: float, away_m: float, height_m: float = 0.0) -> Vec3:
        """A place above the upper side: to the right of its middle, away from the patient."""
        return self.stage_m((across_m, 0.5 * self.size_m[1] + height_m, -away_m))


@dataclass(frozen=True, slots=True)
class Furniture:
    """All that stands still. `floor_m` is the floor's height, `seat_m` the patient's place on it.

    `table` is the first board that bears; what got lost comes back there.
    """

    boards: tuple[Board, ...]
    seat_m: Vec3
    floor_m: float = 0.0

    @property
    def surfaces(self) -> tuple[Board, ...]:
        """The boards that things stand on, the table first."""
        return tuple(board for board in self.boards if board.bears)

    @property
    def table(self) -> Board:
        """Where lost things come back to."""
        return self.surfaces[0]

    def under(self, point_m: Vec3) -> Board | None:
        """The highest bearing board straight below a place, if there is one."""
        found: Board | None = None
        for board in self.surfaces:
            x, _, z = board.local_m(point_m)
            over = abs(x) <= 0.5 * board.size_m[0] and abs(z) <= 0.5 * board.size_m[2]
            if over and board.top_m <= point_m[1] and (found is None or board.top_m > found.top_m):
                found = board
        return found

    def parts(self, a_m: Vec3, b_m: Vec3) -> bool:
        """Whether a board is on the straight line between two places."""
        return any(_cuts(board, a_m, b_m) for board in self.boards)

    def freed_m(self, point_m: Vec3, radius_m: float) -> Vec3:
        """A place near by where a ball of this radius is in no board and above the floor.

        Out by the nearest face of the board that it is in which does not lead into another one.
        """
        x, y, z = point_m
        lowest_m = self.floor_m + radius_m
        point = (x, max(y, lowest_m), z)
        for _ in range(4):
            inside = self._around(point, radius_m)
            if inside is None:
                break
            ways = [way for way in _ways_out(inside, point, radius_m) if way[1] >= lowest_m - 1e-9]
            point = next((way for way in ways if self._around(way, radius_m) is None), ways[0])
        return point

    def _around(self, point_m: Vec3, radius_m: float) -> Board | None:
        """A board that a ball there would be in."""
        return next((b for b in self.boards if _depth_m(b, point_m, radius_m) > 1e-9), None)


def _cuts(board: Board, a_m: Vec3, b_m: Vec3) -> bool:
    """Whether the line from a to b is in the box somewhere: it is between all pairs of faces."""
    enters, leaves = 0.0, 1.0
    for a, b, edge in zip(board.local_m(a_m), board.local_m(b_m), board.size_m, strict=True):
        if a == b:
            if abs(a) > 0.5 * edge:
                return False
            continue
        near, far = sorted(((-0.5 * edge - a) / (b - a), (0.5 * edge - a) / (b - a)))
        enters, leaves = max(enters, near), min(leaves, far)
    return enters <= leaves


def _depth_m(board: Board, point_m: Vec3, radius_m: float) -> float:
    """How deep a cube of half-edge `radius_m` is in a board; negative outside."""
    local = board.local_m(point_m)
    return min(0.5 * edge + radius_m - abs(p) for p, edge in zip(local, board.size_m, strict=True))


def _ways_out(board: Board, point_m: Vec3, radius_m: float) -> list[Vec3]:
    """Places straight outside each of its faces, the nearest first."""
    local = board.local_m(point_m)
    ways = []
    for axis, edge in enumerate(board.size_m):
        for face_m in (0.5 * edge + radius_m, -0.5 * edge - radius_m):
            place = [*local]
            place[axis] = face_m
            ways.append((abs(face_m - local[axis]), board.stage_m((place[0], place[1], place[2]))))
    return [place for _, place in sorted(ways)]


def _board_for(
    body: BodyFrame, offset_m: Vec3, size_m: Vec3, height_m: float, mesh: str, *, bears: bool
) -> Board:
    """A board by its place from the patient (right, ahead as -Z) and the height of its middle."""
    x, _, z = body.to_stage(offset_m)
    return Board((x, height_m, z), size_m, body.yaw_rad, mesh, bears)


def table(
    body: BodyFrame,
    height_m: float,
    distance_m: float,
    width_m: float = 1.2,
    depth_m: float = 0.6,
    floor_m: float = 0.0,
) -> tuple[Board, ...]:
    """A table ahead of the patient: height of its top above the floor, distance of its near edge
    ahead of the eyes; its middle is ahead of the nose.
    """
    middle = floor_m + height_m - 0.5 * TOP_M
    far = -distance_m - 0.5 * depth_m
    boards = [
        _board_for(body, (0.0, 0.0, far), (width_m, TOP_M, depth_m), middle, "table_top",
                   bears=True)
    ]  # fmt: skip
    leg_m = height_m - TOP_M
    for side in (-1.0, 1.0):
        for end in (-1.0, 1.0):
            x = side * (0.5 * width_m - _LEG_M)
            z = far + end * (0.5 * depth_m - _LEG_M)
            boards.append(
                _board_for(body, (x, 0.0, z), (_LEG_M, leg_m, _LEG_M), floor_m + 0.5 * leg_m,
                           "board", bears=False)
            )  # fmt: skip
    return tuple(boards)


def shelf(
    body: BodyFrame,
    top_m: float,
    foot_m: float,
    distance_m: float,
    width_m: float = 0.8,
    depth_m: float = 0.24,
) -> tuple[Board, ...]:
    """A shelf across, on two sides: the height of its upper side and of what it stands on (both
    in the stage frame), distance of its near edge ahead of the eyes.
    """
    far = -distance_m - 0.5 * depth_m
    boards = [
        _board_for(body, (0.0, 0.0, far), (width_m, TOP_M, depth_m), top_m - 0.5 * TOP_M, "board",
                   bears=True)
    ]  # fmt: skip
    side_m = top_m - TOP_M - foot_m
    for side in (-1.0, 1.0):
        x = side * 0.5 * (width_m - _SIDE_M)
        size = (_SIDE_M, side_m, depth_m)
        boards.append(
            _board_for(body, (x, 0.0, far), size, foot_m + 0.5 * side_m, "board", bears=False)
        )
    return tuple(boards)
