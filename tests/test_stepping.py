"""Stepping: how a repetition runs, ends and is graded, in place, seated and walking."""

from __future__ import annotations

import math
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.feet import STANDING_M, FootPath, along, frames
from support.stepped import (
    ARRIVES_S,
    BODY,
    HOME,
    LOG,
    PAST_S,
    Followed,
    Played,
    lift,
)

from controllers.controller import Side
from controllers.frame import GUESSED, IDENTITY, NO_POSE, TRACKED, InputFrame, Vec3
from tasks.body import BodyFrame, ReachEnvelope
from tasks.scene import Role, Scene
from tasks.stepping import Stepping, SteppingParameters
from tasks.task import Body
from tasks.trial import EndReason

# Standing in place, and seated.


def test_a_foot_lifted_over_what_comes_clears_it_and_the_margin_is_the_clearance() -> None:
    played = Played(frames(lift(0.16)))
    assert played.ended.end_reason is EndReason.SUCCESS
    assert played.ended.margin == pytest.approx(0.6, abs=1e-4)
    assert played.time_s("reached_ns") == pytest.approx(ARRIVES_S, abs=1e-6)
    assert played.time_s("crossed_ns") == pytest.approx(PAST_S, abs=1e-6)
    assert played.ended.end_time_ns == played.ended.times_ns["crossed_ns"]
    assert [notice.kind for notice in played.notices] == ["start_shown", "target_shown", "cleared"]
    assert played.scene.wanted_side is None
    assert played.scene.wanted_limb == "hand"
    assert list(played.scene.rows()) == []


def test_more_than_ten_centimetres_are_no_better() -> None:
    assert Played(frames(lift(0.3))).ended.margin == 1.0


def test_what_comes_is_told_with_its_size_speed_and_arrival() -> None:
    played = Played(frames(lift(0.16)))
    shown = played.of("target_shown")[0].data
    assert shown["what"] == "obstacle"
    assert shown["side"] == "right"
    assert shown["speed_m_s"] == pytest.approx(0.4)
    assert shown["arrives_ns"] == pytest.approx(5e9 + ARRIVES_S * 1e9, abs=1000)
    x, y, z = shown["position_m"]
    assert 0.0 < x < 0.3
    assert y == 0.0
    assert z == pytest.approx(-(0.19 + 1.2 + 0.05))


def test_a_foot_that_stays_down_misses() -> None:
    played = Played(frames({"right": along([(0.0, HOME["right"])])}))
    assert played.ended.end_reason is EndReason.MISS
    assert played.ended.margin == -1.0
    assert "not_lifted" in played.ended.flags
    assert played.of("touched")[0].data["part"] == "toe"


def test_a_foot_that_is_too_low_is_touched_at_the_toe_and_the_margin_says_how_much() -> None:
    played = Played(frames(lift(0.06)))
    assert played.ended.end_reason is EndReason.COLLISION
    assert "touched_right_toe" in played.ended.flags
    assert played.ended.margin == pytest.approx(-0.4, abs=1e-4)
    assert played.time_s("touched_ns") == pytest.approx(ARRIVES_S, abs=1e-6)
    assert played.measures()["collisions"] == 1


def test_a_foot_lowered_too_early_is_touched_at_the_heel() -> None:
    # Down again while the obstacle is only under the heel, toes already beyond its far edge.
    played = Played(frames(lift(0.16, down_at_s=PAST_S - 0.5)))
    assert played.ended.end_reason is EndReason.COLLISION
    assert "touched_right_heel" in played.ended.flags


def test_a_foot_lifted_when_it_has_come_is_late() -> None:
    played = Played(frames(lift(0.2, up_at_s=ARRIVES_S + 0.1)))
    assert played.ended.end_reason is EndReason.TIMEOUT
    assert "late" in played.ended.flags
    assert played.ended.margin < 0.0


def test_going_out_of_its_way_is_no_clearing() -> None:
    away = along([(2.0, HOME["right"]), (2.6, (0.6, 0.0, 0.0))])
    played = Played(frames({"right": away}))
    assert played.ended.end_reason is EndReason.MISS
    assert "aside" in played.ended.flags


