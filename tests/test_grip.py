"""From what a device tells of a hand to: does it hold, and how hard."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from controllers.frame import JOINT_COUNT, InputFrame
from tasks.grasping.grip import Grip, closing, fist, pinch
from tasks.grasping.parameters import GripSource

SOURCES: tuple[GripSource, ...] = ("auto", "trigger", "squeeze", "pinch", "fist", "dwell")


def hand_of(frame: InputFrame, curl: float, size: float = 1.0) -> None:
    """A right hand with fingers along +X, curled by a share, in XrHandJointEXT order."""
    places = np.zeros((JOINT_COUNT, 3), np.float32)
    places[1] = (-0.04, 0.0, 0.0)  # wrist; the palm is the origin
    for finger, spread in enumerate((0.03, 0.01, -0.01, -0.03)):
        knuckle = 7 + 5 * finger
        places[knuckle] = (0.05, 0.0, spread)
        turn = curl * math.pi
        places[knuckle + 3] = (0.05 + 0.08 * math.cos(turn), -0.03 * math.sin(turn), spread)
    joints = frame.joints[0]
    joints["right_position_m"] = places * size + np.array([0.2, 0.9, -0.3])
    joints["right_flags"] = 15
    frame.aperture_m = (math.nan, 0.05)


@pytest.mark.parametrize("size", [0.75, 1.0, 1.2])
def test_a_fist_is_told_from_an_open_hand_whatever_its_size(size: float) -> None:
    frame = InputFrame()
    hand_of(frame, 0.0, size)
    assert fist(frame, "right") == 0.0
    hand_of(frame, 1.0, size)
    assert fist(frame, "right") > 0.9
    assert closing(frame, "right", "auto") > 0.9
    assert math.isnan(fist(frame, "left"))


def test_a_pinch_is_closed_when_the_tips_meet() -> None:
    assert pinch(0.1) == 0.0
    assert pinch(0.015) == 1.0
    assert 0.3 < pinch(0.045) < 0.6
    assert math.isnan(pinch(math.nan))


def test_each_source_hears_its_own_signal_and_auto_the_largest() -> None:
    frame = InputFrame()
    frame.trigger, frame.squeeze = (0.2, 0.4), (0.9, 0.1)
    assert closing(frame, "right", "trigger") == pytest.approx(0.4)
    assert closing(frame, "right", "squeeze") == pytest.approx(0.1)
    assert closing(frame, "right", "auto") == pytest.approx(0.4)
    assert closing(frame, "left", "auto") == pytest.approx(0.9)
    assert closing(frame, "left", "dwell") == 0.0
    assert math.isnan(closing(frame, "left", "fist"))


def test_it_takes_hold_at_the_threshold_and_lets_go_well_below() -> None:
    grip = Grip(0.5)
    held = []
    for index, amount in enumerate((0.0, 0.4, 0.6, 0.45, 0.32, 0.55, 0.2, 0.0)):
        grip.step(amount, index * 100)
        held.append(grip.closed)
    assert held == [False, False, True, True, True, True, False, False]
    # 0.5 is halfway from 0.4 to 0.6; 0.3, where it opens, is at 5/7 of the way from 0.55 to 0.2.
    assert grip.since_ns == 500 + round(100 * 0.25 / 0.35)


@pytest.mark.parametrize("rate_hz", [60, 72, 90, 120])
def test_the_moment_of_closing_does_not_depend_on_the_frame_rate(rate_hz: int) -> None:
    grip = Grip(0.3)
    for index in range(2 * rate_hz):
        time_s = index / rate_hz
        grip.step(min(1.0, max(0.0, time_s - 0.5)), round(time_s * 1e9))
    assert grip.since_ns == pytest.approx(0.8e9, abs=1000)


def test_strength_is_full_at_the_threshold_and_fades_until_it_opens() -> None:
    grip = Grip(0.2)
    grip.step(0.2, 0)
    assert grip.strength == 1.0
    grip.step(0.16, 1)
    assert grip.closed
    assert grip.strength == pytest.approx(0.5)


@given(
    values=st.lists(st.floats(allow_nan=True, allow_infinity=True), max_size=8),
    source=st.sampled_from(SOURCES),
)
def test_whatever_a_device_tells_is_a_share_or_unknown(
    values: list[float], source: GripSource
) -> None:
    frame, grip = InputFrame(), Grip(0.4)
    for index, value in enumerate(values):
        with np.errstate(over="ignore"):
            told = float(np.float32(value))
        frame.trigger = frame.squeeze = frame.aperture_m = (told, told)
        amount = closing(frame, "right", source)
        assert math.isnan(amount) or 0.0 <= amount <= 1.0
        grip.step(amount, index)
        assert 0.0 <= grip.strength <= 1.0
