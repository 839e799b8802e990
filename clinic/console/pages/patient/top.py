"""What both pages of a patient have on top."""

from __future__ import annotations

from typing import Final

from nicegui import ui

from clinic.console.pages.patient.opened import Opened
from clinic.console.pages.patient.words import condition_words

PARTS: Final = (("Card", ""), ("Progress", "/progress"))


def show_top(found: Opened, part: str) -> None:
    """Who it is, in a line, and the way around."""
    with ui.element("div").classes("session-about"):
        if found.patient is not None:
            ui.label(f"{found.patient.affected} side affected").classes("badge")
            if found.patient.condition:
                ui.label(condition_words(found.patient.condition)).classes("badge")
            ui.label(found.patient.posture).classes("badge")
        if found.card.archived_utc:
            ui.label(f"archived on {found.card.archived_utc.astimezone():%Y-%m-%d}").classes(
                "badge"
            )
    with ui.element("nav").props('aria-label="This patient"').classes("parts"):
        for title, path in PARTS:
            link = ui.link(title, f"/patients/{found.code}{path}")
            if path == part:
                link.props('aria-current="page"')
        if found.sessions:
            ui.link("Report (PDF)", f"/patients/{found.code}/report.pdf").props("download")
