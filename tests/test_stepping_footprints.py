"""Stepping onto footprints, and walking over what lies in the room."""

from __future__ import annotations

import math

import numpy as np
import pytest
from support.feet import STANDING_M, FootPath, Stepper, along, frames
from support.hands import between
from support.stepped import (
    BODY,
    HOME,
    LOG,
    Followed,
    Played,
)

from controllers.controller import Side
from controllers.frame import InputFrame, Vec3
from tasks.body import BodyFrame, PlayArea, ReachEnvelope
from tasks.scene import Scene
from tasks.stepping import Stepping, SteppingParameters
from tasks.task import Body
from tasks.trial import EndReason

# Footprints.


def on_print(to_m: Vec3) -> dict[Side, FootPath]:
    from_m = HOME["right"]
    high = between(from_m, to_m, 0.5)
    path = along([(2.0, from_m), (2.5, (high[0], 0.08, high[2])), (3.0, to_m)])
    return {"right": path, "left": along([(0.0, HOME["left"])])}


def test_a_foot_on_its_print_hits_and_the_error_is_told_in_both_directions() -> None:
    played = Played(frames(on_print((0.13, 0.0, -0.38))), kinds="footprints")
    assert played.ended.end_reason is EndReason.SUCCESS
    assert played.of("target_shown")[0].data["what"] == "footprint"
    measures = played.measures()
    assert measures["placement_fore_aft_m"] == pytest.approx(-0.02, abs=1e-4)
    assert measures["placement_medio_lateral_m"] == pytest.approx(0.03, abs=1e-4)
    assert measures["placement_error_m"] == pytest.approx(math.hypot(0.02, 0.03), abs=1e-4)
    assert played.ended.margin == pytest.approx(1 - math.hypot(0.02, 0.03) / 0.075, abs=1e-3)
    assert measures["step_length_m"] == pytest.approx(0.38, abs=0.01)
    assert measures["step_width_m"] == pytest.approx(0.23, abs=0.01)
    assert measures["lead_clearance_m"] is None


def test_a_foot_beside_its_print_misses() -> None:
    played = Played(frames(on_print((0.1, 0.0, -0.2))), kinds="footprints")
    assert played.ended.end_reason is EndReason.MISS
    assert "missed_right" in played.ended.flags
    assert played.ended.margin < 0.0


def test_a_foot_that_stays_times_out() -> None:
    still = {"right": along([(0.0, HOME["right"])])}
    played = Played(frames(still), kinds="footprints", time_limit_s=4)
    assert played.ended.end_reason is EndReason.TIMEOUT
    assert played.ended.margin == -1.0
    shown = played.ended.times_ns["shown_ns"]
    assert played.ended.end_time_ns - shown == 4_000_000_000


@pytest.mark.parametrize("rate_hz", [60.0, 72.0, 90.0, 120.0])
def test_frame_rates_agree_on_a_footprint(rate_hz: float) -> None:
    feet = on_print((0.12, 0.0, -0.38))
    reference = Played(frames(feet, rate_hz=1000.0), kinds="footprints").ended
    ended = Played(frames(feet, rate_hz=rate_hz), kinds="footprints").ended
    for name, time_ns in reference.times_ns.items():
        assert ended.times_ns[name] == pytest.approx(time_ns, abs=2_000_000), name


# Walking.


def test_both_feet_walk_over_what_lies_there() -> None:
    played = Followed(mode="walking")
    assert played.ended.end_reason is EndReason.SUCCESS
    assert played.ended.margin == pytest.approx(0.8, abs=0.02)
    measures = played.measures()
    assert measures["lead_clearance_m"] == pytest.approx(0.08, abs=0.005)
    assert measures["trail_clearance_m"] == pytest.approx(0.08, abs=0.005)
    assert measures["step_width_m"] == pytest.approx(0.2, abs=0.01)
    assert measures["cadence_steps_min"] == pytest.approx(50.0, abs=2.0)
    assert measures["step_time_s"] == pytest.approx(1.2, abs=0.03)
    assert measures["swing_symmetry_percent"] == pytest.approx(0.0, abs=2.0)
    assert measures["head_sway_rms_m"] is not None
    crossed = played.ended.times_ns
    assert crossed["crossed_ns"] < crossed["trail_crossed_ns"] == played.ended.end_time_ns


