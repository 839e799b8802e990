"""What is measured of a body, by phases that need no button, and what becomes of it."""

from __future__ import annotations

import math

import numpy as np
import pytest
from support.measuring import (
    Measured,
    calibrate,
    level_of,
    phases_of,
    without,
)
from support.player import EYES_M

from controllers.controller import Features
from controllers.frame import GUESSED, InputFrame
from game.calibrating import posture_phases, sides_used, strap_on
from game.calibration import Calibration
from game.phases.align import Align
from game.phases.calibrate_reach import FARTHEST_M, WORKING
from tasks.body import BodyFrame, ReachEnvelope
from tasks.reach import CELLS, direction_of
from tasks.reaching import Reaching
from tasks.reaching.parameters import ReachingParameters, StartPlace
from tasks.scene import Role, Scene
from tasks.task import Body
from tasks.trial import EndReason

BODY = BodyFrame(EYES_M, 0.0)


# The whole of it


def test_everything_that_is_not_known_is_measured_and_kept() -> None:
    game = Measured()
    parts = calibrate(game)
    assert parts == ["eyes", "rest_right", "reach_right", "rest_left", "reach_left"]
    known = game.context.calibration
    assert known.eye_height_seated_m == 1.2
    assert known.eye_height_standing_m is None
    assert known.floor_m == 0.0
    assert known.rest_right_m == pytest.approx((0.2, -0.5, -0.2), abs=1e-3)
    assert known.rest_left_m == pytest.approx((-0.2, -0.5, -0.2), abs=1e-3)
    for side, arm_m in (("right", 0.5), ("left", 0.65)):
        reach = known.reach(side)
        assert reach is not None
        assert reach.known >= 15
        for cell in WORKING:
            told_m = reach.rows[cell[0]][cell[1]]
            assert told_m is None or arm_m - 0.03 < told_m <= arm_m + 1e-6
    assert [event["part"] for event in game.events] == parts
    assert {event["reason"] for event in game.events} <= {"measured", "time"}
    assert all(event["values"] for event in game.events)
    assert len(game.kept) == 5
    assert game.kept[-1] == known
    assert known.device == "a headset"


def test_a_task_reaches_as_far_as_was_measured_at_once() -> None:
    game = Measured()
    game.arm_m["right"] = 0.4
    assert game.context.body.envelope.reach_m("right", 0, 0) == 0.6
    calibrate(game)
    for azimuth_deg in range(-40, 120, 7):
        for elevation_deg in range(-80, 81, 9):
            reach_m = game.context.body.envelope.reach_m("right", azimuth_deg, elevation_deg)
            assert reach_m <= 0.4 + 1e-6


def test_what_is_known_is_not_asked_for_again_unless_always() -> None:
    first = Measured()
    calibrate(first)
    known = first.context.calibration
    assert calibrate(Measured(known=known)) == []
    half = known.having(rest_left_m=None)
    assert calibrate(Measured(known=half)) == ["rest_left"]
    assert calibrate(Measured(known=known), "always") == [event["part"] for event in first.events]
    assert calibrate(Measured(), "never") == []


@pytest.mark.parametrize(
    ("share", "sides"), [(1.0, ("left",)), (0.0, ("right",)), (0.5, ("left", "right"))]
)
def test_only_the_hands_that_the_level_uses_are_measured(share, sides) -> None:
    game = Measured(affected="left")
    assert sides_used(game.context, level_of(share=share)) == sides


@pytest.mark.parametrize("features", [Features("mouse", orientation=True), Features("unknown")])
def test_a_device_that_measures_no_body_is_not_asked_to(features: Features) -> None:
    game = Measured(features=features)
    game.context.head_measured = features.name != "mouse"
    assert calibrate(game) == ["none"]
    assert game.events[0]["reason"] == "not_tracked"
    assert list(strap_on(game.context, "seated")) == []
    assert list(posture_phases(game.context, level_of(), "standing")) == []


