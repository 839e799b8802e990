"""Motion-BIDS datasets: the real validator, and what it does not look at."""

from __future__ import annotations

import csv
import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from support.exportable import moving_rows, recorded
from support.three_tasks import three_tasks

from clinic.errors import ClinicError
from clinic.export.bids_channels import CHANNELS, POINTS
from clinic.export.bids_stretches import MARGIN_NS
from clinic.export.formats import FORMATS
from clinic.export.options import ExportOptions
from clinic.export.run import export
from clinic.session import PlayedSession
from metrics.registry import measures_of

DOCUMENTED = Path(__file__).parents[1] / "docs" / "exports.md"


@pytest.fixture(scope="module")
def sessions(tmp_path_factory: pytest.TempPathFactory) -> list[PlayedSession]:
    return three_tasks(tmp_path_factory.getbasetemp())


@pytest.fixture(scope="module")
def dataset(sessions, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("bids") / "dataset"
    export(sessions, [FORMATS["bids"]], out, ExportOptions())
    return out


def issues(dataset: Path) -> list[dict]:
    """What the validator says, every row of every table looked at."""
    command = "from bids_validator_deno import cli; cli()"
    done = subprocess.run(
        [sys.executable, "-c", command, dataset, "--format", "json", "--max-rows", "-1"],
        capture_output=True,
        encoding="utf-8",
        timeout=120,
        check=False,
    )
    assert done.stdout, done.stderr
    told = json.loads(done.stdout)
    assert told["summary"]["modalities"] == ["motion"]
    return told["issues"]["issues"]


def runs(dataset: Path) -> Iterator[str]:
    """Paths of the files of each run, without what follows the last underscore."""
    for path in sorted(dataset.rglob("*_motion.tsv")):
        yield str(path).removesuffix("motion.tsv")


def table(path: str | Path) -> list[dict[str, str]]:
    with Path(path).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


def motion(stem: str) -> list[list[str]]:
    text = Path(f"{stem}motion.tsv").read_text(encoding="utf-8")
    assert text.endswith("\n")
    return [line.split("\t") for line in text.splitlines()]


def test_the_validator_finds_no_error_and_only_warnings_that_are_explained(dataset):
    found = issues(dataset)
    errors = [each for each in found if each["severity"] == "error"]
    assert not errors
    page = DOCUMENTED.read_text(encoding="utf-8")
    names = {each.get("subCode") or each["code"] for each in found}
    assert {name for name in names if f"`{name}`" not in page} == set()


def test_the_validator_would_have_found_a_wrong_channel_type(dataset, tmp_path):
    copy = tmp_path / "copy"
    for path in dataset.rglob("*"):
        if path.is_file():
            content = path.read_bytes()
            if path.name.endswith("_channels.tsv"):
                content = content.replace(b"\tPOS\t", b"\tPLACE\t")
            (copy / path.relative_to(dataset)).parent.mkdir(parents=True, exist_ok=True)
            (copy / path.relative_to(dataset)).write_bytes(content)
    assert any(each["severity"] == "error" for each in issues(copy))


def test_every_exercise_of_every_session_is_a_run(dataset, sessions):
    stems = [Path(stem).name for stem in runs(dataset)]
    assert stems == [
        f"sub-{patient}_ses-{number:02d}_task-{task}_tracksys-simulated_run-{run:02d}_"
        for patient, number in (("P1", 1), ("P1", 2), ("P2", 1))
        for task, run in (("grasping", 1), ("reaching", 1), ("reaching", 2), ("stepping", 1))
    ]
    assert [row["participant_id"] for row in table(dataset / "participants.tsv")] == [
        "sub-P1",
        "sub-P2",
    ]
    days = table(dataset / "sub-P1" / "sub-P1_sessions.tsv")
    assert [(row["session_id"], row["day"]) for row in days] == [("ses-01", "1"), ("ses-02", "4")]


def test_motion_has_no_header_and_as_many_columns_as_it_says(dataset):
    for stem in runs(dataset):
        rows = motion(stem)
        told = json.loads(Path(f"{stem}motion.json").read_text(encoding="utf-8"))
        listed = table(f"{stem}channels.tsv")
        assert {len(row) for row in rows} == {told["MotionChannelCount"]}
        assert [each["name"] for each in listed] == [each.name for each in CHANNELS]
        assert len(listed) == told["MotionChannelCount"]
        for kind in ("POS", "ORNT", "LATENCY", "MISC", "VEL", "ACCEL"):
            count = sum(each["type"] == kind for each in listed)
            assert told[f"{kind}ChannelCount"] == count
        cells = {cell for row in rows for cell in row}
        assert not {cell for cell in cells if cell != "n/a" and not is_number(cell)}
        assert float(rows[0][0]) == 0
        assert float(rows[-1][0]) == pytest.approx(told["RecordingDuration"], abs=1e-9)


def is_number(cell: str) -> bool:
    return re.fullmatch(r"-?\d+(\.\d+)?(e[+-]\d+)?", cell) is not None


def test_what_is_read_back_is_what_was_recorded(dataset, sessions):
    session = sessions[0]
    samples = session.recording.samples()
    starts = {
        event["exercise"]: event["time_ns"]
        for event in session.events
        if event["kind"] == "exercise_start"
    }
    ends = {
        event["exercise"]: event["time_ns"]
        for event in session.events
        if event["kind"] == "exercise_end"
    }
    stem = str(dataset / "sub-P1/ses-01/motion/sub-P1_ses-01_task-reaching_tracksys-simulated_run-")
    for number, run in ((1, "01_"), (4, "02_")):
        rows = motion(stem + run)
        times_ns = samples["sample_time_ns"]
        inside = (times_ns >= starts[number] - MARGIN_NS) & (times_ns <= ends[number] + MARGIN_NS)
        expected = samples[inside]
        assert len(rows) == len(expected) > 100
        latency_ns = [round(float(row[0]) * 1e9) for row in rows]
        assert latency_ns == (expected["sample_time_ns"] - expected["sample_time_ns"][0]).tolist()
        assert [int(row[1]) for row in rows] == expected["frame_index"].tolist()
        column = 2
        for point in POINTS:
            for field, width in (("position_m", 3), ("orientation", 4)):
                told = np.array([row[column : column + width] for row in rows], np.float32)
                recorded_ = expected[f"sampled_{point}_{field}"]
                assert (told == recorded_).all()
                column += width
            flags = [int(row[column]) for row in rows]
            assert flags == expected[f"sampled_{point}_flags"].tolist()
            column += 1


def test_what_was_not_tracked_is_missing_and_its_flags_tell_why(tmp_path):
    times_ns = np.arange(300) * 10_000_000
    rows = moving_rows(times_ns)
    rows["sampled_left_hand_flags"][100:150] = 3  # a guess
    rows["sampled_left_hand_flags"][150:200] = 0
    rows["sampled_right_hand_flags"][:] = 8 | 2  # a place without a direction
    rows["sampled_head_position_m"][250] = np.nan
    events = [
        {"kind": "exercise_start", "frame_index": 0, "time_ns": 0, "exercise": 1, "name": "a"},
        {"kind": "exercise_end", "frame_index": 299, "time_ns": int(times_ns[-1]), "exercise": 1},
    ]
    session = recorded(tmp_path / "data", rows, events)
    export([session], [FORMATS["bids"]], tmp_path / "out", ExportOptions())
    (stem,) = runs(tmp_path / "out")
    table_ = motion(stem)
    names = [each.name for each in CHANNELS]

    def column(name: str) -> list[str]:
        return [row[names.index(name)] for row in table_]

    for axis in "xyz":
        missing = [
            index for index, cell in enumerate(column(f"left_hand_POS_{axis}")) if cell == "n/a"
        ]
        assert missing == list(range(100, 200))
        assert "n/a" not in column(f"right_hand_POS_{axis}")
        assert column(f"head_POS_{axis}").index("n/a") == 250
        assert column(f"head_POS_{axis}").count("n/a") == 1
    assert set(column("right_hand_ORNT_quat_w")) == {"n/a"}
    assert column("left_hand_validity")[100] == "3"
    assert column("left_hand_validity")[150] == "0"
    assert not [each for each in issues(tmp_path / "out") if each["severity"] == "error"]


def test_events_lie_within_the_samples_in_order_and_tell_the_repetitions(dataset, sessions):
    told = 0
    for stem in runs(dataset):
        last_s = float(motion(stem)[-1][0])
        rows = table(f"{stem}events.tsv")
        onsets = [float(row["onset"]) for row in rows]
        assert onsets == sorted(onsets)
        assert onsets[0] >= 0
        assert onsets[-1] <= last_s
        task = re.search(r"task-(\w+?)_", stem)[1]
        sidecar = json.loads(Path(f"{stem}events.json").read_text(encoding="utf-8"))
        assert set(rows[0]) <= set(sidecar)
        repetitions = [row for row in rows if row["trial_type"] == "repetition"]
        assert repetitions
        told += len(repetitions)
        for row in repetitions:
            assert float(row["onset"]) + float(row["duration"]) <= last_s
            assert float(row["duration"]) > 0
            for measure in measures_of(task):
                assert row[measure.name] == "n/a" or is_number(row[measure.name])
    assert told == sum(len(session.repetitions) for session in sessions)


def test_events_and_samples_share_one_clock(dataset, sessions):
    session = sessions[0]
    first = next(each for each in session.repetitions if each.exercise == 2)
    stem = str(
        dataset / "sub-P1/ses-01/motion/sub-P1_ses-01_task-grasping_tracksys-simulated_run-01_"
    )
    frames = [int(row[1]) for row in motion(stem)]
    samples = session.recording.samples()
    (row,) = [row for row in table(f"{stem}events.tsv") if row["trial_type"] == "repetition"]
    at_ns = int(samples["sample_time_ns"][frames[0]]) + round(float(row["onset"]) * 1e9)
    assert at_ns == first.times_ns["shown"]
    assert round(float(row["duration"]) * 1e9) == first.end_time_ns - first.times_ns["shown"]


def test_every_motion_file_is_in_scans_and_dates_only_where_they_are_asked_for(
    dataset, sessions, tmp_path
):
    for scans in dataset.rglob("*_scans.tsv"):
        rows = table(scans)
        listed = {row["filename"] for row in rows}
        assert listed == {
            path.relative_to(scans.parent).as_posix() for path in scans.parent.rglob("*_motion.tsv")
        }
        assert "acq_time" not in rows[0]
    export(sessions, [FORMATS["bids"]], tmp_path / "dated", ExportOptions(absolute_dates=True))
    assert not [each for each in issues(tmp_path / "dated") if each["severity"] == "error"]
    rows = table(tmp_path / "dated" / "sub-P1" / "ses-01" / "sub-P1_ses-01_scans.tsv")
    assert all(row["acq_time"].startswith("2019-03-17T21:3") for row in rows)


def test_a_session_that_broke_off_ends_with_its_samples(tmp_path):
    times_ns = np.arange(200) * 10_000_000
    events = [
        {"kind": "exercise_start", "frame_index": 50, "time_ns": 500_000_000, "exercise": 1},
        {"kind": "trial_start", "frame_index": 400, "time_ns": 4_000_000_000, "trial_num": 1},
    ]
    session = recorded(tmp_path / "data", moving_rows(times_ns), events)
    export([session], [FORMATS["bids"]], tmp_path / "out", ExportOptions())
    (stem,) = runs(tmp_path / "out")
    assert len(motion(stem)) == 200 - 40
    assert [row["trial_type"] for row in table(f"{stem}events.tsv")] == ["exercise_start"]
    assert not [each for each in issues(tmp_path / "out") if each["severity"] == "error"]


def test_sessions_without_an_exercise_are_refused_in_one_line(tmp_path):
    session = recorded(tmp_path / "data", moving_rows(np.arange(10) * 10_000_000))
    with pytest.raises(ClinicError, match="no exercise was begun"):
        export([session], [FORMATS["bids"]], tmp_path / "out", ExportOptions())
    assert not (tmp_path / "out").exists()
