"""What a killed session loses: `python -m bench.kill [KILLS [LONGEST_S]]`, 100 and 25 unless told.

Real `reachwell play` in real time, several at once, each killed (SIGKILL) at a random moment; as
many in ten again while they make the finished files. What had happened by then is written down
by `bench.witnessed`, apart from the recording. Exits with 1 when a limit is broken.
"""

from __future__ import annotations

import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np
import yaml

from bench.report import Line, tell
from clinic.session import read_session
from clinic.summary import summarise
from game.datadir import DataDirectory
from game.recording.reading import open_recording, rerunnable
from game.recording.recover import recover, unclosed
from game.resuming import resume_point
from levels.loader import shipped_path

KILLS = 100
LONGEST_S = 25.0
CLOSING_LONGEST_S = 0.25
AT_ONCE = 8
PLAY_ON_EVERY = 10
TOLD_NS = 50_000_000
PATIENT_S = 120.0
PLAY = ("--input", "simulated:healthy", "--view", "none")


@dataclass(frozen=True, slots=True)
class Killed:
    """What one kill came to; `told` are repetitions that had 50 ms to reach the disk."""

    frames: int
    loss_ms: float
    lost_frames: int
    told: int
    lost_repetitions: int
    closing: bool
    played_on: bool = False


def kill(data: Path, rng: random.Random, speed: str, begun: str, longest_s: float) -> Killed:
    """Kill a session a random time after the first note of kind `begun`, and judge what is left."""
    notes_path = data / "witnessed.txt"
    data.mkdir(parents=True)
    level = data / "level.yaml"
    level.write_text(yaml.safe_dump(quick_level()), encoding="utf-8")
    with (data / "said.txt").open("wb") as said:
        process = subprocess.Popen(
            [
                *(sys.executable, "-m", "bench.witnessed", str(notes_path), "play", str(level)),
                *(*PLAY, "--speed", speed, "--seed", str(rng.randrange(1000)), "--data", str(data)),
            ],
            cwd=Path(__file__).parents[1],
            stdout=said,
            stderr=said,
        )
        try:
            _wait(lambda: notes_path.exists() and f"{begun} " in notes_path.read_text(), process)
            time.sleep(rng.uniform(0.0, longest_s))
            killed_ns = time.perf_counter_ns()
        finally:
            process.kill()
            process.wait()
    notes = [
        line.split() for line in notes_path.read_text().splitlines(keepends=True) if "\n" in line
    ]
    return judge(data, [(what, int(number), int(ns)) for what, number, ns in notes], killed_ns)


def quick_level() -> dict[str, Any]:
    """The taster with its first repetition within eleven seconds, then one every three."""
    level: dict[str, Any] = yaml.safe_load(shipped_path("taster").read_bytes())
    for exercise in level["exercises"]:
        exercise |= {"familiarisation": 0, "demonstrate": False, "repetitions": 30}
        exercise["difficulty"] = {"policy": "fixed", "difficulty": 0.0}
    level["limits"]["repetitions"] = 60
    return level


def judge(data: Path, notes: list[tuple[str, int, int]], killed_ns: int) -> Killed:
    """Open, read and mend the one session in `data`, and compare it with the notes."""
    frame_ns = {number: ns for what, number, ns in notes if what == "f"}
    told = {number for what, number, ns in notes if what == "t" and ns < killed_ns - TOLD_NS}
    (folder,) = DataDirectory(data).session_folders()
    before = open_recording(folder)
    held = before.samples()
    read_session(before)
    summarise(before)
    crashed = before.info.end is None
    assert (unclosed(DataDirectory(data)) == [folder]) is crashed
    info = recover(folder)
    recording = open_recording(folder)
    assert info.end is not None
    assert info.end.status == ("recovered" if crashed else "completed")
    assert recording.samples().tobytes() == held.tobytes()
    assert held["frame_index"].tolist() == list(range(len(held)))
    if len(held):
        rerunnable(recording)
    session = read_session(recording)
    summarise(recording)
    if crashed:
        resume_point(recording, session.level)
    last_ns = frame_ns[len(held) - 1] if len(held) else frame_ns[0]
    return Killed(
        frames=len(frame_ns),
        loss_ms=max(min(killed_ns, max(frame_ns.values())) - last_ns, 0) / 1e6,
        lost_frames=len(frame_ns) - len(held),
        told=len(told),
        lost_repetitions=len(told - {row["trial_num"] for row in recording.trials()}),
        closing=any(what == "c" for what, *_ in notes),
    )


def play_on(data: Path) -> bool:
    """Whether the rest of the killed session can be played."""
    done = subprocess.run(
        [*(sys.executable, "-m", "reachwell", "play", "--resume", "last"), *PLAY, "--data", data],
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    if done.returncode:
        raise RuntimeError(done.stderr)
    return True


def _wait(condition: Callable[[], bool], process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + PATIENT_S
    while not condition():
        if process.poll() is not None:
            raise RuntimeError(f"play ended by itself with {process.returncode}")
        if time.monotonic() > deadline:
            raise TimeoutError("play did not begin")
        time.sleep(0.005)


def main(kills: int, longest_s: float) -> int:
    """Kill, judge, print the table; 1 when a limit is broken."""
    with tempfile.TemporaryDirectory() as folder, ThreadPoolExecutor(AT_ONCE) as pool:

        def one(number: int) -> Killed:
            data, rng = Path(folder) / f"{number}", random.Random(number)
            if number >= kills:
                return kill(data, rng, "max", "c", CLOSING_LONGEST_S)
            killed = kill(data, rng, "real", "f", longest_s)
            if number % PLAY_ON_EVERY == 0 and not killed.closing:
                return replace(killed, played_on=play_on(data))
            return killed

        began_s = time.monotonic()
        # One that can't be opened, read, mended or played on raises here, and ends it all.
        every = list(pool.map(one, range(kills + max(kills // 10, 1))))
        took_s = time.monotonic() - began_s
    played, closed = every[:kills], every[kills:]
    losses_ms = [each.loss_ms for each in played]
    where = f"{os.cpu_count()} cores, {AT_ONCE} sessions at once, {took_s:.0f} s in all"
    lines = [
        Line("killed in play, opened and mended", len(played), "", kills, higher=True, note=where),
        Line("  frames played", sum(each.frames for each in played), ""),
        Line("  lost, worst", max(losses_ms), "ms", 1000.0),
        Line("  lost, 90 %", float(np.quantile(losses_ms, 0.9)), "ms"),
        Line("  lost, median", median(losses_ms), "ms"),
        Line("  repetitions told 50 ms before", sum(each.told for each in played), ""),
        Line("  repetitions lost", sum(each.lost_repetitions for each in played), "", 0.0),
        Line("  played on (--resume)", sum(each.played_on for each in played), ""),
        Line("killed while closing", len(closed), "", note="up to 0.25 s after the last frame"),
        Line(
            "  frames lost",
            sum(each.lost_frames for each in closed),
            "",
            note="of sessions some 200 times faster than real time",
        ),
        Line("  lost, worst", max(each.loss_ms for each in closed), "ms", 1000.0),
        Line("  repetitions lost", sum(each.lost_repetitions for each in closed), "", 0.0),
    ]
    tell(lines, "kill")
    return 0 if all(line.within is not False for line in lines) else 1


if __name__ == "__main__":
    asked = sys.argv[1:]
    sys.exit(
        main(
            int(asked[0]) if asked else KILLS,
            float(asked[1]) if len(asked) > 1 else LONGEST_S,
        )
    )
