"""Printing sessions for people."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import asdict
from itertools import groupby
from pathlib import Path
from typing import Any, Final

import typer
from rich.console import Console
from rich.table import Table

from clinic.summary import Summary, summarise
from game.datadir import DataDirectory, data_directory
from game.recording.errors import RecordingError, one_line
from game.recording.folder import LEVEL
from game.recording.reading import Recording, open_recording
from game.recording.recover import recover, unclosed
from game.resume_point import ResumePoint
from game.resuming import resume_point
from levels.loader import parse_level
from levels.problem import LevelError
from reachwell.bar import bar
from reachwell.output import print_json, print_table

LAST: Final = "last"
"""How the latest session of all is called on the command line."""


def session_folder(session: str, data: Path | None) -> Path:
    """The folder of a session named by its id, by a path to it, or as the last one.

    The last is the last even where it can't be read: another one is never taken for it. Raises
    `RecordingError`.
    """
    if session == LAST:
        return _last(data_directory(data))
    path = Path(session)
    if path.name != session or os.path.isdir(path):  # noqa: PTH112 - one too long is no folder
        return path
    return data_directory(data).session(session)


def _last(data: DataDirectory) -> Path:
    folders = data.session_folders()
    if not folders:
        raise RecordingError(f"there is no session in {data.sessions}")
    return folders[-1]


def print_sessions(data: Path | None, newest: int | None, *, as_json: bool) -> None:
    """Print the newest sessions of a data directory, or all; what can't be read says why."""
    folders = data_directory(data).session_folders()
    folders = folders if newest is None else folders[-newest:]
    rows = []
    with bar("Reading sessions") as progress:
        for number, folder in enumerate(folders, start=1):
            rows.append(_row(folder))
            progress(number, len(folders))
    continued = {row["resumed_from"]: row["id"] for row in rows if row["resumed_from"]}
    for row in rows:
        row["continued_by"] = continued.get(row["id"])
    if as_json:
        print_json(rows)
        return
    print_table(
        ("SESSION", "PATIENT", "LEVEL", "MINUTES", "REPETITIONS", "WON", "STATUS", "LEFT FROM"),
        [
            [
                str(row["id"]),
                str(row["patient"]),
                str(row["level"]),
                f"{row['minutes']:.1f}" if row["minutes"] is not None else "",
                str(row["repetitions"]),
                str(row["won"]),
                str(row["status"]),
                "" if row["continued_by"] or not row["left_from"] else _place(row["left_from"]),
            ]
            for row in rows
        ],
    )


def _row(folder: Path) -> dict[str, Any]:
    try:
        recording = open_recording(folder)
        summary = summarise(recording)
    except RecordingError as error:
        return {
            "id": folder.name,
            "patient": "",
            "level": "",
            "start_utc": None,
            "minutes": None,
            "repetitions": 0,
            "won": 0,
            "status": f"unreadable: {error}",
            "resumed_from": None,
            "left_from": None,
        }
    info = recording.info
    return {
        "id": info.session_id,
        "patient": info.patient_code,
        "level": info.level_title,
        "start_utc": info.start_utc.isoformat(),
        "minutes": info.end.duration_s / 60 if info.end else None,
        "repetitions": summary.scored,
        "won": summary.won,
        "status": info.end.status if info.end else "not closed",
        "resumed_from": info.resumed_from.session if info.resumed_from else None,
        "left_from": _left_from(recording),
    }


def _left_from(recording: Recording) -> dict[str, int] | None:
    """Where a session can be continued: exercise, set, and repetitions of it that are done."""
    point = can_continue(recording)
    return point.model_dump(include={"exercise", "set", "done"}) if point else None


def can_continue(recording: Recording) -> ResumePoint | None:
    """Where a session can be continued; None where it can't, for whatever reason."""
    try:
        level = parse_level(recording.level(), str(recording.folder / LEVEL))
        return resume_point(recording, level)
    except (RecordingError, LevelError):
        return None


def _place(left_from: Mapping[str, int]) -> str:
    number = left_from["set"]
    part = f"set {number}" if number else "practice"
    return f"exercise {left_from['exercise']}, {part}, repetition {left_from['done'] + 1}"


