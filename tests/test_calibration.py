"""What is measured of a body, by phases that need no button, and what becomes of it."""

from __future__ import annotations

import json
import math
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError
from support.measuring import (
    HEADSET,
    TRACKERS,
    Measured,
    applied,
    level_of,
    turned,
    without,
)
from support.player import EYES_M, SMALL_LEVEL, Player

from controllers.controller import Features
from controllers.frame import GUESSED, NO_POSE, InputFrame
from controllers.mounting import UNMEASURED, Mounting, Offset
from game.calibrating import calibration_phases, posture_phases, sides_used, strap_on, take_off
from game.calibration import Calibration, drift
from game.patient import (
    CALIBRATION,
    Patient,
    PatientError,
    add_patient,
    forget_calibration,
    load_calibration,
    save_calibration,
)
from game.phases.align import Align
from game.phases.calibrate import DRIFT_SHOWN_S
from game.phases.calibrate_reach import FARTHEST_M, WORKING
from game.stillness import Stillness
from game.sweep import Sweep
from levels.model import Level
from tasks.body import BodyFrame, ReachEnvelope
from tasks.reach import CELLS, ReachMap, direction_of
from tasks.reaching import Reaching
from tasks.reaching.parameters import ReachingParameters, StartPlace
from tasks.scene import Role, Scene
from tasks.task import Body
from tasks.trial import EndReason

BODY = BodyFrame(EYES_M, 0.0)


def phases_of(game: Measured, level: Level):
    return calibration_phases(game.context, level, level.posture)


def calibrate(game: Measured, mode: str = "when_new", share: float = 0.75, **options) -> list[str]:
    """Names of the parts gone through."""
    phases = game.go_through(phases_of(game, level_of(mode, share)), **options)
    return [phase.part for phase in phases]


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


# Wild input


def test_a_jump_a_throw_and_a_guess_reach_nowhere() -> None:
    sweep = Sweep("right", BODY)
    rng = np.random.default_rng(5)
    frame = InputFrame()
    home = BODY.along("right", 10, -20, 0.4)
    for index in range(2000):
        time_ns = 1_000_000_000 + round(index / 90 * 1e9)
        frame.set_times(index, time_ns, time_ns)
        frame.head.set(EYES_M)
        place, flags = home, None
        match index % 40:
            case 7:
                place = tuple(float(v) for v in rng.uniform(-3, 3, 3))
            case 13:
                place = (math.nan, 0.0, math.inf)
            case 19:
                place, flags = BODY.along("right", 30, 10, 0.9), GUESSED
            case 6:
                place = BODY.along("right", 40, 20, 0.8)
            case 31 | 32 | 33 | 34:
                place = BODY.along("right", 50, -10, 0.7)
            case 25:
                place, flags = BODY.along("right", 30, 10, 0.9), NO_POSE
        frame.right_hand.set(place) if flags is None else frame.right_hand.set(place, flags=flags)
        frame.settle_samples()
        sweep.step(frame)
    assert set(sweep.cells_m.values()) <= {0.399, 0.4}
    assert len(sweep.cells_m) == 1


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.tuples(*[st.floats(width=32)] * 3) | st.tuples(*[st.floats(-1, 1, width=32)] * 3),
        min_size=3,
        max_size=40,
    ),
    st.integers(1, 200_000_000),
)
def test_any_movement_gives_a_map_within_an_arms_length(places, step_ns) -> None:
    sweep, frame = Sweep("left", BODY), InputFrame()
    for index, place in enumerate(place for place in places for _ in range(12)):
        frame.set_times(index, index * step_ns, index * step_ns)
        frame.head.set(EYES_M)
        frame.left_hand.set(place)
        frame.settle_samples()
        sweep.step(frame)
    assert all(0.1 <= reach_m <= 1.0 for reach_m in sweep.cells_m.values())
    assert sweep.map.known == len(sweep.cells_m)


