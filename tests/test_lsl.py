"""Live streams: what a receiver in another process gets, and that it can disturb nothing."""

from __future__ import annotations

import io
import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import psutil
import pytest
from rich.console import Console
from support.recordings import begin, frame_at, random_rows
from support.require import lack
from support.short_level import short_level

from controllers.frame import InputFrame
from game.channels import FRAME_CHANNELS
from game.recording.reading import open_recording
from reachwell.choices import Choices, Device, device_of, speed_of
from reachwell.errors import UsageError
from reachwell.lsl_open import check_lsl, streaming

try:
    import pylsl
except (ImportError, RuntimeError) as missing:
    lack("lsl", f"no Lab Streaming Layer here: {missing}")

RECEIVER = Path(__file__).parent / "support" / "lsl_receiver.py"
LSL = Choices(lsl=True)
PATIENT = Device("simulated")
KILL_AFTER_S = 120
LEVEL = short_level({"repetitions": 1})


@dataclass
class Receiver:
    process: subprocess.Popen[str]
    out: Path

    def ready(self) -> None:
        assert self.process.stdout is not None
        assert self.process.stdout.readline() == "ready\n"

    def got(self) -> dict[str, np.ndarray]:
        assert self.process.wait(KILL_AFTER_S) == 0
        with np.load(self.out) as found:
            return dict(found)


@contextmanager
def receiver(out: Path, source: str = "") -> Iterator[Receiver]:
    process = subprocess.Popen(
        [sys.executable, RECEIVER, source, out], stdout=subprocess.PIPE, encoding="utf-8"
    )
    try:
        yield Receiver(process, out)
    finally:
        with suppress(psutil.NoSuchProcess):
            psutil.Process(process.pid).resume()
        process.kill()
        process.wait()
        assert process.stdout is not None
        process.stdout.close()


def reachwell(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *arguments],
        capture_output=True,
        encoding="utf-8",
        timeout=KILL_AFTER_S,
        check=False,
    )


@pytest.fixture(scope="module", autouse=True)
def confined() -> None:
    check_lsl(LSL)  # once: the library reads its configuration when it is first used


def quiet() -> Console:
    return Console(quiet=True)


def bits(values: np.ndarray) -> bytes:
    return np.ascontiguousarray(values, "<f4").tobytes()


def test_a_receiver_gets_every_frame_and_event_in_order_bit_for_bit(tmp_path: Path) -> None:
    rows = random_rows(4000, seed=11)
    rows["sample_time_ns"] += np.random.default_rng(2).integers(0, 5_000_000, 4000)
    recorder, frame = begin(tmp_path), InputFrame()
    source = recorder.folder.name
    with (
        streaming(LSL, PATIENT, 90.0, recorder, quiet()) as journal,
        receiver(tmp_path / "got.npz", source) as other,
    ):
        other.ready()
        offset_ns = pylsl.local_clock() * 1e9 - time.perf_counter_ns()
        for number, row in enumerate(rows):
            frame.memory[:] = row.tobytes()
            if number % 100 == 0:
                journal.event("command", frame, text="ü" * number, time_ns=number)
            journal.push(frame)
        journal.event("session_end", frame_at(4000), status="completed")
        got = other.got()
    recorder.close("completed")
    assert bits(got["values"]) == bits(FRAME_CHANNELS.values(rows))
    assert got["labels"].tolist() == [channel.label for channel in FRAME_CHANNELS.channels]
    stamps_ns = got["stamps"] * 1e9 - rows["sample_time_ns"]
    assert np.ptp(stamps_ns) < 1e4  # as exact as a double of seconds since the machine's start
    assert abs(stamps_ns.mean() - offset_ns) < 1e6
    assert [line.encode() for line in got["lines"]] == (
        (recorder.folder / "events.jsonl").read_bytes().splitlines()
    )
    told_ns = [json.loads(line)["time_ns"] for line in got["lines"]]
    assert np.abs(got["line_stamps"] * 1e9 - told_ns - stamps_ns.mean()).max() < 1e5


def test_a_played_session_arrives_whole(tmp_path: Path) -> None:
    level, data = tmp_path / "short.yaml", tmp_path / "data"
    level.write_text(LEVEL, encoding="utf-8")
    with receiver(tmp_path / "got.npz") as other:
        done = reachwell(
            *("-W", "error", "-m", "reachwell", "play", level, "--data", data, "--view", "none"),
            *("--input", "simulated:healthy", "--seed", "1", "--lsl", "--lsl-wait", "60"),
        )
        assert done.returncode == 0, done.stderr
        got = other.got()
    (folder,) = (data / "sessions").iterdir()
    recording = open_recording(folder)
    assert recording.info.end is not None
    assert recording.info.end.status == "completed"
    assert bits(got["values"]) == bits(FRAME_CHANNELS.values(recording.samples()))
    lines = (folder / "events.jsonl").read_bytes().splitlines()
    assert [line.encode() for line in got["lines"]] == lines


