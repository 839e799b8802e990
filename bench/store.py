"""The store and the cohort at 10,000 sessions of 200 repetitions; reading folders of real ones.

PostgreSQL is measured where its server is installed, on a cluster of the bench's own.

    python -m bench.store
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from bench.report import Line, tell
from bench.store_made import (
    PATIENTS,
    REPETITIONS,
    SESSIONS,
    code,
    copies,
    fill_cohort,
    fill_store,
    make_folders,
)
from clinic.cohort.comparing import Question, ask
from clinic.cohort.table import parts, refresh
from clinic.store import open_store, refresh_patient, reindex, sessions_of
from game.datadir import DataDirectory

COPIES = 300
LOOKS = 40


def median_ms(task: Callable[[int], object], count: int) -> float:
    """Median of so many calls, the first one left out."""
    task(0)
    return statistics.median(timed_s(lambda n=n: task(n)) for n in range(1, count + 1)) * 1e3


def timed_s(task: Callable[[], object]) -> float:
    began = time.perf_counter()
    task()
    return time.perf_counter() - began


def quiet(_done: int, _of: int) -> None:
    """Nobody looks."""


def listing(name: str, database: str, data: DataDirectory) -> list[Line]:
    """Fill a database and list patients of it."""
    with open_store(data, database) as store:
        fill_store(store, data)

        def query(number: int) -> None:
            with store.reading() as connection:
                assert len(sessions_of(connection, code(number))) == SESSIONS // PATIENTS

        alone_ms = median_ms(query, LOOKS)

    def whole(number: int) -> None:
        with open_store(data, database) as store:
            assert refresh_patient(store, data, code(number)).read == 0
            with store.reading() as connection:
                sessions_of(connection, code(number))

    made = f"{SESSIONS} sessions x {REPETITIONS}, {SESSIONS // PATIENTS} of them the patient's"
    return [
        Line(f"{name}: list a patient, the query", alone_ms, "ms", 50, note=made),
        Line(
            f"{name}: the same with opening and looking for what is new",
            median_ms(whole, LOOKS),
            "ms",
            50,
            note="as `sessions list --patient` does it, imports left out",
        ),
    ]


def cohort(data: DataDirectory) -> list[Line]:
    """Ask the cohort."""
    fill_cohort(data)
    files = parts(data)
    question = Question(by=("level", "side"), measure="sparc")
    whole = Question(by=("month",), measure="movement_time_s")

    def both(_number: int) -> None:
        assert refresh(data, quiet) == []
        assert len(ask(parts(data), question)) == 10

    size = sum(file.stat().st_size for file in files) / 1e6
    note = f"{len(files)} files, {size:.0f} MB; median, quartiles, 95 %, change"
    return [
        Line(
            "cohort by level and side",
            median_ms(lambda _: ask(files, question), 5),
            "ms",
            500,
            note=note,
        ),
        Line("cohort by month", median_ms(lambda _: ask(files, whole), 5), "ms", 500),
        Line(
            "cohort by level and side, looking at every folder first",
            median_ms(both, 5),
            "ms",
            500,
        ),
    ]


def reading(name: str, database: str, data: DataDirectory, repetitions: int) -> list[Line]:
    """Read folders of a real recording into a database."""
    with open_store(data, database) as store:
        all_s = timed_s(lambda: reindex(store, data, quiet))
        again_s = timed_s(lambda: reindex(store, data, quiet))
    return [
        Line(
            f"{name}: reindex",
            COPIES / all_s,
            "sessions/s",
            note=f"{COPIES} copies of a recording of {repetitions} repetitions",
        ),
        Line(f"{name}: reindex again, nothing changed", COPIES / again_s, "sessions/s"),
    ]


def played(folder: Path) -> Path:
    """A recording that was just made."""
    command = [sys.executable, "-m", "reachwell", "play", "first-session-right", "--view", "none"]
    command += ["--input", "simulated:moderate", "--speed", "max", "--seed", "3"]
    command += ["--data", str(folder)]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return next((folder / "sessions").iterdir())


@contextmanager
def databases() -> Iterator[dict[str, Callable[[str], str]]]:
    """By name: what makes the URL of an empty database."""
    with tempfile.TemporaryDirectory() as folder:
        found = {"SQLite": lambda name: f"sqlite:///{folder}/{name}.db"}
        sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))
        import pytest
        from support.postgres import postgres_server

        try:
            with postgres_server() as server:
                yield found | {"PostgreSQL": lambda _name: server.new_database()}
        except pytest.skip.Exception as reason:
            print(f"SQLite only: {reason}")
            yield found


def main() -> list[Line]:
    """Measure all of it."""
    lines: list[Line] = []
    with tempfile.TemporaryDirectory() as folder, databases() as new:
        made = DataDirectory(Path(folder) / "made")
        make_folders(made)
        for name, url in new.items():
            lines += listing(name, url("made"), made)
        lines += cohort(made)
        recording = played(Path(folder) / "played")
        real = DataDirectory(Path(folder) / "real")
        copies(recording, real, COPIES)
        repetitions = len((recording / "trials.jsonl").read_bytes().splitlines())
        for name, url in new.items():
            lines += reading(name, url("real"), real, repetitions)
        lines.append(
            Line(
                "collect repetitions for the cohort",
                COPIES / timed_s(lambda: refresh(real, quiet)),
                "sessions/s",
            )
        )
    tell(lines, "store")
    return lines


if __name__ == "__main__":
    main()