@pytest.mark.parametrize("seed", range(4))
def test_a_storm_of_poses_ends_every_part_and_breaks_nothing(seed: int) -> None:
    """Head, hands and feet anywhere, lost, guessed, frozen, not a number."""
    rng = np.random.default_rng(seed)
    game = Measured(features=TRACKERS, rate_hz=30.0)
    numbers = np.array([math.nan, math.inf, -math.inf, 3e38, 0.0, 1e-30])

    def storm(frame: InputFrame) -> None:
        if rng.random() < 0.5:
            return
        for pose in (
            *(frame.head, frame.left_hand, frame.right_hand),
            *(frame.left_foot, frame.right_foot),
        ):
            place = rng.normal(0, 1, 3) if rng.random() < 0.8 else rng.choice(numbers, 3)
            turn = rng.normal(0, 1, 4) if rng.random() < 0.8 else rng.choice(numbers, 4)
            with np.errstate(invalid="ignore", over="ignore"):
                pose.set(tuple(place.tolist()), tuple(turn.tolist()), int(rng.integers(16)))

    parts = calibrate(game, change=storm)
    parts += [p.part for p in game.go_through(strap_on(game.context, "seated"), storm)]
    assert parts[0] == "eyes"
    assert parts[-1] == "ankles"
    assert [event["part"] for event in game.events] == parts
    text = json.dumps(game.context.calibration.model_dump(mode="json"), allow_nan=False)
    assert Calibration.model_validate_json(text, strict=True) == game.context.calibration


def slow_reach(azimuth_deg: float, lean_m: float) -> Sweep:
    """An arm of 0.5 m slowly reaches out ahead of its shoulder, which moves ahead too."""
    sweep, frame = Sweep("right", BODY), InputFrame()
    for index in range(450):
        share = min(1.0, index / 400)
        lean = (0.0, 0.0, -lean_m * share)
        place = BODY.along("right", azimuth_deg, 0, 0.2 + 0.3 * share)
        frame.set_times(index, index * 11_111_111, index * 11_111_111)
        frame.head.set((EYES_M[0], EYES_M[1], EYES_M[2] + lean[2]))
        frame.right_hand.set((place[0], place[1], place[2] + lean[2]))
        frame.settle_samples()
        sweep.step(frame)
    return sweep


def test_a_lean_makes_no_arm_longer() -> None:
    upright, leaning = slow_reach(0, 0.0), slow_reach(0, 0.3)
    assert max(upright.cells_m.values()) == pytest.approx(0.5, abs=2e-3)
    assert leaning.leaning
    assert max(leaning.cells_m.values()) < 0.32
    a_little = slow_reach(0, 0.08)
    assert max(a_little.cells_m.values()) <= 0.501


def test_leaning_is_said_kindly_and_goes_by() -> None:
    game = Measured()

    def lean(frame: InputFrame) -> None:
        if 8.0 < game.now_s < 10.0:
            frame.head.set((0.0, 1.2, -0.15))

    calibrate(game, share=1.0, change=lean)
    assert "hint.sit_back" in game.shown
    assert game.context.calibration.reach_right is not None


def test_a_head_that_moves_on_is_not_taken_for_still() -> None:
    game = Measured()

    def sways(frame: InputFrame) -> None:
        if game.now_s < 5.0:
            frame.head.set((0.15 * math.sin(4 * game.now_s), 1.2, 0.0))

    calibrate(game, share=1.0, change=sways)
    assert game.events[0]["time_ns"] > 7.9e9
    assert game.context.calibration.eye_height_seated_m == 1.2


def test_a_headset_on_the_floor_has_no_eye_height() -> None:
    game = Measured()
    phase = next(phases_of(game, level_of()))
    game.go_through([phase], lambda frame: frame.head.set((0.0, 0.1, 0.0)))
    assert game.events[-1]["values"] == {}
    assert game.context.calibration.eye_height_seated_m is None


def test_a_controller_on_the_floor_says_where_the_floor_is() -> None:
    game = Measured()
    phase = next(phases_of(game, level_of()))
    game.go_through([phase], lambda frame: frame.left_hand.set((0.4, -0.17, 0.2)))
    known = game.context.calibration
    assert known.floor_m == pytest.approx(-0.2)
    assert known.eye_height_seated_m == pytest.approx(1.4)
    assert game.context.body.floor_m == pytest.approx(-0.2)
    game.go_through(posture_phases(game.context, level_of(), "standing"))
    assert game.context.calibration.floor_m == pytest.approx(-0.2)
    assert game.context.calibration.eye_height_standing_m == pytest.approx(1.4)