def print_session_json(folder: Path) -> None:
    """Print a session's description and summary as JSON. Raises `RecordingError`."""
    recording = open_recording(folder)
    print_json(
        {
            **recording.info.model_dump(mode="json"),
            "summary": asdict(summarise(recording)),
            "left_from": _left_from(recording),
            "folder": str(recording.folder),
        }
    )


def recover_sessions(session: str | None, data: Path | None) -> None:
    """Mend one session, or all that broke off, and say what came of each.

    Raises `RecordingError` for those that can't be mended, after the others are.
    """
    if session is not None:
        folders = [session_folder(session, data)]
    else:
        folders = unclosed(data_directory(data))
    problems = []
    for folder in folders:
        try:
            _recover(folder)
        except RecordingError as error:
            problems.append(str(error))
    if problems:
        raise RecordingError("\n".join(problems))
    if not folders:
        typer.echo("Nothing to mend.")


def _recover(folder: Path) -> None:
    info = recover(folder)
    assert info.end is not None
    typer.echo(
        f"{info.session_id}: {info.end.status}, {info.end.samples} samples, "
        f"{info.end.trials} repetitions"
    )


def print_session(folder: Path) -> None:
    """Print what came of a session and where its recording is. Raises `RecordingError`."""
    recording = open_recording(folder)
    console = Console(soft_wrap=True, markup=False, highlight=False)
    summary = summarise(recording)
    for line in summary_lines(recording, summary):
        console.print(line)
    if summary.measures:
        console.print(_measures(summary))
    left_from = _left_from(recording)
    if left_from is not None:
        console.print(
            f"It can be continued from {_place(left_from)}: "
            f"reachwell play --resume {recording.info.session_id}"
        )
    console.print(f"Recording: {recording.folder}")


def summary_lines(recording: Recording, summary: Summary) -> list[str]:
    """Counts in plain sentences."""
    info = recording.info
    minutes = f"{info.end.duration_s / 60:.1f} min" if info.end else "not closed"
    status = info.end.status if info.end else "not closed"
    went_on = f", continued from {info.resumed_from.session}" if info.resumed_from else ""
    lines = [
        one_line(f"{info.level_title}: patient {info.patient_code}, {minutes}, {status}{went_on}"),
        f"Repetitions: {summary.scored} scored and {summary.practice} for practice",
    ]
    if summary.success_share is not None:
        lines.append(f"Success: {summary.won} of {summary.scored} ({summary.success_share:.0%})")
    lines += [
        f"  {side} side: {won} of {done}" for side, (done, won) in sorted(summary.by_side.items())
    ]
    if summary.difficulty_first is not None and summary.difficulty_last is not None:
        lines.append(
            f"Difficulty: {summary.difficulty_first:.2f} at first, "
            f"{summary.difficulty_last:.2f} at last (0 easiest, 1 hardest)"
        )
    lines += [
        one_line(f"Not scored: {count} x {reason}") for reason, count in summary.not_scored.items()
    ]
    if summary.excluded:
        lines.append(f"Taken out by a therapist: {summary.excluded}")
    if summary.remeasured:
        lines.append("Measures were made anew after the session (reachwell remeasure)")
    if summary.slow_frames and info.view != "none":
        by_section = ", ".join(f"{count} in {name}" for name, count in summary.slow_frames.items())
        lines.append(f"Frames over the display's time: {by_section}, of {summary.frames}")
    return lines


def _measures(summary: Summary) -> Table:
    table = Table(title="Measures (median of scored repetitions)", title_justify="left")
    table.add_column("Measure")
    table.add_column("Median", justify="right")
    table.add_column("Unit")
    table.add_column("Repetitions", justify="right")
    several = len({measure.task for measure in summary.measures}) > 1
    for task, measures in groupby(summary.measures, lambda measure: measure.task):
        if several:
            table.add_row(task.capitalize(), style="bold")
        for measure in measures:
            value = f"{measure.median:.{measure.decimals}f}"
            table.add_row(measure.label, value, measure.unit, str(measure.count))
    return table
