"""A new patient: a code that tells nothing, and how they play."""

from __future__ import annotations

from nicegui import ui
from sqlalchemy import Connection

from clinic.console.buttons import first_act
from clinic.console.frame import frame, problem, told
from clinic.console.pages.patient.profile import ProfileForm
from clinic.console.visit import AVisit
from clinic.errors import ClinicError
from clinic.names import code_warning
from clinic.store.saving import save_profile
from game.patient import CODE_RULE, PatientError, add_patient, checked_code, patient_codes


@ui.page("/new-patient")
async def page(visit: AVisit, code: str = "") -> None:
    """The form. `code` is one that has sessions here and no profile."""
    with frame(visit, "New patient", "/patients"):
        if not visit.visitor.may("care"):
            problem("Your role may look at patients, and add none.")
            return
        await visit.look("form of a new patient", lambda _: None)
        taken = await visit.again(lambda _: patient_codes(visit.console.data.patients))
        _Form(visit, code, taken)


class _Form:
    def __init__(self, visit: AVisit, code: str, taken: list[str]) -> None:
        self._visit = visit
        self._taken = {each.lower(): each for each in taken}
        with ui.element("section").classes("card form"):
            ui.label(
                "A code, as P-017. No names, initials or dates of birth: "
                "who it is stands in your own records."
            ).classes("small")
            self._code = ui.input(
                "Code", value=code, on_change=self._check, validation=self._problem
            ).props('outlined maxlength="40" autocomplete="off" autofocus')
            self._code.props["hint"] = CODE_RULE
            self._warning = ui.label().classes("caution").props('role="status"')
            self._profile = ProfileForm()
            with ui.element("div").classes("acts"):
                self._add = first_act("Add patient", self._save)
                ui.link("Back to the list", "/patients").classes("go second")
        self._check()

    def _check(self) -> None:
        code = (self._code.value or "").strip()
        reason = self._reason(code) if code else ""
        warning = "" if reason or not code else code_warning(code) or ""
        self._warning.text = warning
        self._warning.visible = bool(warning)
        self._add.enabled = bool(code) and not reason

    def _problem(self, typed: str | None) -> str | None:
        code = (typed or "").strip()
        return (self._reason(code) or None) if code else None

    def _reason(self, code: str) -> str:
        """Why a code can't be; empty where it can."""
        try:
            checked_code(code)
        except PatientError as error:
            return str(error)
        found = self._taken.get(code.lower())
        return f"patient {found} is there already" if found else ""

    async def _save(self) -> None:
        code = (self._code.value or "").strip()
        with told():
            if reason := self._reason(code):
                raise ClinicError(reason)
            patient = self._profile.patient(code)
            folder = self._visit.console.data.patients

            def work(connection: Connection) -> None:
                add_patient(folder, patient)
                save_profile(connection, patient)

            await self._visit.change("add patient", f"patient {code}", work)
            ui.navigate.to(f"/patients/{code}")
