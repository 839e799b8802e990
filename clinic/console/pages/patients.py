"""All patients, by code."""

from __future__ import annotations

from nicegui import ui

from clinic.console.frame import frame
from clinic.console.visit import AVisit
from clinic.store import patients


@ui.page("/patients")
async def page(visit: AVisit) -> None:
    """The list."""
    with frame(visit, "Patients", "/patients"):
        found = await visit.look("patients", patients)
        for each in found:
            ui.link(each.code, f"/patients/{each.code}")
