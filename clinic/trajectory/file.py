"""Reads a trajectory from a CSV file of whatever program: commas, semicolons or tabs."""

from __future__ import annotations

import csv
import io
import math
import re
from array import array
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import BinaryIO, Final

import numpy as np
import numpy.typing as npt

from clinic.errors import ClinicError
from clinic.trajectory.columns import SPACES, Columns, columns_of, names_a_time
from game.recording.errors import one_line

Floats = npt.NDArray[np.float64]

BLOCK_BYTES: Final = 1 << 20
LONGEST_LINE_BYTES: Final = 1 << 16

MOST_LINES_BEFORE: Final = 50
"""Programs write so many lines of facts before the column names at most."""

LONGEST_CLOCK_S: Final = 1e11
"""3000 years: a clock that counts from 1970 is far below, one in a wrong unit above."""

_NUMBER: Final = re.compile(r"[+-]?(\d+([.,]\d*)?|[.,]\d+)([eE][+-]?\d+)?")
_LOST: Final = frozenset({"", "nan", "na", "n/a", "null", "none"})
"""What stands for a sample that was lost, in small letters."""


@dataclass(frozen=True, slots=True)
class Trajectory:
    """The samples of a file, in its order.

    `time_s` (n,) seconds on the file's own clock, no farther from zero than `LONGEST_CLOCK_S`;
    `position_m` (n, k) with k 2 or 3 axes, NaN where a sample was lost; `target_m` (n, k) or None.
    Nothing is sorted, resampled or left out, except rows without a time: `untimed` counts those.
    """

    time_s: Floats
    position_m: Floats
    target_m: Floats | None
    ignored: tuple[str, ...]
    """Columns that were not read."""
    untimed: int
    lines_before: int = 0
    """Lines before the column names that were not read."""


def read_trajectory(
    source: BinaryIO, name: str, progress: Callable[[int], None] | None = None
) -> Trajectory:
    """Read a trajectory; `name` is what messages call the file.

    The first line that names a time among the first `MOST_LINES_BEFORE` names the columns, in any
    order and any case: `time_s`, `x_m`, `y_m`, perhaps `z_m`, and perhaps as many of `target_x_m`,
    `target_y_m`, `target_z_m`; other units of `clinic.trajectory.columns` may stand at the end of a
    name, also as in "X (mm)". Lines before are not read. Cells are parted by commas, semicolons,
    tabs or spaces, and may be quoted where no spaces part them; decimals have a point or a comma;
    a cell that is empty or NaN is a lost sample. `progress` is told how many bytes have been read.

    The file is read in blocks, and only numbers are kept: 8 bytes a cell.
    Raises `ClinicError` with one line that names file, line and column; `OSError` as the source.
    """
    lines = _Lines(source, name, progress)
    columns = columns_of(lines.header(), name)
    kept = [array("d") for _ in columns.used]
    for first, block in lines.blocks():
        for column, values in zip(kept, _parsed(block, first, columns, name), strict=True):
            column.frombytes(values.tobytes())
    timed = np.isfinite(np.frombuffer(kept[0]))
    rows = int(np.count_nonzero(timed))
    if rows == 0:
        raise ClinicError(f"{name}: no samples under the line of column names")
    table = np.empty((rows, len(kept)), order="F")
    for number in range(len(kept)):
        np.compress(timed, np.frombuffer(kept[number]), out=table[:, number])
        kept[number] = array("d")  # let go at once: a file may be large
    table *= columns.scales
    longest_s = float(np.abs(table[:, 0]).max())
    if longest_s > LONGEST_CLOCK_S:
        raise ClinicError(
            f"{name}: {columns.names[columns.used[0]]}: a clock of {longest_s:.3g} s: is its unit "
            "right? time_s, time_ms, time_us and time_ns are allowed"
        )
    axes = columns.axes
    return Trajectory(
        time_s=table[:, 0],
        position_m=table[:, 1 : 1 + axes],
        target_m=table[:, 1 + axes :] if columns.with_target else None,
        ignored=columns.ignored,
        untimed=len(timed) - rows,
        lines_before=lines.before,
    )


