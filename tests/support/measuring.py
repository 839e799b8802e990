"""A patient whose body is measured: phases stepped by scripted head, hands and feet."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from typing import Any

import numpy as np
from support.player import EYES_M, Notes

from controllers.controller import Features, Side
from controllers.frame import NO_POSE, Button, InputFrame, Quat, Vec3
from controllers.mounting import Mounting, Offset
from controllers.rotation import multiply, rotate
from game.calibrating import calibration_phases
from game.calibration import Calibration
from game.context import Context
from game.phases.phase import Phase
from levels.loader import parse_level
from levels.model import Level
from tasks.body import BodyFrame, ReachEnvelope
from tasks.scene import Role, Scene

SIDES: tuple[Side, Side] = ("left", "right")
HEADSET = Features("a headset", orientation=True, aim=True, haptics=True)
TRACKERS = Features("a headset with trackers", orientation=True, aim=True, feet=True)

WORN = Mounting(
    Offset((0.02, -0.11, 0.03), (0.5, 0.5, 0.5, 0.5)),
    Offset((-0.03, -0.1, 0.02), (0.0, math.sin(0.3), 0.0, math.cos(0.3))),
)
"""Controllers at the ankles, strapped somehow."""

LEVEL = """
format: 1
id: small
title: Small
for_whom: tests
objective: to be played
body_part: arm
posture: seated
caution: none
reason: short
minutes: 1
guide: {{calibration: {mode}}}
exercises:
  - name: reach
    task: reaching
    objective: reach
    body_part: arm
    repetitions: 3
    affected_share: {share}
"""

Change = Callable[[InputFrame], None]


def level_of(mode: str = "when_new", share: float = 0.75) -> Any:
    return parse_level(LEVEL.format(mode=mode, share=share).encode(), "small.yaml")


def turned(yaw_rad: float) -> Quat:
    return (0.0, math.sin(yaw_rad / 2), 0.0, math.cos(yaw_rad / 2))


class Measured:
    """Goes through phases. The asked hand goes to what is to be reached, as far as it can.

    `arm_m` is how far each hand gets from its shoulder; `change` may spoil a frame.
    """

    def __init__(
        self,
        *,
        affected: Side = "right",
        features: Features = HEADSET,
        known: Calibration | None = None,
        rate_hz: float = 60.0,
        body: BodyFrame = BodyFrame(EYES_M, 0.0),  # noqa: B008
    ) -> None:
        self.notes = Notes()
        self.kept: list[Calibration] = []
        self.scene = Scene("orchard")
        self.context = Context(
            self.scene,
            self.notes,
            np.random.default_rng(1),
            affected,
            ReachEnvelope(),
            body,
            features,
            calibration=known or Calibration(),
            keep=self.kept.append,
            head_measured=True,
        )
        self.frame = InputFrame()
        self.arm_m: dict[Side, float] = {"left": 0.65, "right": 0.5}
        self.speed_m_s = 0.7
        self.hands: dict[Side, Vec3] = {
            side: body.to_stage((-0.2 if side == "left" else 0.2, -0.5, -0.2)) for side in SIDES
        }
        self.shown: set[str] = set()
        self._rate_hz = rate_hz
        self._index = 0

    @property
    def now_s(self) -> float:
        return self._index / self._rate_hz

    @property
    def events(self) -> list[dict[str, Any]]:
        return self.notes.of("calibration")

    def live(self, change: Change = lambda _: None) -> InputFrame:
        """Fill the next frame."""
        self._index += 1
        frame, body = self.frame, self.context.frame_of_body
        time_ns = 1_000_000_000 + round(self._index * 1e9 / self._rate_hz)
        frame.set_times(self._index, time_ns, time_ns)
        frame.head.set(body.eyes_m, turned(body.yaw_rad))
        side = self.scene.wanted_side
        goals = self.scene.of(Role.TARGET)
        if side and goals:
            self.hands[side] = self._towards(side, goals[-1].position_m)
        frame.left_hand.set(self.hands["left"])
        frame.right_hand.set(self.hands["right"])
        for pose in (frame.left_foot, frame.right_foot, frame.left_aim, frame.right_aim):
            pose.lose()
        frame.buttons = 0
        frame.settle_samples()
        change(frame)
        frame.settle_samples()
        return frame

    def go_through(
        self, phases: Iterable[Phase], change: Change = lambda _: None, within_s: float = 300.0
    ) -> list[Phase]:
        """Every phase to its end, each leaving the scene as it was."""
        gone: list[Phase] = []
        until_s = self.now_s + within_s
        for phase in phases:
            before = len(list(self.scene.rows())), len(self.scene.panels)
            phase.enter(self.live(change))
            while not phase.done:
                assert self.now_s < until_s, f"{phase.name} does not end"
                phase.step(self.live(change))
                self.shown |= {panel.key for panel in self.scene.panels}
            phase.leave(self.frame)
            assert (len(list(self.scene.rows())), len(self.scene.panels)) == before
            assert self.scene.wanted_side is None
            gone.append(phase)
        return gone

    def look_at_tile(self, frame: InputFrame) -> None:
        """Face what can be chosen, if anything can."""
        tiles = [panel for panel in self.scene.panels if panel.role is Role.CHOICE]
        if tiles:
            eyes_m = frame.head.position_m
            x, y, z = (t - e for t, e in zip(tiles[0].position_m, eyes_m, strict=True))
            pitch = math.atan2(y, math.hypot(x, z)) / 2
            lifted = (math.sin(pitch), 0.0, 0.0, math.cos(pitch))
            frame.head.set(eyes_m, multiply(turned(math.atan2(-x, -z)), lifted))

    def _towards(self, side: Side, goal_m: Vec3) -> Vec3:
        """A step towards a place, or towards the farthest that the arm gets in its direction."""
        body = self.context.frame_of_body
        azimuth_deg, elevation_deg, range_m = body.arm_direction(side, goal_m)
        range_m = min(range_m, self.arm_m[side])
        goal_m = body.along(side, azimuth_deg, elevation_deg, range_m)
        here_m = self.hands[side]
        way_m = math.dist(here_m, goal_m)
        share = min(1.0, self.speed_m_s / self._rate_hz / way_m) if way_m else 1.0
        x, y, z = (h + (g - h) * share for h, g in zip(here_m, goal_m, strict=True))
        return (x, y, z)


def without(side: Side) -> Change:
    """A hand that is not there."""

    def lose(frame: InputFrame) -> None:
        frame.hand(side).set((0.0, 0.0, 0.0), flags=NO_POSE)

    return lose


def press(frame: InputFrame) -> None:
    frame.buttons = int(Button.SELECT)


def applied(position_m: Vec3, orientation: Quat, offset: Any) -> tuple[Vec3, Quat]:
    """The pose that a worn thing's pose and an offset give."""
    x, y, z = rotate(orientation, offset.position_m)
    place_m = (position_m[0] + x, position_m[1] + y, position_m[2] + z)
    return place_m, multiply(orientation, offset.orientation)


def phases_of(game: Measured, level: Level) -> Iterable[Phase]:
    """The parts that are to be gone through."""
    return calibration_phases(game.context, level, level.posture)


def calibrate(
    game: Measured, mode: str = "when_new", share: float = 0.75, **options: Any
) -> list[str]:
    """Names of the parts gone through."""
    phases = game.go_through(phases_of(game, level_of(mode, share)), **options)
    return [phase.part for phase in phases]
