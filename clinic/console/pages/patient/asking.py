"""A dialog with its heading as its name."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from typing import Final

from nicegui import ui

_NUMBERS: Final = count(1)


@contextmanager
def asking(title: str) -> Iterator[ui.dialog]:
    """What is put inside stands in the dialog; it opens at the end, and goes when it is closed."""
    name = f"asked-{next(_NUMBERS)}"
    with ui.dialog().props(f"aria-labelledby={name}") as dialog, ui.card().classes("asked form"):
        with ui.element("h2").props(f'id="{name}"'):
            ui.label(title)
        yield dialog
    dialog.on("hide", dialog.delete)
    dialog.open()
