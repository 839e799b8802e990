"""A hand is drawn round what it holds, and not through it."""

from __future__ import annotations

import pytest

from controllers.controller import Side
from controllers.frame import IDENTITY, InputFrame
from game.avatar import Avatar
from tasks.grasping.catalogue import KINDS, distance_m
from tasks.grasping.round import FARTHEST_BACK_M, PALM_M, held_by
from tasks.scene import BACK_OF_HAND, Role, Scene

SIDES: list[Side] = ["left", "right"]
CENTRE = (0.0, 0.0, 0.0)
SKIN = (0.5, 0.4, 0.3, 1.0)


@pytest.mark.parametrize("side", SIDES)
@pytest.mark.parametrize("name", KINDS)
def test_the_palm_is_on_the_surface_and_the_fingers_leave_room(name: str, side: Side) -> None:
    kind = KINDS[name]
    x, y, z = kind.grip_m
    closed, back_m = held_by(kind, side, (-x, -y, -z), IDENTITY)
    out = BACK_OF_HAND[side][0]
    palm_m = min(distance_m(shape, (x + out * back_m, y, z)) for shape in kind.shapes)
    assert palm_m == pytest.approx(PALM_M, abs=2e-3) or back_m == FARTHEST_BACK_M
    assert 0.0 <= closed < 1.0


def test_the_thinner_the_thing_the_more_the_hand_closes() -> None:
    coin, can, cup = (held_by(KINDS[name], "right", CENTRE, IDENTITY)[0]
                      for name in ("coin", "can", "cup"))  # fmt: skip
    assert coin > can > cup > 0.0


def test_fingers_end_at_what_is_before_them() -> None:
    """The box stands along the fingers: they can't close at all, however thin it is elsewhere."""
    free, _ = held_by(KINDS["box"], "right", (-0.2, 0.0, 0.0), IDENTITY)
    blocked, _ = held_by(KINDS["box"], "right", (-0.035, -0.06, 0.0), IDENTITY)
    assert blocked < 0.2 < free


@pytest.mark.parametrize("side", SIDES)
def test_the_avatar_follows_what_the_scene_says_of_its_hand(side: Side) -> None:
    scene, frame = Scene("kitchen"), InputFrame()
    avatar = Avatar(scene, SKIN)
    frame.hand(side).set((0.2, 1.0, -0.4))
    frame.trigger = (1.0, 1.0)
    own = scene.hands[side]

    def seen() -> tuple[float, float, float]:
        avatar.step(frame)
        hand = scene.of(Role.HAND)[0]
        return hand.amount, hand.position_m[0], hand.colour[3]

    assert own.skin == SKIN
    assert seen() == pytest.approx((1.0, 0.2, 1.0))
    own.closed, own.back_m, own.opacity = 0.3, 0.05, 0.45
    aside_m = 0.05 if side == "right" else -0.05
    assert seen() == pytest.approx((0.3, 0.2 + aside_m, 0.45))
    own.let_go()
    own.opacity = 1.0
    assert seen() == pytest.approx((1.0, 0.2, 1.0))