@given(
    st.lists(st.tuples(st.tuples(*[st.floats(width=32)] * 3) | st.none(), st.integers(0, 10**9)))
)
def test_stillness_takes_anything(looks) -> None:
    still, now_ns = Stillness(0.05, 2.0), 0
    for place, step_ns in looks:
        now_ns += step_ns
        assert 0.0 <= still.step(place, now_ns) <= 1.0


@pytest.mark.parametrize("seed", range(6))
def test_any_commands_in_the_midst_leave_a_session_that_ends_clean(seed: int) -> None:
    level = SMALL_LEVEL.replace("calibration: never", "calibration: always")
    player = Player(level, affected="left" if seed % 2 else "right", seed=seed)
    player.context.features = HEADSET
    player.until(lambda: player.session.phase == "calibration")
    rng = np.random.default_rng(seed)
    kinds = ("pause", "resume", "recentre", "skip", "demonstrate", "help", "stop", "rest", "mark")

    def lost(frame: InputFrame) -> None:
        frame.left_hand.lose()
        frame.right_hand.lose()
        frame.settle_samples()

    for _ in range(60):
        if player.session.done:
            break
        player.command(str(rng.choice(kinds)))
        change = lost if rng.random() < 0.2 else lambda _: None
        for _ in range(int(rng.integers(1, 120))):
            if not player.session.done:
                player.step(change)
    assert player.notes.of("calibration")
    if not player.session.done:
        player.command("end")
        player.step()
    assert player.session.done
    assert player.scene.panels == []
    for role in (Role.TARGET, Role.START, Role.GHOST, Role.CHOICE):
        assert player.scene.of(role) == []
    assert not any(thing.mesh == "ball" for _, thing in player.scene.rows())


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


# Ankles

WORN = Mounting(
    Offset((0.02, -0.11, 0.03), (0.5, 0.5, 0.5, 0.5)),
    Offset((-0.03, -0.1, 0.02), (0.0, math.sin(0.3), 0.0, math.cos(0.3))),
)


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


# Drift


def test_drift_is_told_in_centimetres_and_words() -> None:
    def flat(reach_m: float) -> ReachMap:
        return ReachMap(((reach_m,) * 9,) * 9)

    old = Calibration(
        eye_height_seated_m=1.2, reach_left=flat(0.5), rest_left_m=(-0.2, -0.5, -0.2), ankles=WORN
    )
    moved = Offset((0.02, -0.11, 0.08), WORN.left.orientation)
    new = old.having(
        floor_m=-0.05,
        eye_height_seated_m=1.16,
        eye_height_standing_m=1.6,
        reach_left=flat(0.55),
        rest_left_m=(-0.2, -0.54, -0.23),
        ankles=Mounting(moved, WORN.right),
    )
    told = {change.part: change.change_cm for change in drift(old, new)}
    assert told == {
        "floor_m": -5.0,
        "eye_height_seated_m": -4.0,
        "reach_left": 5.0,
        "rest_left_m": 5.0,
        "ankles": 5.0,
    }
    words = [str(change) for change in drift(old, new)]
    assert "eyes when seated 4.0 cm lower than last time" in words
    assert "left reach 5.0 cm longer than last time" in words
    assert all(change.noteworthy for change in drift(old, new))
    assert drift(Calibration(), new) == []
    assert {change.change_cm for change in drift(old, old)} == {0.0}


def test_a_large_drift_is_shown_for_some_seconds_and_a_small_one_is_not() -> None:
    known = Calibration(eye_height_seated_m=1.25)
    game = Measured(known=known)
    phases = list(phases_of(game, level_of("always")))
    game.go_through(phases[:1])
    assert game.events[-1]["drift"] == {"floor_m": 0.0, "eye_height_seated_m": -5.0}
    assert "calibrate.drift.eyes" in game.shown
    assert 2.0 + DRIFT_SHOWN_S < game.now_s < 2.3 + DRIFT_SHOWN_S
    near = Measured(known=Calibration(eye_height_seated_m=1.22))
    near.go_through(list(phases_of(near, level_of("always")))[:1])
    assert not any(key.startswith("calibrate.drift") for key in near.shown)


