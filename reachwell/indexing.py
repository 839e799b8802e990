"""What `reachwell sessions` does with the index: brings it up to date, asks it, imports."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

import typer

from clinic.cohort.table import forget, refresh
from clinic.store import (
    KnownSession,
    Reindexed,
    open_store,
    rebuild,
    refresh_patient,
    reindex,
    sessions_of,
)
from clinic.store.importing import import_session, sessions_in
from game.datadir import DataDirectory, data_directory
from game.patient import checked_code
from game.recording.errors import RecordingError
from reachwell.bar import bar
from reachwell.output import print_json, print_table


def reindex_sessions(
    data: Path | None, database: str | None, *, everything: bool, as_json: bool
) -> None:
    """Bring the index and the cohort's files up to date, and say what came of it.

    Raises `ClinicError`, and `RecordingError` with a line for each folder that was left out.
    """
    directory = data_directory(data)
    with open_store(directory, database) as store, bar("Reading sessions") as progress:
        done = (rebuild if everything else reindex)(store, directory, progress)
    if everything:
        forget(directory)
    with bar("Collecting repetitions") as progress:
        done.problems += refresh(directory, progress)
    done.problems = list(dict.fromkeys(done.problems))
    if as_json:
        print_json(asdict(done))
    else:
        typer.echo(_sentence(done))
    _tell(done.problems)


def print_sessions_of(
    code: str, newest: int | None, data: Path | None, database: str | None, *, as_json: bool
) -> None:
    """Print a patient's newest sessions, or all.

    Raises as `reindex_sessions`, and `PatientError`.
    """
    directory = data_directory(data)
    with open_store(directory, database) as store:
        done = refresh_patient(store, directory, checked_code(code))
        with store.reading() as connection:
            found = sessions_of(connection, code)
    found = found if newest is None else found[-newest:]
    if not found and not (directory.patients / code).is_dir():
        _tell([*done.problems, f"patient {code} has no session in {directory.sessions}"])
    if as_json:
        print_json([asdict(each) | {"start_utc": each.start_utc.isoformat()} for each in found])
    else:
        print_table(
            ("SESSION", "LEVEL", "MINUTES", "REPETITIONS", "WON", "STATUS"), map(_cells, found)
        )
    _tell(done.problems)


def import_folders(folders: Sequence[Path], data: Path | None, database: str | None) -> None:
    """Import sessions, index what is new, and say what came of each.

    Raises `ClinicError`, and `RecordingError` with a line for each that can't be imported, after
    the others are.
    """
    directory = data_directory(data)
    problems, sources = [], []
    for folder in folders:
        try:
            sources += sessions_in(folder)
        except RecordingError as error:
            problems.append(str(error))
    with bar("Copying sessions") as progress:
        for number, source in enumerate(sources, start=1):
            try:
                _import(source, directory)
            except RecordingError as error:
                problems.append(str(error))
            progress(number, len(sources))
    with open_store(directory, database) as store, bar("Reading sessions") as progress:
        problems += reindex(store, directory, progress).problems
    _tell(problems)


def _import(source: Path, directory: DataDirectory) -> None:
    copied = import_session(source, directory)
    typer.echo(f"{source.name}: {'imported' if copied else 'here already'}")


def _sentence(done: Reindexed) -> str:
    parts = [f"{done.read} read", f"{done.unchanged} unchanged"]
    if done.gone:
        parts.append(f"{done.gone} gone")
    return f"Sessions: {', '.join(parts)}."


def _cells(session: KnownSession) -> Sequence[str]:
    return (
        session.id,
        session.level_title,
        f"{session.duration_s / 60:.1f}" if session.duration_s is not None else "",
        str(session.scored),
        str(session.won),
        session.status or "not closed",
    )


def _tell(problems: Sequence[str]) -> None:
    if problems:
        raise RecordingError("\n".join(problems))
