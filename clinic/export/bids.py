"""A Motion-BIDS dataset: every exercise of every session is a run of its task."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from clinic.errors import ClinicError
from clinic.export.bids_dataset import scan_columns, session_file_columns, write_root
from clinic.export.bids_motion import MotionFile
from clinic.export.bids_run import runs_of
from clinic.export.bids_tsv import write_tsv
from clinic.export.formats import Progress
from clinic.export.frames import pieces
from clinic.export.numbering import numbered
from clinic.export.options import ExportOptions
from clinic.export.session_rows import session_row
from clinic.export.telling import Told, frames_in_all, telling
from clinic.session import PlayedSession


def write(
    sessions: Sequence[PlayedSession], out: Path, options: ExportOptions, progress: Progress
) -> list[Path]:
    """Write a dataset. See `clinic.export.formats.Write`.

    Sessions in which no exercise was begun are left out: BIDS has no place for them. Raises
    `ClinicError` when that leaves none.
    """
    numbers = numbered(sessions)
    total = frames_in_all(sessions, numbers)
    done = 0

    def advance(rows: int) -> None:
        nonlocal done
        done += rows
        progress(done, max(total, done))

    files: list[Path] = []
    participants: dict[str, Mapping[str, Any]] = {}
    rows: dict[str, list[Mapping[str, Any]]] = {}
    for told in telling(sessions, numbers, options):
        written = _write_session(told, out, options, advance)
        if written:
            subject = f"sub-{told.numbered.label}"
            side = told.session.info.affected_side
            participants[subject] = {"participant_id": subject, "affected_side": side}
            rows.setdefault(subject, []).append(_session(told))
            files += written
    if not files:
        raise ClinicError(
            "no exercise was begun in any of the sessions; BIDS has no place for that"
        )
    headings = [each.name for each in session_file_columns(options)]
    for subject, theirs in rows.items():
        path = out / subject / f"{subject}_sessions.tsv"
        write_tsv(path, headings, theirs)
        files.append(path)
    files += write_root(out, list(participants.values()), options)
    return [path.relative_to(out) for path in files]


def _session(told: Told) -> Mapping[str, Any]:
    return {
        **session_row(told.session, told.numbered, told.words),
        "session_id": f"ses-{told.numbered.number:02d}",
        "acq_time": told.session.info.start_utc,
    }


def _write_session(
    told: Told, out: Path, options: ExportOptions, advance: Callable[[int], None]
) -> list[Path]:
    number = told.numbered
    subject, session = f"sub-{number.label}", f"ses-{number.number:02d}"
    folder = out / subject / session
    motion_folder = folder / "motion"
    motion_folder.mkdir(parents=True)
    runs = [
        (run, MotionFile(run.motion))
        for run in runs_of(told, motion_folder, f"{subject}_{session}")
    ]
    for rows in pieces(told.session.recording.sample_batches()):
        for run, motion in runs:
            motion.write(rows[run.stretch.holds(rows["sample_time_ns"])])
        advance(len(rows))
    begun = [(run, motion) for run, motion in runs if motion.rows]
    files = [path for run, motion in begun for path in run.complete(motion)]
    scans = [run.scan(motion) for run, motion in begun]
    if not files:
        motion_folder.rmdir()
        folder.rmdir()
        return []
    path = folder / f"{subject}_{session}_scans.tsv"
    write_tsv(path, [each.name for each in scan_columns(options)], scans)
    return [*files, path]
