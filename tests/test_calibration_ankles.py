"""What stands at the ankles: measured, worn, strapped otherwise than last time."""

from __future__ import annotations

import math

import pytest
from support.measuring import (
    TRACKERS,
    WORN,
    Measured,
    applied,
    turned,
)
from support.player import EYES_M

from controllers.frame import InputFrame
from controllers.mounting import UNMEASURED
from game.calibrating import strap_on, take_off
from game.calibration import Calibration
from tasks.body import BodyFrame

BODY = BodyFrame(EYES_M, 0.0)


def standing(mounting_turn: float, body: BodyFrame, *, swapped: bool = False):
    """Feet flat, things at the ankles turned anyhow."""

    def feet(frame: InputFrame) -> None:
        for side, sign in (("left", -1.0), ("right", 1.0)):
            place = body.to_stage((0.12 * sign * (-1 if swapped else 1), 0.14 - 1.2, -0.05))
            half = mounting_turn / 2
            frame.foot(side).set(place, (math.sin(half) * sign, 0.0, 0.0, math.cos(half)))

    return feet


@pytest.mark.parametrize("turn", [0.0, 0.7, -2.5])
@pytest.mark.parametrize("yaw", [0.0, 1.1])
def test_ankles_are_measured_and_give_feet_flat_on_the_floor(turn: float, yaw: float) -> None:
    body = BodyFrame((0.3, 1.2, -0.2), yaw)
    game = Measured(body=body)
    feet = standing(turn, body)

    def change(frame: InputFrame) -> None:
        if game.context.worn is None:
            game.look_at_tile(frame) if game.now_s % 5 > 1.2 else None
        else:
            feet(frame)

    parts = [p.part for p in game.go_through(strap_on(game.context, "standing"), change)]
    assert parts == ["strap_on", "ankles"]
    worn = game.context.worn
    assert worn == game.context.calibration.ankles
    feet(game.frame)
    for side in ("left", "right"):
        thing = game.frame.foot(side)
        place, orientation = applied(thing.position_m, thing.orientation, worn.of(side))
        x, _, z = thing.position_m
        assert place == pytest.approx((x, 0.0, z), abs=1e-6)
        sign = 1.0 if orientation[3] * turned(yaw)[3] >= 0 else -1.0
        assert [sign * part for part in orientation] == pytest.approx(turned(yaw), abs=1e-6)
    off = game.go_through(
        take_off(game.context),
        lambda f: game.look_at_tile(f) if game.now_s % 5 > 1.2 else None,
    )
    assert [phase.part for phase in off] == ["take_off"]
    assert game.context.worn is None
    assert list(take_off(game.context)) == []


def test_trackers_are_measured_without_strapping_anything() -> None:
    game = Measured(features=TRACKERS)
    feet = standing(0.4, BODY)
    assert [p.part for p in game.go_through(strap_on(game.context, "seated"), feet)] == ["ankles"]
    assert game.context.worn not in (None, UNMEASURED)
    assert list(strap_on(game.context, "seated")) == []
    assert list(take_off(game.context)) == []


def test_swapped_ankles_are_said_and_not_measured() -> None:
    game = Measured(features=TRACKERS)
    crossed, right = standing(0.0, BODY, swapped=True), standing(0.0, BODY)
    game.go_through(
        strap_on(game.context, "standing"),
        lambda frame: crossed(frame) if game.now_s < 4.0 else right(frame),
    )
    assert "calibrate.ankles.swapped" in game.shown
    assert game.events[-1]["time_ns"] > 6.9e9


def test_ankles_that_are_never_seen_are_worn_as_last_time() -> None:
    game = Measured(features=TRACKERS, known=Calibration(ankles=WORN))
    game.go_through(strap_on(game.context, "seated"))
    assert game.events[-1]["reason"] == "time"
    assert game.context.worn == WORN
    new = Measured(features=TRACKERS)
    new.go_through(strap_on(new.context, "seated"))
    assert new.context.worn == UNMEASURED


def test_feet_that_never_stand_still_are_worn_as_they_were_last_seen() -> None:
    game = Measured(features=TRACKERS)
    steady = standing(0.4, BODY)

    def restless(frame: InputFrame) -> None:
        steady(frame)
        for side in ("left", "right"):
            x, y, z = frame.foot(side).position_m
            aside_m = 0.1 * math.sin(3.0 * game.now_s)
            frame.foot(side).set((x + aside_m, y, z), frame.foot(side).orientation)

    game.go_through(strap_on(game.context, "standing"), restless)
    assert game.events[-1]["reason"] == "time"
    assert game.context.calibration.ankles is None
    steady(game.frame)
    for side in ("left", "right"):
        thing = game.frame.foot(side)
        place, _ = applied(thing.position_m, thing.orientation, game.context.worn.of(side))
        assert place[1] == pytest.approx(0.0, abs=1e-6)


def test_ankles_strapped_otherwise_than_last_time_hold_nobody_up() -> None:
    game = Measured(features=TRACKERS, known=Calibration(ankles=WORN))
    game.go_through(strap_on(game.context, "standing"), standing(0.0, BODY))
    assert game.events[-1]["drift"]["ankles"] > 3.0
    assert game.now_s < 2.2
