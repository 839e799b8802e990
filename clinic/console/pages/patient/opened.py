"""What one patient's page reads."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from sqlalchemy import Connection, func, select

from clinic.care.cards import Card, card_of
from clinic.care.days import today
from clinic.care.plans import Plan, plans_of
from clinic.console.console import Console
from clinic.errors import ClinicError
from clinic.store.index_tables import SessionRow
from game.patient import (
    Patient,
    PatientError,
    checked_code,
    load_calibration,
    load_patient,
    load_skill,
)


@dataclass(frozen=True, slots=True)
class Opened:
    """A patient as they are now. `patient` is None where no profile can be read: `problem` says."""

    code: str
    patient: Patient | None
    problem: str
    card: Card
    plans: Sequence[Plan]
    sessions: int
    measured: Sequence[str]
    skill: Sequence[str]
    day: date


def opening(console: Console, code: str) -> Callable[[Connection], Opened]:
    """Reads a patient, for `Visit.look` and its like. Raises `ClinicError` where there is none."""

    def work(connection: Connection) -> Opened:
        checked_code(code)
        folder, day = console.data.patients, today()
        patient, problem = None, ""
        try:
            patient = load_patient(folder, code)
        except PatientError as error:
            problem = str(error)
        count = select(func.count()).where(SessionRow.patient_code == code)
        sessions = connection.execute(count).scalar_one()
        card = card_of(connection, code)
        there = (folder / code).is_dir() or sessions or card.changed_utc
        if patient is None and not there:
            raise ClinicError(f"there is no patient {code}")
        return Opened(
            code,
            patient,
            problem,
            card,
            plans_of(connection, [code], day)[code],
            sessions,
            _measured(folder, code),
            _skill(folder, code),
            day,
        )

    return work


def _measured(folder: Path, code: str) -> list[str]:
    """What calibration found, a line each; empty where there is none."""
    try:
        calibration = load_calibration(folder, code)
    except PatientError as error:
        return [str(error)]
    return [] if calibration.empty else [line.strip() for line in calibration.sentences()]


def _skill(folder: Path, code: str) -> list[str]:
    """Of what skill is known, a line each; empty where there is none."""
    try:
        kept = load_skill(folder, code)
    except PatientError as error:
        return [str(error)]
    return [
        f"{task}, {side}: from {each.repetitions} repetitions"
        + (f", last on {each.last_utc:%Y-%m-%d}" if each.last_utc else "")
        for task, sides in kept.tasks.items()
        for side, each in sides.items()
    ]
