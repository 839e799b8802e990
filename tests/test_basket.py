from __future__ import annotations

import numpy as np

from controllers.frame import InputFrame
from game.basket import ROOM, Basket
from game.context import Context
from tasks.body import BodyFrame, ReachEnvelope
from tasks.scene import Scene


class Nobody:
    """A journal that keeps nothing."""

    def event(self, kind: str, frame: InputFrame, **data: object) -> None:
        pass

    def trial(self, row: object) -> None:
        pass


def _standing() -> tuple[Scene, Basket]:
    scene = Scene("orchard")
    body = BodyFrame((0.0, 1.2, 0.0), 0.0)
    context = Context(scene, Nobody(), np.random.default_rng(1), "right", ReachEnvelope(), body)
    basket = Basket(context)
    assert _seen(scene) == []
    basket.bring()
    return scene, basket


def _seen(scene: Scene) -> list[str]:
    return sorted(thing.mesh for _, thing in scene.rows())


def test_it_fills_and_an_empty_one_follows_a_full_one() -> None:
    scene, basket = _standing()
    for _ in range(ROOM):
        basket.fill()
    assert _seen(scene) == ["apple"] * ROOM + ["basket"]
    basket.fill()
    assert _seen(scene) == ["apple", "basket"]


def test_it_is_in_the_orchard_alone_and_keeps_its_fruit_there() -> None:
    scene, basket = _standing()
    basket.fill()
    for place in ("kitchen", "forest"):
        scene.place = place
        basket.place()
        basket.fill()
        assert _seen(scene) == []
    scene.place = "orchard"
    basket.place()
    assert _seen(scene) == ["apple", "basket"]
