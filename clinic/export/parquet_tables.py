"""Tables as Parquet: typed, the recorded bits, each column with its unit and description."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from clinic.export.formats import Progress
from clinic.export.options import ExportOptions
from clinic.export.table_files import write_tables
from clinic.session import PlayedSession

_GROUP_ROWS = 16_384


def write(
    sessions: Sequence[PlayedSession], out: Path, options: ExportOptions, progress: Progress
) -> list[Path]:
    """Write Parquet files. See `clinic.export.formats.Write`."""
    return write_tables(sessions, out, options, progress, _parquet, ".parquet")


class _Parquet:
    def __init__(self, writer: pq.ParquetWriter) -> None:
        self._writer = writer
        self._waiting: list[pa.RecordBatch] = []

    def write(self, batch: pa.RecordBatch) -> None:
        self._waiting.append(batch)
        if sum(each.num_rows for each in self._waiting) >= _GROUP_ROWS:
            self.flush()

    def flush(self) -> None:
        if self._waiting:
            self._writer.write_table(pa.Table.from_batches(self._waiting))
            self._waiting = []


@contextmanager
def _parquet(path: Path, schema: pa.Schema) -> Iterator[_Parquet]:
    floats = [field.name for field in schema if pa.types.is_floating(field.type)]
    with (
        pa.OSFile(str(path), "wb") as file,
        pq.ParquetWriter(
            file,
            schema,
            compression="zstd",
            use_dictionary=[field.name for field in schema if field.name not in floats],
            column_encoding=dict.fromkeys(floats, "BYTE_STREAM_SPLIT"),
            write_page_checksum=True,
        ) as writer,
    ):
        sink = _Parquet(writer)
        yield sink
        sink.flush()
