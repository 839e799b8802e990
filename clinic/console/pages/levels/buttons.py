"""Buttons with words, in the console's colours."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from nicegui import ui


def act(words: str, on_click: Callable[..., Any] | None = None) -> ui.button:
    """A button for one of several things to do."""
    return ui.button(words, on_click=on_click, color=None).props("flat no-caps").classes("act")


def first_act(words: str, on_click: Callable[..., Any] | None = None) -> ui.button:
    """A button for what is done next, most often."""
    return act(words, on_click).classes("first")
