"""A dialog with its heading as its name."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from typing import Final
from weakref import WeakValueDictionary

from nicegui import context, ui

_NUMBERS: Final = count(1)
_ASKED: Final[WeakValueDictionary[str, ui.dialog]] = WeakValueDictionary()


@contextmanager
def asking(title: str) -> Iterator[ui.dialog]:
    """What is put inside stands in the dialog; it opens at the end, and goes when it is closed.

    A page asks one thing at a time: of a double click that asked twice the last one stays.
    """
    page = context.client.id
    before = _ASKED.pop(page, None)
    if before is not None and not before.is_deleted:
        before.delete()
    name = f"asked-{next(_NUMBERS)}"
    with ui.dialog().props(f"aria-labelledby={name}") as dialog, ui.card().classes("asked form"):
        with ui.element("h2").props(f'id="{name}"'):
            ui.label(title)
        yield dialog
    dialog.on("hide", dialog.delete)
    dialog.open()
    _ASKED[page] = dialog
