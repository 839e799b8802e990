"""`reachwell play`, which writes down beside its recording what has happened so far.

    python -m bench.witnessed FILE play LEVEL ...

A line of FILE is a frame (`f INDEX TIME_NS`), a finished repetition handed to the recorder
(`t NUMBER TIME_NS`), or the end of play (`c 0 TIME_NS`). They reach the system at once, so they
are there however the program ends. Times are `time.perf_counter_ns`.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Mapping

import reachwell.play
from controllers.frame import InputFrame
from game.recording.recorder import Recorder
from reachwell.__main__ import main

FILE = os.open(sys.argv[1], os.O_WRONLY | os.O_CREAT | os.O_APPEND)


def note(what: str, number: object) -> None:
    os.write(FILE, f"{what} {number} {time.perf_counter_ns()}\n".encode())


class Witnessed(Recorder):
    """The recorder, and a note of all that it was given."""

    def push(self, frame: InputFrame) -> None:
        """Note that the frame has happened, then store it."""
        note("f", frame.frame_index)
        super().push(frame)

    def trial(self, row: Mapping[str, object]) -> None:
        """Store a repetition, then note that it was told."""
        super().trial(row)
        note("t", row["trial_num"])

    def close(self, status: str, **more: object) -> None:
        """Note that play is over, then make the finished files."""
        note("c", 0)
        super().close(status, **more)


reachwell.play.Recorder = Witnessed  # type: ignore[attr-defined]
sys.argv = ["reachwell", *sys.argv[2:]]
main()