def test_looking_ahead_tells_a_measured_head_from_one_before_a_screen() -> None:
    for flags, measured in ((None, True), (GUESSED | 8, False)):
        game = Measured()
        game.context.head_measured = not measured

        def seen(frame: InputFrame, flags: int | None = flags) -> None:
            if flags is not None:
                frame.head.set(EYES_M, flags=flags)

        game.go_through([Align(game.context)], seen)
        assert game.context.head_measured is measured


def test_the_same_frames_give_the_same_calibration() -> None:
    one, other = Measured(), Measured()
    calibrate(one)
    calibrate(other)
    assert one.notes.events == other.notes.events
    assert one.context.calibration == other.context.calibration


@pytest.mark.parametrize("rate_hz", [72.0, 120.0])
def test_any_frame_rate_measures_the_same(rate_hz: float) -> None:
    usual, other = Measured(), Measured(rate_hz=rate_hz)
    calibrate(usual, share=1.0)
    calibrate(other, share=1.0)
    one, two = usual.context.calibration, other.context.calibration
    assert two.eye_height_seated_m == one.eye_height_seated_m
    assert two.rest_right_m == pytest.approx(one.rest_right_m, abs=1e-3)
    for azimuth_deg in (-20, 0, 30, 60):
        for elevation_deg in (-40, -10, 20):
            reach = (azimuth_deg, elevation_deg, 0.6)
            assert two.reach("right").reach_m(*reach) == pytest.approx(
                one.reach("right").reach_m(*reach), abs=0.02
            )


def test_left_and_right_are_measured_as_mirror_images() -> None:
    right, left = Measured(affected="right"), Measured(affected="left")
    for game, side in ((right, "right"), (left, "left")):
        game.arm_m[side] = 0.55
        calibrate(game, share=1.0)
    one, other = right.context.calibration, left.context.calibration
    assert one.rest_right_m == pytest.approx((-other.rest_left_m[0], *other.rest_left_m[1:]))
    for cell in CELLS:
        a = one.reach_right.rows[cell[0]][cell[1]]
        b = other.reach_left.rows[cell[0]][cell[1]]
        assert (a is None) == (b is None)
        assert a is None or a == pytest.approx(b, abs=2e-3)


def test_a_turned_patient_elsewhere_in_the_room_is_measured_alike() -> None:
    straight = Measured()
    aside = Measured(body=BodyFrame((0.7, 1.2, -0.4), math.radians(70)))
    for game in (straight, aside):
        calibrate(game, share=1.0)
    one, other = straight.context.calibration, aside.context.calibration
    assert other.rest_right_m == pytest.approx(one.rest_right_m, abs=2e-3)
    assert other.reach_right.reach_m(20, 0, 0.6) == pytest.approx(
        one.reach_right.reach_m(20, 0, 0.6), abs=0.01
    )


# One hand, no button


def test_one_hand_is_enough() -> None:
    """The other hand is not there: its parts are given up and the session goes on."""
    game = Measured(affected="right")
    parts = calibrate(game, change=without("left"))
    assert parts[-2:] == ["rest_left", "reach_left"]
    assert game.context.calibration.reach_right is not None
    assert game.context.calibration.reach_left is None
    assert game.context.calibration.rest_left_m is None
    assert [event["values"] for event in game.events[-2:]] == [{}, {}]
    assert game.now_s < 90.0


def test_looking_at_the_tile_goes_on_without_a_hand() -> None:
    game = Measured()

    def change(frame: InputFrame) -> None:
        for side in ("left", "right"):
            without(side)(frame)
        asked = any(panel.key.startswith("calibrate.r") for panel in game.scene.panels)
        if asked and game.now_s % 6 > 1.2:
            game.look_at_tile(frame)

    calibrate(game, change=change)
    assert {e["reason"] for e in game.events if e["part"] != "eyes"} == {"gone_on"}
    assert game.context.calibration.reach_right is None
    assert game.now_s < 40.0


