"""A button in the console's own colours."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeVar

from nicegui import ui

Chosen = TypeVar("Chosen", str, float)


def act(words: str, done: Callable[..., object], *, first: bool = False) -> ui.button:
    """A button that says what it does; `first` for the one that is most likely wanted."""
    return ui.button(words, on_click=done, color=None).classes("act first" if first else "act")


def choices(
    label: str, options: Mapping[Chosen, str], chosen: Chosen, done: Callable[..., object]
) -> ui.toggle:
    """A few words in a row, of which one is chosen."""
    toggle = ui.toggle(dict(options), value=chosen, on_change=done).classes("styles")
    toggle.props("no-caps unelevated toggle-color=brand toggle-text-color=onbrand")
    toggle.props["aria-label"] = label
    return toggle
