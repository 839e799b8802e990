"""What commands print: tables for people, lines with tabs and JSON for scripts."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Sequence

import typer

from game.recording.errors import one_line


def print_json(value: object) -> None:
    """Print JSON that any terminal and any script can read."""
    typer.echo(json.dumps(value, indent=2, allow_nan=False))


def print_table(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Print rows as a table in a terminal, and as lines with tabs into a pipe.

    Cells may say what a recording says: no tab, line break or command to the terminal gets through.
    """
    cells = [[one_line(cell) for cell in row] for row in rows]
    if not sys.stdout.isatty():
        for row in cells:
            typer.echo("\t".join(row))
        return
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(*headings, box=None, header_style="bold", pad_edge=False)
    for row in cells:
        table.add_row(*(Text(cell) for cell in row))
    Console().print(table)
