"""A recording seen again: poses, what was shown, what was going on, at any moment."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.exportable import POINTS, recorded
from support.played import event, events, played, row

from clinic.replay.shown import Scenes
from clinic.replay.timeline import Timeline
from clinic.replay.track import STEP_NS, Placed, Track
from controllers.frame import FRAME_DTYPE, IDENTITY, TRACKED
from game.recording.errors import RecordingError
from game.recording.folder import SAMPLES
from game.recording.reading import open_recording

RATE_HZ = 90
FRAMES = 40_000
"""Three row groups and the beginning of another, at 16,384 a group."""


def rows(count: int = FRAMES) -> np.ndarray:
    """Every point on a line of its own, one metre in 100 s; the left foot is never seen."""
    found = np.zeros(count, FRAME_DTYPE)
    found["frame_index"] = np.arange(count)
    time_ns = np.arange(count) * 1_000_000_000 // RATE_HZ
    found["sample_time_ns"] = found["display_time_ns"] = time_ns
    for number, point in enumerate(POINTS):
        found[f"{point}_position_m"][:, 0] = time_ns / 1e11
        found[f"{point}_position_m"][:, 1] = number
        found[f"{point}_orientation"] = IDENTITY
        found[f"{point}_flags"] = 0 if point == "left_foot" else TRACKED
    return found


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    session = recorded(tmp_path_factory.mktemp("replayed"), rows())
    return session.recording.folder


def test_points_are_where_they_were_recorded_in_every_piece(folder: Path) -> None:
    track = Track(open_recording(folder))
    assert track.start_ns == 0
    assert track.end_ns == (FRAMES - 1) * 1_000_000_000 // RATE_HZ
    for time_ns in np.random.default_rng(1).integers(0, track.end_ns, 60).tolist():
        points = track.at(time_ns)
        assert set(points) == set(POINTS) - {"left_foot"}
        for number, name in enumerate(POINTS):
            if name in points:
                x, y, _ = points[name].position_m
                assert y == number
                # Of the frame kept last before: at most a step and a frame ago.
                assert -1e-5 <= time_ns / 1e11 - x <= (STEP_NS + 1e9 / RATE_HZ) / 1e11 + 1e-5
                assert points[name].tracked
                assert points[name].orientation == IDENTITY


def test_moments_outside_are_the_first_and_the_last(folder: Path) -> None:
    track = Track(open_recording(folder))
    assert track.at(-1_000_000_000) == track.at(0)
    assert track.at(track.end_ns + 10**12) == track.at(track.end_ns)


def test_a_guess_is_told_and_a_lost_place_left_out(tmp_path: Path) -> None:
    some = rows(90)
    some["head_flags"] = 3
    some["right_hand_position_m"][:, 2] = np.nan
    some["left_hand_flags"] = TRACKED & ~1
    points = Track(recorded(tmp_path, some).recording).at(500_000_000)
    assert not points["head"].tracked
    assert "right_hand" not in points
    assert points["left_hand"].orientation is None


def test_what_broke_off_is_read_as_far_as_it_is(tmp_path: Path) -> None:
    recording = recorded(tmp_path, rows(900)).recording
    whole = Track(recording)
    points = whole.at(3_000_000_000)
    parquet, stream = SAMPLES.parquet(recording.folder), SAMPLES.stream(recording.folder)
    import pyarrow as pa
    import pyarrow.parquet as pq

    table = pq.read_table(parquet).cast(SAMPLES.layout.schema)
    with pa.OSFile(str(stream), "wb") as sink, pa.ipc.new_stream(sink, table.schema) as writer:
        writer.write_table(table, max_chunksize=45)
    parquet.unlink()
    stream.write_bytes(stream.read_bytes()[:-300])
    cut = Track(open_recording(recording.folder))
    assert cut.at(3_000_000_000) == points
    assert 0 < cut.end_ns < whole.end_ns


def test_a_recording_without_samples_is_refused_in_a_line(tmp_path: Path) -> None:
    recording = recorded(tmp_path, rows(90)).recording
    SAMPLES.parquet(recording.folder).unlink()
    with pytest.raises(RecordingError):
        Track(recording)


HAND = {"right_hand": Placed((1.0, 1.0, 1.0), None, tracked=True)}
GRASP = events(
    [
        (1, "trial_start", {"trial_num": 1}),
        (1, "start_shown", {"position_m": [0, 0.7, 0], "radius_m": 0.06}),
        (2, "target_shown", {"position_m": [0.4, 0.8, -0.2], "radius_m": 0.1,
                             "object_position_m": [0.2, 0.8, -0.2]}),
        (3, "grasped", {"side": "right", "position_m": [0.2, 0.8, -0.2]}),
        (4, "released", {"side": "right", "position_m": [0.4, 0.8, -0.2]}),
        (5, "trial_end", {"trial_num": 1}),
    ]
)  # fmt: skip


@pytest.mark.parametrize(
    ("at_s", "shown"),
    [
        (0.5, {}),
        (1.5, {"start": (0, 0.7, 0)}),
        (2.5, {"start": (0, 0.7, 0), "target": (0.4, 0.8, -0.2), "object": (0.2, 0.8, -0.2)}),
        (3.5, {"start": (0, 0.7, 0), "target": (0.4, 0.8, -0.2), "object": (1.0, 1.0, 1.0)}),
        (4.5, {"start": (0, 0.7, 0), "target": (0.4, 0.8, -0.2), "object": (0.4, 0.8, -0.2)}),
        (5.5, {}),
    ],
)
def test_things_are_shown_where_the_events_tell(at_s: float, shown: dict) -> None:
    scene = Scenes(GRASP).at(round(at_s * 1e9), HAND)
    assert {each.id: each.position_m for each in scene} == shown


def test_an_obstacle_comes_at_its_speed_along_the_path() -> None:
    told = {"what": "obstacle", "position_m": [0.0, 0.0, -2.0], "size_m": [0.3, 0.1, 0.2],
            "radius_m": 0.1, "speed_m_s": 0.5, "yaw_rad": 0.0}  # fmt: skip
    scenes = Scenes(events([(1, "trial_start", {}), (1, "target_shown", told)]))
    (shown,) = scenes.at(1_000_000_000, {})
    assert shown.position_m == (0.0, 0.05, -2.0)
    told["yaw_rad"] = np.pi / 2
    happened = events([(1, "trial_start", {}), (1, "target_shown", told), (9, "mark", {})])
    (shown,) = Scenes(happened).at(3_000_000_000, {})
    assert shown.position_m == pytest.approx((1.0, 0.05, -2.0))
    assert (shown.role, shown.size_m) == ("obstacle", (0.3, 0.1, 0.2))


JUNK = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=4),
    max_leaves=6,
)


NAMES = (
    *("time_ns", "position_m", "size_m", "radius_m", "what", "side"),
    *("orientation", "yaw_rad", "speed_m_s", "place_in_sequence"),
)
HAPPENED = st.fixed_dictionaries(
    {"kind": st.sampled_from(["trial_start", "trial_end", "target_shown", "grasped"])},
    optional=dict.fromkeys(NAMES, JUNK),
)


@given(st.lists(HAPPENED, max_size=8), st.integers(-(2**63), 2**63 - 1))
def test_whatever_events_hold_a_scene_is_made(happened: list[dict], time_ns: int) -> None:
    for shown in Scenes(happened).at(time_ns, HAND):
        assert all(isinstance(value, int | float) for value in shown.position_m)


def test_the_repetition_at_a_moment_is_named() -> None:
    happened = events(
        [
            (0, "session_start"),
            (1, "exercise_start", {"exercise": 1}),
            (1, "phase_start", {"phase": "set", "set": 1}),
            (2, "trial_start", {"trial_num": 1}),
            (4, "trial_end", {"trial_num": 1}),
            (5, "pause", {"cause": "stopped"}),
            (6, "resume"),
            (7, "trial_start", {"trial_num": 2}),
            (9, "trial_end", {"trial_num": 2}),
            (10, "session_end"),
        ]
    )
    second = {"end_reason": "TIMEOUT", "success": False, "side": "left"}
    session = played(happened, [row(1), row(2, **second)])
    line = Timeline(session, list(session.repetitions))
    told = {at_s: line.words(round(at_s * 1e9)) for at_s in (0.5, 3, 4.5, 5.5, 8, 20)}
    assert told == {
        0.5: "Set-up, questions or instruction",
        3: "Repetition 1: Fruit ahead, set 1, right side, won",
        4.5: "Fruit ahead: between two repetitions",
        5.5: "Fruit ahead: paused",
        8: "Repetition 2: Fruit ahead, set 1, left side, time was up",
        20: "Nothing was recorded here",
    }
    first, other = line.stretches
    assert line.after(first.start_ns) is other
    assert line.before(other.start_ns) is first
    assert line.before(first.start_ns) is None
    assert line.after(other.start_ns) is None
    assert line.at(event(4.5, "x")["time_ns"]) is None
