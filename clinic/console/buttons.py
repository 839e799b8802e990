"""Buttons with words, in the console's own colours."""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Mapping
from inspect import iscoroutine
from typing import Any, TypeVar

from nicegui import ui

Chosen = TypeVar("Chosen", str, float)


def act(words: str, done: Callable[..., object] | None = None) -> ui.button:
    """A button that says what it does; without `done` the browser does it alone.

    What takes a while is begun once: a click before it is done is not heard.
    """
    button = ui.button(words, on_click=done and _one_at_a_time(done), color=None)
    return button.props("flat no-caps").classes("act")


def first_act(words: str, done: Callable[..., object]) -> ui.button:
    """The button for what is most likely wanted."""
    return act(words, done).classes("first")


def _one_at_a_time(done: Callable[..., object]) -> Callable[[], Coroutine[Any, Any, None] | None]:
    at_work = False

    async def finish(begun: Coroutine[Any, Any, object]) -> None:
        nonlocal at_work
        try:
            await begun
        finally:
            at_work = False

    def pressed() -> Coroutine[Any, Any, None] | None:
        nonlocal at_work
        if at_work:
            return None
        begun = done()
        if not iscoroutine(begun):
            return None
        at_work = True
        return finish(begun)

    return pressed


def choices(
    label: str, options: Mapping[Chosen, str], chosen: Chosen, done: Callable[..., object]
) -> ui.toggle:
    """A few words in a row, of which one is chosen."""
    toggle = ui.toggle(dict(options), value=chosen, on_change=done).classes("styles")
    toggle.props("no-caps unelevated toggle-color=brand toggle-text-color=onbrand")
    toggle.props["aria-label"] = label
    return toggle
