"""Samples and joints as record batches, a few thousand frames at a time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from clinic.export.columns import of_layout, schema
from game.recording.columns import ColumnBuffer, Layout, values_of

BATCH_ROWS: Final = 4096
NANOSECONDS: Final = np.dtype(np.int64)


def frame_schema(layout: Layout) -> pa.Schema:
    """The schema of `frame_batches`."""
    return schema(of_layout(layout))


def frame_batches(
    rows: Iterable[npt.NDArray[np.void]], layout: Layout, start_ns: int
) -> Iterator[pa.RecordBatch]:
    """Rows as columns; times become seconds since the start, everything else keeps its bits."""
    target = frame_schema(layout)
    times = [index for index, c in enumerate(layout.columns) if c.name.endswith("_ns")]
    for piece in pieces(rows):
        columns = ColumnBuffer(layout, len(piece)).batch(piece).columns
        for index in times:
            columns[index] = pa.array((values_of(columns[index], NANOSECONDS) - start_ns) / 1e9)
        yield pa.RecordBatch.from_arrays(columns, schema=target)


def pieces(rows: Iterable[npt.NDArray[np.void]]) -> Iterator[npt.NDArray[np.void]]:
    """Batches in pieces of at most `BATCH_ROWS` rows, views."""
    for many in rows:
        for first in range(0, len(many), BATCH_ROWS):
            yield many[first : first + BATCH_ROWS]
