"""Exporting sessions, with a progress bar."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TaskProgressColumn, TextColumn
from rich.progress import TimeRemainingColumn as Remaining

from clinic.export.folders import Folders
from clinic.export.formats import FORMATS, Format
from clinic.export.options import ExportOptions
from clinic.export.run import FormatProgress, export
from game.datadir import DataDirectory, data_directory
from game.patient import checked_code
from game.recording.errors import RecordingError, one_line
from game.recording.reading import open_recording
from reachwell.errors import UsageError
from reachwell.output import print_json
from reachwell.sessions import session_folder


def export_sessions(
    sessions: Sequence[str],
    patient: str | None,
    formats: Sequence[str],
    out: Path,
    data: Path | None,
    *,
    absolute_dates: bool,
    as_json: bool,
) -> None:
    """Export. Raises `UsageError`, `PatientError`, `RecordingError`, `ClinicError`."""
    wanted = _formats(formats)
    folders = _folders(sessions, patient, data_directory(data))
    for folder in folders:
        if open_recording(folder).info.end is None:
            typer.echo(one_line(f"not closed, exported as far as it is: {folder}"), err=True)
    with _bar(wanted) as progress:
        files = export(Folders(folders), wanted, out, ExportOptions(absolute_dates), progress)
    if as_json:
        print_json([file.as_posix() for file in files])
    else:
        typer.echo(f"sessions: {len(folders)}, files: {len(files)}, in {out}")


def _formats(names: Sequence[str]) -> list[Format]:
    for name in names:
        if name not in FORMATS:
            raise UsageError(
                one_line(f"no format is called {name[:60]!r}; there are: {', '.join(FORMATS)}")
            )
    return [FORMATS[name] for name in dict.fromkeys(names)]


def _folders(sessions: Sequence[str], patient: str | None, data: DataDirectory) -> list[Path]:
    folders = [session_folder(session, data.root) for session in sessions]
    if patient is not None:
        theirs = list(_of_patient(checked_code(patient), data))
        if not theirs:
            raise UsageError(f"patient {patient} has no session in {data.sessions}")
        folders += theirs
    if not folders:
        raise UsageError("which sessions? give ids, folders, last, or --patient CODE")
    return list(dict.fromkeys(folders))


def _of_patient(code: str, data: DataDirectory) -> Iterator[Path]:
    for folder in data.session_folders():
        try:
            if open_recording(folder).info.patient_code == code:
                yield folder
        except RecordingError as error:
            typer.echo(f"left out: {error}", err=True)


@contextmanager
def _bar(formats: Sequence[Format]) -> Iterator[FormatProgress]:
    console = Console(stderr=True)
    bar = Progress(
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        TaskProgressColumn(),
        Remaining(),
        console=console,
        transient=True,
        disable=not console.is_terminal,
    )
    tasks: dict[str, TaskID] = {}

    def progress(name: str, done: int, total: int) -> None:
        bar.update(tasks[name], completed=done, total=max(total, 1))

    with suppress(OSError):
        bar.start()
    try:
        tasks = {each.name: bar.add_task(each.name, total=None) for each in formats}
        yield progress
    finally:
        with suppress(OSError):  # a closed terminal stops no export
            bar.stop()
