"""Recorded rows as one matrix of float32 channels: what XDF files and live streams carry."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import groupby
from typing import Final

import numpy as np
import numpy.typing as npt

from game.recording.columns import JOINTS_LAYOUT, SAMPLES_LAYOUT, Block, Layout

Rows = npt.NDArray[np.void]
Values = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Channel:
    """One channel: a column of the recording, its unit, and the kind of quantity it holds."""

    label: str
    unit: str
    kind: str


def _index(rows: Rows) -> npt.NDArray[np.generic]:
    return rows["frame_index"]


def _lead_s(rows: Rows) -> npt.NDArray[np.generic]:
    lead_ns: npt.NDArray[np.int64] = rows["display_time_ns"] - rows["sample_time_ns"]
    return lead_ns * 1e-9


_TOLD_OF_TIME: Final[dict[Channel, Callable[[Rows], npt.NDArray[np.generic]]]] = {
    Channel("frame_index", "count", "Misc"): _index,
    Channel("display_lead_s", "s", "Misc"): _lead_s,
}
"""A stream has one clock, that of the samples; the other times are channels."""


class Channels:
    """The columns of a layout as float32 channels; its 64-bit columns as told above.

    Stored float32 values keep their bits. Flags and buttons are small whole numbers, which
    float32 holds exactly; a frame's number up to 16,777,216 (51 hours at 90 Hz).
    """

    def __init__(self, layout: Layout, times: int) -> None:
        columns = [column for column in layout.columns if column.dtype.itemsize < 8]
        self._times = dict(list(_TOLD_OF_TIME.items())[:times])
        self._runs = [
            Block(0, len(run), run[0].offset, dtype)
            for dtype, same in groupby(columns, lambda column: column.dtype)
            for run in (list(same),)
        ]
        self.channels: tuple[Channel, ...] = (
            *self._times,
            *(Channel(column.name, column.unit, _kind(column.name)) for column in columns),
        )

    def values(self, rows: Rows) -> Values:
        """Contiguous rows (n,) as a new matrix (n, channels)."""
        values = np.empty((len(rows), len(self.channels)), np.float32)
        for first, time in enumerate(self._times.values()):
            values[:, first] = time(rows)
        first = len(self._times)
        for run in self._runs:
            values[:, first : first + run.count] = run.of(rows)
            first += run.count
        return values


def _kind(name: str) -> str:
    """What XDF's motion capture convention calls it: "PositionX", "OrientationW", "Misc"."""
    for quantity in ("position", "orientation", "velocity"):
        _, found, axis = name.partition(f"_{quantity}_")
        if found:
            return f"{quantity.capitalize()}{axis[0].upper()}"
    return "Misc"


FRAME_CHANNELS: Final = Channels(SAMPLES_LAYOUT, times=2)
JOINT_CHANNELS: Final = Channels(JOINTS_LAYOUT, times=1)
