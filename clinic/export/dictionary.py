"""The data dictionary of exported tables: every column, told from where it is defined."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from clinic.export.columns import TEXT, Column, of_layout
from game.recording.columns import JOINTS_LAYOUT, SAMPLES_LAYOUT

DICTIONARY_COLUMNS: Sequence[Column] = (
    Column("table", TEXT, "", "The table, or tables, that have the column."),
    Column("column", TEXT, "", "The column's name."),
    Column("task", TEXT, "", "The task that a measure belongs to."),
    Column("type", TEXT, "", "Type of its values, as Apache Arrow calls it."),
    Column("unit", TEXT, "", "Unit, UCUM; 1 for a plain number."),
    Column("definition", TEXT, "", "What it is."),
    Column("source", TEXT, "", "Where it comes from, or who defined it."),
)


def dictionary_rows(
    columns: Mapping[str, Sequence[Column]], *, joints: bool
) -> Iterator[Mapping[str, Any]]:
    """A row a column of each table, samples among them; joints where there are any."""
    layouts = {"samples": SAMPLES_LAYOUT} | ({"joints": JOINTS_LAYOUT} if joints else {})
    told = {**columns, **{name: of_layout(layout) for name, layout in layouts.items()}}
    for table, its in told.items():
        for each in its:
            yield {
                "table": table,
                "column": each.name,
                "task": each.task or None,
                "type": str(each.type),
                "unit": each.unit or None,
                "definition": each.definition,
                "source": each.source,
            }
