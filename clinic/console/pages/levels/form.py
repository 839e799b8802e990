"""What the elements of the form share: the text behind them, and the problems at them."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any, Final

from nicegui import ui
from nicegui.element import Element
from nicegui.elements.mixins.validation_element import ValidationElement

from clinic.authoring.form import Field
from clinic.console.frame import told
from clinic.console.pages.levels.editing import Editing
from levels.document import Data, Path, field_name
from levels.explain import at

_EXERCISE: Final = re.compile(r"exercises\[([0-9]+)\]")
_FOCUS_AGAIN: Final = """
requestAnimationFrame(() => {
  const there = document.activeElement;
  if (!%s && there && there !== document.body && there.isConnected) return;
  const wanted = document.querySelector(`[data-key="${CSS.escape(%s || window.levelKey || "")}"]`);
  const inner = wanted?.matches("input, textarea, button") ? wanted
    : wanted?.querySelector("input, textarea, button") || wanted;
  inner?.focus();
  if (%s) inner?.scrollIntoView({ block: "center" });
})
"""
REMEMBER: Final = """(event) => {
  const there = event.target.closest("[data-key]");
  if (there) window.levelKey = there.dataset.key;
}"""
"""For the form's focusin: where one was, so that one is there again when the form is made anew."""


class Form:
    """Knows the elements by the names of their fields."""

    def __init__(self, editing: Editing) -> None:
        self.editing = editing
        self._page = ui.context.client.content
        self._elements: dict[str, ValidationElement[Any]] = {}
        self.signs: list[Element] = []
        """One an exercise, that it is the one in the preview."""
        editing.turned.append(self.point)

    def forget(self) -> None:
        """The elements are gone."""
        self._elements.clear()
        self.signs.clear()

    def point(self) -> None:
        """Show which exercise is in the preview."""
        for index, each in enumerate(self.signs):
            # Its room stays: what is pressed must not move between press and release.
            here = index == self.editing.exercise
            each.classes(**{"remove" if here else "add": "away"})

    def know(self, path: Path, element: ValidationElement[Any]) -> None:
        """An element shows the field at a path."""
        name = field_name(path)
        self._elements[name] = element.without_auto_validation()
        key(element, name)
        if not self.editing.may_change:
            element.props("readonly")

    def mark(self) -> None:
        """Show every problem at its field, or at the field around it."""
        told_at: dict[str, str] = {}
        for problem in self.editing.found.problems:
            told_at.setdefault(self._nearest(problem.field), problem.message)
        for name, element in self._elements.items():
            message = told_at.get(name)
            element.error = message
            if message is None:
                element.props(remove="aria-invalid")
            else:
                element.props["aria-invalid"] = "true"

    def go_to(self, name: str) -> None:
        """Unfold what hides a field, and put the cursor into it."""
        exercise = _EXERCISE.match(name)
        parts = {"rest"}
        if exercise is not None:
            index = int(exercise[1]) - 1
            parts = {f"exercise {index}", f"more {index}"}
            self.editing.turn_to(index)
        if self._nearest(name) != name and not parts <= self.editing.open:
            self.editing.open |= parts
            self.change(lambda text: text, new_shape=True)
        self.focus(self._nearest(name) or next(iter(self._elements), ""))

    def focus(self, wanted: str = "") -> None:
        """Go to the element of a key; else, if one's is gone, to what came in its place."""
        key_ = json.dumps(wanted)
        with self._page:
            ui.run_javascript(_FOCUS_AGAIN % (key_, key_, key_))

    def given(self, path: Path) -> Data:
        """What the level says at a path; None where it says nothing."""
        data = self.editing.found.data
        return None if data is None else at(dict(data), path)

    def effective(self, path: Path, field: Field) -> Data:
        """What counts at a path: the default where the level says nothing."""
        given = self.given(path)
        return field.default if given is None else given

    def change(self, change: Callable[[str], str], *, new_shape: bool = False) -> None:
        """Do what an element asks for; what can't be done is told."""
        with self._page, told():  # what was pressed may be gone when the form is made anew
            self.editing.edit(change, new_shape=new_shape)

    def _nearest(self, name: str) -> str:
        while name and name not in self._elements:
            name = name.rpartition(".")[0]
        return name


def key(element: Element, name: str) -> None:
    """Name an element, so that the keyboard finds it again when the form is made anew."""
    element.props["data-key"] = name