def test_a_replay_is_stamped_with_the_time_of_today(tmp_path: Path) -> None:
    recorder = begin(tmp_path)
    with (
        streaming(LSL, Device("replay"), 90.0, recorder, quiet()) as journal,
        receiver(tmp_path / "got.npz", recorder.folder.name) as other,
    ):
        other.ready()
        before_s = pylsl.local_clock()
        for index in range(10):
            journal.push(frame_at(index))
        after_s = pylsl.local_clock()
        journal.event("session_end", frame_at(10))
        got = other.got()
    recorder.close("completed")
    assert before_s <= got["stamps"][0] <= after_s
    assert np.allclose(np.diff(got["stamps"]), 1 / 90, rtol=0, atol=1e-6)


def test_receivers_that_stall_or_die_disturb_nothing(tmp_path: Path) -> None:
    recorder = begin(tmp_path)
    source = recorder.folder.name
    with (
        streaming(LSL, PATIENT, 90.0, recorder, quiet()) as journal,
        receiver(tmp_path / "well.npz", source) as well,
        receiver(tmp_path / "stalled.npz", source) as stalled,
        receiver(tmp_path / "dead.npz", source) as dead,
    ):
        for each in (well, stalled, dead):
            each.ready()
        psutil.Process(stalled.process.pid).suspend()
        for index in range(6000):
            if index == 3000:
                dead.process.kill()
            journal.push(frame_at(index))
        journal.event("session_end", frame_at(6000))
        got = well.got()
        assert got["values"][:, 0].tolist() == list(range(6000))
    recorder.close("completed")
    assert len(open_recording(recorder.folder).samples()) == 6000


def test_with_nobody_there_all_is_recorded_and_nothing_is_said(tmp_path: Path) -> None:
    recorder = begin(tmp_path)
    told = io.StringIO()
    console = Console(file=told)
    with streaming(LSL, PATIENT, None, recorder, console) as journal:
        for index in range(3000):
            journal.push(frame_at(index))
        journal.trial({"trial_num": 1})
        journal.event("session_end", frame_at(3000))
    recorder.close("completed")
    assert "not streamed" not in told.getvalue()
    assert "broke off" not in told.getvalue()
    recording = open_recording(recorder.folder)
    assert recording.samples()["frame_index"].tolist() == list(range(3000))
    assert (recording.events()[0]["kind"], recording.trials()) == (
        "session_end",
        [{"trial_num": 1}],
    )


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux binds sockets to a device")
def test_other_machines_are_kept_out_by_default(tmp_path: Path) -> None:
    recorder = begin(tmp_path)
    before = network_sockets()
    with streaming(LSL, PATIENT, 90.0, recorder, quiet()):
        opened = {key: device for key, device in network_sockets().items() if key not in before}
    recorder.close("completed")
    assert len(opened) >= 4  # a port for data and one for the clock, of each of two streams
    assert set(opened.values()) == {b"lo"}


def network_sockets() -> dict[str, bytes]:
    """Each of this process's network sockets and the device that it is bound to."""
    found = {}
    for entry in Path("/proc/self/fd").iterdir():
        with suppress(OSError):
            link = str(entry.readlink())
            if link.startswith("socket:"):
                with socket.socket(fileno=os.dup(int(entry.name))) as each:
                    if each.family in (socket.AF_INET, socket.AF_INET6):
                        bound = each.getsockopt(socket.SOL_SOCKET, socket.SO_BINDTODEVICE, 16)
                        found[link] = bound.rstrip(b"\0")
    return found


def test_without_the_option_there_are_no_streams(tmp_path: Path) -> None:
    recorder = begin(tmp_path)
    with streaming(Choices(), PATIENT, 90.0, recorder, quiet()) as journal:
        assert journal is recorder
    recorder.close("completed")


@pytest.mark.parametrize(
    ("choices", "told"),
    [
        (Choices(lsl_network=True), "--lsl-network goes with --lsl only"),
        (Choices(lsl_wait_s=3.0), "--lsl-wait goes with --lsl only"),
    ],
)
def test_options_that_need_the_streams_say_so(choices: Choices, told: str) -> None:
    with pytest.raises(UsageError, match=told):
        check_lsl(choices)


def test_live_streams_run_in_real_time() -> None:
    choices = Choices(device="simulated", view="none", lsl=True)
    assert speed_of(choices, device_of(choices), "none") == "real"
    hurried = Choices(device="simulated", view="none", lsl=True, speed="max")
    with pytest.raises(UsageError, match="--speed max does not go with --lsl"):
        speed_of(hurried, device_of(hurried), "none")


def test_without_the_package_one_line_says_what_to_install(tmp_path: Path) -> None:
    program = (
        "import sys; sys.modules['pylsl'] = None; from reachwell.__main__ import main; "
        "sys.argv = ['reachwell', *sys.argv[1:]]; sys.exit(main())"
    )
    done = reachwell(
        *("-c", program, "play", "taster", "--view", "none", "--data", tmp_path),
        *("--input", "simulated", "--lsl"),
    )
    assert done.returncode == 2
    assert "pip install 'reachwell[lsl]'" in done.stderr
    assert done.stderr.count("\n") == 1
    assert not (tmp_path / "sessions").exists()