def test_coming_in_from_the_side_is_told_so() -> None:
    low = along(
        [(1.0, HOME["right"]), (1.6, (0.6, 0.05, 0.0)), (ARRIVES_S + 0.3, (0.6, 0.05, 0.0)),
         (ARRIVES_S + 0.5, (0.1, 0.05, 0.0))]
    )  # fmt: skip
    played = Played(frames({"right": low}))
    assert played.ended.end_reason is EndReason.COLLISION
    assert "touched_right_side" in played.ended.flags


def test_a_tilted_foot_touches_with_what_hangs_down() -> None:
    x, _, z = HOME["right"]
    toes_down = (math.sin(-0.3), 0.0, 0.0, math.cos(-0.3))
    keys = [(2.0, (x, 0.0, z)), (2.6, (x, 0.16, z))]

    def path(time_s: float):
        place, _ = along(keys)(time_s)
        return place, toes_down if time_s > 2.6 else IDENTITY

    played = Played(frames({"right": path}))
    assert played.ended.end_reason is EndReason.COLLISION
    assert "touched_right_toe" in played.ended.flags
    drop_m = 0.19 * math.sin(0.6)
    assert played.measures()["lead_toe_clearance_m"] == pytest.approx(0.06 - drop_m, abs=0.002)


@pytest.mark.parametrize("rate_hz", [30.0, 90.0])
def test_a_fast_foot_does_not_pass_through_a_thin_obstacle(rate_hz: float) -> None:
    x, _, _ = HOME["right"]
    kick = along([(3.0, (x, 0.0, 0.0)), (3.02, (x, 0.05, 0.0)), (3.06, (x, 0.05, -1.5))])
    played = Played(frames({"right": kick}, rate_hz=rate_hz), depth_m=0.03)
    assert played.ended.end_reason is EndReason.COLLISION


@pytest.mark.parametrize("rate_hz", [60.0, 72.0, 90.0, 120.0])
@pytest.mark.parametrize(
    "feet",
    [lift(0.16), lift(0.06), lift(0.16, down_at_s=PAST_S - 0.5), lift(0.2, ARRIVES_S - 0.1)],
)
def test_frame_rates_agree(feet: dict[Side, FootPath], rate_hz: float) -> None:
    reference = Played(frames(feet, rate_hz=1000.0))
    played = Played(frames(feet, rate_hz=rate_hz))
    assert played.ended.end_reason is reference.ended.end_reason
    assert played.ended.times_ns.keys() == reference.ended.times_ns.keys()
    for name, time_ns in reference.ended.times_ns.items():
        assert played.ended.times_ns[name] == pytest.approx(time_ns, abs=2_000_000), name
    assert played.ended.margin == pytest.approx(reference.ended.margin, abs=0.02)


def test_seated_the_obstacle_comes_to_the_feet_ahead_of_the_chair() -> None:
    body = Body(BodyFrame((0.0, 1.2, 0.0), 0.0), ReachEnvelope(), "right")
    x = HOME["right"][0]
    ahead = {"right": along([(2.0, (x, 0.0, -0.35)), (2.6, (x, 0.2, -0.35))])}
    played = Played(frames(ahead), body=body, mode="seated")
    assert played.ended.success
    assert not played.task.parameters.stands


def test_a_foot_that_leaves_the_start_place_starts_the_wait_again() -> None:
    def path(time_s: float):
        return ((0.1, 0.0, 0.0) if time_s % 1.0 < 0.55 else (0.4, 0.0, 0.0)), IDENTITY

    wait = {"low": 0.3, "high": 0.3}
    played = Played(frames({"right": path}, until_s=8.0), foreperiod_s=wait)
    assert played.outcome is None
    assert played.of("target_shown") == []


def test_a_raised_floor_is_the_floor() -> None:
    body = Body(BodyFrame(STANDING_M, 0.0), ReachEnvelope(), "right", floor_m=0.5)
    x = HOME["right"][0]
    high = {"right": along([(2.0, (x, 0.5, 0.0)), (2.6, (x, 0.66, 0.0))])}
    played = Played(frames(high), body=body)
    assert played.ended.margin == pytest.approx(0.6, abs=1e-3)


