"""The first page: the patients."""

from __future__ import annotations

from fastapi.responses import RedirectResponse
from nicegui import ui


@ui.page("/")
async def home() -> RedirectResponse:
    """Therapists begin with a patient."""
    return RedirectResponse("/patients", status_code=303)
