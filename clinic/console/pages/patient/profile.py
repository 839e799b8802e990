"""A patient's profile: side, condition, posture, how hands look and sounds balance."""

from __future__ import annotations

from collections.abc import Callable
from threading import Lock
from typing import Final

from nicegui import ui
from pydantic import ValidationError
from sqlalchemy import Connection

from clinic.console.buttons import act, choices, first_act
from clinic.console.frame import told
from clinic.console.pages.patient.asking import asking
from clinic.console.pages.patient.words import (
    CONDITION_CHOICES,
    POSTURES,
    SIDES,
    SKINS,
    balance_words,
    condition_words,
)
from clinic.console.visit import Visit
from clinic.errors import ClinicError
from clinic.store.saving import save_profile
from game.patient import Patient, load_patient, save_patient

_CHANGING: Final = Lock()
"""Of two who change a profile at once the second one is told."""


class ProfileForm:
    """The fields of a profile but its code; what is given, else what a new patient has."""

    def __init__(self, patient: Patient | None = None) -> None:
        self._before = patient
        old = patient or Patient(code="P", affected="left")
        with ui.element("div").classes("form-row"):
            ui.label("Affected side").classes("field-name")
            self._side = choices("Affected side", SIDES, old.affected, _nothing)
            if patient is None:
                self._side.value = None
        with ui.element("div").classes("form-row"):
            ui.label("Plays").classes("field-name")
            self._posture = choices("Plays", POSTURES, old.posture, _nothing)
        self._condition = ui.select(
            dict(CONDITION_CHOICES), value=old.condition or "", label="Condition"
        ).props("outlined options-dense")
        self._skin = ui.select(
            dict(SKINS), value=old.skin_tone, label="Skin tone of the hands"
        ).props("outlined options-dense")
        self._balance = ui.number(
            "Sound balance: -1 louder left, 0 even, 1 louder right",
            value=old.sound_balance,
            min=-1,
            max=1,
            step=0.1,
        ).props("outlined")

    def patient(self, code: str) -> Patient:
        """What the fields say. Raises `ClinicError`, `PatientError`."""
        if self._side.value not in SIDES:
            raise ClinicError("choose the affected side")
        balance = self._balance.value
        given = {
            "code": code,
            "affected": self._side.value,
            "posture": self._posture.value,
            "condition": self._condition.value or None,
            "skin_tone": self._skin.value,
            "sound_balance": 0.0 if balance is None else balance,
        }
        before = self._before.model_dump() if self._before else {}
        try:
            return Patient.model_validate(before | given)
        except ValidationError as error:
            first = error.errors(include_url=False)[0]
            raise ClinicError(f"{'.'.join(map(str, first['loc']))}: {first['msg']}") from None


def show_profile(visit: Visit, patient: Patient, changed: Callable[[], object]) -> None:
    """What the profile says, and a button to change it."""
    rows = {
        "Affected side": patient.affected,
        "Condition": condition_words(patient.condition) or "not said",
        "Plays": patient.posture,
        "Skin tone of the hands": SKINS[patient.skin_tone],
        "Sound balance": balance_words(patient.sound_balance),
    }
    for side, reach in (("Left", patient.reach_left_m), ("Right", patient.reach_right_m)):
        if reach is not None:
            rows[f"{side} reach, set by hand"] = f"{reach:.2f} m"
    with ui.element("dl").classes("facts"):
        for name, value in rows.items():
            with ui.element("dt"):
                ui.label(name)
            with ui.element("dd"):
                ui.label(value)
    if visit.visitor.may("care"):
        act("Change the profile", lambda: _ask(visit, patient, changed))


def _ask(visit: Visit, patient: Patient, changed: Callable[[], object]) -> None:
    with asking(f"Profile of {patient.code}") as dialog:
        form = ProfileForm(patient)

        async def save() -> None:
            with told():
                new = form.patient(patient.code)
                await visit.change(
                    "change profile", f"patient {patient.code}", changing(visit, patient, new)
                )
                dialog.close()
                changed()

        with ui.element("div").classes("acts"):
            first_act("Save", save)
            act("Cancel", dialog.close)


def changing(visit: Visit, seen: Patient, new: Patient) -> Callable[[Connection], None]:
    """Work that replaces the profile that was `seen`; raises `ClinicError` where it is another."""
    folder = visit.console.data.patients

    def work(connection: Connection) -> None:
        with _CHANGING:
            if load_patient(folder, seen.code) != seen:
                raise ClinicError("this profile was changed meanwhile; yours was not saved")
            save_patient(folder, new)
        save_profile(connection, new)

    return work


def _nothing() -> None:
    """The fields are read when the form is sent."""
