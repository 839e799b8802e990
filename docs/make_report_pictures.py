"""Makes the pictures of reports in docs/pictures, from sessions of simulated patients.

    python docs/make_report_pictures.py

Seeds and dates are fixed, so the same pictures come out each time.
"""

from __future__ import annotations

import io
import sys
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

import numpy as np
import pygame
from small_png import Pixels, write_png

from clinic.progress.by_exercise import progress_of
from clinic.progress.history import read_history
from clinic.report.patient import patient_report
from clinic.report.render import pictures
from clinic.report.session import session_report
from clinic.session import read_session
from game.datadir import DataDirectory
from game.patient import Patient, save_patient
from game.recording.info import SessionInfo, write_info
from game.recording.reading import open_recording
from reachwell.choices import Choices
from reachwell.play import play_session

FOLDER: Final = Path(__file__).parent / "pictures"
FIRST_UTC: Final = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
COURSE: Final = ("severe",) * 3 + ("moderate",) * 3 + ("mild",) * 2
LEVEL: Final = "reaching-3-medium"
CODE: Final = "P017"
DOTS_PER_INCH: Final = 72.0


def main() -> int:
    """Play, render, write."""
    with tempfile.TemporaryDirectory() as folder:
        data = DataDirectory(Path(folder))
        save_patient(data.patients, Patient(code=CODE, affected="right"))
        for number, kind in enumerate(COURSE):
            play_dated(data, kind, number)
        folders = data.session_folders()
        session = session_report(read_session(open_recording(folders[len(folders) // 2])))
        progress = progress_of(CODE, read_history(folders, CODE, print))
        for name, told in (("report", session), ("progress-report", patient_report(progress))):
            pages = [_pixels(page) for page in pictures(told, DOTS_PER_INCH)[:2]]
            write_png(FOLDER / f"{name}.png", np.concatenate(pages, axis=1))
    return 0


def play_dated(data: DataDirectory, kind: str, number: int) -> None:
    """Play a session of `CODE`, simulated, as if it had been on a fixed day."""
    before = set(data.session_folders())
    play_session(
        Choices(
            LEVEL, CODE, f"simulated:{kind}", view="none", speed="max", seed=number, data=data.root
        )
    )
    (folder,) = set(data.session_folders()) - before
    info = open_recording(folder).info
    assert info.end is not None
    start_utc = FIRST_UTC + timedelta(days=3 * number)
    moved = folder.with_name(f"{start_utc:%Y%m%dT%H%M%S}-{number:06d}")
    end = info.end.model_copy(update={"end_utc": start_utc + timedelta(minutes=10)})
    changed = {"session_id": moved.name, "start_utc": start_utc, "end": end}
    write_info(folder, SessionInfo.model_validate(info.model_copy(update=changed).model_dump()))
    folder.rename(moved)


def _pixels(page: bytes) -> Pixels:
    surface = pygame.image.load(io.BytesIO(page), "page.png")
    return np.ascontiguousarray(pygame.surfarray.array3d(surface).swapaxes(0, 1))


if __name__ == "__main__":
    sys.exit(main())
