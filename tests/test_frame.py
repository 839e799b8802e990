"""The input frame: one storage behind names, bytes and properties."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from controllers.frame import FRAME_DTYPE, POSES, InputFrame, PoseFlag

number = st.floats(-1e3, 1e3, width=32)
triple = st.tuples(number, number, number)
quad = st.tuples(number, number, number, number)


@given(pose=st.sampled_from(POSES), position=triple, orientation=quad, flags=st.integers(0, 15))
def test_a_pose_written_is_the_pose_read_and_stored(pose, position, orientation, flags) -> None:
    frame = InputFrame()
    field = getattr(frame, pose)
    field.set(position, orientation, flags)
    assert field.position_m == position
    assert field.orientation == orientation
    assert field.flags == flags
    row = np.frombuffer(bytes(frame.memory), FRAME_DTYPE)[0]
    assert tuple(row[f"{pose}_position_m"]) == position
    assert tuple(row[f"{pose}_orientation"]) == orientation
    assert row[f"{pose}_flags"] == flags
    assert field.position_tracked == (flags & 10 == 10)
    assert field.position_valid == bool(flags & PoseFlag.POSITION_VALID)


@given(left=triple, right=triple, trigger=st.tuples(number, number), buttons=st.integers(0, 255))
def test_every_scalar_lands_in_its_own_field(left, right, trigger, buttons) -> None:
    frame = InputFrame()
    frame.set_times(3, 4, 5)
    frame.set_hand_velocities(left, right)
    frame.trigger = trigger
    frame.squeeze = (0.25, 0.75)
    frame.aperture_m = (0.5, 1.5)
    frame.buttons = buttons
    frame.focused = False
    row = frame.record
    assert (row["frame_index"], row["sample_time_ns"], row["display_time_ns"]) == (3, 4, 5)
    assert tuple(row["left_hand_velocity_m_s"]) == left
    assert tuple(row["right_hand_velocity_m_s"]) == right
    assert tuple(row["trigger"]) == trigger == frame.trigger
    assert tuple(row["squeeze"]) == (0.25, 0.75)
    assert tuple(row["aperture_m"]) == (0.5, 1.5)
    assert row["buttons"] == buttons == frame.buttons
    assert (row["focused"], row["connected"]) == (0, 1)
    assert not frame.focused
    assert frame.connected


def test_a_new_frame_is_upright_here_and_knows_no_fingers() -> None:
    frame = InputFrame()
    assert frame.focused
    assert frame.connected
    assert frame.head.orientation == (0, 0, 0, 1)
    assert frame.head.flags == 0
    assert all(aperture != aperture for aperture in frame.aperture_m)


def test_settling_copies_every_point_to_its_sampled_twin() -> None:
    frame = InputFrame()
    for index, point in enumerate(("head", "left_hand", "right_hand", "left_foot", "right_foot")):
        getattr(frame, point).set((index, 1, 2))
    frame.settle_samples()
    for index, point in enumerate(("head", "left_hand", "right_hand", "left_foot", "right_foot")):
        assert getattr(frame, f"sampled_{point}").position_m == (index, 1, 2)


def test_losing_a_pose_keeps_its_last_place() -> None:
    frame = InputFrame()
    frame.head.set((1, 2, 3))
    frame.head.lose()
    assert frame.head.position_m == (1, 2, 3)
    assert not frame.head.position_valid


def test_the_hand_of_a_side_is_that_sides() -> None:
    frame = InputFrame()
    assert frame.hand("left") is frame.left_hand
    assert frame.aim("right") is frame.right_aim
    with pytest.raises(AttributeError):
        frame.nose = 1  # type: ignore[attr-defined]
