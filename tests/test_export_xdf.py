"""XDF files, read back by pyxdf."""

from __future__ import annotations

import io
import json
import logging
from pathlib import Path

import numpy as np
import pytest
import pyxdf
from hypothesis import given
from hypothesis import strategies as st
from support.exportable import moving_rows, recorded
from support.recordings import random_rows

from clinic.export.options import ExportOptions
from clinic.export.xdf import write
from clinic.export.xdf_file import XdfFile, info
from clinic.session import read_session
from controllers.frame import FRAME_DTYPE, JOINTS_DTYPE
from game.recording.columns import SAMPLES_LAYOUT
from game.recording.errors import RecordingError

EVENTS = [
    {"kind": "session_start", "frame_index": 0, "time_ns": 20_000_000, "level": "a & <b> ü"},
    {"kind": "command", "frame_index": 3, "time_ns": 60_000_000, "data": {"text": "x" * 300}},
    {"kind": "trial_end", "frame_index": 9, "time_ns": 55_123_456, "trial_num": 1},
]


def export(tmp_path: Path, *sessions, **options) -> list[tuple[dict[str, dict], Path]]:
    """Each file's streams by name, as pyxdf reads them with its own defaults."""
    out = tmp_path / "out"
    out.mkdir()
    written = write(sessions, out, ExportOptions(**options), lambda done, total: None)
    assert sorted(out.iterdir()) == sorted(out / name for name in written)
    return [
        ({s["info"]["name"][0]: s for s in pyxdf.load_xdf(str(out / name))[0]}, out / name)
        for name in written
    ]


def labels(stream: dict) -> list[str]:
    return [each["label"][0] for each in stream["info"]["desc"][0]["channels"][0]["channel"]]


def bits(array: np.ndarray) -> bytes:
    return np.ascontiguousarray(array, "<f4").tobytes()


def check_matrix(stream: dict, rows: np.ndarray, origin_ns: int) -> None:
    """Every recorded number is there, bit for bit, at its time."""
    assert (np.round(stream["time_stamps"] * 1e9) == rows["sample_time_ns"] - origin_ns).all()
    values = stream["time_series"]
    assert values.dtype == np.float32
    assert values.shape == (len(rows), len(labels(stream)))
    assert (values[:, 0] == rows["frame_index"]).all()
    flat = rows.view(np.uint8).reshape(len(rows), -1)
    for column in SAMPLES_LAYOUT.columns if rows.dtype == FRAME_DTYPE else ():
        if column.dtype.itemsize == 8:
            continue
        cells = flat[:, column.offset : column.offset + column.dtype.itemsize].copy()
        expected = cells.view(column.dtype)[:, 0]
        found = values[:, labels(stream).index(column.name)]
        if column.dtype.kind == "f":
            assert bits(found) == bits(expected), column.name
        else:
            assert (found == expected.astype(np.float32)).all(), column.name


def test_every_frame_comes_back_bit_for_bit_in_order(tmp_path: Path) -> None:
    rows = random_rows(5000, seed=3)
    rows["display_time_ns"] = rows["sample_time_ns"] + 20_000_000
    rows["sample_time_ns"] += np.random.default_rng(1).integers(0, 9_000_000, 5000)
    ((streams, _),) = export(tmp_path, recorded(tmp_path, rows, EVENTS))
    frames = streams["reachwell-frames"]
    check_matrix(frames, rows, int(rows["display_time_ns"][0]))
    lead_s = (rows["display_time_ns"] - rows["sample_time_ns"]) * 1e-9
    assert np.allclose(frames["time_series"][:, labels(frames).index("display_lead_s")], lead_s)
    assert frames["info"]["nominal_srate"] == ["0"]
    assert frames["footer"]["info"]["sample_count"] == ["5000"]
    units = {
        c["label"][0]: c["unit"][0] for c in frames["info"]["desc"][0]["channels"][0]["channel"]
    }
    assert units["sampled_left_hand_position_x_m"] == "m"


def test_events_come_back_with_their_times_in_seconds(tmp_path: Path) -> None:
    rows = moving_rows(np.arange(20) * 10_000_000, lead_ns=20_000_000)
    session = recorded(tmp_path, rows, EVENTS)
    ((streams, _),) = export(tmp_path, session)
    events = streams["reachwell-events"]
    found = [json.loads(text) for (text,) in events["time_series"]]
    assert [event.pop("time_s") for event in found] == [0.0, 0.04, 0.035123456]
    assert found == [
        {key: value for key, value in event.items() if key != "time_ns"} for event in EVENTS
    ]
    assert np.allclose(events["time_stamps"], [0.0, 0.04, 0.035123456], rtol=0, atol=1e-12)


