"""Every stored number: its name, unit, frame of reference and source.

One registry made from the frame's own dtype, from which follow the Arrow schema, the
conversion between rows and columns, and the data dictionary in `docs/recording.md`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby, product
from typing import Final, TypeVar

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from controllers.frame import FRAME_DTYPE, JOINTS_DTYPE
from game.recording.errors import RecordingError

Number = TypeVar("Number", bound=np.generic)

FORMAT_VERSION: Final = 1
"""Grows when a reader of an older version could misread the recording."""

VERSION_KEY: Final = b"reachwell.format_version"
METADATA: Final = {
    VERSION_KEY: str(FORMAT_VERSION).encode(),
    b"reachwell.units": b"SI; the unit is the end of a column's name",
    b"reachwell.clock": b"nanoseconds of one monotonic clock, arbitrary origin",
    b"reachwell.frame_of_reference": b"OpenXR stage: right-handed, +Y up, -Z forward, "
    b"origin on the floor; quaternions x, y, z, w",
}

JOINT_NAMES: Final = (
    "palm",
    "wrist",
    *(f"thumb_{bone}" for bone in ("metacarpal", "proximal", "distal", "tip")),
    *(
        f"{finger}_{bone}"
        for finger in ("index", "middle", "ring", "little")
        for bone in ("metacarpal", "proximal", "intermediate", "distal", "tip")
    ),
)
"""Joint names in the order of XrHandJointEXT."""

_COMPONENTS: Final = {
    2: ("left", "right"),
    3: ("x", "y", "z"),
    4: ("x", "y", "z", "w"),
    len(JOINT_NAMES): JOINT_NAMES,
}
_UNIT_SUFFIXES: Final = ("_m_s", "_m")
_STAGE: Final = "stage"

_SINGLE_FIELDS: Final = {
    "frame_index": ("count", "", "clock: number of the frame since the session began"),
    "sample_time_ns": ("ns", "monotonic clock", "when the `sampled_` poses were true"),
    "display_time_ns": ("ns", "monotonic clock", "clock: when the frame reaches the eyes"),
    "left_hand_velocity_m_s": ("m/s", _STAGE, "device's own velocity of the left grip"),
    "right_hand_velocity_m_s": ("m/s", _STAGE, "device's own velocity of the right grip"),
    "trigger": ("0..1", "", "trigger pull"),
    "squeeze": ("0..1", "", "grip squeeze"),
    "aperture_m": ("m", "", "thumb tip to index tip; NaN without hand tracking"),
    "buttons": ("bits", "", "buttons held, bits of `Button`"),
    "focused": ("0 or 1", "", "input and display are ours"),
    "connected": ("0 or 1", "", "device is plugged in and answers"),
}
_POINTS: Final = {
    "head": "head",
    "left_hand": "left grip",
    "right_hand": "right grip",
    "left_foot": "left foot",
    "right_foot": "right foot",
    "left_aim": "left pointing ray, along -Z",
    "right_aim": "right pointing ray, along -Z",
}


@dataclass(frozen=True, slots=True)
class Column:
    """One stored number of a row. `offset` is its place in the row's bytes."""

    name: str
    dtype: np.dtype[np.generic]
    offset: int
    unit: str
    frame: str
    source: str


@dataclass(frozen=True, slots=True)
class Block:
    """Columns of one width that lie side by side in a row, and so move in one copy."""

    first: int
    count: int
    offset: int
    dtype: np.dtype[np.generic]

    def of(self, rows: npt.NDArray[np.void]) -> npt.NDArray[np.generic]:
        """The block's cells in contiguous rows, as bare bits. Shape (rows, columns), a view."""
        cells = rows.view(np.uint8).reshape(len(rows), rows.dtype.itemsize)
        end = self.offset + self.count * self.dtype.itemsize
        return cells[:, self.offset : end].view(self.dtype)


class Layout:
    """How the rows of one dtype lie in columns."""

    def __init__(self, dtype: np.dtype[np.void], columns: tuple[Column, ...]) -> None:
        self.dtype = dtype
        self.columns = columns
        self.blocks = tuple(_blocks(columns))

    @cached_property
    def schema(self) -> pa.Schema:
        """The Arrow schema: flat columns without nulls, in the order of the row."""
        return pa.schema(
            [pa.field(c.name, pa.from_numpy_dtype(c.dtype), nullable=False) for c in self.columns],
            METADATA,
        )

    def rows(self, batch: pa.RecordBatch) -> npt.NDArray[np.void]:
        """The rows of a batch of this schema, bit for bit. Shape (rows,).

        Raises `RecordingError` when a value is missing.
        """
        rows: npt.NDArray[np.void] = np.empty(batch.num_rows, self.dtype)
        for block in self.blocks:
            cells = block.of(rows)
            for index in range(block.count):
                column = batch.column(block.first + index)
                if column.null_count:
                    name = self.columns[block.first + index].name
                    raise RecordingError(f"a recording lacks a value in the column {name}")
                cells[:, index] = values_of(column, block.dtype)
        return rows


