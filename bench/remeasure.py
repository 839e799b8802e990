"""Measures of many sessions made anew: here, on two processes, on two Dask workers, in one run.

python -m bench.remeasure
"""

from __future__ import annotations

import shutil
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import Executor
from contextlib import AbstractContextManager
from pathlib import Path

from distributed import LocalCluster

from bench.report import Line, tell
from bench.store import played, quiet
from bench.store_made import copies
from clinic.fingerprint import session_ids
from clinic.remeasuring.many import remeasure_all
from clinic.remeasuring.workers import cluster, here, processes
from game.datadir import DataDirectory

COPIES = 120
WORKERS = 2


def sessions_s(
    folders: list[Path], workers: Callable[[], AbstractContextManager[Executor]]
) -> float:
    """Sessions a second, workers already at work."""
    with workers() as executor:
        remeasure_all(folders[:WORKERS], executor, quiet, again=True)
        began = time.perf_counter()
        total = remeasure_all(folders, executor, quiet, again=True)
        took_s = time.perf_counter() - began
    assert (total.sessions, total.problems) == (len(folders), [])
    return len(folders) / took_s


def main() -> list[Line]:
    """Measure all of it."""
    with tempfile.TemporaryDirectory() as folder:
        recording = played(Path(folder) / "played")
        data = DataDirectory(Path(folder) / "data")
        copies(recording, data, COPIES)
        folders = [data.session(each) for each in session_ids(data)]
        for each in folders:
            shutil.copy(recording / "samples.parquet", each)
        repetitions = len((recording / "trials.jsonl").read_bytes().splitlines())
        one = sessions_s(folders, here)
        two = sessions_s(folders, lambda: processes(WORKERS))
        with LocalCluster(
            n_workers=WORKERS, threads_per_worker=1, host="127.0.0.1", dashboard_address=None
        ) as local:
            dask = sessions_s(folders, lambda: cluster(local.scheduler_address, data.root))
    note = f"{COPIES} copies of a session of {repetitions} repetitions"
    lines = [
        Line("one process", one, "sessions/s", note=note),
        Line(f"{WORKERS} processes", two, "sessions/s"),
        Line(f"{WORKERS} Dask workers", dask, "sessions/s"),
        Line(f"{WORKERS} processes against one", two / one, "times"),
        Line(f"{WORKERS} Dask workers against {WORKERS} processes", dask / two, "times"),
    ]
    tell(lines, "remeasure")
    return lines


if __name__ == "__main__":
    main()
