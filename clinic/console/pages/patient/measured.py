"""What has been measured of a patient, and forgetting it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path

from nicegui import ui

from clinic.console.buttons import act, first_act
from clinic.console.frame import heading, told
from clinic.console.pages.patient.asking import asking
from clinic.console.pages.patient.opened import Opened
from clinic.console.visit import Visit
from game.patient import forget_calibration, forget_skill


def show_measured(visit: Visit, found: Opened, changed: Callable[[], Awaitable[None]]) -> None:
    """Calibration and skill, each with a button to forget it."""
    may = visit.visitor.may("care")
    _lines("Body and reach", found.measured, "Nothing has been measured yet.")
    if may and found.measured:
        _forgetting(
            visit, found.code, "calibration", "The next session measures anew.",
            forget_calibration, changed,
        )  # fmt: skip
    _lines("Skill", found.skill, "Nothing is known yet.")
    if may and found.skill:
        _forgetting(
            visit, found.code, "skill", "The next session begins where its level says.",
            forget_skill, changed,
        )  # fmt: skip


def _lines(title: str, lines: Sequence[str], none: str) -> None:
    heading(title, 3)
    with ui.element("div").classes("lines"):
        for line in lines or [none]:
            ui.label(line)


def _forgetting(
    visit: Visit,
    code: str,
    what: str,
    then: str,
    forget: Callable[[Path, str], bool],
    changed: Callable[[], Awaitable[None]],
) -> None:
    async def done(dialog: ui.dialog) -> None:
        with told():
            folder = visit.console.data.patients
            await visit.change(f"forget {what}", f"patient {code}", lambda _: forget(folder, code))
            dialog.close()
            await changed()

    def ask() -> None:
        with asking(f"Forget the {what} of {code}?") as dialog:
            ui.label(f"{then} This can't be undone.")
            with ui.element("div").classes("acts"):
                act(f"Forget {what}", lambda: done(dialog))
                first_act("Keep it", dialog.close)

    with ui.element("div").classes("acts"):
        act(f"Forget {what}", ask)