def values_of(column: pa.Array, dtype: np.dtype[Number]) -> npt.NDArray[Number]:
    """The values of a column without nulls, as they lie in memory. Shape (rows,), a view.

    `dtype` is as wide as the column's type. Arrow's own way to numpy imports pandas where that is
    installed, which takes longer than a report.
    """
    if not len(column):
        return np.empty(0, dtype)
    return np.frombuffer(column.buffers()[1], dtype, len(column), column.offset * dtype.itemsize)


class ColumnBuffer:
    """Columns for at most `capacity` rows, allocated and wrapped for Arrow once."""

    def __init__(self, layout: Layout, capacity: int) -> None:
        self.capacity = capacity
        self._layout = layout
        self._cells = [np.zeros((block.count, capacity), block.dtype) for block in layout.blocks]
        columns = [column for cells in self._cells for column in cells]
        self._batch = pa.RecordBatch.from_arrays(
            [
                pa.Array.from_buffers(field.type, capacity, [None, pa.py_buffer(column)], 0)
                for field, column in zip(layout.schema, columns, strict=True)
            ],
            schema=layout.schema,
        )

    def batch(self, rows: npt.NDArray[np.void]) -> pa.RecordBatch:
        """Contiguous rows as a record batch that lives until the next call."""
        count = len(rows)
        for block, cells in zip(self._layout.blocks, self._cells, strict=True):
            cells[:, :count] = block.of(rows).T
        return self._batch.slice(0, count)


def _blocks(columns: tuple[Column, ...]) -> Iterator[Block]:
    # Columns lie without gaps, so a run of one width is a block whatever its types are.
    first = 0
    for width, group in groupby(columns, lambda column: column.dtype.itemsize):
        run = list(group)
        yield Block(first, len(run), run[0].offset, np.dtype(f"<u{width}"))
        first += len(run)


def _columns(dtype: np.dtype[np.void]) -> Iterator[Column]:
    assert dtype.fields is not None
    for field, (field_type, offset, *_) in dtype.fields.items():
        shape = field_type.shape
        cell = field_type.base
        unit, frame, source = _meaning(field)
        components = product(*(_COMPONENTS[length] for length in shape))
        for index, names in enumerate(components):
            name = _name(field, names)
            yield Column(name, cell, offset + index * cell.itemsize, unit, frame, source)


def _name(field: str, components: tuple[str, ...]) -> str:
    if not components:
        return field
    suffix = next((suffix for suffix in _UNIT_SUFFIXES if field.endswith(suffix)), "")
    stem = field.removesuffix(suffix)
    if components[0] in JOINT_NAMES:
        side, quantity = stem.split("_", 1)
        stem, components = f"{side}_{components[0]}_{quantity}", components[1:]
    return "_".join((stem, *components)) + suffix


def _meaning(field: str) -> tuple[str, str, str]:
    if field in _SINGLE_FIELDS:
        return _SINGLE_FIELDS[field]
    for quantity, unit in (
        ("position_m", "m"),
        ("orientation", "1"),
        ("radius_m", "m"),
        ("flags", "bits"),
    ):
        if field.endswith(f"_{quantity}"):
            owner = field.removesuffix(f"_{quantity}")
            return unit, "" if quantity in ("radius_m", "flags") else _STAGE, _owner(owner)
    raise KeyError(f"the field {field} has no entry in the data dictionary")


def _owner(owner: str) -> str:
    if owner in ("left", "right"):
        return f"hand tracking: joint of the {owner} hand"
    point = _POINTS[owner.removeprefix("sampled_")]
    return f"device: {point}, at the {'sample' if owner.startswith('sampled_') else 'display'} time"


SAMPLES_LAYOUT: Final = Layout(FRAME_DTYPE, tuple(_columns(FRAME_DTYPE)))
JOINTS_LAYOUT: Final = Layout(JOINTS_DTYPE, tuple(_columns(JOINTS_DTYPE)))
