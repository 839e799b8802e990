"""The state of a patient, fetched before a session into the station's own data."""

from __future__ import annotations

from typing import Any

from pydantic import ValidationError

from clinic.errors import ClinicError
from clinic.station.handing import Station, pending
from game.calibration import Calibration
from game.patient import (
    Patient,
    forget_calibration,
    forget_skill,
    load_calibration,
    load_skill,
    save_calibration,
    save_patient,
    save_skill,
)
from game.recording.reading import open_recording
from game.skills import KeptSkill


def fetch(station: Station, code: str) -> None:
    """Fetch profile, calibration and skill of `code`.

    What a session that is not handed over yet has taught here stays. Raises `AwayError`,
    `RefusedError`, `ClinicError`, `PatientError`, `RecordingError`.
    """
    state = station.web.get(f"/patients/{code}/state")
    patient, calibration, skill = _read(state, code)
    patients = station.data.patients
    save_patient(patients, patient)
    kept_here = {
        folder.name
        for folder in pending(station.data)
        if open_recording(folder).info.patient_code == code
    }
    if not (kept_here and _newer(load_calibration(patients, code), calibration)):
        if calibration.empty:
            forget_calibration(patients, code)
        else:
            save_calibration(patients, code, calibration)
    if load_skill(patients, code).session not in kept_here:
        if skill == KeptSkill():
            forget_skill(patients, code)
        else:
            save_skill(patients, code, skill)


def _newer(ours: Calibration, theirs: Calibration) -> bool:
    return ours.made is not None and (theirs.made is None or ours.made > theirs.made)


def _read(state: Any, code: str) -> tuple[Patient, Calibration, KeptSkill]:
    try:
        patient = Patient.model_validate(state["profile"])
        if patient.code != code:
            raise ClinicError(f"the console has told of another patient than {code}")
        return (
            patient,
            Calibration.model_validate(state["calibration"]),
            KeptSkill.model_validate(state["skill"]),
        )
    except (KeyError, TypeError, ValidationError) as error:
        raise ClinicError(
            "what the console tells of the patient is not understood here: "
            "both have to be of one version"
        ) from error
