"""The patient chooses a level."""

from __future__ import annotations

from controllers.controller import DeviceLostError, EndOfInput
from controllers.frame import InputFrame
from game.choosing import Choice
from game.phases.menu import Menu
from levels.loader import find_level, load_level, shipped_ids
from reachwell.display import Display
from reachwell.rig import Rig
from tasks.body import BodyFrame
from tasks.scene import Scene


def level_choices() -> list[Choice]:
    """A tile for every shipped level."""
    levels = [load_level(find_level(level_id)) for level_id in shipped_ids()]
    return [
        Choice(level.id, "menu.level", level.picture, {"title": level.title}) for level in levels
    ]


def choose_level(rig: Rig, display: Display, scene: Scene) -> str | None:
    """Let the patient choose a level; None when the window was closed instead."""
    frame = InputFrame()
    menu = Menu(scene, BodyFrame((0.0, 1.2, 0.0), 0.0), level_choices())
    entered = False
    while menu.chosen is None:
        if display.events is not None:
            display.events.pump()
            if display.events.quit_requested:
                return None
        try:
            rig.clock.wait(frame)
            rig.controller.read(frame)
        except (EndOfInput, DeviceLostError):
            return None
        scene.sounds.clear()
        if not entered:
            menu.enter(frame)
            entered = True
        menu.step(frame)
        display.view.draw(scene, frame)
    menu.leave(frame)
    return menu.chosen
