"""Exports of an hour: memory against that of shorter sessions, speed, and CSV against pandas.

A session of five minutes, played by a simulated patient, is done three and eleven times over.

    python -m bench.export
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pyarrow as pa

from bench.report import Line, tell
from clinic.export.formats import FORMATS
from game.recording.columns import ColumnBuffer
from game.recording.folder import EVENTS, LEVEL, SAMPLES, TRIALS
from game.recording.info import write_info
from game.recording.parquet import write_parquet
from game.recording.reading import Recording, open_recording

PLAYED = "stepping-2-in-place"
TIMES = (3, 11)
GROWTH_MIB = 32.0
"""From a quarter of an hour to an hour: 94 MiB more of frames in memory, and far more as text. What
grows is what Arrow's allocator keeps, and a session's events and repetitions, which are in memory
whole; the first minutes fill the allocator's pools and are told without a limit."""

HOUR_S = 60.0
PANDAS = 2.0

CHILD = """
import json, resource, sys, time
from pathlib import Path
from clinic.export.folders import Folders
from clinic.export.formats import FORMATS
from clinic.export.options import ExportOptions
from clinic.export.run import export

form, folder, out = sys.argv[1:]
began = time.perf_counter()
export(Folders([Path(folder)]), [FORMATS[form]], Path(out), ExportOptions())
took_s = time.perf_counter() - began
if sys.platform == "linux":  # where ru_maxrss knows the parent's memory too
    told = Path("/proc/self/status").read_text()
    peak_mib = int(told.split("VmHWM:")[1].split()[0]) / 1024
else:
    peak_mib = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
print(json.dumps({"took_s": took_s, "peak_mib": peak_mib}))
"""

PEER = """
import json, sys, time
import pyarrow.parquet as pq
frames = pq.read_table(sys.argv[1]).to_pandas()
began = time.perf_counter()
frames.to_csv(sys.argv[2], index=False)
print(json.dumps({"took_s": time.perf_counter() - began}))
"""


def main() -> int:
    with tempfile.TemporaryDirectory() as temporary:
        base = Path(temporary)
        short = played(base / "data")
        longer = [
            repeated(open_recording(short), base / f"{times}-times" / short.name, times)
            for times in TIMES
        ]
        folders = (short, *longer)
        minutes = " -> ".join(f"{_minutes(folder):.0f}" for folder in folders)
        lines = []
        for form in FORMATS:
            seen = [
                child(CHILD, form, folder, base / f"{form}-{number}")
                for number, folder in enumerate(folders)
            ]
            first, middle, last = (each["peak_mib"] for each in seen)
            peaks = f"{first:.0f} -> {middle:.0f} -> {last:.0f} MiB at {minutes} minutes"
            lines += [
                Line(f"{form}: memory of first minutes", middle - first, "MiB", note=peaks),
                Line(f"{form}: growth after them", last - middle, "MiB", GROWTH_MIB),
                Line(f"{form}: an hour of play", seen[-1]["took_s"], "s", HOUR_S),
            ]
            if form == "csv":
                lines.append(against_pandas(short, base))
        tell(lines, "export")
    return 1 if any(line.within is False for line in lines) else 0


def against_pandas(folder: Path, base: Path) -> Line:
    """Best of three each, in turns."""
    ours, theirs = [], []
    for number in range(3):
        ours.append(child(CHILD, "csv", folder, base / f"ours-{number}")["took_s"])
        theirs.append(child(PEER, folder / "samples.parquet", base / "peer.csv")["took_s"])
    told = "samples alone, already in memory, against our whole export"
    return Line("csv: pandas' time / ours", min(theirs) / min(ours), "", PANDAS, True, told)


def _minutes(folder: Path) -> float:
    end = open_recording(folder).info.end
    assert end is not None
    return end.duration_s / 60


def played(data: Path) -> Path:
    """The folder of a session that a simulated patient has played."""
    options = ("--input", "simulated:moderate", "--view", "none", "--speed", "max", "--seed", "3")
    command = [sys.executable, "-m", "reachwell", "play", PLAYED, *options, "--data", data]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    (folder,) = (data / "sessions").iterdir()
    return folder


def repeated(recording: Recording, folder: Path, times: int) -> Path:
    """A session that does all of another one several times, in a new folder."""
    end = recording.info.end
    assert end is not None
    frames = end.samples
    step_ns = round(frames * 1e9 / (recording.info.rate_hz or 90))
    folder.mkdir(parents=True)
    (folder / LEVEL).write_bytes(recording.level())
    write_parquet(
        SAMPLES.parquet(folder), batches(recording, times, step_ns, frames), SAMPLES.layout
    )
    for name, rows in ((EVENTS, recording.events()), (TRIALS, recording.trials())):
        with (folder / name).open("w", encoding="utf-8") as file:
            for number in range(times):
                for row in rows:
                    moved = shifted(row, number * step_ns, number * frames, number * end.trials)
                    file.write(json.dumps(moved) + "\n")
    counts = {"samples": frames * times, "duration_s": end.duration_s * times}
    write_info(folder, recording.info.model_copy(update={"end": end.model_copy(update=counts)}))
    return folder


def batches(
    recording: Recording, times: int, step_ns: int, frames: int
) -> Iterator[pa.RecordBatch]:
    for number in range(times):
        for rows in recording.sample_batches():
            rows["sample_time_ns"] += number * step_ns
            rows["display_time_ns"] += number * step_ns
            rows["frame_index"] += number * frames
            yield ColumnBuffer(SAMPLES.layout, len(rows)).batch(rows)


def shifted(row: Mapping[str, Any], by_ns: int, frames: int, trials: int) -> dict[str, Any]:
    steps = {"frame_index": frames, "trial_num": trials}
    return {
        name: value + (by_ns if name.endswith("_ns") else steps.get(name, 0))
        if isinstance(value, int) and not isinstance(value, bool)
        else value
        for name, value in row.items()
    }


def child(code: str, *arguments: object) -> dict[str, float]:
    done = subprocess.run(
        [sys.executable, "-c", code, *map(str, arguments)], check=True, capture_output=True
    )
    told: dict[str, float] = json.loads(done.stdout)
    return told


if __name__ == "__main__":
    sys.exit(main())
