"""Small questions before something is done."""

from __future__ import annotations

from nicegui import ui

from clinic.console.buttons import act, first_act
from clinic.kept import LONGEST_LINE
from clinic.names import name_warning


async def ask_line(title: str, about: str, label: str, go: str) -> str | None:
    """Ask for a line of words; None when it was called off."""
    with ui.dialog().props("aria-labelledby=asked-title") as dialog, ui.card().classes("asked"):
        with ui.element("h2").props('id="asked-title"'):
            ui.label(title)
        ui.label(about)
        words = ui.input(label, validation={"Tell why, in a line": lambda v: bool(v.strip())})
        words.props(f"maxlength={LONGEST_LINE} autofocus outlined").classes("whole")
        warned = ui.label().props('role="status"').classes("caution")
        warned.visible = False

        def look() -> None:
            found = name_warning(words.value)
            warned.text = found or ""
            warned.visible = found is not None

        def done() -> None:
            if words.validate():
                dialog.submit(words.value.strip())

        words.on_value_change(look)
        words.on("keydown.enter", done)
        with ui.element("div").classes("acts"):
            first_act(go, done)
            act("Cancel", lambda: dialog.submit(None))
    found = await dialog
    dialog.delete()
    return found if isinstance(found, str) else None


async def confirm(title: str, about: list[str], go: str) -> bool:
    """Ask whether something is to be done."""
    with ui.dialog().props("aria-labelledby=asked-title") as dialog, ui.card().classes("asked"):
        with ui.element("h2").props('id="asked-title"'):
            ui.label(title)
        for line in about:
            ui.label(line)
        with ui.element("div").classes("acts"):
            first_act(go, lambda: dialog.submit(True))
            act("Cancel", lambda: dialog.submit(False))
    found = await dialog
    dialog.delete()
    return found is True
