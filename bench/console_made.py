"""A clinic's data for the bench of the console: rows of sessions nobody played, and real ones."""

from __future__ import annotations

import shutil
import subprocess
import sys
from datetime import date
from pathlib import Path

from sqlalchemy import Connection, insert

from bench.store_made import PATIENTS, Size, fill_cohort, fill_store, make_folders
from bench.visiting import PASSWORD
from clinic.care.plans import add_plan
from clinic.console.accounts import add_account
from clinic.store import Store, audit, open_store
from clinic.store.own_tables import CardRow
from game.datadir import DataDirectory
from game.patient import Patient, save_patient
from game.recording.folder import EVENTS, LEVEL, SESSION, TRIALS
from game.recording.info import now_utc

SIZE = Size(sessions=20_000, repetitions=60)
REAL = "R01"
REAL_SESSIONS = 40
LOGIN = "lead"


def make(
    data: DataDirectory,
    database: str | None = None,
    size: Size = SIZE,
    audited: int = 20_000,
    level: str = "mixed-20-minutes",
) -> str:
    """Fill an empty data directory and its store. Returns the id of a session that was played.

    Patients P000 to P499 have `size` sessions; patient `REAL` has played one, and 39 copies of it.
    `audited` is how many lines the audit has, `level` what `REAL` plays.
    """
    for number in range(PATIENTS):
        save_patient(
            data.patients,
            Patient(
                code=f"P{number:03d}",
                affected="left" if number % 2 else "right",
                condition="stroke" if number % 3 else None,
            ),
        )
    make_folders(data, size)
    played = play(data, level)
    with open_store(data, database) as store:
        fill_store(store, data, size)
        with store.writing() as connection:
            lead = add_account(connection, LOGIN, "lead", PASSWORD)
            _plans(connection, lead)
        _audit(store, audited)
    fill_cohort(data, size)
    return played


def play(data: DataDirectory, level: str) -> str:
    """Patient `REAL` plays, simulated; and the copies of it."""
    save_patient(data.patients, Patient(code=REAL, affected="right", condition="stroke"))
    command = [sys.executable, "-m", "reachwell", "play", level, "--patient", REAL]
    command += ["--view", "none", "--input", "simulated:moderate", "--speed", "max", "--seed", "3"]
    command += ["--supervised", "--clear-space", "--data", str(data.root)]
    before = {path.name for path in data.session_folders()}
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    (played,) = (path for path in data.session_folders() if path.name not in before)
    for number in range(1, REAL_SESSIONS):
        _copy(
            played,
            data.sessions / f"20260{1 + number // 20}{1 + number % 20:02d}T100000-COPY{number:02d}",
        )
    return played.name


def _copy(played: Path, folder: Path) -> None:
    folder.mkdir()
    for file in (LEVEL, EVENTS, TRIALS):
        shutil.copyfile(played / file, folder / file)
    described = (played / SESSION).read_text(encoding="utf-8")
    began = f'"start_utc": "2026-{folder.name[4:6]}-{folder.name[6:8]}T10:00:00Z"'
    lines = [
        f"  {began}," if line.lstrip().startswith('"start_utc"') else line
        for line in described.replace(played.name, folder.name).splitlines()
    ]
    (folder / SESSION).write_text("\n".join(lines) + "\n", encoding="utf-8", newline="\n")


def _plans(connection: Connection, by: int) -> None:
    for number in range(0, PATIENTS, 2):
        code = f"P{number:03d}"
        add_plan(connection, code, "reaching-2-gentle", 3, date(2026, 1, 5), None, by)
        card = {"code": code, "cautions": "Shoulder pain above 90 degrees.", "goals": "Drink."}
        row = insert(CardRow).values(card | {"changed_utc": now_utc(), "changed_by": by})
        connection.execute(row)


def _audit(store: Store, lines: int) -> None:
    """Months of looking: what the audit's page has to find its way in."""
    for first in range(0, lines, 100):
        with store.writing() as connection:
            for number in range(first, min(first + 100, lines)):
                audit(connection, LOGIN, "look", f"patient P{number % PATIENTS:03d}")
