"""How controllers are strapped to the ankles, or trackers worn on the feet."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from controllers.controller import SIDES
from controllers.frame import InputFrame, Quat, Vec3
from controllers.mounting import UNMEASURED, Mounting, Offset
from controllers.rotation import about_up, inverse, multiply, rotate
from game.calibration import Posture
from game.context import Context
from game.phases.placing import board
from game.phases.tile import Tile
from game.stillness import Stillness
from tasks.body import BodyFrame
from tasks.scene import Panel, Scene
from tasks.trial import EndReason

STILL_S: Final = 2.0
STILL_WITHIN_M: Final = 0.03
HIGHEST_M: Final = 0.6
LOWEST_M: Final = -0.05
"""A thing worn at an ankle is between these heights above the floor while the foot is on it."""

TILE_ELEVATION_DEG: Final = -15.0
CROSSED_M: Final = 0.03


def offset_of(position_m: Vec3, orientation: Quat, body: BodyFrame, floor_m: float) -> Offset:
    """The foot in the axes of what is worn on it, from one pose of that with the foot flat.

    The foot is taken to point where the body faces, and its sole to lie on the floor straight
    below the thing. With the thing's pose (p, q) and the foot's (f, r) that is

        f = (p_x, floor, p_z)      r = turn about +Y by the body's heading
        offset = (q^-1 (f - p), q^-1 r)
    """
    back = inverse(orientation)
    down = (0.0, floor_m - position_m[1], 0.0)
    return Offset(rotate(back, down), multiply(back, about_up(body.yaw_rad)))


class Ankles:
    """Two seconds with both feet flat, still and parallel, toes ahead.

    Left and right may have been swapped in strapping on; that is said instead.
    """

    name = "ankles"
    limit_s = 60.0

    def __init__(self, context: Context, posture: Posture) -> None:
        self._context = context
        self._posture = posture
        self._feet = {side: Stillness(STILL_WITHIN_M, STILL_S) for side in SIDES}
        self._swapped = False
        self._seen: Mounting | None = None

    @property
    def words(self) -> tuple[str, str]:
        """Feet flat, or that left and right are swapped."""
        if self._swapped:
            return ("calibrate.ankles.swapped", "ankles")
        return (f"calibrate.ankles.{self._posture}", "ankles")

    def enter(self, frame: InputFrame) -> None:  # noqa: ARG002
        """From now on the feet are where the things are."""
        self._context.worn = UNMEASURED

    def step(self, frame: InputFrame) -> float:
        """Follow both feet."""
        now_ns = frame.sample_time_ns
        body, floor_m = self._context.frame_of_body, self._context.calibration.floor_m
        poses = {"left": frame.sampled_left_foot, "right": frame.sampled_right_foot}
        flat = all(
            pose.position_tracked
            and pose.orientation_valid
            and LOWEST_M <= pose.position_m[1] - floor_m <= HIGHEST_M
            for pose in poses.values()
        )
        if flat:
            self._seen = Mounting(
                *(
                    offset_of(poses[side].position_m, poses[side].orientation, body, floor_m)
                    for side in SIDES
                )
            )
        across_m = [body.from_stage(poses[side].position_m)[0] for side in SIDES]
        self._swapped = flat and across_m[0] > across_m[1] + CROSSED_M
        return min(
            self._feet[side].step(
                poses[side].position_m if flat and not self._swapped else None,
                now_ns,
                poses[side].orientation,
            )
            for side in SIDES
        )

    def measured(self) -> Mapping[str, object]:
        """How it is worn on both feet."""
        if min(still.progress for still in self._feet.values()) < 1.0:
            return {}
        body, floor_m = self._context.frame_of_body, self._context.calibration.floor_m
        left, right = (
            offset_of(still.position_m, still.orientation, body, floor_m)
            for still in self._feet.values()
        )
        return {"ankles": Mounting(left, right)}

    def interrupt(self) -> None:
        """Begin the two seconds again."""
        for still in self._feet.values():
            still.reset()

    def leave(self) -> None:
        """Worn as measured now; where it was not, as last time, or as the feet were last seen.

        Feet that count as being where the controllers are could never come to the start place.
        """
        if self._context.worn == UNMEASURED:
            self._context.worn = self._context.calibration.ankles or self._seen or UNMEASURED


class Fasten:
    """A board that asks to strap the controllers on, or to take them off.

    It stays until its tile is chosen or a therapist goes on.
    """

    name = "calibration"

    def __init__(self, context: Context, part: str, worn_after: Mounting | None) -> None:
        self.part = part
        self._context = context
        self._worn_after = worn_after
        self._body = context.frame_of_body
        self._panel: Panel | None = None
        self._tile: Tile | None = None
        self.done = False

    def enter(self, frame: InputFrame) -> None:  # noqa: ARG002
        """Ask."""
        context = self._context
        self._body = context.frame_of_body
        self._panel = board(f"calibrate.ankles.{self.part}", context.frame_of_body, icon=self.part)
        self._panel.spoken = True
        context.scene.panels.append(self._panel)
        self._tile = Tile(context, "go_on", "play", elevation_deg=TILE_ELEVATION_DEG)

    def step(self, frame: InputFrame) -> Scene:
        """Wait."""
        if self._body != self._context.frame_of_body:
            self._take_away()
            self.enter(frame)
        if self._tile is not None and self._tile.chosen(frame):
            self.done = True
        return self._context.scene

    def interrupt(self, reason: EndReason, frame: InputFrame) -> None:
        """Nothing runs here."""

    def leave(self, frame: InputFrame) -> None:
        """From now on it is done."""
        self._context.worn = self._worn_after
        self._context.journal.event(
            "calibration", frame, part=self.part, reason="gone_on", values={}, drift={}
        )
        self._take_away()

    def _take_away(self) -> None:
        if self._panel is not None:
            self._context.scene.panels.remove(self._panel)
            self._panel = None
        if self._tile is not None:
            self._tile.remove()
            self._tile = None
