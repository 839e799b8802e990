"""Two seconds of looking ahead, which say where the patient sits and faces."""

from __future__ import annotations

import math
from typing import Final

from controllers.frame import InputFrame, Vec3
from game.context import Context
from game.phases.placing import board
from game.rays import orientation_tracked
from tasks.body import BodyFrame, yaw_of
from tasks.scene import Panel, Scene, SoundCue
from tasks.trial import EndReason

LOOKING_S: Final = 2.0
STILL_WITHIN_M: Final = 0.08
STILL_WITHIN_RAD: Final = math.radians(8.0)
LONGEST_GAP_NS: Final = 500_000_000


class Align:
    """Waits for a steady look ahead, then sets the context's body frame."""

    name = "align"

    def __init__(self, context: Context) -> None:
        self._context = context
        self._panel: Panel | None = None
        self._first: tuple[Vec3, float] | None = None
        self._since_ns = self._before_ns = 0
        self._sums = [0.0] * 5
        self._count = 0
        self.done = False

    def enter(self, frame: InputFrame) -> None:
        """Show where to look: ahead of where the head is now."""
        here = BodyFrame(frame.head.position_m, yaw_of(frame.head.orientation))
        finite = math.isfinite(sum(here.eyes_m) + here.yaw_rad)
        if not (frame.head.position_valid and finite):
            here = self._context.frame_of_body
        self._panel = board("align.look_ahead", here, icon="look_ahead", elevation_deg=0.0)
        self._context.scene.panels.append(self._panel)

    def step(self, frame: InputFrame) -> Scene:
        """Follow the head; any look around or lost frame begins the two seconds again."""
        head = frame.head
        now_ns = frame.display_time_ns
        if not (head.position_tracked and head.orientation_valid):
            self._first = None
        else:
            self._look(head.position_m, yaw_of(head.orientation), now_ns)
        self._before_ns = now_ns
        if self._panel is not None:
            looked_s = (now_ns - self._since_ns) * 1e-9 if self._first else 0.0
            self._panel.progress = min(1.0, looked_s / LOOKING_S)
            if self._first and looked_s >= LOOKING_S and not self.done:
                self._settle(frame)
        return self._context.scene

    def interrupt(self, reason: EndReason, frame: InputFrame) -> None:  # noqa: ARG002
        """Begin the two seconds again."""
        self._first = None

    def leave(self, frame: InputFrame) -> None:  # noqa: ARG002
        """Take the board away."""
        if self._panel is not None:
            self._context.scene.panels.remove(self._panel)
            self._panel = None

    def _look(self, position_m: Vec3, yaw_rad: float, now_ns: int) -> None:
        if self._first is not None:
            first_m, first_rad = self._first
            turned = math.remainder(yaw_rad - first_rad, 2 * math.pi)
            still = (
                abs(turned) < STILL_WITHIN_RAD
                and math.dist(position_m, first_m) < STILL_WITHIN_M
                and now_ns - self._before_ns <= LONGEST_GAP_NS
            )
            if not still:
                self._first = None
        if self._first is None:
            self._first = (position_m, yaw_rad)
            self._since_ns = now_ns
            self._sums = [0.0] * 5
            self._count = 0
        seen = (*position_m, math.cos(yaw_rad), math.sin(yaw_rad))
        self._sums = [total + value for total, value in zip(self._sums, seen, strict=True)]
        self._count += 1

    def _settle(self, frame: InputFrame) -> None:
        x, y, z, cos, sin = (total / self._count for total in self._sums)
        body = BodyFrame((x, y, z), math.atan2(sin, cos))
        self._context.frame_of_body = body
        self._context.head_measured = orientation_tracked(frame.head)
        self._context.journal.event("body_frame", frame, eyes_m=body.eyes_m, yaw_rad=body.yaw_rad)
        self._context.scene.sounds.append(SoundCue("start"))
        self.done = True