def test_what_a_sweep_has_reached_is_kept_when_the_patient_goes_on() -> None:
    game = Measured()
    phases = list(phases_of(game, level_of(share=1.0)))[-1:]

    def tired(frame: InputFrame) -> None:
        if game.now_s > 14.0:
            game.look_at_tile(frame)

    game.go_through(phases, tired)
    assert game.events[-1]["reason"] == "gone_on"
    reach = game.context.calibration.reach_right
    assert reach is not None
    assert 5 <= reach.known < len(WORKING)


def test_a_hand_that_hardly_moves_makes_no_map() -> None:
    game = Measured()
    game.speed_m_s = 0.0
    calibrate(game, share=1.0)
    assert (game.events[-1]["reason"], game.events[-1]["values"]) == ("time", {})
    assert game.context.calibration.reach_right is None
    assert game.context.body.envelope.reach_m("right", 0, 0) == 0.6


def test_skipping_a_part_writes_that_down_and_measures_nothing() -> None:
    game = Measured()
    phase = next(phases_of(game, level_of()))
    phase.enter(game.live())
    phase.step(game.live())
    phase.leave(game.frame)
    assert game.events[-1]["reason"] == "skipped"
    assert game.context.calibration == Calibration()
    assert game.scene.panels == []


def test_looking_ahead_anew_in_the_midst_measures_around_the_new_place() -> None:
    game = Measured()
    parts = iter(phases_of(game, level_of(share=1.0)))
    phases = [next(parts), next(parts), next(parts)]
    game.go_through(phases[:2])
    reach = phases[2]
    reach.enter(game.live())
    for _ in range(900):
        reach.step(game.live())
    reach.interrupt(EndReason.PAUSED, game.frame)
    moved = BodyFrame((1.0, 1.2, 0.5), math.radians(90))
    game.context.frame_of_body = moved
    game.hands["right"] = moved.to_stage((0.2, -0.5, -0.2))
    reach.step(game.live())
    for panel in game.scene.panels:
        assert abs(moved.direction_deg(panel.position_m)[0]) < 40
    while not reach.done:
        reach.step(game.live())
    reach.leave(game.frame)
    assert list(game.scene.rows()) == []
    assert game.scene.panels == []
    rows = game.context.calibration.reach_right.rows
    assert max(reach_m for row in rows for reach_m in row if reach_m) <= 0.5


# The start place


def test_reaching_starts_where_the_hand_rests_unless_the_level_says_where() -> None:
    rest_m = (0.25, -0.5, -0.3)
    body = Body(BodyFrame(EYES_M, 0.4), ReachEnvelope(), "right", rests_m={"right": rest_m})
    unmeasured = Body(BodyFrame(EYES_M, 0.4), ReachEnvelope(), "right")

    def start_m(parameters: ReachingParameters, body: Body, side="right"):
        task = Reaching(parameters, Scene("orchard"))
        rng = np.random.default_rng(2)
        return task.route(task.plan(task.draw(rng, side), 0.5), body)[0]

    usual = ReachingParameters()
    told = ReachingParameters(start=StartPlace(at="direction"))
    assert start_m(usual, body) == pytest.approx(body.frame.to_stage(rest_m))
    assert start_m(told, body) == start_m(usual, unmeasured) == start_m(told, unmeasured)
    assert start_m(usual, body, "left") == start_m(usual, unmeasured, "left")


def test_a_hand_before_a_screen_does_not_start_in_the_lap() -> None:
    game = Measured(known=Calibration(rest_right_m=(0.2, -0.6, -0.2)))
    assert game.context.body.rests_m == {"right": (0.2, -0.6, -0.2)}
    game.context.head_measured = False
    assert game.context.body.rests_m == {}


def test_nobody_is_lured_beyond_an_arms_length() -> None:
    game = Measured()
    game.arm_m["right"] = 2.0
    farthest = 0.0

    def watch(frame: InputFrame) -> None:
        nonlocal farthest
        for ball in game.scene.of(Role.TARGET):
            farthest = max(farthest, BODY.arm_direction("right", ball.position_m)[2])

    calibrate(game, share=1.0, change=watch)
    assert 0.6 < farthest <= FARTHEST_M + 1e-6
    assert all(direction_of(cell)[1] <= 20 for cell in WORKING)
