"""Measuring a file and telling what came of it."""

from __future__ import annotations

import math
import os
import stat
import sys
from contextlib import AbstractContextManager, nullcontext, suppress
from pathlib import Path
from typing import BinaryIO

import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn
from rich.table import Table

from clinic.errors import ClinicError
from clinic.trajectory.file import Trajectory, read_trajectory
from clinic.trajectory.movements import ENTRIES, Measured, measure_trajectory
from clinic.trajectory.told import as_csv, as_json_value, facts, missing_lines
from game.recording.errors import cannot, one_line
from game.recording.files import write_atomically
from metrics.entries.measure import Measure
from reachwell.output import print_json

LOWEST_HZ = 20.0
HIGHEST_HZ = 1000.0

SMALL_BYTES = 1 << 24
"""A smaller file is read before a bar could be looked at."""

MANY = 200
"""Fewer movements are measured before a bar could be looked at, and no more are looked through."""


def measure_file(
    file: str, rate_hz: float, target_radius_m: float | None, out: Path | None, *, as_json: bool
) -> None:
    """Measure a trajectory's file and print or write its movements. Raises `ClinicError`."""
    if not LOWEST_HZ <= rate_hz <= HIGHEST_HZ:
        raise ClinicError(f"--rate-hz: {LOWEST_HZ:g} to {HIGHEST_HZ:g} is allowed")
    if target_radius_m is not None and not 0.0 < target_radius_m < math.inf:
        raise ClinicError("--target-radius-m: only a number above zero is allowed")
    name = "standard input" if file == "-" else one_line(file)
    if out is not None and file != "-" and _same(Path(file), out):
        raise ClinicError(f"--out: {one_line(str(out))} is the file to measure")
    with _bar() as bar:
        trajectory = _read(file, name, bar)
        if target_radius_m is not None and trajectory.target_m is None:
            raise ClinicError(f"--target-radius-m: {name} has no columns target_x_m, target_y_m")
        task = bar.add_task("Measuring", total=None, visible=False)
        found = measure_trajectory(
            trajectory,
            rate_hz,
            target_radius_m,
            lambda done, of: bar.update(task, completed=done, total=of, visible=of > MANY),
        )
    if trajectory.lines_before:
        lines = "line" if trajectory.lines_before == 1 else "lines"
        typer.echo(f"Not read: {trajectory.lines_before} {lines} before the column names", err=True)
    if trajectory.ignored:
        names = ", ".join(trajectory.ignored)
        typer.echo(one_line(f"Columns not read: {names}")[:300], err=True)
    if out is not None:
        try:
            write_atomically(out, as_csv(found).encode())
        except OSError as error:
            raise ClinicError(str(cannot("write", out, error))) from error
    if as_json:
        print_json(as_json_value(found, name, trajectory.ignored))
    elif out is None:
        _print(found, name)
    else:
        typer.echo(f"{len(found.movements)} movements: {out}")


def _same(file: Path, out: Path) -> bool:
    with suppress(OSError):
        return file.samefile(out)
    return False


def _read(file: str, name: str, bar: Progress) -> Trajectory:
    try:
        with _opened(file) as source:
            size = _size(source)
            small = size is not None and size < SMALL_BYTES
            task = bar.add_task("Reading", total=size, visible=not small)
            return read_trajectory(source, name, lambda done: bar.update(task, completed=done))
    except (OSError, ValueError) as error:
        raise ClinicError(str(cannot("read", Path(name), error))) from error


def _opened(file: str) -> AbstractContextManager[BinaryIO]:
    if file != "-":
        return Path(file).open("rb")
    if sys.stdin is None:
        raise ClinicError("standard input: it is closed")
    return nullcontext(sys.stdin.buffer)


def _size(source: BinaryIO) -> int | None:
    """Of a plain file; a pipe has none."""
    try:
        found = os.fstat(source.fileno())
    except OSError:
        return None
    return found.st_size if stat.S_ISREG(found.st_mode) else None


def _bar() -> Progress:
    console = Console(stderr=True)
    return Progress(
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        TaskProgressColumn(),
        TimeRemainingColumn(),
        console=console,
        transient=True,
        disable=not console.is_terminal,
    )


def _print(found: Measured, name: str) -> None:
    console = Console(soft_wrap=True, markup=False, highlight=False)
    for line in facts(found, name):
        console.print(line)
    if not found.movements:
        return
    known = [e for e in ENTRIES if any(m.measures[e.name] is not None for m in found.movements)]
    for entries in ([e for e in known if e.shown], [e for e in known if not e.shown]):
        if entries:
            console.print(_table(found, entries))
    if len(found.movements) > MANY:
        console.print(f"The first {MANY} movements, medians of all; --out and --json tell the rest")
    for line in missing_lines(found):
        console.print(line)


def _table(found: Measured, entries: list[Measure]) -> Table:
    table = Table(box=None, header_style="bold", pad_edge=False, collapse_padding=True)
    table.add_column("#", justify="right")
    table.add_column("From (s)", justify="right", no_wrap=True)
    for entry in entries:
        longest_word = max(map(len, entry.title.split()))
        table.add_column(entry.title, justify="right", min_width=longest_word)
    for each in found.movements[:MANY]:
        cells = [_cell(entry, each.measures[entry.name]) for entry in entries]
        table.add_row(str(each.number), f"{each.from_s:.2f}", *cells)
    if len(found.movements) > 1:
        medians = found.medians()
        cells = [_cell(entry, medians[entry.name]) for entry in entries]
        table.add_row("", "median", *cells, style="bold")
    return table


def _cell(entry: Measure, value: float | None) -> str:
    return "-" if value is None else f"{value:z.{entry.decimals}f}"
