"""The growing file of a session: rows taken out of a ring into an Arrow IPC stream."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.ipc

from game.recording.columns import ColumnBuffer, Layout
from game.recording.errors import cannot
from game.recording.files import AppendFile
from game.recording.ring import DroppingRing
from game.recording.schema import check_schema, fitted

_BATCH_ROWS: Final = 4096
END_OF_STREAM: Final = b"\xff\xff\xff\xff\0\0\0\0"
"""Arrow columnar format, "IPC Streaming Format"."""


class RowStream:
    """Appends a ring's rows to a stream, each record batch whole or not at all.

    So the file can be read after every call, and after a kill up to its last whole batch.
    """

    def __init__(self, path: Path, layout: Layout, ring: DroppingRing) -> None:
        self.path = path
        self.ring = ring
        self.rows = 0
        self.first_ns = 0
        self.last_ns = 0
        self._columns = ColumnBuffer(layout, _BATCH_ROWS)
        self._file = AppendFile(path, memoryview(layout.schema.serialize()))

    def write(self) -> None:
        """Write every waiting row. Raises OSError; rows not written stay in the ring."""
        try:
            while len(rows := self.ring.pending()[:_BATCH_ROWS]):
                self._file.append(memoryview(self._columns.batch(rows).serialize()))
                self._count(rows["sample_time_ns"])
                self.ring.release(len(rows))
        except Exception as error:
            self.ring.failure = cannot("write", self.path, error)
            raise
        self.ring.failure = None

    def sync(self) -> None:
        """Make what was written survive a power cut. Raises OSError."""
        self._file.sync()

    def finish(self) -> None:
        """Write what waits and mark the stream's end. Raises OSError."""
        self.write()
        self._file.append(END_OF_STREAM)
        self.sync()

    def _count(self, times_ns: npt.NDArray[np.int64]) -> None:
        if not self.rows:
            self.first_ns = int(times_ns[0])
        self.last_ns = int(times_ns[-1])
        self.rows += len(times_ns)

    def close(self) -> None:
        """Close the file. May be called twice."""
        self._file.close()


class StreamReader:
    """Reads a stream once, up to its last whole batch, wherever it was cut.

    `end` is the place in the file up to which batches were whole, as far as they were read.
    Raises OSError when the file can't be opened.
    """

    def __init__(self, path: Path, layout: Layout) -> None:
        self.end = 0
        self._path = path
        self._layout = layout
        self._source = pa.OSFile(str(path))

    def __iter__(self) -> Iterator[pa.RecordBatch]:
        """Every whole batch. Raises `RecordingError` when it is a stream of something else."""
        with self._source:
            try:
                reader = pa.ipc.open_stream(self._source)
            except (pa.ArrowException, OSError, EOFError):
                return
            check_schema(reader.schema, self._layout, self._path)
            self.end = self._source.tell()
            while (batch := _next_whole(reader)) is not None:
                self.end = self._source.tell()
                yield fitted(batch, self._layout)

    def close(self) -> None:
        """Close the file before its end was read. May be called twice."""
        self._source.close()


def _next_whole(reader: pa.ipc.RecordBatchStreamReader) -> pa.RecordBatch | None:
    try:
        batch = reader.read_next_batch()
        batch.validate()
    except (StopIteration, pa.ArrowException, OSError, EOFError):
        return None
    return batch
