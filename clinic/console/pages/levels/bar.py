"""The title of a level, how far it is saved, and what can be done with it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Final

from nicegui import ui

from clinic.authoring.versions import bring_back, withdraw
from clinic.console.buttons import act, first_act
from clinic.console.frame import told
from clinic.console.pages.levels.copying import ask_for_copy
from clinic.console.pages.levels.editing import Editing
from clinic.console.pages.levels.keeping import Keeping
from clinic.console.visit import Visit

_MEASURE: Final = """
(() => {
  const parts = { "--top": document.querySelector(".q-header"),
                  "--bar": document.querySelector(".level-bar") };
  const tell = () => Object.entries(parts).forEach(([name, part]) =>
    document.documentElement.style.setProperty(name, `${part?.offsetHeight ?? 0}px`));
  const watch = new ResizeObserver(tell);
  Object.values(parts).forEach((part) => part && watch.observe(part));
  tell();
})()
"""
"""Tells the style how much of the window stays covered, however large the letters are."""

Do = Callable[[], Awaitable[None]]


class Bar:
    """Stays in sight. `below` is the place under the title."""

    def __init__(
        self, visit: Visit, editing: Editing, *, withdrawn: bool, save: Do, discard: Do
    ) -> None:
        self._visit = visit
        self._editing = editing
        self._withdrawn = withdrawn
        with ui.element("div").classes("level-bar"):
            with ui.element("div").classes("level-title"):
                with ui.element("h2"):
                    self._title = ui.label()
                self._state = ui.label().classes("soft").props('role="status"')
            with ui.element("div").classes("buttons"):
                self._buttons(save, discard)
            self.below = ui.element("div").classes("below")
            ui.link("To the preview and the text", "#beside").classes("to-beside")
        ui.timer(0, lambda: ui.run_javascript(_MEASURE), once=True)

    def tell(self, keeping: Keeping) -> None:
        """Say what is so now."""
        editing = self._editing
        data = editing.found.data
        self._title.text = f"{(data or {}).get('title', editing.level_id)} ({editing.level_id})"
        state = self._saved(keeping)
        if self._withdrawn:
            state += " Withdrawn: it is in no list."
        if data is None:
            state += " The text can't be read: the form shows what it was before."
        self._state.text = state
        if editing.may_change:
            self._save.set_enabled(editing.changed)
            self._discard.set_enabled(editing.changed)
            self._undo.set_enabled(bool(editing.past))

    def withdraw_button(self) -> None:
        """A button that takes the level from the lists, or puts it back."""
        if self._editing.may_change:
            act("Bring back" if self._withdrawn else "Withdraw", self._withdraw)

    def _saved(self, keeping: Keeping) -> str:
        editing = self._editing
        if not editing.based_on:
            return "Comes with Reachwell; it can't be changed, but copied."
        if not editing.changed:
            return f"Version {editing.based_on}, saved."
        kept = f" Not kept: {keeping.problem}." if keeping.problem else ""
        if keeping.done:
            kept = " Draft kept."
        return f"Changed since version {editing.based_on}, not saved.{kept}"

    def _buttons(self, save: Do, discard: Do) -> None:
        visit, editing = self._visit, self._editing
        if editing.may_change:
            self._save = first_act("Save a new version", save)
            self._undo = act("Undo", editing.undo)
            self._discard = act("Undo all changes", discard)
        if visit.visitor.may("care"):
            make = act if editing.may_change else first_act
            words = "Duplicate" if editing.may_change else "Make our own from it"
            make(words, self._copy)
        act("Export", self._export)

    async def _copy(self) -> None:
        self._editing.take_typed()
        text = self._editing.text if self._editing.changed else None
        await ask_for_copy(self._visit, self._editing.level_id, text)

    def _export(self) -> None:
        self._editing.take_typed()
        ui.download.content(self._editing.text.encode(), f"{self._editing.level_id}.yaml")

    async def _withdraw(self) -> None:
        editing, withdrawn = self._editing, self._withdrawn
        change = bring_back if withdrawn else withdraw
        with told():
            await self._visit.change(
                "bring back level" if withdrawn else "withdraw level",
                f"level {editing.level_id}",
                lambda connection: change(connection, editing.level_id),
            )
            ui.navigate.to(f"/levels/{editing.level_id}")
