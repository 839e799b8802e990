"""Recorded rows played again."""

from __future__ import annotations

import numpy as np
import pytest
from support.recordings import begin, push, random_rows

from controllers.controller import EndOfInput, Features
from controllers.frame import FRAME_DTYPE, JOINTS_DTYPE, InputFrame
from controllers.replay import ReplayController
from game.recording.reading import open_recording

FEATURES = Features("simulated", hand_joints=True)


def play(replay: ReplayController) -> tuple[bytes, bytes]:
    frame, frames, joints = InputFrame(), [], []
    while True:
        try:
            replay.wait(frame)
        except EndOfInput:
            return b"".join(frames), b"".join(joints)
        replay.read(frame)
        frames.append(frame.memory.tobytes())
        joints.append(frame.joints.tobytes())


def test_every_frame_comes_back_bit_for_bit() -> None:
    rows, joints = random_rows(50, 1), random_rows(50, 2, JOINTS_DTYPE)
    assert play(ReplayController(FEATURES, rows, joints)) == (rows.tobytes(), joints.tobytes())


def test_rows_may_come_one_by_one() -> None:
    rows = random_rows(50)
    frames, _ = play(ReplayController(FEATURES, (row for row in rows)))
    assert frames == rows.tobytes()


def test_a_replay_that_is_recorded_is_the_same_recording(tmp_path) -> None:
    rows, joints = random_rows(500, 1), random_rows(500, 2, JOINTS_DTYPE)
    first = begin(tmp_path, hand_joints=True)
    push(first, rows, joints)
    first.close("completed")
    recording = open_recording(first.folder)
    replay = ReplayController(recording.info.features, recording.samples(), recording.joints())
    assert replay.features.hand_joints
    second = begin(tmp_path, hand_joints=True)
    frame = InputFrame()
    for _ in rows:
        replay.wait(frame)
        replay.read(frame)
        second.push(frame)
    with pytest.raises(EndOfInput):
        replay.wait(frame)
    second.close("completed")
    again = open_recording(second.folder)
    assert again.samples().tobytes() == rows.tobytes()
    assert again.joints().tobytes() == joints.tobytes()


def test_the_clock_stamps_before_the_device_is_read() -> None:
    rows = random_rows(2)
    rows["display_time_ns"] = (5, 6)
    replay, frame = ReplayController(FEATURES, rows), InputFrame()
    frame.trigger = (0.25, 0.5)
    replay.wait(frame)
    assert (frame.frame_index, frame.sample_time_ns, frame.display_time_ns) == (0, 0, 5)
    assert frame.trigger == (0.25, 0.5)


def test_joints_wait_for_their_frame() -> None:
    rows, joints = random_rows(4), random_rows(1, 3, JOINTS_DTYPE)
    joints["frame_index"] = 2
    replay, frame = ReplayController(FEATURES, rows, joints), InputFrame()
    blank = frame.joints.tobytes()
    seen = []
    for _ in rows:
        replay.wait(frame)
        replay.read(frame)
        seen.append(frame.joints.tobytes())
    assert seen == [blank, blank, joints.tobytes(), joints.tobytes()]


def test_a_closed_replay_is_at_its_end() -> None:
    replay = ReplayController(FEATURES, random_rows(3))
    replay.close()
    replay.close()
    with pytest.raises(EndOfInput):
        replay.wait(InputFrame())


def test_rows_of_another_type_are_refused() -> None:
    wrong = np.zeros(3, np.dtype([*FRAME_DTYPE.descr, ("more", "u1")]))
    with pytest.raises(ValueError, match="FRAME_DTYPE"):
        ReplayController(FEATURES, wrong).wait(InputFrame())
