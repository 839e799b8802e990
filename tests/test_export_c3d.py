"""C3D files, read back by ezc3d and by c3d."""

from __future__ import annotations

import tempfile
import warnings
from pathlib import Path
from typing import Any

import c3d
import ezc3d
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.exportable import POINTS, moving_rows, path_m, recorded
from support.small_disk import small_disk

from clinic.export.c3d import write
from clinic.export.c3d_format import write_points
from clinic.export.c3d_plan import MOST_EVENTS, MOST_FRAMES, Moment, Span, parts
from clinic.export.c3d_points import Path as Samples
from clinic.export.c3d_points import at_times, laboratory_mm
from clinic.export.options import ExportOptions

RATE_HZ = 90
MARKERS = ["HEAD", "LHAND", "RHAND", "LFOOT", "RFOOT", "TARGET", "OBSTACLE"]
FLOAT32_MM = 2.5e-4
"""Half of float32's last digit at four metres, in millimetres, and then some."""


def ticks(count: int) -> np.ndarray:
    return np.round(np.arange(count) * 1e9 / RATE_HZ).astype(np.int64)


def at(index: int, kind: str, **more: Any) -> dict[str, Any]:
    return {"kind": kind, "frame_index": index, "time_ns": int(ticks(index + 1)[-1])} | more


def exercise(first: int, last: int, *inside: dict[str, Any], number: int = 1) -> list[dict]:
    return [
        at(first, "exercise_start", exercise=number, name="Fruit ähead"),
        *inside,
        at(last, "exercise_end", exercise=number, name="Fruit ähead"),
    ]


def trial(number: int, first: int, last: int, side: str = "left") -> list[dict]:
    half_ns = 5_000_000
    end_ns = int(ticks(last + 1)[-1]) - half_ns
    target = {"trial_num": number, "side": side, "position_m": [0.1, 0.8, -0.4]}
    return [
        at(first, "trial_start", trial_num=number, side=side),
        at(first, "start_shown", **target),
        at(first + 10, "target_shown", **target),
        at(last, "trial_end", trial_num=number, end_reason="SUCCESS", end_time_ns=end_ns),
    ]


def export(out: Path, *sessions, **options) -> list[Path]:
    out.mkdir()
    written = write(sessions, out, ExportOptions(**options), lambda done, total: None)
    assert sorted(out.iterdir()) == sorted(out / name for name in written)
    return [out / name for name in written]


def by_c3d(path: Path) -> tuple[np.ndarray, c3d.Reader]:
    """Points (frames, markers, 5) and the reader."""
    with path.open("rb") as file, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # "No analog data found in file."
        reader = c3d.Reader(file)
        return np.array([points for _, points, _ in reader.read_frames()]), reader


def both_readers(path: Path) -> tuple[np.ndarray, ezc3d.c3d]:
    """Positions (frames, markers, 3) in mm, NaN in gaps, on which both readers agree."""
    file = ezc3d.c3d(str(path))
    found = file["data"]["points"][:3].transpose(2, 1, 0)
    gaps = file["data"]["meta_points"]["residuals"][0].T < 0
    assert (np.isnan(found).any(axis=2) == gaps).all()
    other, reader = by_c3d(path)
    assert ((other[:, :, 3] < 0) == gaps).all()
    assert np.array_equal(other[:, :, :3][~gaps], found[~gaps].astype(np.float32))
    assert [label.strip() for label in reader.point_labels] == MARKERS
    assert reader.point_rate == file["parameters"]["POINT"]["RATE"]["value"][0]
    return found, file


def events_of(file: ezc3d.c3d) -> list[tuple[float, str, str, str]]:
    told = file["parameters"]["EVENT"]
    minutes, seconds = told["TIMES"]["value"]
    assert told["USED"]["value"][0] == len(seconds)
    texts = (told[name]["value"] for name in ("CONTEXTS", "LABELS", "DESCRIPTIONS"))
    return list(zip((60 * minutes + seconds).tolist(), *texts, strict=True))


