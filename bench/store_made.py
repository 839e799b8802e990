"""Ten thousand sessions that nobody played: rows of the store, the cohort's files, folders.

Their folders hold empty files: what is timed looks at them and does not open them.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
from sqlalchemy import insert

from clinic.cohort.table import COLUMNS, FOLDER, READER, write_part
from clinic.fingerprint import fingerprint
from clinic.store import Store
from clinic.store.index_tables import ExerciseRow, RepetitionRow, SessionRow
from clinic.store.reindexing import READER as STORE_READER
from game.datadir import DataDirectory
from game.recording.folder import EVENTS, LEVEL, SESSION, TRIALS
from metrics.registry import measures_of

SESSIONS = 10_000
REPETITIONS = 200
PATIENTS = 500
MEASURES = [entry.name for entry in measures_of("reaching")]
_FIRST = datetime(2024, 1, 1, 9, tzinfo=UTC)
_OVER_MIN = 105 * SESSIONS  # two years
_AT_ONCE = 100


@dataclass(frozen=True, slots=True)
class Size:
    """How much is made."""

    sessions: int = SESSIONS
    repetitions: int = REPETITIONS

    def start(self, number: int) -> datetime:
        """When a session began."""
        return _FIRST + timedelta(minutes=_OVER_MIN // self.sessions) * number

    def names(self) -> list[str]:
        """Ids, over two years."""
        starts = map(self.start, range(self.sessions))
        return [f"{start:%Y%m%dT%H%M%S}-{number:06d}" for number, start in enumerate(starts)]


def make_folders(data: DataDirectory, size: Size = Size()) -> None:
    """A folder a session, with the files that a fingerprint looks at."""
    for name in size.names():
        folder = data.sessions / name
        folder.mkdir(parents=True)
        for file in (SESSION, LEVEL, EVENTS, TRIALS):
            (folder / file).touch()


def fill_store(store: Store, data: DataDirectory, size: Size = Size()) -> None:
    """Rows of all sessions, as if their folders had been read."""
    rng = np.random.default_rng(1)
    every = size.names()
    for first in range(0, size.sessions, _AT_ONCE):
        some = range(first, first + _AT_ONCE)
        with store.writing() as connection:
            connection.execute(
                insert(SessionRow),
                [_session(size, n, fingerprint(data, every[n], STORE_READER)) for n in some],
            )
            connection.execute(insert(ExerciseRow), [_exercise(size, every[n]) for n in some])
            connection.execute(
                insert(RepetitionRow),
                [each for n in some for each in _repetitions(size, every[n], rng)],
            )


def fill_cohort(data: DataDirectory, size: Size = Size()) -> None:
    """The cohort's files of the same sessions."""
    rng = np.random.default_rng(1)
    every = size.names()
    (data.root / FOLDER).mkdir()
    for month in sorted({name[:6] for name in every}):
        own = [number for number, name in enumerate(every) if name.startswith(month)]
        held = {every[n]: fingerprint(data, every[n], READER) for n in own}
        path = data.root / FOLDER / f"repetitions-{month}.parquet"
        write_part(path, [_table(size, own, every, rng)], held)


def code(number: int) -> str:
    """Patient of a session."""
    return f"P{number % PATIENTS:03d}"


def _session(size: Size, number: int, mark: str) -> dict[str, Any]:
    start = size.start(number)
    return {
        "id": f"{start:%Y%m%dT%H%M%S}-{number:06d}",
        "fingerprint": mark,
        "patient_code": code(number),
        "start_utc": start,
        "level_id": f"reaching-{number % 5}",
        "level_title": "Reaching",
        "level_sha256": "0" * 64,
        "affected_side": "right",
        "input_device": "openxr",
        "resumed_from": None,
        "status": "completed",
        "duration_s": 1200.0,
        "practice": 0,
        "scored": size.repetitions,
        "won": 3 * size.repetitions // 4,
    }


def _exercise(size: Size, name: str) -> dict[str, Any]:
    return {
        "session_id": name,
        "number": 1,
        "name": "Fruit ahead",
        "task": "reaching",
        "planned_sets": 10,
        "planned_repetitions": size.repetitions,
        "sets_begun": 10,
        "practice": 0,
        "scored": size.repetitions,
        "won": 3 * size.repetitions // 4,
        "difficulty_first": 0.2,
        "difficulty_last": 0.5,
    }


def _repetitions(size: Size, name: str, rng: np.random.Generator) -> list[dict[str, Any]]:
    values = rng.normal(size=(size.repetitions, len(MEASURES))).tolist()
    return [
        {
            "session_id": name,
            "trial_num": number,
            "exercise": 1,
            "set": 1 + (number - 1) // 20,
            "familiarisation": False,
            "side": "right",
            "difficulty": 0.3,
            "end_reason": "SUCCESS",
            "scored": True,
            "success": number % 4 != 0,
            "margin": 0.5,
            "end_time_ns": number * 5_000_000_000,
            "measures": dict(zip(MEASURES, row, strict=True)),
        }
        for number, row in enumerate(values, start=1)
    ]


def _table(size: Size, own: list[int], every: list[str], rng: np.random.Generator) -> pa.Table:
    count = len(own) * size.repetitions
    of = np.repeat(own, size.repetitions)
    apart = np.timedelta64(size.start(1) - size.start(0))
    starts = np.datetime64(_FIRST.replace(tzinfo=None), "us") + of * apart
    success = rng.random(count) < 0.75
    columns = {
        "session_id": np.array(every)[of],
        "patient_code": np.array([code(n) for n in range(size.sessions)])[of],
        "affected_side": np.full(count, "right"),
        "start_utc": starts,
        "level": np.array([f"reaching-{n}" for n in range(5)])[of % 5],
        "input_device": np.full(count, "openxr"),
        "exercise": np.ones(count, np.int64),
        "exercise_name": np.full(count, "Fruit ahead"),
        "task": np.full(count, "reaching"),
        "trial_num": np.tile(np.arange(1, size.repetitions + 1), len(own)),
        "set": np.ones(count, np.int64),
        "familiarisation": np.zeros(count, bool),
        "side": np.where(rng.random(count) < 0.75, "right", "left"),
        "difficulty": rng.random(count),
        "end_reason": np.where(success, "SUCCESS", "TIMEOUT"),
        "scored": np.ones(count, bool),
        "success": success,
    }
    table = pa.table(columns, COLUMNS)
    for name in MEASURES:
        table = table.append_column(name, pa.array(rng.normal(size=count)))
    return table


def copies(recording: Path, data: DataDirectory, count: int) -> None:
    """A real recording so many times, under ids of its own; without its samples."""
    described = (recording / SESSION).read_text(encoding="utf-8")
    for number in range(count):
        name = f"20260105T{number // 3600:02d}{number // 60 % 60:02d}{number % 60:02d}-{number:06d}"
        folder = data.sessions / name
        folder.mkdir(parents=True)
        for file in (LEVEL, EVENTS, TRIALS):
            (folder / file).write_bytes((recording / file).read_bytes())
        (folder / SESSION).write_text(
            described.replace(recording.name, name), encoding="utf-8", newline="\n"
        )