def test_ankles_strapped_otherwise_than_last_time_hold_nobody_up() -> None:
    game = Measured(features=TRACKERS, known=Calibration(ankles=WORN))
    game.go_through(strap_on(game.context, "standing"), standing(0.0, BODY))
    assert game.events[-1]["drift"]["ankles"] > 3.0
    assert game.now_s < 2.2


# The file


FULL = Calibration(
    device="x",
    floor_m=0.02,
    eye_height_seated_m=1.18,
    eye_height_standing_m=1.61,
    reach_left=ReachMap(((None, 0.4) * 4 + (0.333,),) * 9),
    reach_right=ReachMap(((0.7,) * 9,) * 9),
    rest_left_m=(-0.2, -0.5, -0.2),
    rest_right_m=(0.2, -0.5, -0.2),
    ankles=WORN,
)


def test_a_calibration_survives_its_file_and_a_sessions_record(tmp_path: Path) -> None:
    add_patient(tmp_path, Patient(code="P-1", affected="left"))
    assert load_calibration(tmp_path, "P-1") == Calibration()
    path = save_calibration(tmp_path, "P-1", FULL)
    assert path == tmp_path / "P-1" / "calibration.json"
    assert load_calibration(tmp_path, "P-1") == FULL
    state = json.loads(json.dumps(FULL.model_dump(mode="json")))
    assert Calibration.model_validate(state) == FULL
    assert sorted(p.name for p in path.parent.iterdir()) == ["calibration.json", "profile.json"]
    assert forget_calibration(tmp_path, "P-1")
    assert not forget_calibration(tmp_path, "P-1")
    assert load_calibration(tmp_path, "P-1") == Calibration()


GOOD = json.loads(FULL.model_dump_json())


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"[]",
        b"null",
        b"\xff",
        b" " * 70_000,
        json.dumps(GOOD | {"format": 2}).encode(),
        json.dumps(GOOD | {"format": "1"}).encode(),
        json.dumps(GOOD | {"surprise": 1}).encode(),
        json.dumps(GOOD | {"reach_left": [[0.5]]}).encode(),
        json.dumps(GOOD | {"reach_left": [["0.5"] * 9] * 9}).encode(),
        json.dumps(GOOD | {"reach_left": [[9.0] * 9] * 9}).encode(),
        json.dumps(GOOD | {"reach_left": [[True] * 9] * 9}).encode(),
        json.dumps(GOOD | {"reach_left": {"0": 1}}).encode(),
        json.dumps(GOOD | {"floor_m": math.nan}).encode(),
        json.dumps(GOOD | {"rest_left_m": [0.0, 1.0]}).encode(),
        json.dumps(GOOD | {"rest_left_m": [0.0, 99.0, 0.0]}).encode(),
        json.dumps(GOOD | {"ankles": {"left": {"position_m": [0, 0, math.nan]}}}).encode(),
        json.dumps(GOOD | {"ankles": {"left": {"orientation": [0, 0, 0, 0]}}}).encode(),
        json.dumps(GOOD | {"made": "yesterday"}).encode(),
    ],
)
def test_a_damaged_file_is_one_clear_line(tmp_path: Path, raw: bytes) -> None:
    (tmp_path / "P-1").mkdir()
    (tmp_path / "P-1" / CALIBRATION).write_bytes(raw)
    with pytest.raises(PatientError, match=CALIBRATION) as caught:
        load_calibration(tmp_path, "P-1")
    assert len(str(caught.value).splitlines()) == 1
    assert str(caught.value).isprintable()


@given(st.binary(max_size=200) | st.text(max_size=200).map(str.encode))
def test_any_bytes_are_a_calibration_or_an_error(
    tmp_path_factory: pytest.TempPathFactory, raw: bytes
) -> None:
    folder = tmp_path_factory.mktemp("patients")
    (folder / "P-1").mkdir()
    (folder / "P-1" / CALIBRATION).write_bytes(raw)
    with pytest.raises(PatientError):
        load_calibration(folder, "P-1")


def test_what_no_body_has_is_refused() -> None:
    for wrong in ({"eye_height_seated_m": 9.0}, {"floor_m": math.inf}, {"reach_left": "far"}):
        with pytest.raises(ValidationError):
            Calibration().having(**wrong)


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
