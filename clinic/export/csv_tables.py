"""Tables as comma-separated values: RFC 4180, UTF-8, decimal points, missing values empty.

Numbers are written with the fewest digits that give the same number back. A text that a
spreadsheet would take for a formula gets an apostrophe in front.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv

from clinic.export.formats import Progress
from clinic.export.options import ExportOptions
from clinic.export.table_files import Sink, write_tables
from clinic.session import PlayedSession

_FORMULA = r"^[=+\-@\t\r]"
_OPTIONS = pa.csv.WriteOptions(quoting_style="needed")


def write(
    sessions: Sequence[PlayedSession], out: Path, options: ExportOptions, progress: Progress
) -> list[Path]:
    """Write CSV files. See `clinic.export.formats.Write`."""
    return write_tables(sessions, out, options, progress, open_csv, ".csv")


class _Csv:
    def __init__(self, writer: pa.csv.CSVWriter) -> None:
        self._writer = writer

    def write(self, batch: pa.RecordBatch) -> None:
        columns = [_cells(column) for column in batch.columns]
        self._writer.write_batch(pa.RecordBatch.from_arrays(columns, names=batch.schema.names))


@contextmanager
def open_csv(path: Path, schema: pa.Schema) -> Iterator[Sink]:
    """Make a CSV file of a schema. Raises OSError."""
    told = pa.schema([(field.name, _told_as(field.type)) for field in schema])
    with (
        pa.OSFile(str(path), "wb") as file,
        pa.csv.CSVWriter(file, told, write_options=_OPTIONS) as writer,
    ):
        yield _Csv(writer)


def _told_as(kind: pa.DataType) -> pa.DataType:
    return pa.string() if pa.types.is_timestamp(kind) else kind


def _cells(column: pa.Array) -> pa.Array:
    if pa.types.is_floating(column.type):
        return pc.if_else(pc.is_finite(column), column, pa.scalar(None, column.type))
    if pa.types.is_string(column.type):
        return pc.replace_substring_regex(column, _FORMULA, r"'\0")
    if pa.types.is_timestamp(column.type):
        return pc.strftime(column, "%Y-%m-%dT%H:%M:%SZ")
    return column
