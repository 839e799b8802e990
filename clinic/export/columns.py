"""Columns of the exported tables: each told once, for headers, types and the dictionary."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import pyarrow as pa

from game.recording.columns import Layout

TEXT: Final = pa.string()
INTEGER: Final = pa.int64()
NUMBER: Final = pa.float64()
FLAG: Final = pa.bool_()
MOMENT: Final = pa.timestamp("ms", "UTC")


@dataclass(frozen=True, slots=True)
class Column:
    """One column. `unit` is UCUM's code, "1" for a plain number and "" for what has no unit."""

    name: str
    type: pa.DataType
    unit: str
    definition: str
    source: str = "the recording"
    task: str = ""
    """The task that a measure belongs to; one name may mean different things in two tasks."""


def schema(columns: Sequence[Column]) -> pa.Schema:
    """An Arrow schema: columns of one name become one field, which tells all their meanings."""
    meanings: dict[str, list[Column]] = {}
    for column in columns:
        meanings.setdefault(column.name, []).append(column)
    return pa.schema(
        [
            pa.field(
                name,
                same[0].type,
                metadata={
                    "unit": same[0].unit,
                    "description": " / ".join(
                        f"{each.task}: {each.definition}" if each.task else each.definition
                        for each in same
                    ),
                    "source": " / ".join(dict.fromkeys(each.source for each in same)),
                },
            )
            for name, same in meanings.items()
        ]
    )


def of_layout(layout: Layout) -> list[Column]:
    """Columns of samples or joints: those of the recording, times as seconds since the start."""
    return [
        Column(f"{c.name.removesuffix('_ns')}_s", NUMBER, "s", c.source, "seconds since the start")
        if c.name.endswith("_ns")
        else Column(
            c.name, pa.from_numpy_dtype(c.dtype), _ucum(c.unit), _defined(c.source, c.frame)
        )
        for c in layout.columns
    ]


def _ucum(unit: str) -> str:
    return unit if unit in ("m", "m/s") else "1"


def _defined(source: str, frame: str) -> str:
    return f"{source}; frame of reference: OpenXR {frame}" if frame else source
