"""`reachwell progress`: a patient's progress across sessions."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def progress(
    patient: Annotated[str, typer.Argument(help="The patient's code.")],
    exercise: Annotated[
        str | None, typer.Option("--exercise", help="Only the exercises of this name.")
    ] = None,
    device: Annotated[
        str | None,
        typer.Option("--input", help="Only sessions played with it: mouse, openxr, simulated, ..."),
    ] = None,
    data: Annotated[
        Path | None,
        typer.Option(
            "--data", help="Data directory; else REACHWELL_DATA, else the system's place."
        ),
    ] = None,
    plot: Annotated[
        Path | None,
        typer.Option("--plot", help="Write a picture of skill and difficulty: .png, .svg or .pdf."),
    ] = None,
    *,
    every_measure: Annotated[
        bool, typer.Option("--all", help="Every measure, also those for researchers.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="For scripts.")] = False,
) -> None:
    """Show a patient's progress: baseline, last, best, trend and change, with uncertainty."""
    from clinic.errors import ClinicError
    from clinic.progress.by_exercise import progress_of
    from clinic.progress.history import read_history
    from game.datadir import data_directory
    from game.recording.errors import one_line

    folders = data_directory(data).session_folders()
    visits = read_history(folders, patient, lambda line: typer.echo(line, err=True), device)
    told = progress_of(
        patient,
        visits,
        lambda name: exercise is None or name == exercise,
        lambda entry: every_measure or entry.shown,
    )
    if exercise is not None and not told.exercises:
        names = dict.fromkeys(one.exercise_name for each in visits for one in each.repetitions)
        raise ClinicError(
            one_line(
                f"patient {patient} has no scored repetition of {exercise[:60]!r}; "
                f"exercises: {', '.join(names) or 'none'}"
            )
        )
    if plot is not None:
        from clinic.following.reading import read_following
        from clinic.plot.figure import following_picture
        from clinic.plot.file import write_picture

        following = read_following(visits, lambda line: typer.echo(line, err=True), exercise)
        write_picture(plot, following_picture(following))
        typer.echo(f"Picture: {plot}", err=True)
    if as_json:
        from clinic.progress.as_json import progress_json
        from reachwell.output import print_json

        print_json(progress_json(told))
    else:
        from reachwell.progress_tables import print_progress

        print_progress(told)