def test_the_obstacle_fades_in_far_off_comes_slowly_and_fades_out() -> None:
    scene_log: list[tuple[float, Vec3]] = []
    scene = Scene("forest")
    task = Stepping(SteppingParameters.model_validate(LOG), scene)
    rng = np.random.default_rng(1)
    task.enter(BODY)
    task.begin(task.plan(task.draw(rng, "right"), 0.5), BODY, rng, 5_000_000_000)
    for frame in frames(lift(0.16)):
        if task.step(frame) is not None:
            break
        scene_log += [(thing.colour[3], thing.position_m) for thing in scene.of(Role.OBSTACLE)]
    opacities = [opacity for opacity, _ in scene_log]
    assert opacities[0] < 0.05
    assert max(opacities) == 1.0
    assert opacities[-1] < 0.1
    steps = np.abs(np.diff(opacities))
    assert steps.max() < 0.05
    moved = [math.dist(a[1], b[1]) for a, b in pairwise(scene_log)]
    assert max(moved) < 0.6 / 90 + 1e-6


# Tracking.


def test_a_foot_that_is_lost_makes_it_invalid() -> None:
    path = lift(0.16)["right"]
    played = Played(frames({"right": lambda t: None if t > 3.0 else path(t)}))
    assert played.ended.end_reason is EndReason.TRACKING_LOST


def test_a_guessed_foot_never_clears_anything() -> None:
    played = Played(frames(lift(0.16), guessed=lambda t: t > 3.0))
    assert played.ended.end_reason is EndReason.TRACKING_LOST
    assert "guessed_pose" in played.ended.flags


def test_the_obstacle_stands_still_while_the_foot_is_not_seen() -> None:
    path = lift(0.16, down_at_s=9.0)["right"]
    played = Played(frames({"right": lambda t: None if 3.6 < t < 3.8 else path(t)}))
    assert played.ended.success
    assert "gap" in played.ended.flags
    assert played.time_s("crossed_ns") == pytest.approx(PAST_S + 0.2, abs=0.03)
    assert played.time_s("reached_ns") == pytest.approx(ARRIVES_S, abs=1e-6)


def test_a_short_flicker_changes_nothing() -> None:
    path = lift(0.16)["right"]
    played = Played(frames({"right": lambda t: None if 3.6 < t < 3.65 else path(t)}))
    assert played.ended.success
    assert played.time_s("crossed_ns") == pytest.approx(PAST_S, abs=1e-6)
    assert "gap" not in played.ended.flags


# Everywhere.


@pytest.mark.parametrize("mode", ["in_place", "seated", "walking"])
@pytest.mark.parametrize("kinds", ["obstacles", "footprints", "both"])
def test_left_mirrors_right(mode: str, kinds: str) -> None:
    one, other = (Followed(side=side, mode=mode, kinds=kinds) for side in ("right", "left"))
    assert one.ended.success
    assert other.ended.end_reason is one.ended.end_reason
    assert other.ended.margin == pytest.approx(one.ended.margin, abs=1e-4)
    for a, b in zip(one.notices, other.notices, strict=True):
        assert a.kind == b.kind
        x, y, z = a.data["position_m"]
        assert b.data["position_m"] == pytest.approx((-x, y, z), abs=1e-6)
        assert (a.data["side"], b.data["side"]) in (("right", "left"), ("left", "right"))
    mirrored = other.measures()
    for name, value in one.measures().items():
        if name.endswith("symmetry_percent") and value is not None:
            value = -value
        expected = None if value is None else pytest.approx(value, rel=1e-3, abs=1e-3)
        assert mirrored[name] == expected, name


def wild(seed: int, how: int) -> Iterator[InputFrame]:
    """Feet as no one has them."""
    rng = np.random.default_rng(seed)
    frame = InputFrame()
    places = {side: np.array(HOME[side]) for side in HOME}
    time_ns = 0
    for index in range(900):
        time_ns += int(rng.choice([0, 1_000, 11_000_000, 16_000_000, 150_000_000, 400_000_000],
                                  p=[0.01, 0.01, 0.5, 0.46, 0.01, 0.01]))  # fmt: skip
        frame.set_times(index, time_ns, time_ns)
        frame.head.set(STANDING_M if rng.random() < 0.99 else (math.nan,) * 3)
        calm = index < 90
        for side, place in places.items():
            kind = 5 if calm else (how if how < 5 else int(rng.integers(5)))
            if kind == 0:
                place += rng.normal(0.0, 20.0 / 90, 3)
            elif kind == 1:
                place[:] = rng.uniform(-3, 3, 3)
            position = (math.nan, 0.0, 1.0) if kind == 2 else tuple(float(v) for v in place)
            orientation = rng.normal(0, 1, 4)
            orientation /= np.linalg.norm(orientation)
            if kind == 3 and rng.random() < 0.2:
                orientation[:] = [0.0, math.nan, 0.0, math.inf]
            turned = IDENTITY if kind in (4, 5) else tuple(float(v) for v in orientation)
            flags = TRACKED
            if not calm and rng.random() < 0.05:
                flags = int(rng.choice([NO_POSE, GUESSED]))
            frame.foot(side).set(position, turned, flags)
        frame.settle_samples()
        yield frame


