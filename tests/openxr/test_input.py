"""What a patient does arrives in the frame: poses, triggers, buttons, fingers, time."""

from __future__ import annotations

import gc
import math
import time
from dataclasses import replace

import numpy as np
import pytest
from support.headset_rig import Rig
from support.monado import Controller

from controllers.controller import Haptic
from controllers.frame import TRACKED, Button

TURNED = (0.0, math.sin(math.pi / 8), 0.0, math.cos(math.pi / 8))


def test_poses_arrive_within_a_millimetre(rig: Rig) -> None:
    rig.until_focused()
    head, left, right = (0.1, 1.31, 0.2), (-0.31, 1.02, -0.44), (0.27, 0.85, -0.52)
    rig.patient.change(
        head_position_m=head,
        head_orientation=TURNED,
        left=Controller(left),
        right=Controller(right, orientation=TURNED),
    )
    frame = rig.step(3)
    for pose, position_m in (
        (frame.head, head),
        (frame.sampled_head, head),
        (frame.left_hand, left),
        (frame.sampled_left_hand, left),
        (frame.right_hand, right),
        (frame.sampled_right_hand, right),
    ):
        assert math.dist(pose.position_m, position_m) < 1e-3
        assert pose.flags == TRACKED
    assert frame.head.orientation == pytest.approx(TURNED, abs=1e-3)
    assert frame.right_hand.orientation == pytest.approx(TURNED, abs=1e-3)
    assert frame.right_aim.flags == TRACKED


def test_every_frame_is_stamped_on_our_clock(rig: Rig) -> None:
    first = rig.until_focused().frame_index
    samples, displays = [], []
    for count in range(1, 6):
        before_ns = time.perf_counter_ns()
        frame = rig.step()
        assert before_ns <= frame.sample_time_ns <= time.perf_counter_ns()
        assert abs(frame.display_time_ns - frame.sample_time_ns) < 200_000_000
        assert frame.frame_index == first + count
        samples.append(frame.sample_time_ns)
        displays.append(frame.display_time_ns)
    assert samples == sorted(set(samples))
    assert displays == sorted(set(displays))


def test_triggers_squeezes_and_the_stick(rig: Rig) -> None:
    rig.until_focused()
    rig.patient.change(
        left=Controller(trigger=0.25, squeeze=1.0),
        right=Controller(trigger=0.75, squeeze=0.5, thumbstick=(0.0, 0.9)),
    )
    frame = rig.step(3)
    assert frame.trigger == pytest.approx((0.25, 0.75), abs=1e-3)
    assert frame.squeeze == pytest.approx((1.0, 0.5), abs=1e-3)
    assert frame.buttons == Button.UP
    for stick, button in (
        ((0.0, -1.0), Button.DOWN),
        ((-1, 0.2), Button.LEFT),
        ((1, 0), Button.RIGHT),
    ):
        rig.patient.change(right=Controller(thumbstick=stick))
        assert rig.step(3).buttons == button
    rig.patient.change(right=Controller(thumbstick=(0.3, 0.3)))
    assert rig.step(3).buttons == 0


def test_choosing_and_the_menu_button(rig: Rig) -> None:
    rig.until_focused()
    rig.patient.change(right=Controller(a=True))
    assert rig.step(3).buttons == Button.SELECT
    rig.patient.change(right=Controller(trigger=1.0, trigger_click=True))
    assert rig.step(3).buttons == Button.SELECT
    rig.patient.change(right=Controller(b=True))
    assert rig.step(3).buttons == Button.BACK | Button.STOP
    rig.patient.change(right=Controller())
    assert rig.step(3).buttons == 0


def test_fingers_give_26_joints_and_curl_closes_the_hand(rig: Rig) -> None:
    rig.until_focused()
    apertures = []
    for curl in (0.0, 0.5, 1.0):
        hand = Controller((0.2, 0.9, -0.3), curl=(curl,) * 5, fingers=True)
        rig.patient.change(right=hand)
        frame = rig.step(3)
        apertures.append(frame.aperture_m[1])
    assert apertures[0] > apertures[1] > apertures[2] > 0.0
    assert apertures[0] - apertures[2] > 0.03
    joints = frame.joints[0]
    assert joints["frame_index"] == frame.frame_index
    assert joints["sample_time_ns"] == frame.sample_time_ns
    positions = joints["right_position_m"]
    assert np.all(joints["right_flags"] & 3 == 3)
    assert len(np.unique(positions.round(5), axis=0)) == 26
    assert np.all(np.linalg.norm(positions - (0.2, 0.9, -0.3), axis=1) < 0.3)
    assert np.all(joints["right_radius_m"] > 0.0)
    assert math.isnan(frame.aperture_m[0])
    assert np.all(joints["left_flags"] == 0)


def test_a_hand_that_is_not_tracked_says_so_and_comes_back(rig: Rig) -> None:
    rig.until_focused()
    rig.patient.change(left=replace(rig.patient.now.left, active=False))
    frame = rig.until(lambda frame: not frame.left_hand.position_tracked)
    assert not frame.sampled_left_hand.position_tracked
    assert frame.right_hand.position_tracked
    assert frame.connected
    rig.patient.change(left=replace(rig.patient.now.left, active=True))
    rig.until(lambda frame: frame.left_hand.flags == TRACKED)


def test_haptics_reach_the_runtime(rig: Rig) -> None:
    rig.until_focused()
    assert rig.headset.features.haptics
    for side in ("left", "right"):
        rig.headset.pulse(Haptic(side, 0.5, 0.05))
    rig.step(2)


def test_features_tell_runtime_headset_and_space(rig: Rig) -> None:
    features = rig.headset.features
    assert "Monado" in features.name
    assert "stage" in features.name
    assert features.hand_joints
    assert features.orientation
    assert features.aim
    assert rig.headset.display_rate_hz == pytest.approx(20.0)


def test_what_a_runtime_without_trackers_and_bounds_gives(rig: Rig) -> None:
    """Monado has neither; binding a tracker without its extension would be a validation error."""
    assert not any("tracker" in name for name in rig.headset.instance.extensions)
    features = rig.headset.features
    assert not features.feet
    assert features.bounds_m is None
    frame = rig.until_focused()
    assert frame.left_foot.flags == frame.sampled_right_foot.flags == 0


def test_frames_leave_no_garbage_cycles(rig: Rig) -> None:
    rig.until_focused()
    rig.step(5)
    gc.collect()
    gc.disable()
    try:
        rig.step(20)
        assert gc.collect() < 20
    finally:
        gc.enable()