def test_an_even_clock_gives_every_sample_as_it_was_recorded(tmp_path: Path) -> None:
    rows = moving_rows(ticks(3000))
    session = recorded(tmp_path, rows, exercise(100, 2900))
    (path,) = export(tmp_path / "out", session)
    found, file = both_readers(path)
    assert path.name == "P001_ses-01_ex-1.c3d"
    assert found.shape == (2801, 7, 3)
    for number, point in enumerate(POINTS):
        x, y, z = 1000.0 * rows[f"sampled_{point}_position_m"][100:2901].astype(float).T
        assert np.abs(found[:, number] - np.stack((x, -z, y), axis=1)).max() < FLOAT32_MM
    point = file["parameters"]["POINT"]
    assert point["UNITS"]["value"] == ["mm"]
    assert (point["X_SCREEN"]["value"], point["Y_SCREEN"]["value"]) == (["+X"], ["+Z"])


def test_a_jittered_clock_is_brought_to_an_even_rate(tmp_path: Path) -> None:
    time_ns = ticks(5000) + np.random.default_rng(5).integers(-3_000_000, 3_000_000, 5000)
    session = recorded(tmp_path, moving_rows(time_ns), exercise(0, 4999))
    (path,) = export(tmp_path / "out", session)
    found, file = both_readers(path)
    assert file["parameters"]["POINT"]["RATE"]["value"][0] == RATE_HZ
    at_s = time_ns[0] * 1e-9 + np.arange(len(found)) / RATE_HZ
    for number in range(5):
        wanted = laboratory_mm(path_m(at_s, number))
        assert np.abs(found[:, number] - wanted).max() < 0.01  # a straight line between samples


def test_gaps_stay_gaps(tmp_path: Path) -> None:
    rows = moving_rows(ticks(400))
    rows["sampled_left_hand_flags"][50:60] = 3  # there, and only guessed
    rows["sampled_right_hand_flags"][0] = 0
    rows["sampled_left_foot_flags"] = 0
    session = recorded(tmp_path, np.delete(rows, slice(200, 240)), exercise(0, 399))
    found, _ = both_readers(export(tmp_path / "out", session)[0])
    gap = np.isnan(found).all(axis=2)
    for marker, missing in (
        (0, [*range(200, 240)]),
        (1, [*range(50, 60), *range(200, 240)]),
        (2, [0, *range(200, 240)]),
        (3, [*range(400)]),
    ):
        assert np.flatnonzero(gap[:, marker]).tolist() == missing


def test_events_keep_their_time_side_and_outcome(tmp_path: Path) -> None:
    happened = [
        *trial(1, 120, 400, "left"),
        at(410, "rest_start", duration_s=1.0),
        *trial(2, 500, 900, "right"),
    ]
    session = recorded(tmp_path, moving_rows(ticks(1000)), exercise(100, 950, *happened))
    _, file = both_readers(export(tmp_path / "out", session)[0])
    found = events_of(file)
    assert [told for _, *told in found] == [
        ["Left", "Trial start", "repetition 1"],
        ["Left", "Target shown", "repetition 1"],
        ["Left", "Trial end", "repetition 1, SUCCESS"],
        ["General", "Rest start", ""],
        ["Right", "Trial start", "repetition 2"],
        ["Right", "Target shown", "repetition 2"],
        ["Right", "Trial end", "repetition 2, SUCCESS"],
    ]
    wanted = [20, 30, 300 - 0.45, 310, 400, 410, 800 - 0.45]
    assert np.allclose([time_s for time_s, *_ in found], np.array(wanted) / RATE_HZ, atol=1e-5)


