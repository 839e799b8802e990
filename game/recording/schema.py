"""Whether a file's columns are those of a recording, and rows of earlier versions in today's."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pyarrow as pa

from game.recording.columns import FORMAT_VERSION, VERSION_KEY, Column, Layout
from game.recording.errors import RecordingError


def check_schema(schema: pa.Schema, layout: Layout, path: Path) -> None:
    """Raise `RecordingError` unless the file at `path` can be read as rows of `layout`.

    Files of an earlier version may lack columns that were added since, times excepted.
    """
    found = (schema.metadata or {}).get(VERSION_KEY, b"")
    version = int(found[:9]) if found.isdigit() else FORMAT_VERSION
    if version > FORMAT_VERSION:
        raise RecordingError(
            f"{path} has format version {version}; this program reads up to {FORMAT_VERSION}"
        )
    if schema.equals(layout.schema):
        return
    if version == FORMAT_VERSION or not _earlier(schema, layout):
        raise RecordingError(f"{path} does not hold the columns of a recording")


def fitted(batch: pa.RecordBatch, layout: Layout) -> pa.RecordBatch:
    """A batch whose schema was checked, with all columns of `layout`.

    What was not measured yet is NaN where it is a measurement, else 0: no pose, no button.
    """
    if batch.schema.equals(layout.schema):
        return batch
    present = set(batch.schema.names)
    columns = [
        batch.column(column.name) if column.name in present else _unmeasured(column, batch.num_rows)
        for column in layout.columns
    ]
    return pa.RecordBatch.from_arrays(columns, schema=layout.schema)


def _earlier(schema: pa.Schema, layout: Layout) -> bool:
    missing = [column for column in layout.columns if column.name not in schema.names]
    kept = [field for field in layout.schema if field.name in schema.names]
    times_are_there = all(column.dtype != np.int64 for column in missing)
    return times_are_there and schema.equals(pa.schema(kept))


def _unmeasured(column: Column, count: int) -> pa.Array:
    value = np.nan if column.dtype.kind == "f" else 0
    return pa.array(np.full(count, value, column.dtype))
