"""Whole sessions without a window: speed against real time on one core, memory over an hour.

The guide is on: a simulated patient answers the questions and is measured first, as in any first
session. Reaching is an hour of a level made up here; grasping (an hour) and stepping (half an
hour) are exercises as they are shipped, one after the other, again and again, with their
demonstrations and rests.

    python -m bench.sessions
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

import yaml

from bench.report import Line, tell
from levels.loader import shipped_path

RATE_HZ = 90
SETTLED_S = 300
"""The questions, the measuring, the first repetitions and the loading of physics fill pools and
caches; growth of memory is counted from when they are over: this, or the end of the first round
of exercises that come again, whichever is later."""

COMPARED = 5
"""Medians of so many minutes are compared: while a grasping world stands, and while none does,
memory differs by a megabyte."""

EXERCISE = {
    "task": "reaching",
    "objective": "reach",
    "body_part": "arm",
    "sets": 10,
    "repetitions": 10,
    "familiarisation": 0,
    "rest_s": 25,
    "demonstrate": False,
    "difficulty": {"policy": "weighted_up_down", "start": 0.5},
}

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
    began, began_cpu = time.perf_counter(), time.process_time()
    real_run(session, clock, controller, sink, view, budget, hook)
    told = {"loop_s": time.perf_counter() - began, "cpu_s": time.process_time() - began_cpu}
    print(json.dumps(told | {"rss": seen, "frames": budget.frames}))

play.run = run
play.print_session = lambda folder: None
level, data = sys.argv[1], Path(sys.argv[2])
device = "simulated:" + (sys.argv[3] if len(sys.argv) > 3 else "moderate")
play.play_session(Choices(level=level, device=device, seed=7, data=data))
"""
"""To be run with a level, a folder and, if it is not "moderate", a kind of patient."""


@dataclass(frozen=True, slots=True)
class Played:
    """What a session came to; `rss` holds (seconds, bytes of memory) once a minute.

    `ends_s`: when the last repetition of each exercise ended, in their order.
    """

    simulated_s: float
    loop_s: float
    cpu_s: float
    rss: Sequence[tuple[float, int]]
    repetitions: int
    bytes_per_frame: float
    ends_s: Sequence[float]

    def growth_mb(self, since_s: float) -> float:
        """How much memory grew from then on."""
        settled = [rss for time_s, rss in self.rss if time_s >= since_s]
        return (median(settled[-COMPARED:]) - median(settled[:COMPARED])) / 1e6


def session(
    name: str, posture: str, minutes: int, exercises: Sequence[Mapping[str, Any]]
) -> dict[str, Any]:
    """A level with these exercises, which ends after so many minutes at the latest."""
    return {
        "format": 1,
        "id": name,
        "title": name,
        "for_whom": "the bench",
        "objective": "many repetitions",
        "body_part": "arm and leg",
        "posture": posture,
        "caution": "none",
        "reason": "long enough to be timed",
        "minutes": minutes,
        "limits": {"session_minutes": minutes, "repetitions": 600},
        "exercises": list(exercises),
    }


def shipped(*names: str) -> list[dict[str, Any]]:
    """The exercises of shipped levels, one after the other."""
    found: list[dict[str, Any]] = []
    for name in names:
        found += yaml.safe_load(shipped_path(name).read_bytes())["exercises"]
    return found


def play(level: Mapping[str, Any], patient: str) -> Played:
    """Play a level in a process of its own on one core, as `reachwell play` does; recorded."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "level.yaml"
        path.write_text(json.dumps(level), encoding="utf-8")
        command = [sys.executable, "-c", CHILD, str(path), folder, patient]
        if sys.platform == "linux":
            command = ["taskset", "--cpu-list", str(min(os.sched_getaffinity(0))), *command]
        done = subprocess.run(command, stdout=subprocess.PIPE, encoding="utf-8", check=True)
        told = json.loads(done.stdout.strip().splitlines()[-1])
        recording = next((Path(folder) / "sessions").iterdir())
        rows = (recording / "trials.jsonl").read_text(encoding="utf-8").splitlines()
        size = (recording / "samples.parquet").stat().st_size
    return Played(
        told["frames"] / RATE_HZ,
        told["loop_s"],
        told["cpu_s"],
        told["rss"],
        len(rows),
        size / told["frames"],
        _ends_s(rows),
    )


def _ends_s(rows: Sequence[str]) -> list[float]:
    """When the last repetition of each exercise ended."""
    trials = [json.loads(row) for row in rows]
    return list({one["exercise"]: one["end_time_ns"] * 1e-9 for one in trials}.values())


def lines(what: str, played: Played, limit: float, different: int = 1) -> list[Line]:
    """How long it was, how much faster than real time, and how memory grew once it had settled.

    `different`: so many exercises are new; then they come again.
    """
    settled_s = max(SETTLED_S, played.ends_s[different - 1] if different > 1 else 0.0)
    by_cpu = played.simulated_s / played.cpu_s
    return [
        Line(
            f"{what}: simulated session",
            played.simulated_s / 60,
            "minutes",
            note=f"{played.repetitions} repetitions, 90 Hz, guide and recording on, one core",
        ),
        Line(
            "  faster than real time",
            played.simulated_s / played.loop_s,
            "times",
            limit,
            higher=True,
            note=f"{by_cpu:.0f} by processor time, both threads",
        ),
        Line(
            f"  memory growth from minute {settled_s / 60:.0f} to the end",
            played.growth_mb(settled_s),
            "MB",
            5,
        ),
        Line("  samples on disk", played.bytes_per_frame, "bytes/frame", note="Parquet"),
    ]


def main() -> list[Line]:
    """Measure the three, one after the other."""
    hour = [EXERCISE | {"name": f"part {number}"} for number in range(1, 7)]
    kitchen = shipped("grasping-1-table", "grasping-2-shelf")
    forest = 6 * shipped("stepping-2-in-place")
    reaching = play(session("reaching", "seated", 60, hour), "moderate")
    grasping = play(session("grasping", "seated", 60, 7 * kitchen), "mild")
    stepping = play(session("stepping", "standing", 30, forest), "mild")
    told = [
        *lines("reaching", reaching, 200),
        *lines("grasping", grasping, 40, len(kitchen)),
        *lines("stepping in place", stepping, 200),
    ]
    tell(told, "sessions")
    return told


if __name__ == "__main__":
    main()