def test_the_target_is_a_marker_while_it_is_there(tmp_path: Path) -> None:
    session = recorded(tmp_path, moving_rows(ticks(500)), exercise(0, 499, *trial(1, 100, 300)))
    found, _ = both_readers(export(tmp_path / "out", session)[0])
    there = np.flatnonzero(~np.isnan(found[:, 5, 0]))
    assert (there[0], there[-1]) == (110, 299)
    assert np.allclose(found[there, 5], [100.0, 400.0, 800.0], atol=FLOAT32_MM)
    assert np.isnan(found[:, 6]).all()


def test_an_obstacle_comes_nearer_until_the_session_pauses(tmp_path: Path) -> None:
    shown = {"trial_num": 1, "side": "left", "what": "obstacle", "position_m": [0.2, 0.0, -2.0]}
    happened = [
        at(10, "trial_start", trial_num=1, side="left"),
        at(10, "target_shown", **shown, speed_m_s=0.5, yaw_rad=0.0),
        at(190, "pause", cause="by hand"),
    ]
    session = recorded(tmp_path, moving_rows(ticks(300)), exercise(0, 299, *happened))
    found, _ = both_readers(export(tmp_path / "out", session)[0])
    assert np.allclose(found[100, 6], [200.0, 1500.0, 0.0], atol=0.01)
    assert np.isnan(found[[9, 190], 6]).all()


def test_each_exercise_has_a_file_and_the_subject_is_a_code(tmp_path: Path) -> None:
    happened = [*exercise(0, 99), *exercise(99, 199, number=2)]
    session = recorded(tmp_path, moving_rows(ticks(200)), happened)
    paths = export(tmp_path / "out", session)
    assert [path.name for path in paths] == [f"P001_ses-01_ex-{number}.c3d" for number in (1, 2)]
    parameters = ezc3d.c3d(str(paths[1]))["parameters"]
    assert parameters["SUBJECTS"]["NAMES"]["value"] == ["P-001"]
    assert parameters["REACHWELL"]["EXERCISE_NAME"]["value"] == ["Fruit ?head"]
    assert parameters["REACHWELL"]["EXERCISE"]["value"] == [2]
    assert np.isclose(parameters["REACHWELL"]["FIRST_FRAME_S"]["value"][0], 99 / RATE_HZ)
    assert "START_UTC" not in parameters["REACHWELL"]
    assert f"{session.info.start_utc:%Y%m%d}".encode() not in paths[1].read_bytes()


def test_dates_are_told_on_request(tmp_path: Path) -> None:
    session = recorded(tmp_path, moving_rows(ticks(50)), exercise(0, 49))
    (path,) = export(tmp_path / "out", session, absolute_dates=True)
    told = ezc3d.c3d(str(path))["parameters"]["REACHWELL"]
    assert told["SESSION_ID"]["value"] == [session.info.session_id]
    assert told["START_UTC"]["value"] == [session.info.start_utc.isoformat()]


def test_what_one_file_cannot_hold_is_split_between_repetitions(tmp_path: Path) -> None:
    frames = MOST_FRAMES + 3000
    happened = [each for n in range(65) for each in trial(n + 1, n * 1000 + 30, n * 1000 + 900)]
    session = recorded(
        tmp_path, moving_rows(ticks(frames)), exercise(0, frames - 1, *happened), rate_hz=90.0
    )
    paths = export(tmp_path / "out", session)
    assert [path.stem[-6:] for path in paths] == ["part-1", "part-2"]
    halves = [both_readers(path) for path in paths]
    found = np.concatenate([points for points, _ in halves])
    assert len(halves[0][0]) == 64_030  # where the last repetition that fits begins the next file
    wanted = laboratory_mm(np.stack([path_m(ticks(frames) * 1e-9, n) for n in range(5)], axis=1))
    assert np.abs(found[:, :5] - wanted).max() < FLOAT32_MM
    assert sum(len(events_of(file)) for _, file in halves) == 65 * 3
    assert [file["parameters"]["REACHWELL"]["PARTS"]["value"][0] for _, file in halves] == [2, 2]
    first, *_ = events_of(halves[1][1])
    assert first == (0.0, "Left", "Trial start", "repetition 65")