@settings(max_examples=60, deadline=None)
@given(
    st.integers(0, 10_000),
    st.integers(0, 5),
    st.sampled_from(["in_place", "seated", "walking"]),
    st.sampled_from(["obstacles", "footprints"]),
)
def test_wild_feet_never_break_anything(seed: int, how: int, mode: str, kinds: str) -> None:
    start = {"ahead_m": 0.0}
    played = Played(wild(seed, how), mode=mode, kinds=kinds, start=start, time_limit_s=5, seed=seed)
    if played.outcome is None:
        played.outcome = played.task.cancel(EndReason.ABORTED, 10**10)
    outcome = played.ended
    assert math.isfinite(outcome.margin)
    assert -1.0 <= outcome.margin <= 1.0
    assert (outcome.margin >= 0.0) == (outcome.success or not outcome.end_reason.scored)
    assert all(isinstance(time_ns, int) for time_ns in outcome.times_ns.values())
    for name, value in played.measures().items():
        assert value is None or math.isfinite(value), name
    assert list(played.scene.rows()) == []
    assert played.scene.panels == []


def test_the_same_seed_gives_the_same_bits() -> None:
    one, other = (Followed(mode="walking", kinds="both", seed=4) for _ in range(2))
    assert one.ended == other.ended
    assert one.measures() == other.measures()


def test_another_seed_asks_for_something_else() -> None:
    task = Stepping(SteppingParameters(kinds="both"), Scene("forest"))
    drawn = [task.draw(np.random.default_rng(seed), "left") for seed in range(12)]
    assert len({tuple(one.covariates.values()) for one in drawn}) == 12
    assert {one.labels["what"] for one in drawn} == {"obstacle", "footprint"}


@pytest.mark.parametrize("mode", ["in_place", "seated", "walking"])
@pytest.mark.parametrize("kinds", ["obstacles", "footprints"])
@pytest.mark.parametrize("side", ["left", "right"])
def test_a_ghost_shoe_shows_it_ahead_of_the_patient(mode: str, kinds: str, side: Side) -> None:
    parameters = SteppingParameters.model_validate({"mode": mode, "kinds": kinds})
    task = Stepping(parameters, Scene("forest"))
    spec = task.plan(task.draw(np.random.default_rng(1), side), 0.5)
    shown = task.demonstration(spec, BODY)
    shoe = shown.ghosts[0]
    assert shoe.mesh == f"shoe_{side}"
    heights = [shoe.at(t).position_m[1] for t in np.linspace(0.0, shown.duration_s, 60)]
    needed = (
        spec.knobs["height_m"] * spec.situation.covariates["height_share"]
        if (kinds == "obstacles")
        else 0.0
    )
    assert max(heights) > needed + 0.05
    assert heights[0] == heights[-1] == 0.0
    for ghost in shown.ghosts:
        assert all(key.position_m[2] < -1.0 for key in ghost.keys)


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"speed_m_s": 0.7}, "0.6"),
        ({"mode": "running"}, "in_place"),
        ({"time_limit_s": 2, "hold_s": 3}, "longer than hold_s"),
        ({"height_share": {"low": 1.0, "high": 0.5}}, "must not be above"),
        ({"shapes": []}, "at least 1"),
    ],
)
def test_parameters_that_can_not_be_are_refused(wrong: dict[str, Any], says: str) -> None:
    with pytest.raises(ValueError, match=says):
        SteppingParameters.model_validate(wrong)