def test_a_trail_foot_that_is_too_low_is_the_one_that_touched() -> None:
    class LazyTrail(Stepper):
        def fill(self, frame: InputFrame, scene: Scene, now_s: float) -> None:
            super().fill(frame, scene, now_s)
            x, y, z = frame.left_foot.position_m
            frame.left_foot.set((x, min(y, 0.05), z), frame.left_foot.orientation)

    played = Followed(mode="walking", stepper=LazyTrail())
    assert played.ended.end_reason is EndReason.COLLISION
    assert [flag for flag in played.ended.flags if flag.startswith("touched")] == [
        "touched_left_toe"
    ]
    measures = played.measures()
    assert measures["lead_clearance_m"] == pytest.approx(0.08, abs=0.005)
    assert measures["trail_clearance_m"] == pytest.approx(-0.05, abs=0.005)


def test_walking_footprints_in_turn() -> None:
    played = Followed(mode="walking", kinds="footprints")
    assert played.ended.end_reason is EndReason.SUCCESS
    shown = [notice.data for notice in played.of("target_shown")]
    assert [one["side"] for one in shown] == ["right", "left"] * 3
    assert [one["place_in_sequence"] for one in shown] == list(range(6))
    measures = played.measures()
    assert measures["placement_error_m"] == pytest.approx(0.0, abs=1e-3)
    assert measures["step_length_m"] == pytest.approx(0.4, abs=0.02)


def test_not_walking_at_all_runs_out_of_time() -> None:
    feet = {side: along([(0.0, place)]) for side, place in HOME.items()}
    played = Played(frames(feet), mode="walking", time_limit_s=3)
    assert played.ended.end_reason is EndReason.TIMEOUT
    assert played.ended.margin == -1.0


def test_walking_needs_both_feet_and_lifting_one() -> None:
    walking = Stepping(SteppingParameters(mode="walking"), Scene("forest"))
    assert walking.needs("left") == ("left_foot", "right_foot")
    assert walking.parameters.walks
    assert walking.parameters.stands
    in_place = Stepping(SteppingParameters(), Scene("forest"))
    assert in_place.needs("left") == ("left_foot",)
    assert in_place.parameters.stands
    assert not in_place.parameters.walks


@pytest.mark.parametrize("area", [PlayArea(2.5, 4.0), PlayArea(4.0, 2.0), PlayArea(3.0, 3.0)])
@pytest.mark.parametrize("kinds", ["obstacles", "footprints"])
def test_everything_lies_half_a_metre_inside_the_clear_space(area: PlayArea, kinds: str) -> None:
    body = Body(BodyFrame(STANDING_M, 0.3), ReachEnvelope(), "right", play_area=area)
    played = Followed(mode="walking", kinds=kinds, body=body)
    assert played.ended.success
    shown = [notice for notice in played.notices if "position_m" in notice.data]
    assert len(shown) >= 4
    for notice in shown:
        x, _, z = notice.data["position_m"]
        assert abs(x) <= area.width_m / 2 - 0.5 + 1e-6
        assert abs(z) <= area.depth_m / 2 - 0.5 + 1e-6


def test_where_there_is_no_room_to_walk_it_is_done_in_place() -> None:
    body = Body(BodyFrame(STANDING_M, 0.0), ReachEnvelope(), "right", play_area=PlayArea(1.5, 2.0))
    played = Followed(mode="walking", body=body)
    assert played.ended.success
    assert "no_room" in played.ended.flags
    assert played.of("target_shown")[0].data["speed_m_s"] > 0.0


def test_there_and_back_and_a_sign_to_turn() -> None:
    scene = Scene("forest")
    task = Stepping(SteppingParameters.model_validate(LOG | {"mode": "walking"}), scene)
    rng = np.random.default_rng(1)
    feet = Stepper()
    frame = InputFrame()
    headings, signs, index = [], [], 0
    for _ in range(4):
        task.enter(BODY)
        task.begin(task.plan(task.draw(rng, "right"), 0.5), BODY, rng, round(index * 1e9 / 90))
        signed = False
        while True:
            time_ns = round(index * 1e9 / 90)
            frame.set_times(index, time_ns, time_ns)
            feet.fill(frame, scene, index / 90)
            frame.head.set(feet.head_m)
            frame.settle_samples()
            index += 1
            outcome = task.step(frame)
            signed = signed or any(panel.key == "stepping.turn" for panel in scene.panels)
            if outcome is not None:
                break
            assert index < 90 * 200
        assert outcome.success
        assert scene.panels == []
        signs.append(signed)
        shown = next(notice for notice in task.notices if notice.kind == "target_shown")
        headings.append(shown.data["yaw_rad"])
        task.notices.clear()
    assert [math.cos(heading) for heading in headings] == pytest.approx([1, -1, 1, -1])
    assert signs == [False, True, True, True]