def test_no_file_has_more_events_than_a_parameter_can_hold() -> None:
    happened = [
        Moment(n * 50_000_000, "Trial start" if n % 10 == 0 else "Entered", "Left", str(n))
        for n in range(3 * MOST_EVENTS)
    ]
    cut = parts(Span(1, "many", 0, 10_000), 0, 60_000_000_000, RATE_HZ, happened)
    assert all(len(part.moments) <= MOST_EVENTS for part in cut)
    assert [moment for part in cut for moment in part.moments] == happened
    assert all(part.moments[0].label == "Trial start" for part in cut)
    assert sum(part.frames for part in cut) == 5401


def test_a_clock_that_stands_or_steps_back_gives_no_wild_positions(tmp_path: Path) -> None:
    time_ns = ticks(300)
    time_ns[100:103] = time_ns[99]
    time_ns[200] -= 500_000_000
    rows = moving_rows(time_ns)
    (path,) = export(tmp_path / "out", recorded(tmp_path, rows, exercise(0, 299)))
    found, _ = both_readers(path)
    wanted = laboratory_mm(path_m(ticks(300) * 1e-9, 0))
    known = ~np.isnan(found[:, 0, 0])
    assert known.sum() == 300
    assert np.abs(found[known, 0] - wanted[known]).max() < 0.1


def test_nothing_is_told_where_nothing_was_sampled() -> None:
    none = Samples(np.empty(0, np.int64), np.empty((0, 5, 3), "f4"), np.empty((0, 5), bool))
    assert np.isnan(at_times(none, ticks(3))).all()


def test_a_session_without_exercises_gives_no_file(tmp_path: Path) -> None:
    assert export(tmp_path / "out", recorded(tmp_path, moving_rows(ticks(50)))) == []


def test_a_headset_that_tells_no_rate_is_measured(tmp_path: Path) -> None:
    time_ns = np.round(np.arange(720) * 1e9 / 71.99).astype(np.int64)
    session = recorded(tmp_path, moving_rows(time_ns), exercise(0, 719), rate_hz=None)
    found, file = both_readers(export(tmp_path / "out", session)[0])
    assert file["parameters"]["POINT"]["RATE"]["value"][0] == 72.0
    assert not np.isnan(found[:, :5]).any()


TEXT = st.text(st.characters(min_codepoint=33, max_codepoint=126), min_size=1, max_size=120)


@settings(max_examples=40, deadline=None)
@given(
    st.dictionaries(st.from_regex(r"[A-Z_]{1,20}", fullmatch=True), TEXT, max_size=20),
    st.lists(TEXT, min_size=1, max_size=255),
    st.integers(0, 32767),
    st.floats(-1e6, 1e6, width=32),
)
def test_any_parameters_come_back(
    texts: dict[str, str], many: list[str], whole: int, number: float
) -> None:
    groups = {"OWN": dict(texts), "MORE": {"MANY": many, "WHOLE": whole, "NUMBER": number}}
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "any.c3d"
        with path.open("wb") as file:
            write_points(file, np.zeros((3, 1, 3)), 90.0, ["ONE"], groups)
        found = ezc3d.c3d(str(path))["parameters"]
    if texts:
        assert {name: found["OWN"][name]["value"] for name in texts} == {
            name: [text] for name, text in texts.items()
        }
    assert found["MORE"]["MANY"]["value"] == many
    assert found["MORE"]["WHOLE"]["value"].tolist() == [whole]
    assert found["MORE"]["NUMBER"]["value"].tolist() == [number]


def test_a_full_disk_is_told(tmp_path: Path) -> None:
    session = recorded(tmp_path, moving_rows(ticks(5000)), exercise(0, 4999))
    with small_disk(tmp_path / "small", "256k") as out, pytest.raises(OSError, match="No space"):
        write([session], out, ExportOptions(), lambda done, total: None)
