"""Several programs on one data directory."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import numpy as np
from support.recordings import LEVEL, begin, describe, push, random_rows

from clinic.session import read_session
from clinic.summary import summarise
from game.calibration import Calibration
from game.datadir import DataDirectory
from game.patient import Patient, add_patient, load_calibration, load_patient, save_calibration
from game.recording.files import write_atomically
from game.recording.info import now_utc
from game.recording.lock import SessionLock
from game.recording.reading import open_recording, rerunnable
from game.recording.recorder import Recorder
from game.recording.recover import recover, unclosed


@contextmanager
def meanwhile(action: Callable[[], object]) -> Iterator[None]:
    """Do it again and again in another thread, at least once; what it raises is raised here."""
    over = threading.Event()
    failed: list[Exception] = []

    def again() -> None:
        while not failed:
            try:
                action()
            except Exception as error:
                failed.append(error)
            if over.is_set():
                break

    thread = threading.Thread(target=again)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()
    if failed:
        raise failed[0]


def test_two_plays_of_one_patient_a_reader_and_a_recovery_at_once(tmp_path: Path) -> None:
    data = DataDirectory(tmp_path)
    add_patient(data.patients, Patient(code="P-1", affected="left"))
    mended: list[Path] = []
    seen: dict[Path, int] = {}

    def read() -> None:
        load_calibration(data.patients, "P-1")
        load_patient(data.patients, "P-1")
        for folder in data.session_folders():
            if (folder / "session.json").exists():
                recording = open_recording(folder)
                summarise(recording)
                read_session(recording)
                numbers = recording.samples()["frame_index"]
                assert np.array_equal(numbers, np.arange(len(numbers)))
                assert len(numbers) >= seen.get(folder, 0)
                seen[folder] = len(numbers)

    def mend() -> None:
        for folder in unclosed(data):
            mended.append(folder)
            recover(folder)

    command = [
        *(sys.executable, "-m", "reachwell", "play", "taster", "--input", "simulated"),
        *("--view", "none", "--patient", "P-1", "--data", str(tmp_path)),
    ]
    with meanwhile(read), meanwhile(mend):
        playing = [
            subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
            for _ in range(2)
        ]
        said = [process.communicate()[1] for process in playing]
    assert [process.returncode for process in playing] == [0, 0], said
    folders = data.session_folders()
    assert len(folders) == 2
    assert mended == []
    for folder in folders:
        recording = open_recording(folder)
        assert recording.info.end.status == "completed"
        assert len(recording.samples()) == recording.info.end.samples
        rerunnable(recording)


def test_a_session_that_is_closed_while_it_is_read_is_read_whole(tmp_path: Path) -> None:
    rows = random_rows(50)
    folders: list[Path] = []

    def read() -> None:
        if folders:
            samples = open_recording(folders[-1]).samples()
            assert samples.tobytes() == rows[: len(samples)].tobytes()

    with meanwhile(read):
        for _ in range(15):
            recorder = begin(tmp_path)
            folders.append(recorder.folder)
            push(recorder, rows)
            recorder.close("completed")


def test_who_began_to_read_goes_on_when_the_session_is_closed(tmp_path: Path) -> None:
    rows = random_rows(5000)
    recorder = begin(tmp_path)
    push(recorder, rows)
    wait_until(lambda: len(open_recording(recorder.folder).samples()) == len(rows))
    batches = open_recording(recorder.folder).sample_batches()
    recorder.close("completed")
    assert b"".join(batch.tobytes() for batch in batches) == rows.tobytes()


def test_who_holds_the_folder_for_an_instant_keeps_nobody_from_recording(tmp_path: Path) -> None:
    folder = DataDirectory(tmp_path).new_session(now_utc())
    looking = threading.Timer(0.1, SessionLock(folder).release)
    looking.start()
    recorder = Recorder(folder, describe(folder, now_utc()), LEVEL)
    looking.join()
    recorder.close("completed")
    assert open_recording(folder).info.end.status == "completed"


def test_of_programs_that_replace_a_file_at_once_one_wins_whole(tmp_path: Path) -> None:
    path = tmp_path / "calibration.json"
    contents = [bytes([65 + number]) * (10 + 30_000 * number) for number in range(4)]
    write_atomically(path, contents[0])

    def write(content: bytes) -> None:
        for _ in range(40):
            write_atomically(path, content)

    def read() -> None:
        assert path.read_bytes() in contents

    with meanwhile(read), ThreadPoolExecutor(len(contents)) as pool:
        list(pool.map(write, contents))
    assert list(tmp_path.iterdir()) == [path]


def test_a_recovery_leaves_what_others_write_into_the_folder(tmp_path: Path) -> None:
    recorder = begin(tmp_path)
    push(recorder, random_rows(3))
    recorder.close("completed")
    session = recorder.folder / "session.json"
    session.write_text(session.read_text().replace('"end":', '"ended":'))
    theirs = recorder.folder / "attested.json.0a1b2c3d.new"
    ours = recorder.folder / "session.json.0a1b2c3d.new"
    for path in (theirs, ours):
        path.write_bytes(b"{")
    assert recover(recorder.folder).end.samples == 3
    assert theirs.exists()
    assert not ours.exists()


def test_a_calibration_is_one_of_those_that_were_kept(tmp_path: Path) -> None:
    patients = tmp_path / "patients"
    add_patient(patients, Patient(code="P-1", affected="left"))
    heights_m = (1.1, 1.25)

    def keep(height_m: float) -> None:
        for _ in range(40):
            save_calibration(patients, "P-1", Calibration(eye_height_seated_m=height_m))

    def read() -> None:
        assert load_calibration(patients, "P-1").eye_height_seated_m in (None, *heights_m)

    with meanwhile(read), ThreadPoolExecutor(len(heights_m)) as pool:
        list(pool.map(keep, heights_m))


def wait_until(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 30
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.01)
