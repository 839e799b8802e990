"""`reachwell remeasure`: the same files from whoever makes them, and nothing recorded changes."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from hashlib import sha256
from pathlib import Path

import psutil
import pytest
from support.stored import put, quiet

from clinic.errors import ClinicError
from clinic.fingerprint import fingerprint
from clinic.remeasuring.kept import MEASURES
from clinic.remeasuring.many import Total, remeasure_all
from clinic.remeasuring.workers import cluster, here, processes
from clinic.session import read_session
from clinic.store.importing import import_session
from clinic.summary import summarise
from game.datadir import DataDirectory
from game.recording.errors import RecordingError
from game.recording.lock import locked
from game.recording.reading import open_recording

VERSION_1 = Path(__file__).parent / "data" / "recording-v1"


def copies(data: Path, count: int) -> list[Path]:
    """So many sessions of the first format version: they do not tell their formulas."""
    sessions = DataDirectory(data).sessions
    for number in range(count):
        name = ("three-tasks", "first")[number % 2]
        shutil.copytree(VERSION_1 / name, sessions / f"20260105T101500-{number:06d}")
    return sorted(sessions.iterdir())


def contents(folders: list[Path]) -> dict[str, bytes]:
    return {
        f"{folder.name}/{path.name}": sha256(path.read_bytes()).digest()
        for folder in folders
        for path in sorted(folder.iterdir())
        if path.name != MEASURES
    }


def made(folders: list[Path]) -> list[bytes]:
    return [(folder / MEASURES).read_bytes() for folder in folders]


def measured_here(folders: list[Path], **how: bool) -> Total:
    with here() as executor:
        return remeasure_all(folders, executor, quiet, **how)


def reachwell(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "reachwell", "remeasure", *map(str, arguments)],
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
        timeout=120,
    )


@pytest.fixture(scope="module")
def dask():
    from distributed import LocalCluster

    with LocalCluster(
        n_workers=2,
        threads_per_worker=1,
        processes=True,
        host="127.0.0.1",
        dashboard_address=None,
    ) as local:
        yield local.scheduler_address


def test_here_on_processes_and_on_dask_the_files_are_the_same(tmp_path, dask) -> None:
    folders = copies(tmp_path, 4)
    recorded = contents(folders)
    alone = measured_here(folders)
    expected = made(folders)
    with processes(2) as executor:
        pool = remeasure_all(folders, executor, quiet, again=True)
    assert made(folders) == expected
    with cluster(dask, tmp_path) as executor:
        spread = remeasure_all(folders, executor, quiet, again=True)
    assert made(folders) == expected
    assert (alone.sessions, alone.problems) == (4, [])
    assert alone.repetitions == sum(
        len((folder / "trials.jsonl").read_bytes().splitlines()) for folder in folders
    )
    assert (pool.sessions, spread.sessions) == (4, 4)
    assert pool.changes == spread.changes == alone.changes
    assert contents(folders) == recorded


def test_recordings_of_the_first_version_are_measured_with_todays_formulas(tmp_path) -> None:
    folders = copies(tmp_path, 2)
    total = measured_here(folders)
    assert total.problems == []
    new = total.changes["reaching", "ldlj"]
    assert new.changed == new.values > new.came > 0  # the first program had none
    same = total.changes["grasping", "drops"]
    assert (same.changed, same.largest) == (0, 0.0)
    for folder in folders:
        session = read_session(open_recording(folder))
        assert session.remeasured
        assert summarise(session.recording).remeasured
        old = {row["trial_num"]: row["measures"] for row in session.recording.trials()}
        for repetition in session.repetitions:
            assert old[repetition.trial_num].keys() <= repetition.measures.keys()
        reaches = [each for each in session.repetitions if each.task == "reaching" and each.scored]
        assert all("ldlj" in {**each.measures, **each.missing} for each in reaches)
        (folder / MEASURES).unlink()
        assert not read_session(open_recording(folder)).remeasured


def test_a_second_run_leaves_what_is_up_to_date(tmp_path) -> None:
    folders = copies(tmp_path, 3)
    measured_here(folders[:1])
    first_ns = (folders[0] / MEASURES).stat().st_mtime_ns
    second = measured_here(folders)
    assert (second.sessions, second.skipped) == (2, 1)
    assert (folders[0] / MEASURES).stat().st_mtime_ns == first_ns
    whole = made(folders)
    (folders[1] / MEASURES).write_bytes(whole[1].replace(b'"formulas":"', b'"formulas":"0'))
    (folders[2] / MEASURES).write_bytes(b"")
    third = measured_here(folders)
    assert (third.sessions, third.skipped) == (2, 1)
    assert made(folders) == whole
    with (folders[0] / "trials.jsonl").open("ab") as file:  # a row that was mended
        row = json.loads((folders[0] / "trials.jsonl").read_bytes().splitlines()[0])
        file.write(json.dumps(row | {"trial_num": 900}).encode() + b"\n")
    assert measured_here(folders).sessions == 1
    assert json.loads(made(folders)[0].splitlines()[-1])["trial_num"] == 900


@pytest.mark.parametrize("how", ["kill", "ctrl-c"])
def test_what_is_stopped_in_the_middle_is_gone_on_with(tmp_path, how) -> None:
    if how == "ctrl-c" and sys.platform == "win32":
        pytest.skip("Windows sends Ctrl-C to consoles alone")
    folders = copies(tmp_path, 60)
    command = [sys.executable, "-m", "reachwell", "remeasure", "--workers", "2"]
    running = subprocess.Popen(
        [*command, "--data", str(tmp_path)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )
    until = time.monotonic() + 60
    while not any((folder / MEASURES).exists() for folder in folders):
        assert running.poll() is None
        assert time.monotonic() < until
        time.sleep(0.002)
    workers = psutil.Process(running.pid).children(recursive=True)
    if how == "kill":
        running.kill()
    else:  # everybody of the terminal hears it
        os.killpg(running.pid, signal.SIGINT)
    _, told_last = running.communicate(timeout=20)
    if how == "ctrl-c":
        assert (running.returncode, told_last) == (130, b"Stopped.\n")
    _, alive = psutil.wait_procs(workers, 20)
    assert not alive
    done = [folder for folder in folders if (folder / MEASURES).exists()]
    assert 0 < len(done) < len(folders)
    went_on = reachwell("--workers", "1", "--data", tmp_path, "--json")
    assert (went_on.returncode, went_on.stderr) == (0, "")
    told = json.loads(went_on.stdout)
    assert (told["skipped"], told["sessions"]) == (len(done), len(folders) - len(done))
    assert len(set(made(folders))) == 2
    assert len(set(made(folders[:2]))) == 2


def test_the_index_sees_that_measures_were_made_anew(tmp_path) -> None:
    folder = copies(tmp_path, 1)[0]
    data = DataDirectory(tmp_path)
    before = fingerprint(data, folder.name, "reader 1")
    measured_here([folder])
    assert fingerprint(data, folder.name, "reader 1") != before


def test_a_copy_with_other_formulas_measures_is_the_same_session(tmp_path) -> None:
    source = copies(tmp_path / "stick", 1)[0]
    data = DataDirectory(tmp_path / "data")
    assert import_session(source, data)
    here_now = data.session(open_recording(source).info.session_id)
    measured_here([here_now])
    (source / MEASURES).write_bytes(b"of another program\n")
    assert not import_session(source, data)
    assert (here_now / MEASURES).read_bytes() != b"of another program\n"


def test_a_session_that_cannot_be_measured_is_one_line_and_stops_no_other(tmp_path) -> None:
    folders = copies(tmp_path, 5)
    broken, growing, unknown = folders[0], folders[1], folders[2]
    (broken / "session.json").write_text("{", encoding="utf-8")
    rows = (unknown / "trials.jsonl").read_text(encoding="utf-8")
    (unknown / "trials.jsonl").write_text(rows.replace('"reaching"', '"juggling"'), "utf-8")
    (folders[3] / "events.jsonl").write_bytes(
        (folders[3] / "events.jsonl").read_bytes().replace(b'"position_m":[', b'"position_m":["x",')
    )
    with locked(growing):
        total = measured_here(folders)
    assert total.sessions == 1
    assert [line.count("\n") for line in total.problems] == [0] * 4
    assert any("is in use by another program" in line for line in total.problems)
    assert any("juggling" in line for line in total.problems)
    assert any("events.jsonl: TargetShown.position_m" in line for line in total.problems)
    told = reachwell("--data", tmp_path, "--workers", "2")
    assert told.returncode == 2
    assert told.stderr.count("\n") == 3
    assert "Traceback" not in told.stderr
    assert told.stdout.startswith("1 sessions measured anew")


def test_frames_that_are_not_there_are_told_as_missing(tmp_path) -> None:
    folder = copies(tmp_path, 1)[0]
    path = folder / "events.jsonl"
    events = [json.loads(line) for line in path.read_bytes().splitlines()]
    for event in events:
        if event["kind"] == "trial_end" and event["trial_num"] == 1:
            event["frame_index"] += 1_000_000
    path.write_text("".join(json.dumps(each) + "\n" for each in events), encoding="utf-8")
    measured_here([folder])
    first, second, *_ = read_session(open_recording(folder)).repetitions
    assert set(first.missing.values()) == {"not all that it is made from was recorded"}
    assert second.measures["path_length_m"] is not None


def test_a_file_that_is_no_file_of_measures_is_told_in_one_line(tmp_path) -> None:
    folder = copies(tmp_path, 1)[0]
    measured_here([folder])
    path = folder / MEASURES
    for content, told in (
        (b"", "is empty"),
        (b"{}\n", "line 1: formulas"),
        (path.read_bytes() + b'{"trial_num":1}\n', "measures: Field required"),
        (b"nonsense\n", "line 1: not a JSON object"),
    ):
        path.write_bytes(content)
        with pytest.raises(RecordingError, match=told) as error:
            read_session(open_recording(folder))
        assert str(path) in str(error.value)


def test_a_session_that_was_recorded_with_todays_formulas_needs_nothing(tmp_path) -> None:
    from game.recording.info import software_versions

    folder = put(tmp_path, software=software_versions())
    assert measured_here([folder]).skipped == 1
    assert not (folder / MEASURES).exists()


def test_bad_input_is_one_line(tmp_path, dask) -> None:
    folder = copies(tmp_path / "here", 1)[0]
    for arguments, told in (
        (["--workers", "2", "--scheduler", dask], "do not go together"),
        (["--scheduler", "tcp://127.0.0.1:1"], "nobody answers at tcp://127.0.0.1:1"),
        (["--scheduler", "nonsense://"], "tcp://HOST:PORT"),
        (["--workers", "0"], "--workers"),
        (["no-such-session"], "is no session id"),
    ):
        found = reachwell(*arguments, "--data", tmp_path / "here")
        assert (found.returncode, found.stderr.count("\n")) == (2, 1), found.stderr
        assert told in found.stderr
    assert not (folder / MEASURES).exists()
    found = reachwell("--scheduler", dask, folder)
    assert (found.returncode, found.stderr) == (0, "")
    assert (folder / MEASURES).exists()
    empty = reachwell("--data", tmp_path / "nowhere")
    assert (empty.returncode, empty.stdout) == (0, "No sessions.\n")


def test_workers_that_do_not_fit_are_told(tmp_path, dask, monkeypatch) -> None:
    with (
        pytest.raises(ClinicError, match="sessions have to be on storage that all workers share"),
        cluster(dask, tmp_path / "not there"),
    ):
        pass
    monkeypatch.setattr("clinic.remeasuring.workers.formulas", lambda: "other")
    with pytest.raises(ClinicError, match="by other formulas"), cluster(dask, tmp_path):
        pass
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(ClinicError, match=r"pip install 'reachwell\[cluster\]'"):
        cluster(dask, tmp_path).__enter__()


def test_a_worker_that_dies_is_one_line(tmp_path) -> None:
    with pytest.raises(ClinicError, match="a worker process died"), processes(1) as executor:
        executor.submit(os._exit, 3).result()