class _Lines:
    """The header and then whole lines, in blocks."""

    def __init__(self, source: BinaryIO, name: str, progress: Callable[[int], None] | None) -> None:
        self._source, self._name, self._progress = source, name, progress
        self._rest = b""
        self._done_bytes = 0
        self._line = 1
        self.before = 0

    def header(self) -> str:
        """The first line that names a time, the first that is not blank where none does."""
        for first, block in self.blocks():
            lines = block.split(b"\n", MOST_LINES_BEFORE)
            told = [place for place, line in enumerate(lines[:MOST_LINES_BEFORE]) if line.strip()]
            if not told:
                continue
            texts = {place: self._decoded(lines[place]) for place in told}
            found = next((place for place in told if names_a_time(texts[place])), told[0])
            self.before = told.index(found)
            self._rest = b"\n".join(lines[found + 1 :]) + self._rest
            self._line = first + found + 1
            return texts[found]
        raise ClinicError(f"{self._name}: the file is empty")

    def _decoded(self, line: bytes) -> str:
        if line.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\0" in line:
            raise ClinicError(f"{self._name}: not a CSV file in UTF-8 (save it as UTF-8)")
        try:
            return line.decode()
        except UnicodeDecodeError:
            return line.decode("latin-1")

    def blocks(self) -> Iterator[tuple[int, bytes]]:
        """Whole lines, whatever ended them, and the number of the first."""
        while True:
            new = self._source.read(BLOCK_BYTES)
            if self._done_bytes == 0:
                new = new.removeprefix(b"\xef\xbb\xbf")
            self._done_bytes += len(new)
            if self._progress is not None:
                self._progress(self._done_bytes)
            block = self._rest + new
            if not block:
                return
            # A \r at the very end may have its \n still to come.
            end = max(block.rfind(b"\n"), block.rfind(b"\r", 0, -1)) + 1 if new else len(block)
            block, self._rest = block[:end], block[end:]
            if len(self._rest) > LONGEST_LINE_BYTES:
                raise ClinicError(f"{self._name}: a line over 64 KiB: not a CSV file of samples")
            if b"\r" in block:
                block = block.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
            first = self._line
            self._line += block.count(b"\n")
            if block:
                yield first, block
            if not new:
                return


def _parsed(block: bytes, first: int, columns: Columns, name: str) -> list[Floats]:
    """The used columns of a block whose first line has the number `first`."""
    if columns.delimiter == SPACES:
        columns = replace(columns, delimiter=";")
        block = b"\n".join(b";".join(line.split()) for line in block.split(b"\n"))
    for decimal in (".", ","):
        fast = _fast(block, columns, decimal)
        if fast is not None:
            return fast
    return _exact(block, first, columns, name)


def _fast(block: bytes, columns: Columns, decimal: str) -> list[Floats] | None:
    """By pyarrow; None where it does not understand every cell."""
    from pyarrow import ArrowException, float64
    from pyarrow import csv as arrow

    names = [str(number) for number in range(columns.count)]
    used = [str(number) for number in columns.used]
    try:
        table = arrow.read_csv(
            io.BytesIO(block),
            arrow.ReadOptions(column_names=names, use_threads=False, block_size=len(block) + 1),
            arrow.ParseOptions(delimiter=columns.delimiter),
            arrow.ConvertOptions(
                column_types=dict.fromkeys(used, float64()),
                include_columns=used,
                null_values=["", "nan", "NaN", "NAN", "NA"],
                decimal_point=decimal,
            ),
        )
    except ArrowException:
        return None
    found = [table.column(each).to_numpy() for each in used]
    return None if any(np.isinf(values).any() for values in found) else found


def _exact(block: bytes, first: int, columns: Columns, name: str) -> list[Floats]:
    """Cell by cell; raises `ClinicError` for the first that is wrong."""
    found: list[list[float]] = [[] for _ in columns.used]
    for number, text in enumerate(block.decode("latin-1").split("\n"), start=first):
        if not text.strip():
            continue
        try:
            (cells,) = csv.reader([text], delimiter=columns.delimiter)
        except (csv.Error, ValueError) as error:
            raise ClinicError(one_line(f"{name}, line {number}: {error}")) from error
        if len(cells) != columns.count:
            raise ClinicError(
                f"{name}, line {number}: {len(cells)} cells under {columns.count} column names"
            )
        for values, index in zip(found, columns.used, strict=True):
            value = _number(cells[index].strip())
            if value is None:
                shown = cells[index][:40]
                raise ClinicError(
                    one_line(
                        f"{name}, line {number}: {columns.names[index]}: {shown!r} is not allowed: "
                        "a finite number, or empty for a lost sample"
                    )
                )
            values.append(value)
    return [np.array(values, np.float64) for values in found]


def _number(cell: str) -> float | None:
    """A cell's number, NaN for a lost sample, None for anything else."""
    if cell.lower() in _LOST:
        return math.nan
    if not (cell.isascii() and _NUMBER.fullmatch(cell)):
        return None
    value = float(cell.replace(",", "."))
    return value if math.isfinite(value) else None
