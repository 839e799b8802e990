"""What `reachwell simulate` does: plays the series, then prints and draws how it went."""

from __future__ import annotations

import math
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import typer

from clinic.following.reading import read_following
from clinic.plot.figure import following_picture
from clinic.plot.file import check_picture_file, write_picture
from clinic.progress.history import read_history
from game.datadir import DataDirectory, data_directory
from game.recording.errors import RecordingError, one_line
from game.recording.reading import open_recording
from reachwell.bar import bar
from reachwell.errors import UsageError
from reachwell.following_tables import following_json, print_following
from reachwell.output import print_json
from reachwell.simulate import Series, play_series
from simulation import PROFILES, Scenario


def checked_scenario(
    kind: str, learning: float, tiring: float, bad_day: int | None, sessions: int
) -> Scenario:
    """The scenario of these options. Raises `UsageError`."""
    if kind not in PROFILES:
        raise UsageError(
            one_line(f"--patient-kind {kind[:60]}: no such kind; allowed: {', '.join(PROFILES)}")
        )
    if not 0.0 <= learning < 1.0:
        raise UsageError(f"--learning {learning:g}: allowed: 0 to below 1")
    if not (math.isfinite(tiring) and tiring >= 0.0):
        raise UsageError(f"--tiring {tiring:g}: allowed: 0 and above")
    if bad_day is not None and bad_day > sessions:
        raise UsageError(f"--bad-day {bad_day}: there are {sessions} sessions")
    return Scenario(kind, learning=learning, tiring=tiring, bad_day=bad_day)


def simulate_series(series: Series, plot: Path | None, data: Path | None, *, as_json: bool) -> None:
    """Play, print, draw. An interrupted series tells of its finished sessions.

    Raises `UsageError`, `LevelError`, `ClinicError`, `RecordingError`, KeyboardInterrupt.
    """
    if plot is not None:
        check_picture_file(plot)
    with _place(data, series.patient_code) as directory:
        finished = _play(series, directory)
        if finished:
            _tell(series, finished, plot, data, as_json=as_json)
    if len(finished) < series.sessions:
        raise KeyboardInterrupt


@contextmanager
def _place(data: Path | None, code: str) -> Iterator[DataDirectory]:
    """Where the recordings go: for good where a folder is named."""
    if data is None:
        with TemporaryDirectory(prefix="reachwell-") as folder:
            yield DataDirectory(Path(folder))
        return
    directory = data_directory(data)
    if any(_is_of(folder, code) for folder in directory.session_folders()):
        raise UsageError(
            one_line(f"--data {data} holds sessions of {code}; allowed: another folder, or --seed")
        )
    yield directory


def _is_of(folder: Path, code: str) -> bool:
    try:
        return open_recording(folder).info.patient_code == code
    except RecordingError:
        return False


def _play(series: Series, directory: DataDirectory) -> list[Path]:
    """Folders of the sessions that were played to their end."""
    finished: list[Path] = []
    try:
        with bar(f"{series.scenario.kind} patient, sessions") as progress:
            progress(0, series.sessions)
            for recording in play_series(series, directory):
                finished.append(recording.folder)
                progress(len(finished), series.sessions)
    except KeyboardInterrupt:  # between two sessions, or a second time within one
        pass
    return finished


def _tell(
    series: Series, finished: list[Path], plot: Path | None, data: Path | None, *, as_json: bool
) -> None:
    def warn(line: str) -> None:
        typer.echo(line, err=True)

    following = read_following(read_history(finished, series.patient_code, warn), warn)
    bad_day = series.scenario.bad_day
    known = {bad_day: "the bad day that was asked for"} if bad_day else {}
    if plot is not None:
        write_picture(plot, following_picture(following, known))
    if as_json:
        print_json(_about(series, len(finished)) | following_json(following, known))
        return
    print_following(following)
    played = f"{len(finished)} of {series.sessions} sessions"
    kept = f"kept in {data}" if data is not None else "thrown away (--data DIR keeps them)"
    typer.echo(f"{played}, seed {series.seed}; recordings: {kept}")
    if plot is not None:
        typer.echo(f"Picture: {plot}")


def _about(series: Series, finished: int) -> dict[str, Any]:
    scenario = series.scenario
    return {
        "patient_kind": scenario.kind,
        "seed": series.seed,
        "learning": scenario.learning,
        "tiring": scenario.tiring,
        "bad_day": scenario.bad_day,
        "days_apart": series.days_apart,
        "sessions": series.sessions,
        "finished": finished,
    }
