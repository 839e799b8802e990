"""Whole sessions without a window: speed against real time on one core, memory over an hour."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from bench.report import Line, tell

HOUR = """
format: 1
id: hour
title: An hour
for_whom: the bench
objective: an hour of repetitions
body_part: arm
posture: seated
caution: none
reason: long enough to see memory grow
minutes: 60
limits: {session_minutes: 60, repetitions: 600}
exercises:
"""
EXERCISE = """
  - name: part {number}
    task: reaching
    objective: reach
    body_part: arm
    sets: 10
    repetitions: 10
    familiarisation: 0
    rest_s: 25
    demonstrate: false
    difficulty: {{policy: weighted_up_down, start: 0.5}}
"""

CHILD = """
import json, sys, time
from pathlib import Path
import psutil
import reachwell.play as play
from reachwell.choices import Choices

process = psutil.Process()
seen = []
real_run = play.run

def run(session, clock, controller, sink, view, budget, housekeeping):
    def hook(frame):
        housekeeping(frame)
        if frame.frame_index % 5400 == 0:
            seen.append((frame.display_time_ns * 1e-9, process.memory_info().rss))
    began = time.perf_counter()
    real_run(session, clock, controller, sink, view, budget, hook)
    loop_s = time.perf_counter() - began
    print(json.dumps({"loop_s": loop_s, "rss": seen, "frames": budget.frames}))

play.run = run
play.print_session = lambda folder: None
level, data = sys.argv[1], Path(sys.argv[2])
play.play_session(Choices(level=level, device="simulated:moderate", seed=7, data=data))
"""


def hour_level() -> str:
    """A level that takes a simulated hour."""
    return HOUR + "".join(EXERCISE.format(number=number) for number in range(1, 7))


def main() -> list[Line]:
    """Measure on one core; the recording is on."""
    with tempfile.TemporaryDirectory() as folder:
        level = Path(folder) / "hour.yaml"
        level.write_text(hour_level(), encoding="utf-8")
        command = [sys.executable, "-c", CHILD, str(level), folder]
        if sys.platform == "linux":
            command = ["taskset", "--cpu-list", str(min(os.sched_getaffinity(0))), *command]
        done = subprocess.run(command, stdout=subprocess.PIPE, encoding="utf-8", check=True)
        told = json.loads(done.stdout.strip().splitlines()[-1])
        recording = next((Path(folder) / "sessions").iterdir())
        size = (recording / "samples.parquet").stat().st_size
    simulated_s = told["frames"] / 90.0
    # The first minute fills pools and caches; growth is counted from its end on.
    settled = [rss for time_s, rss in told["rss"] if time_s >= 60]
    growth_mb = (settled[-1] - settled[0]) / 1e6
    lines = [
        Line(
            "simulated session", simulated_s / 60, "minutes", note="90 Hz, recording on, one core"
        ),
        Line("faster than real time", simulated_s / told["loop_s"], "times", 200, higher=True),
        Line("memory growth from minute 1 to the end", growth_mb, "MB", 5),
        Line("samples on disk", size / told["frames"], "bytes/frame", note="Parquet, after close"),
    ]
    tell(lines, "sessions")
    return lines


if __name__ == "__main__":
    main()
