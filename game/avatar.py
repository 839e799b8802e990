"""The patient's own hands and feet in the scene, where the tracked ones are."""

from __future__ import annotations

from typing import Final

from controllers.controller import SIDES
from controllers.frame import InputFrame, PoseField
from tasks.scene import OPEN_APERTURE_M, Instance, Rgba, Role, Scene

WANTED_GLOW: Final = 0.2
RELAXED: Final = 0.25
"""How closed a hand looks whose fingers are not known."""
_AWAY_M: Final = (0.0, -10.0, 0.0)


class Avatar:
    """Two hands and two shoes that follow the frame; what is asked for glows a little.

    Shoes are worn from when a foot is first asked for until a hand is, so that they don't
    come and go between repetitions. Meanwhile hands are seen only while there is a tile to choose.
    """

    def __init__(self, scene: Scene, skin: Rgba) -> None:
        self._scene = scene
        self._hands = [scene.add(Role.HAND, f"hand_{side}", _AWAY_M, colour=skin) for side in SIDES]
        for own in scene.hands.values():
            own.skin = skin
        self._shoes = [scene.add(Role.FOOT, f"shoe_{side}", _AWAY_M) for side in SIDES]
        self._on_foot = False
        self._opacities = [1.0, 1.0]
        for shoe in self._shoes:
            shoe.visible = False

    def step(self, frame: InputFrame) -> None:
        """Move hands and shoes, close the hands; what has no pose is not shown."""
        scene = self._scene
        wanted, limb = scene.wanted_side, scene.wanted_limb
        was_on_foot = self._on_foot
        if limb == "foot":
            self._on_foot = True
        elif wanted is not None:
            self._on_foot = False
        # Before the feet the hands, and their shadows, would only be in the way.
        hands_shown = not self._on_foot or any(p.role is Role.CHOICE for p in scene.panels)
        trigger, squeeze, aperture_m = frame.trigger, frame.squeeze, frame.aperture_m
        for index, hand in enumerate(self._hands):
            side = SIDES[index]
            own = scene.hands[side]
            pose = frame.left_hand if index == 0 else frame.right_hand
            _follow(hand, pose, shown=hands_shown)
            if own.back_m:
                hand.position_m = own.drawn_at(side, hand.position_m, hand.orientation)
            if own.opacity != self._opacities[index]:
                self._opacities[index] = own.opacity
                hand.colour = (*own.skin[:3], own.opacity)
            gap_m = aperture_m[index]
            closed = max(RELAXED, trigger[index], squeeze[index])
            if gap_m == gap_m:  # fingers are tracked
                closed = min(1.0, max(0.0, 1.0 - gap_m / OPEN_APERTURE_M))
            hand.amount = closed if own.closed is None else own.closed
            asked = limb == "hand" and side == wanted
            hand.glow = WANTED_GLOW if asked else 0.0
        if not (self._on_foot or was_on_foot):
            return
        for index, shoe in enumerate(self._shoes):
            foot = frame.left_foot if index == 0 else frame.right_foot
            _follow(shoe, foot, shown=self._on_foot)
            asked = limb == "foot" and SIDES[index] == wanted
            shoe.glow = WANTED_GLOW if asked else 0.0


def _follow(thing: Instance, pose: PoseField, *, shown: bool) -> None:
    shown = shown and pose.position_valid
    thing.visible = shown
    if shown:
        thing.follow(pose)
