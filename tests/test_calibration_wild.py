"""Wild hands, heads and commands while a body is measured, and what counts as still."""

from __future__ import annotations

import json
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.measuring import (
    HEADSET,
    TRACKERS,
    Measured,
    calibrate,
    level_of,
    phases_of,
)
from support.player import EYES_M, SMALL_LEVEL, Player

from controllers.frame import GUESSED, NO_POSE, InputFrame
from game.calibrating import posture_phases, strap_on
from game.calibration import Calibration
from game.stillness import Stillness
from game.sweep import Sweep
from tasks.body import BodyFrame
from tasks.scene import Role

BODY = BodyFrame(EYES_M, 0.0)


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
