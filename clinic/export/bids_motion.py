"""Rows of motion.tsv out of recorded frames.

Motion-BIDS: Jeung et al. 2024, Scientific Data 11:716, and the specification's page on motion.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv

from clinic.export.bids_channels import CHANNELS, MISSING, POINTS
from controllers.frame import PoseFlag

_SCHEMA: Final = pa.schema([(each.name, pa.string()) for each in CHANNELS])
_OPTIONS: Final = pa.csv.WriteOptions(include_header=False, delimiter="\t", quoting_style="none")


class MotionFile:
    """A motion.tsv that grows, made when the first rows come; counts them, tells their times."""

    def __init__(self, path: Path) -> None:
        self.rows = 0
        self.first_ns = 0
        self.last_ns = 0
        self._path = path

    @property
    def rate_hz(self) -> float | None:
        """Mean rate; None for fewer than two rows."""
        if self.last_ns <= self.first_ns:
            return None
        return (self.rows - 1) * 1e9 / (self.last_ns - self.first_ns)

    def write(self, rows: npt.NDArray[np.void]) -> None:
        """Append frames (`FRAME_DTYPE`): poses as they were at the sample time."""
        if not len(rows):
            return
        times_ns = rows["sample_time_ns"]
        if not self.rows:
            self.first_ns = int(times_ns[0])
        self.last_ns = int(times_ns[-1])
        self.rows += len(rows)
        columns = [_seconds(times_ns - self.first_ns), _integers(rows["frame_index"])]
        for point in POINTS:
            flags = rows[f"sampled_{point}_flags"]
            for field, tracked in (
                ("position_m", PoseFlag.POSITION_TRACKED),
                ("orientation", PoseFlag.ORIENTATION_TRACKED),
            ):
                known = (flags & int(tracked)) != 0
                columns += [
                    _numbers(values, known) for values in rows[f"sampled_{point}_{field}"].T
                ]
            columns.append(_integers(flags))
        with self._path.open("ab") as file:
            pa.csv.write_csv(pa.RecordBatch.from_arrays(columns, schema=_SCHEMA), file, _OPTIONS)


def _seconds(times_ns: npt.NDArray[np.int64]) -> pa.Array:
    # Never in scientific notation, and to the nanosecond: 12.000000345.
    whole, rest = np.divmod(times_ns, 1_000_000_000)
    return pc.binary_join_element_wise(_integers(whole), pc.utf8_lpad(_integers(rest), 9, "0"), ".")


def _integers(values: npt.NDArray[np.integer]) -> pa.Array:
    return pc.cast(pa.array(np.ascontiguousarray(values)), "string")


def _numbers(values: npt.NDArray[np.float32], known: npt.NDArray[np.bool_]) -> pa.Array:
    told = pc.cast(pa.array(np.ascontiguousarray(values)), "string")
    return pc.if_else(pa.array(known & np.isfinite(values)), told, MISSING)
