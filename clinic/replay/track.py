"""Where head, hands and feet were, at any moment of a recording, without reading all of it."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, cast

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.parquet as pq

from controllers.frame import Quat, Vec3
from game.recording.columns import values_of
from game.recording.errors import RecordingError, cannot
from game.recording.folder import SAMPLES
from game.recording.reading import Recording, require_file
from game.recording.schema import check_schema
from game.recording.stream import StreamReader

POINTS: Final = ("head", "left_hand", "right_hand", "left_foot", "right_foot")
STEP_NS: Final = 50_000_000
"""About 20 moments a second are kept of what was recorded: enough to see a movement by."""

_TIME: Final = "display_time_ns"
_NAMES: Final = (
    _TIME,
    *(
        f"{point}_{part}"
        for point in POINTS
        for part in (
            *(f"position_{axis}_m" for axis in "xyz"),
            *(f"orientation_{axis}" for axis in "xyzw"),
            "flags",
        )
    ),
)
_DTYPES: Final = {
    column.name: column.dtype for column in SAMPLES.layout.columns if column.name in _NAMES
}
_ORIENTED, _PLACED, _PLACE_SEEN = 1, 2, 8
_KEPT_PIECES: Final = 4


Columns = Mapping[str, npt.NDArray[Any]]


@dataclass(frozen=True, slots=True)
class Placed:
    """A point: stage axes, metres; x, y, z, w. Not `tracked` is a guess of the device's."""

    position_m: Vec3
    orientation: Quat | None
    tracked: bool


@dataclass(frozen=True, slots=True)
class _Piece:
    """A stretch of the recording; `load` reads the frames kept of it, by column."""

    first_ns: int
    last_ns: int
    load: Callable[[], Columns]


class Track:
    """Points of a recording by time. A finished recording is read in pieces of some minutes.

    `start_ns` and `end_ns` are on the display clock; equal where there are no frames. Raises
    `RecordingError`, and so does `at`. May be asked from several threads.
    """

    def __init__(self, recording: Recording) -> None:
        """Read where its pieces lie; of one that is not closed, all frames."""
        self._pieces = _pieces(recording)
        self._loaded: OrderedDict[int, Columns] = OrderedDict()
        self._lock = threading.Lock()
        self.start_ns = self._pieces[0].first_ns if self._pieces else 0
        self.end_ns = self._pieces[-1].last_ns if self._pieces else 0

    def at(self, time_ns: int) -> dict[str, Placed]:
        """Points that are known at a moment, by name: of the frame kept last before it."""
        number = self._number(time_ns)
        if number is None:
            return {}
        columns = self._columns(number)
        times = columns[_TIME]
        row = max(int(np.searchsorted(times, time_ns, side="right")) - 1, 0)
        found = {name: _placed(columns, name, row) for name in POINTS}
        return {name: place for name, place in found.items() if place is not None}

    def _number(self, time_ns: int) -> int | None:
        for number in range(len(self._pieces) - 1, -1, -1):
            if self._pieces[number].first_ns <= time_ns:
                return number
        return 0 if self._pieces else None

    def _columns(self, number: int) -> Columns:
        with self._lock:
            columns = self._loaded.get(number)
            if columns is None:
                columns = self._loaded[number] = self._pieces[number].load()
            self._loaded.move_to_end(number)
            while len(self._loaded) > _KEPT_PIECES:
                self._loaded.popitem(last=False)
            return columns


def _pieces(recording: Recording) -> Sequence[_Piece]:
    path = SAMPLES.parquet(recording.folder)
    if path.exists():
        return _finished(path)
    stream = SAMPLES.stream(recording.folder)
    require_file(stream)
    try:
        with closing(StreamReader(stream, SAMPLES.layout)) as reader:
            columns = _gathered([_kept(_values(batch)) for batch in reader])
    except OSError as error:
        raise cannot("read", stream, error) from error
    times = columns[_TIME]
    return [_Piece(int(times[0]), int(times[-1]), lambda: columns)] if len(times) else []


def _finished(path: Path) -> Sequence[_Piece]:
    require_file(path)
    try:
        with pq.ParquetFile(path) as file:
            check_schema(file.schema_arrow, SAMPLES.layout, path)
            place = file.schema_arrow.get_field_index(_TIME)
            groups = [file.metadata.row_group(each) for each in range(file.num_row_groups)]
    except (pa.ArrowException, OSError) as error:
        raise cannot("read", path, error) from error
    found = []
    for number, group in enumerate(groups):
        told = group.column(place).statistics
        if told is None or not told.has_min_max:
            raise RecordingError(f"{path} does not tell the times of its pieces")
        found.append(_Piece(int(told.min), int(told.max), _reader(path, number)))
    return found


def _reader(path: Path, number: int) -> Callable[[], Columns]:
    def load() -> Columns:
        try:
            with pq.ParquetFile(path) as file:
                table = file.read_row_group(number, list(_DTYPES), use_threads=False)
        except (pa.ArrowException, OSError) as error:
            raise cannot("read", path, error) from error
        return _gathered([_kept(_gathered([_values(each) for each in table.to_batches()]))])

    return load


def _values(batch: pa.RecordBatch) -> Columns:
    return {name: values_of(batch.column(name), dtype) for name, dtype in _DTYPES.items()}


def _gathered(pieces: Sequence[Columns]) -> Columns:
    return {
        name: np.concatenate([np.empty(0, dtype), *(each[name] for each in pieces)])
        for name, dtype in _DTYPES.items()
    }


def _kept(columns: Columns) -> Columns:
    """The first row of every twentieth of a second."""
    times = columns[_TIME]
    _, first = np.unique(times // STEP_NS, return_index=True)
    return {name: values[first] for name, values in columns.items()}


def _placed(columns: Columns, name: str, row: int) -> Placed | None:
    flags = int(columns[f"{name}_flags"][row])
    position = tuple(float(columns[f"{name}_position_{axis}_m"][row]) for axis in "xyz")
    if not flags & _PLACED or not all(map(np.isfinite, position)):
        return None
    turned = tuple(float(columns[f"{name}_orientation_{axis}"][row]) for axis in "xyzw")
    oriented = flags & _ORIENTED and all(map(np.isfinite, turned))
    return Placed(
        cast(Vec3, position),
        cast(Quat, turned) if oriented else None,
        bool(flags & _PLACE_SEEN),
    )
