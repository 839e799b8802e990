"""Recordings of earlier programs, and of later ones."""

from __future__ import annotations

import hashlib
import json
import shutil
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from support.recordings import begin, push, random_rows

from clinic.session import read_session
from clinic.summary import summarise
from game.recording import migrations
from game.recording.columns import JOINTS_LAYOUT, SAMPLES_LAYOUT, Layout
from game.recording.errors import RecordingError
from game.recording.migrations import Migration
from game.recording.reading import Recording, open_recording
from game.recording.recover import recover

VERSION_1 = Path(__file__).parent / "data" / "recording-v1"
EXPECTED = json.loads((VERSION_1 / "expected.json").read_text(encoding="utf-8"))


def digest(path: Path, rows: np.ndarray, layout: Layout) -> str:
    """SHA-256 of what was read for the columns of a file, in the file's order."""
    cells = rows.view(np.uint8).reshape(len(rows), -1)
    at = {column.name: (column.offset, column.dtype.itemsize) for column in layout.columns}
    spans = [at[name] for name in pq.read_schema(path).names]
    columns = (cells[:, first : first + width].tobytes() for first, width in spans)
    return hashlib.sha256(b"".join(columns)).hexdigest()


@pytest.mark.parametrize("name", EXPECTED)
def test_a_recording_of_version_1_opens_for_ever(name) -> None:
    folder, expected = VERSION_1 / name, EXPECTED[name]
    recording = open_recording(folder)
    assert recording.info.session_id == expected["session_id"]
    assert len(recording.events()) == recording.info.end.events == expected["events"]
    assert len(recording.trials()) == recording.info.end.trials == expected["trials"]
    samples = recording.samples()
    assert len(samples) == recording.info.end.samples == expected["samples"]["rows"]
    path = folder / "samples.parquet"
    assert digest(path, samples, SAMPLES_LAYOUT) == expected["samples"]["sha256"]
    joints = recording.joints()
    if "joints" in expected:
        assert len(joints) == recording.info.end.joints == expected["joints"]["rows"]
        path = folder / "joints.parquet"
        assert digest(path, joints, JOINTS_LAYOUT) == expected["joints"]["sha256"]
    else:
        assert len(joints) == 0


@pytest.mark.parametrize(
    ("name", "tasks"),
    [("first", {"reaching"}), ("three-tasks", {"reaching", "grasping", "stepping"})],
)
def test_what_was_played_in_version_1_is_understood(name, tasks) -> None:
    session = read_session(open_recording(VERSION_1 / name))
    assert len(session.repetitions) == EXPECTED[name]["trials"]
    assert {each.task for each in session.repetitions} == tasks
    assert {measure.task for measure in summarise(session.recording).measures} == tasks


def test_recovery_leaves_version_1_as_it_is(tmp_path) -> None:
    for name in EXPECTED:
        folder = tmp_path / name
        shutil.copytree(VERSION_1 / name, folder)
        assert recover(folder).end.status == "completed"
        for path in folder.iterdir():
            assert path.read_bytes() == (VERSION_1 / name / path.name).read_bytes()


def test_keys_of_a_later_program_of_the_same_version_are_passed_over_and_kept(tmp_path) -> None:
    recorder = begin(tmp_path)
    push(recorder, random_rows(3))
    recorder.close("completed")
    path = recorder.folder / "session.json"
    described = json.loads(path.read_text(encoding="utf-8"))
    described |= {"added": {"later": [1]}, "end": None}
    described["features"]["added"] = True
    path.write_text(json.dumps(described), encoding="utf-8")
    assert open_recording(recorder.folder).info.end is None
    end = recover(recorder.folder).end
    assert (end.status, end.samples) == ("recovered", 3)
    now = json.loads(path.read_text(encoding="utf-8"))
    assert now | {"end": None} == described
    assert open_recording(recorder.folder).info.end == end


def of_version_0(data: Path, *, without: tuple[str, ...] = ()) -> Path:
    """A session, half of it finished, as a version before the first might have been."""
    recorder = begin(data, hand_joints=True)
    push(recorder, random_rows(20))
    recorder.trial({"number": 1})
    recorder.close("completed")
    folder = recorder.folder
    described = json.loads((folder / "session.json").read_text(encoding="utf-8"))
    described["patient"] = described.pop("patient_code")
    described["format_version"] = 0
    (folder / "session.json").write_text(json.dumps(described), encoding="utf-8")
    table = pq.read_table(folder / "samples.parquet").drop_columns(list(without))
    table = table.replace_schema_metadata({"reachwell.format_version": "0"})
    pq.write_table(table, folder / "samples.parquet")
    joints = pq.read_table(folder / "joints.parquet").drop_columns(["left_palm_radius_m"])
    joints = joints.replace_schema_metadata({"reachwell.format_version": "0"})
    with pa.ipc.new_stream(folder / "joints.arrows", joints.schema) as stream:
        stream.write_table(joints)
    (folder / "joints.parquet").unlink()
    return folder


