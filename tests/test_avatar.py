"""Hands and shoes are where the tracked ones are, and tell which of them is asked for."""

from __future__ import annotations

import pytest

from controllers.controller import SIDES, Side
from controllers.frame import InputFrame
from game.avatar import RELAXED, Avatar
from tasks.scene import Instance, Role, Scene

SKIN = (0.8, 0.6, 0.5, 1.0)


class Worn:
    """An avatar in a scene of its own, and a frame with everything tracked."""

    def __init__(self) -> None:
        self.scene = Scene("forest")
        self.avatar = Avatar(self.scene, SKIN)
        self.frame = InputFrame()
        for x, side in ((-0.2, "left"), (0.2, "right")):
            self.frame.hand(side).set((x, 1.0, -0.4))
            self.frame.foot(side).set((x / 2, 0.02, -0.1), (0.0, 0.6, 0.0, 0.8))

    def shown(self, role: Role) -> list[Instance]:
        self.avatar.step(self.frame)
        return self.scene.of(role)


def test_no_shoes_until_a_foot_is_asked_for() -> None:
    worn = Worn()
    assert worn.shown(Role.FOOT) == []
    worn.scene.wanted_limb = "foot"
    assert [shoe.mesh for shoe in worn.shown(Role.FOOT)] == ["shoe_left", "shoe_right"]
    for shoe, side in zip(worn.shown(Role.FOOT), SIDES, strict=True):
        foot = worn.frame.foot(side)
        assert shoe.position_m == foot.position_m
        assert shoe.orientation == foot.orientation


def test_shoes_stay_between_repetitions_and_go_when_a_hand_is_asked_for() -> None:
    worn = Worn()
    worn.scene.wanted_limb, worn.scene.wanted_side = "foot", "left"
    assert len(worn.shown(Role.FOOT)) == 2
    worn.scene.wanted_limb, worn.scene.wanted_side = "hand", None
    assert len(worn.shown(Role.FOOT)) == 2
    worn.scene.wanted_side = "right"
    assert worn.shown(Role.FOOT) == []


@pytest.mark.parametrize("side", SIDES)
@pytest.mark.parametrize("limb", ["hand", "foot"])
def test_only_what_is_asked_for_glows(side: Side, limb: str) -> None:
    worn = Worn()
    worn.scene.wanted_limb, worn.scene.wanted_side = "foot", side
    worn.shown(Role.FOOT)
    worn.scene.wanted_limb = limb  # type: ignore[assignment]
    glowing = [thing.mesh for thing in [*worn.shown(Role.HAND), *worn.shown(Role.FOOT)]
               if thing.glow > 0.0]  # fmt: skip
    assert glowing == [f"{'shoe' if limb == 'foot' else 'hand'}_{side}"]


def test_what_is_not_tracked_is_not_shown() -> None:
    worn = Worn()
    worn.scene.wanted_limb = "foot"
    worn.frame.left_foot.lose()
    worn.frame.right_hand.lose()
    assert [shoe.mesh for shoe in worn.shown(Role.FOOT)] == ["shoe_right"]
    worn.scene.wanted_side, worn.scene.wanted_limb = "left", "hand"
    assert [hand.mesh for hand in worn.shown(Role.HAND)] == ["hand_left"]


def test_a_hand_closes_by_trigger_squeeze_or_fingers() -> None:
    worn = Worn()
    worn.frame.trigger, worn.frame.squeeze = (0.8, 0.0), (0.0, 0.6)
    assert [hand.amount for hand in worn.shown(Role.HAND)] == pytest.approx([0.8, 0.6])
    worn.frame.trigger = worn.frame.squeeze = (0.0, 0.0)
    assert [hand.amount for hand in worn.shown(Role.HAND)] == pytest.approx([RELAXED, RELAXED])
    worn.frame.aperture_m = (0.02, 0.15)
    assert [hand.amount for hand in worn.shown(Role.HAND)] == pytest.approx([0.8, 0.0])
