"""Reports onto the disk."""

from __future__ import annotations

from pathlib import Path

import typer

from clinic.errors import ClinicError
from clinic.progress.by_exercise import progress_of
from clinic.progress.history import read_history
from clinic.report.patient import patient_report
from clinic.report.render import pdf, write_pdf
from clinic.report.session import session_report
from clinic.session import read_session
from game.datadir import DataDirectory, data_directory
from game.recording.errors import RecordingError, one_line
from game.recording.reading import Recording, open_recording
from reachwell.errors import UsageError
from reachwell.outfile import checked_out
from reachwell.sessions import LAST, session_folder


def write_session_report(
    session: str, patient: str | None, out: Path | None, data: Path | None
) -> Path:
    """Write the report of a session ("last": the latest, of `patient` where one is named).

    Returns the file. Raises `ClinicError`, `RecordingError`.
    """
    if patient is None:
        recording = open_recording(session_folder(session, data))
    elif session == LAST:
        recording = _last_of(patient, data_directory(data))
    else:
        raise UsageError("a session and --patient do not go together, except last --patient CODE")
    played = read_session(recording)
    told = pdf(session_report(played), recording.info.start_utc)
    file = _named(out, f"report-{recording.info.session_id}.pdf")
    write_pdf(file, told)
    return file


def write_patient_report(
    patient: str | None, device: str | None, out: Path | None, data: Path | None
) -> Path:
    """Write the report of a patient's progress. Returns the file.

    Raises `ClinicError`, `RecordingError`, `UsageError`.
    """
    if patient is None:
        raise UsageError("name a session, or last, or --patient CODE")
    folders = data_directory(data).session_folders()
    visits = read_history(folders, patient, _tell, device)
    told = patient_report(progress_of(patient, visits))
    newest = visits[-1].start_utc
    file = _named(out, f"progress-{visits[-1].info.session_id}.pdf")
    write_pdf(file, pdf(told, newest))
    return file


def _named(out: Path | None, name: str) -> Path:
    return checked_out(Path(name) if out is None else out, ours=b"%PDF-")


def _last_of(patient: str, data: DataDirectory) -> Recording:
    for folder in reversed(data.session_folders()):
        try:
            recording = open_recording(folder)
        except RecordingError as error:  # whose it is can't be told
            _tell(f"Left out: {error}")
            continue
        if recording.info.patient_code == patient:
            return recording
    raise ClinicError(
        one_line(f"no session of patient {patient[:60]!r} can be read in {data.sessions}")
    )


def _tell(line: str) -> None:
    typer.echo(line, err=True)
