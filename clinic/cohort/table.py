"""Repetitions of all sessions in a few Parquet files, made from the folders: one file a month.

Each file says which sessions it holds, and how their folders looked. So what changed is known
without reading it, and the files may be deleted at any time: they are made anew.
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from datetime import UTC
from itertools import groupby
from pathlib import Path
from typing import Any, Final

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from clinic.fingerprint import fingerprint, session_ids
from clinic.progress.history import is_rerun
from clinic.session import PlayedSession, read_session
from game.datadir import DataDirectory
from game.recording.errors import RecordingError, cannot, one_line
from game.recording.files import put_in_place, remove
from game.recording.reading import open_recording

FOLDER: Final = "cohort"
READER: Final = "cohort 2"
"""Raised when other columns are kept: all folders are read anew."""
COLUMNS: Final = pa.schema(
    {
        "session_id": pa.string(),
        "patient_code": pa.string(),
        "affected_side": pa.string(),
        "start_utc": pa.timestamp("us"),
        "level": pa.string(),
        "input_device": pa.string(),
        "exercise": pa.int64(),
        "exercise_name": pa.string(),
        "task": pa.string(),
        "trial_num": pa.int64(),
        "set": pa.int64(),
        "familiarisation": pa.bool_(),
        "side": pa.string(),
        "difficulty": pa.float64(),
        "end_reason": pa.string(),
        "scored": pa.bool_(),
        "success": pa.bool_(),
    }
)
"""Before the measures, each a column of its own name."""
_HELD: Final = b"reachwell.sessions"
_ABANDONED_S: Final = 3600

Progress = Callable[[int, int], None]


def parts(data: DataDirectory) -> list[Path]:
    """The files there are, oldest month first."""
    return sorted((data.root / FOLDER).glob("repetitions-??????.parquet"))


def refresh(data: DataDirectory, progress: Progress) -> list[str]:
    """Make the files say what the folders say. Returns a line for each session left out.

    The newest month, which is asked for most, is read first.
    Raises `RecordingError` when a file can't be written; the others are whole.
    """
    seen = {name: fingerprint(data, name, READER) for name in reversed(session_ids(data))}
    months = {month: {*names} for month, names in groupby(seen, lambda name: name[:6])}
    folder = data.root / FOLDER
    problems: list[str] = []
    done = 0
    try:
        if seen:
            folder.mkdir(parents=True, exist_ok=True)
        _clear(folder)
        for part in parts(data):
            if part.stem[-6:] not in months:
                remove(part)
        for month, names in months.items():
            part = folder / f"repetitions-{month}.parquet"
            of_month = {name: seen[name] for name in names}
            problems += _refresh(part, data, of_month, _from(progress, done, len(seen)))
            done += len(names)
            progress(done, len(seen))
    except (OSError, pa.ArrowException) as error:
        raise cannot("write", folder, error) from error
    return problems


def forget(data: DataDirectory) -> None:
    """Remove the files; the next refresh makes them anew. Raises `RecordingError`."""
    for part in parts(data):
        try:
            remove(part)
        except OSError as error:
            raise cannot("remove", part, error) from error


def table_of(session: PlayedSession) -> pa.Table:
    """A session's repetitions, all of them but those that a therapist has taken out.

    A recording that was fed through the program again has none: they would count twice. Raises
    `RecordingError` for what fits no column.
    """
    info = session.info
    same = {
        "session_id": info.session_id,
        "patient_code": info.patient_code,
        "affected_side": info.affected_side,
        "start_utc": info.start_utc.astimezone(UTC).replace(tzinfo=None),
        "level": session.level.id,
        "input_device": info.input_device,
    }
    own = [name for name in COLUMNS.names if name not in same]
    measures = {name for each in session.repetitions for name in each.measures}
    schema = pa.schema(
        [*COLUMNS, *((name, pa.float64()) for name in sorted(measures.difference(COLUMNS.names)))]
    )
    rows: list[dict[str, Any]] = [
        {**each.measures, **same, **{name: getattr(each, name) for name in own}}
        for each in (() if is_rerun(info) else session.repetitions)
    ]
    try:
        return pa.Table.from_pylist(rows, schema)
    except (pa.ArrowException, UnicodeError, OverflowError) as error:
        raise RecordingError(
            one_line(f"{session.recording.folder} fits no table: {error}")
        ) from error


def write_part(path: Path, tables: Iterable[pa.Table], held: Mapping[str, str]) -> None:
    """Put a file in place whole: rows of the sessions `held`, with their fingerprints.

    Raises OSError.
    """
    table = pa.concat_tables([COLUMNS.empty_table(), *tables], promote_options="default")
    table = table.replace_schema_metadata({_HELD: json.dumps(held)})
    new = path.with_name(f"{path.name}.{os.getpid()}.new")
    try:
        pq.write_table(table, new, compression="zstd")
        put_in_place(new, path)
    finally:
        new.unlink(missing_ok=True)


def _from(progress: Progress, before: int, of: int) -> Callable[[int], None]:
    return lambda done: progress(before + done, of)


def _refresh(
    part: Path, data: DataDirectory, seen: Mapping[str, str], progress: Callable[[int], None]
) -> list[str]:
    held = _held(part)
    same = {name: mark for name, mark in held.items() if seen.get(name) == mark}
    tables, problems, read = [], [], {}
    for done, name in enumerate(sorted(seen.keys() - same.keys()), start=len(same)):
        progress(done)
        try:
            tables.append(table_of(read_session(open_recording(data.sessions / name))))
            read[name] = seen[name]
        except RecordingError as error:
            problems.append(str(error))
    if read or len(same) < len(held):
        if same:
            before = pq.read_table(part)
            tables.append(before.filter(pc.field("session_id").isin(list(same))))
        write_part(part, tables, same | read)
    return problems


def _held(part: Path) -> dict[str, str]:
    """Sessions in a file; none where it is missing or damaged: it is then made anew."""
    try:
        metadata = pq.read_schema(part).metadata or {}
        held = json.loads(metadata.get(_HELD, b"{}"))
    except (OSError, pa.ArrowException, ValueError):
        return {}
    return held if isinstance(held, dict) else {}


def _clear(folder: Path) -> None:
    for left in folder.glob("*.new"):
        with suppress(OSError):
            if time.time() - left.stat().st_mtime > _ABANDONED_S:
                left.unlink()