FROM_0 = Migration(
    session=lambda row: row | {"patient_code": row["patient"]},
    trial=lambda row: {"trial_num": row["number"]},
)


def check_of_version_0(recording: Recording) -> None:
    rows = random_rows(20)
    assert (recording.version, recording.info.format_version) == (0, 1)
    assert recording.info.patient_code == "P-001"
    assert recording.trials() == [{"trial_num": 1}]
    samples = recording.samples()
    assert samples["left_foot_flags"].tolist() == [0] * 20
    assert np.isnan(samples["trigger"][:, 1]).all()
    assert samples["trigger"][:, 0].tobytes() == rows["trigger"][:, 0].tobytes()
    assert samples["head_position_m"].tobytes() == rows["head_position_m"].tobytes()
    joints = recording.joints()
    assert joints["frame_index"].tolist() == [0] * 20
    assert np.isnan(joints["left_radius_m"][:, 0]).all()
    assert not joints["left_radius_m"][:, 1:].any()


def test_an_earlier_version_is_brought_to_todays_shape(tmp_path, monkeypatch) -> None:
    folder = of_version_0(tmp_path, without=("left_foot_flags", "trigger_right"))
    with pytest.raises(RecordingError, match="format version 0, which there never was"):
        open_recording(folder)
    monkeypatch.setitem(migrations.MIGRATIONS, 0, FROM_0)
    check_of_version_0(open_recording(folder))


def test_an_earlier_version_that_broke_off_is_mended(tmp_path, monkeypatch) -> None:
    monkeypatch.setitem(migrations.MIGRATIONS, 0, FROM_0)
    folder = of_version_0(tmp_path, without=("left_foot_flags", "trigger_right"))
    path = folder / "session.json"
    described = json.loads(path.read_text(encoding="utf-8")) | {"end": None}
    path.write_text(json.dumps(described), encoding="utf-8")
    for _ in range(2):
        end = recover(folder).end
        assert (end.status, end.samples, end.joints, end.trials) == ("recovered", 20, 20, 1)
        check_of_version_0(open_recording(folder))
    assert json.loads(path.read_text(encoding="utf-8"))["patient"] == "P-001"


def test_an_earlier_version_in_the_wrong_shape_is_refused_in_one_line(
    tmp_path, monkeypatch
) -> None:
    monkeypatch.setitem(migrations.MIGRATIONS, 0, FROM_0)
    folder = of_version_0(tmp_path)
    (folder / "trials.jsonl").write_text('{"numero":1}\n', encoding="utf-8")
    with pytest.raises(RecordingError, match=r"trials\.jsonl: a trial is not of format version 0"):
        open_recording(folder).trials()
    (folder / "session.json").write_text('{"format_version":0}', encoding="utf-8")
    with pytest.raises(
        RecordingError, match=r"session\.json: a session is not of format version 0"
    ):
        open_recording(folder)
    (folder / "session.json").write_text('{"format_version":-1}', encoding="utf-8")
    with pytest.raises(RecordingError, match="format version -1, which there never was"):
        open_recording(folder)


@pytest.mark.parametrize(
    ("version", "without", "extra"),
    [("1", ["trigger_left"], ()), ("0", ["sample_time_ns"], ()), ("0", [], ("smell",))],
)
def test_columns_that_do_not_fit_their_version_are_refused(
    tmp_path, version, without, extra
) -> None:
    recorder = begin(tmp_path)
    push(recorder, random_rows(3))
    recorder.close("completed")
    path = recorder.folder / "samples.parquet"
    table = pq.read_table(path).drop_columns(without)
    for name in extra:
        table = table.append_column(name, pa.array([1, 2, 3], pa.int8()))
    pq.write_table(table.replace_schema_metadata({"reachwell.format_version": version}), path)
    with pytest.raises(RecordingError, match="does not hold the columns of a recording"):
        open_recording(recorder.folder).samples()