def test_an_event_without_its_moment_is_told_by_its_line(tmp_path: Path) -> None:
    session = recorded(tmp_path, moving_rows(np.arange(20) * 10_000_000), EVENTS)
    lines = (session.recording.folder / "events.jsonl").read_bytes().splitlines()
    broken = b"\n".join([lines[0], b'{"kind":"check","frame_index":1}', b""])
    (session.recording.folder / "events.jsonl").write_bytes(broken)
    with pytest.raises(RecordingError, match="line 2: time_ns"):
        export(tmp_path, read_session(session.recording))


def test_joints_have_a_stream_of_their_own(tmp_path: Path) -> None:
    rows, joints = random_rows(300), random_rows(300, 1, JOINTS_DTYPE)
    rows["display_time_ns"] = rows["sample_time_ns"]
    joints["sample_time_ns"] = rows["sample_time_ns"]
    ((streams, _),) = export(tmp_path, recorded(tmp_path, rows, EVENTS, joints=joints))
    stream = streams["reachwell-joints"]
    check_matrix(stream, joints, 0)
    at = labels(stream).index("right_ring_tip_position_z_m")
    tip = labels(stream).index("left_palm_radius_m")
    assert bits(stream["time_series"][:, at]) == bits(joints["right_position_m"][:, 20, 2])
    assert bits(stream["time_series"][:, tip]) == bits(joints["left_radius_m"][:, 0])
    assert (stream["time_series"][:, -1] == joints["right_flags"][:, 25]).all()


def test_nothing_tells_when_it_was_unless_it_is_asked_for(tmp_path: Path) -> None:
    rows = moving_rows(np.arange(20) * 10_000_000)
    earlier = "20250102T030405-ABCDEF"
    resumed = {"kind": "resumed", "frame_index": 0, "time_ns": 0, "session": earlier}
    session = recorded(tmp_path, rows, [resumed])
    ((streams, path),) = export(tmp_path, session)
    assert path.name == "P001_ses-01.xdf"
    year = f"{session.info.start_utc:%Y}".encode()
    assert year not in path.read_bytes()
    assert b"20250102" not in path.read_bytes()
    assert json.loads(streams["reachwell-events"]["time_series"][0][0])["session"] == "[session]"


def test_dates_are_told_on_request(tmp_path: Path) -> None:
    session = recorded(tmp_path, moving_rows(np.arange(20) * 10_000_000), EVENTS)
    ((streams, _),) = export(tmp_path, session, absolute_dates=True)
    told = streams["reachwell-frames"]["info"]["desc"][0]
    assert told["session_id"] == [session.info.session_id]
    assert told["start_utc"] == [session.info.start_utc.isoformat()]


def test_a_session_without_events_or_frames_is_a_whole_file(tmp_path: Path) -> None:
    ((streams, _),) = export(tmp_path, recorded(tmp_path, moving_rows(np.arange(0))))
    assert {name: len(s["time_stamps"]) for name, s in streams.items()} == {
        "reachwell-frames": 0,
        "reachwell-events": 0,
    }


def test_wild_names_stay_readable(tmp_path: Path) -> None:
    rows = moving_rows(np.arange(20) * 10_000_000)
    wild = recorded(tmp_path, rows, patient_code="../</info>\x00&", level_title="\x1b]0;]]>")
    ((streams, path),) = export(tmp_path, wild)
    assert path.parent == tmp_path / "out"
    told = streams["reachwell-frames"]["info"]["desc"][0]
    assert told["patient_code"][0].startswith("../</info>")
    assert told["level_title"][0].endswith("]0;]]>")


def test_progress_ends_at_the_whole(tmp_path: Path) -> None:
    session = recorded(tmp_path, moving_rows(np.arange(3000) * 10_000_000), EVENTS)
    told: list[tuple[int, int]] = []
    write([session], tmp_path, ExportOptions(), lambda done, total: told.append((done, total)))
    assert told == sorted(told)
    assert len(told) == 3
    assert told[-1] == (3000, 3000)


@given(st.lists(st.text(), max_size=300), st.integers(1, 2**32 - 1))
def test_any_texts_come_back(texts: list[str], number: int) -> None:
    buffer = io.BytesIO()
    file = XdfFile(buffer)
    told = {"name": "t", "type": "Markers", "channel_count": "1", "nominal_srate": "0"}
    file.stream(number, info(told | {"channel_format": "string"}))
    encodable = [text.encode(errors="replace").decode() for text in texts]
    file.texts(number, list(range(len(texts))), encodable)
    buffer.seek(0)
    ((stream,), _) = pyxdf.load_xdf(buffer)
    assert [text for (text,) in stream["time_series"]] == encodable
    assert stream["time_stamps"].tolist() == list(range(len(texts)))


def test_a_file_that_was_cut_reads_up_to_the_cut(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    rows = moving_rows(np.arange(5000) * 10_000_000)
    ((_, path),) = export(tmp_path, recorded(tmp_path, rows, EVENTS))
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) // 2])
    with caplog.at_level(logging.CRITICAL):
        streams, _ = pyxdf.load_xdf(str(path))
    assert 1000 < len(streams[0]["time_stamps"]) < 5000
