"""What patients are treated for, as their profiles say today."""

from __future__ import annotations

from collections.abc import Callable

from game.datadir import DataDirectory
from game.patient import PatientError, load_patient, patient_codes


def conditions_of(data: DataDirectory, skipped: Callable[[str], None]) -> dict[str, str]:
    """By code, of those of whom it is said. `skipped` is told of profiles that can't be read.

    A recording does not hold it: what a profile says counts for all sessions of its patient.
    Raises `PatientError` where no profile can be looked for.
    """
    found: dict[str, str] = {}
    for code in patient_codes(data.patients):
        try:
            condition = load_patient(data.patients, code).condition
        except PatientError as error:
            skipped(f"Left out: {error}")
            continue
        if condition is not None:
            found[code] = condition
    return found
