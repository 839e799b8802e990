"""The finished file of a session: Parquet, the same float32 bits, small."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, Final

import pyarrow as pa
import pyarrow.parquet as pq

from game.recording.columns import Layout
from game.recording.errors import cannot
from game.recording.files import NEW, put_in_place, remove, write_atomically
from game.recording.folder import CUT, RowFile
from game.recording.schema import check_schema, fitted
from game.recording.stream import END_OF_STREAM, StreamReader

_GROUP_ROWS: Final = 16_384
_BATCH_ROWS: Final = 4096


def write_parquet(path: Path, batches: Iterable[pa.RecordBatch], layout: Layout) -> int:
    """Put a Parquet file in place whole, one row group in memory at a time.

    Returns its number of rows. Raises OSError.
    """
    new = path.with_name(path.name + NEW)
    rows = 0
    try:
        with (
            pa.OSFile(str(new), "wb") as sink,  # the writer leaves its own open when it fails
            pq.ParquetWriter(sink, layout.schema, **_options(layout)) as writer,
        ):
            for table in _groups(batches):
                writer.write_table(table, row_group_size=_GROUP_ROWS)
                rows += table.num_rows
        with new.open("rb+") as file:
            os.fsync(file.fileno())
        put_in_place(new, path)
    except BaseException:
        with contextlib.suppress(OSError):
            new.unlink(missing_ok=True)
        raise
    return rows


def finish_rows(folder: Path, file: RowFile) -> int:
    """Make the finished file from the stream, as far as that is whole, and remove the stream.

    Returns the number of rows. What follows the last whole batch is kept in a side file.
    Raises OSError, and `RecordingError` when the stream holds something else.
    """
    stream = file.stream(folder)
    with contextlib.closing(StreamReader(stream, file.layout)) as reader:
        rows = write_parquet(file.parquet(folder), reader, file.layout)
    with stream.open("rb") as source:
        source.seek(reader.end)
        tail = source.read()
    if tail.removeprefix(END_OF_STREAM):
        write_atomically(stream.with_name(stream.name + CUT), tail)
    with contextlib.suppress(PermissionError):  # on Windows, while another program reads it
        remove(stream)
    return rows


def parquet_batches(path: Path, layout: Layout) -> Iterator[pa.RecordBatch]:
    """Every batch of a finished file. Raises `RecordingError`."""
    try:
        with pq.ParquetFile(path) as file:
            check_schema(file.schema_arrow, layout, path)
            # Read as a whole file, memory grows with every group; and of two in memory at once,
            # so a group is let go of before the next is read.
            for group in range(file.num_row_groups):
                yield from _fitted_group(file, group, layout)
    except (pa.ArrowException, OSError) as error:
        raise cannot("read", path, error) from error


def _fitted_group(file: pq.ParquetFile, group: int, layout: Layout) -> Iterator[pa.RecordBatch]:
    for batch in file.read_row_group(group, use_threads=False).to_batches(_BATCH_ROWS):
        yield fitted(batch, layout)


def _groups(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.Table]:
    group: list[pa.RecordBatch] = []
    rows = 0
    for batch in batches:
        group.append(batch)
        rows += batch.num_rows
        if rows >= _GROUP_ROWS:
            yield pa.Table.from_batches(group)
            group, rows = [], 0
    if group:
        yield pa.Table.from_batches(group)


def _options(layout: Layout) -> dict[str, Any]:
    # A movement's neighbouring floats share sign, exponent and first digits, so their bytes
    # are stored plane by plane; times are near multiples of the frame's; bits hardly change.
    encodings = {
        column.name: "BYTE_STREAM_SPLIT" if column.dtype.kind == "f" else "DELTA_BINARY_PACKED"
        for column in layout.columns
        if column.dtype.kind in "fi"
    }
    return {
        "compression": "zstd",
        "compression_level": 3,
        "column_encoding": encodings,
        "use_dictionary": [c.name for c in layout.columns if c.name not in encodings],
        "write_page_checksum": True,
    }
