"""A whole exercise of grasping without a window: speed against real time on one core."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from bench.report import Line, tell
from bench.sessions import CHILD

LEVEL = """
format: 1
id: kitchen
title: Kitchen
for_whom: the bench
objective: many repetitions of grasping
body_part: arm and hand
posture: seated
caution: none
reason: long enough to be timed
minutes: 20
guide: {check_in: false, check_out: false, calibration: never}
exercises:
  - name: cups
    task: grasping
    objective: grasp, carry, place
    body_part: arm and hand
    sets: 2
    repetitions: 15
    familiarisation: 0
    rest_s: 0
    demonstrate: false
    difficulty: {policy: weighted_up_down, start: 0.5}
    parameters: {objects: [cup, can, bottle], clutter: 3}
"""


def main() -> list[Line]:
    """Measure on one core; the recording is on."""
    with tempfile.TemporaryDirectory() as folder:
        level = Path(folder) / "kitchen.yaml"
        level.write_text(LEVEL, encoding="utf-8")
        command = [sys.executable, "-c", CHILD, str(level), folder]
        if sys.platform == "linux":
            command = ["taskset", "--cpu-list", str(min(os.sched_getaffinity(0))), *command]
        done = subprocess.run(command, stdout=subprocess.PIPE, encoding="utf-8", check=True)
        told = json.loads(done.stdout.strip().splitlines()[-1])
        recording = next((Path(folder) / "sessions").iterdir())
        rows = (recording / "trials.jsonl").read_text(encoding="utf-8").splitlines()
    won = sum(json.loads(row)["success"] for row in rows)
    simulated_s = told["frames"] / 90.0
    lines = [
        Line("grasping", simulated_s / 60, "minutes", note=f"{won} of {len(rows)} won, 90 Hz"),
        Line("faster than real time", simulated_s / told["loop_s"], "times", 40, higher=True),
    ]
    tell(lines, "grasping")
    return lines


if __name__ == "__main__":
    main()
