"""Writes the tables of an export, whatever the kind of their files."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager, ExitStack
from pathlib import Path
from typing import Any, Protocol

import pyarrow as pa

from clinic.export.columns import schema
from clinic.export.dictionary import DICTIONARY_COLUMNS, dictionary_rows
from clinic.export.formats import Progress
from clinic.export.frames import frame_batches, frame_schema
from clinic.export.numbering import numbered
from clinic.export.options import ExportOptions
from clinic.export.tables import tables
from clinic.export.telling import Told, frames_in_all, telling
from clinic.session import PlayedSession
from game.recording.folder import JOINTS, SAMPLES, RowFile


class Sink(Protocol):
    """A file that takes record batches of one schema."""

    def write(self, batch: pa.RecordBatch) -> None:
        """Append rows."""


Open = Callable[[Path, pa.Schema], AbstractContextManager[Sink]]
"""Makes a file of a schema at a path; it is whole when the block ends."""


def write_tables(
    sessions: Sequence[PlayedSession],
    out: Path,
    options: ExportOptions,
    progress: Progress,
    open_sink: Open,
    ending: str,
) -> list[Path]:
    """Write sessions, trials, events, dictionary, and a file of samples (and joints) a session.

    `ending` is that of the files, with its dot. See `clinic.export.formats.Write`.
    """
    numbers = numbered(sessions)
    told = tables(sessions, numbers, options)
    total = frames_in_all(sessions, numbers)
    done, joints = 0, False
    paths = {name: out / f"{name}{ending}" for name in told.columns}
    with ExitStack() as stack:
        schemas = {name: schema(columns) for name, columns in told.columns.items()}
        sinks = {
            name: stack.enter_context(open_sink(path, schemas[name]))
            for name, path in paths.items()
        }
        for each in telling(sessions, numbers, options):
            for name, rows in told.rows(each).items():
                sinks[name].write(_batch(rows, schemas[name]))
            for file in _row_files(each.session):
                joints |= file is JOINTS
                path = out / f"{file.name}_{each.numbered.name}{ending}"
                paths[path.stem] = path
                with open_sink(path, frame_schema(file.layout)) as sink:
                    for batch in _frames(each, file):
                        sink.write(batch)
                        done += batch.num_rows
                        progress(done, max(total, done))
    paths["dictionary"] = out / f"dictionary{ending}"
    with open_sink(paths["dictionary"], schema(DICTIONARY_COLUMNS)) as sink:
        rows = list(dictionary_rows(told.columns, joints=joints))
        sink.write(_batch(rows, schema(DICTIONARY_COLUMNS)))
    return [path.relative_to(out) for path in paths.values()]


def _row_files(session: PlayedSession) -> list[RowFile]:
    return [SAMPLES, JOINTS] if session.info.features.hand_joints else [SAMPLES]


def _frames(each: Told, file: RowFile) -> Iterable[pa.RecordBatch]:
    recording = each.session.recording
    rows = recording.sample_batches() if file is SAMPLES else recording.joint_batches()
    return frame_batches(rows, file.layout, each.words.start_ns)


def _batch(rows: Sequence[Mapping[str, Any]], of: pa.Schema) -> pa.RecordBatch:
    return pa.RecordBatch.from_pylist(rows, schema=of)
