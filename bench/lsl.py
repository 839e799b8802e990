"""What live streams cost the loop: `python -m bench.lsl [FRAMES]`, 20,000 unless told."""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from contextlib import closing
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pylsl

from bench.recorder import begin, paced
from bench.report import Line, tell
from controllers.frame import FRAME_DTYPE, InputFrame
from game.channels import FRAME_CHANNELS
from game.recording.ring import DroppingRing
from reachwell.choices import Choices
from reachwell.lsl import LiveStreams, Shared, clock_offset_ns
from reachwell.lsl_open import check_lsl

FRAMES = 20_000
RATE_HZ = 1000
PEER_FRAMES = 5000
RECEIVER = Path(__file__).parents[1] / "tests" / "support" / "lsl_receiver.py"
MOST_US = 10.0
"""A thousandth of a frame at 90 Hz, recording included."""


def numbered(count: int) -> npt.NDArray[np.void]:
    """Frames in order; what stands in them costs nothing, as nothing is compressed."""
    rows: npt.NDArray[np.void] = np.zeros(count, FRAME_DTYPE)
    rows["frame_index"] = np.arange(count)
    rows["sample_time_ns"] = np.arange(count) * 1_000_000
    return rows


def inline(rows: npt.NDArray[np.void]) -> npt.NDArray[np.float64]:
    """The peer: the library called in the loop itself, with nobody listening."""
    channels = len(FRAME_CHANNELS.channels)
    info = pylsl.StreamInfo("bench", "MoCap", channels, 0.0, pylsl.cf_float32, "bench")
    outlet = pylsl.StreamOutlet(info)
    return paced(
        lambda frame: outlet.push_sample(
            FRAME_CHANNELS.values(frame.record.reshape(1))[0].tolist(),
            frame.sample_time_ns * 1e-9,
        ),
        rows,
        RATE_HZ,
    )


def main(frames: int) -> int:
    """Print the table; 1 when a limit is broken."""
    check_lsl(Choices(lsl=True))
    rows = numbered(frames)
    offset_ns = clock_offset_ns()
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder)
        recorder = begin(data, DroppingRing)
        alone = paced(recorder.push, rows, RATE_HZ)
        recorder.close("completed")

        recorder = begin(data, DroppingRing)
        source = recorder.folder.name
        with closing(LiveStreams(source, RATE_HZ, lambda _: offset_ns)) as streams:
            unheard = paced(Shared(recorder, streams).push, rows, RATE_HZ)
        recorder.close("completed")

        recorder = begin(data, DroppingRing)
        source = recorder.folder.name
        out = data / "got.npz"
        with (
            closing(LiveStreams(source, RATE_HZ, lambda _: offset_ns)) as streams,
            subprocess.Popen(
                [sys.executable, RECEIVER, source, out], stdout=subprocess.PIPE
            ) as receiver,
        ):
            assert receiver.stdout is not None
            receiver.stdout.readline()
            shared = Shared(recorder, streams)
            cpu = time.process_time()
            heard = paced(shared.push, rows, RATE_HZ)
            cpu_us = (time.process_time() - cpu) / frames * 1e6
            _end(shared)
            receiver.wait(60)
            dropped = streams.dropped
        recorder.close("completed")
        with np.load(out) as got:
            missing = frames - len(got["values"])
        peer = inline(rows[:PEER_FRAMES])

    lines = [
        Line("recording alone, median", float(np.median(alone)), "us", note="a push, 1 kHz"),
        Line("with streams, nobody there, median", float(np.median(unheard)), "us", MOST_US),
        Line("with streams and a receiver, median", float(np.median(heard)), "us", MOST_US),
        Line("the same, 99.9 %", float(np.quantile(heard, 0.999)), "us"),
        Line("the same, worst", float(heard.max()), "us"),
        Line("frames dropped on the way out", dropped, "", 0.0),
        Line("frames that did not arrive", missing, "", 0.0, note=f"of {frames}"),
        Line("CPU with a receiver", cpu_us, "us/frame", note="all threads, recording and pacing"),
        Line("the library in the loop, median", float(np.median(peer)), "us", note="the peer"),
    ]
    tell(lines, "lsl")
    return 0 if all(line.within is not False for line in lines) else 1


def _end(shared: Shared) -> None:
    shared.event("session_end", InputFrame(), status="completed")


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else FRAMES))
