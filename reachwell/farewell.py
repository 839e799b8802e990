"""A calm word in the window when the headset is gone."""

from __future__ import annotations

import math
import time
from typing import Final

from controllers.frame import InputFrame
from game.phases.placing import board
from reachwell.display import Display
from tasks.body import BodyFrame
from tasks.scene import Scene

SHOWN_S: Final = 8.0
EVERY_S: Final = 1 / 30


def say_goodbye(display: Display, scene: Scene, body: BodyFrame) -> None:
    """Show the board until a key is pressed, the window is closed, or some seconds are over."""
    window, events = display.mirror, display.events
    if window is None or events is None:
        return
    scene.panels.append(board("fault.device_lost", body, icon="headset", elevation_deg=0.0))
    frame = InputFrame()
    half = body.yaw_rad / 2
    frame.head.set(body.eyes_m, (0.0, math.sin(half), 0.0, math.cos(half)))
    until_s = time.monotonic() + SHOWN_S
    while time.monotonic() < until_s:
        events.pump()
        if events.quit_requested or events.keys_pressed:
            return
        window.draw(scene, frame)
        time.sleep(EVERY_S)
