"""What `reachwell remeasure` does, and how it tells what came of it."""

from __future__ import annotations

import os
from collections.abc import Sequence
from concurrent.futures import Executor
from contextlib import AbstractContextManager
from dataclasses import asdict
from pathlib import Path

import typer

from clinic.fingerprint import session_ids
from clinic.remeasuring.many import Total, remeasure_all
from clinic.remeasuring.workers import cluster, here, processes
from game.datadir import data_directory
from game.recording.errors import RecordingError
from metrics.registry import MEASURES
from reachwell.bar import bar
from reachwell.errors import UsageError
from reachwell.output import print_json, print_table
from reachwell.sessions import session_folder
from tasks.formulas import formulas


def remeasure_sessions(
    sessions: Sequence[str],
    data: Path | None,
    *,
    workers: int | None,
    scheduler: str | None,
    again: bool,
    as_json: bool,
) -> None:
    """Measure sessions anew, all without names, and say what changed.

    Raises `UsageError`, `ClinicError`, and `RecordingError` with a line for each session that
    could not be measured, after the others are.
    """
    if workers is not None and scheduler is not None:
        raise UsageError("--workers and --scheduler do not go together: a cluster has its own")
    directory = data_directory(data)
    folders = [session_folder(each, data).absolute() for each in sessions]
    if not sessions:
        folders = [directory.sessions / each for each in session_ids(directory)]
    folders = list(dict.fromkeys(folders))
    if not folders:
        typer.echo("No sessions.", err=as_json)
        return
    with _executor(workers, scheduler, folders) as executor, bar("Measuring") as progress:
        total = remeasure_all(folders, executor, progress, again=again)
    if as_json:
        print_json(_as_json(total))
    else:
        _tell(total)
    if total.problems:
        raise RecordingError("\n".join(total.problems))


def _executor(
    workers: int | None, scheduler: str | None, folders: Sequence[Path]
) -> AbstractContextManager[Executor]:
    if scheduler is not None:
        return cluster(scheduler, Path(os.path.commonpath([each.parent for each in folders])))
    count = min(workers or os.cpu_count() or 1, len(folders))
    return processes(count) if count > 1 else here()


def _tell(total: Total) -> None:
    changes = total.changes.values()
    values, changed = (
        sum(getattr(each, name) for each in changes) for name in ("values", "changed")
    )
    typer.echo(
        f"{total.sessions} sessions measured anew, {total.repetitions} repetitions; "
        f"{total.skipped} up to date, {len(total.problems)} not measured. "
        f"{changed} of {values} values changed."
    )
    rows = [
        (
            task,
            name,
            f"{change.changed} of {change.values}",
            f"{change.largest:.3g}",
            _unit(task, name),
            str(change.came),
            str(change.went),
        )
        for (task, name), change in total.changes.items()
        if change.changed
    ]
    if rows:
        heads = ("TASK", "MEASURE", "CHANGED", "AT MOST BY", "UNIT", "NEW", "GONE")
        print_table(heads, rows)


def _unit(task: str, name: str) -> str:
    entry = MEASURES.get((task, name))
    return entry.unit_text if entry is not None else ""


def _as_json(total: Total) -> dict[str, object]:
    return {
        "formulas": formulas(),
        "sessions": total.sessions,
        "repetitions": total.repetitions,
        "skipped": total.skipped,
        "measures": [
            {"task": task, "measure": name, **asdict(change)}
            for (task, name), change in total.changes.items()
        ],
        "problems": total.problems,
    }
