"""The level's YAML to type in."""

from __future__ import annotations

from typing import Final

from nicegui import ui

from clinic.console.pages.levels.editing import By, Editing

_QUIET_S: Final = 0.25
"""So long after the last key the text is read."""


class Text:
    """The text box."""

    def __init__(self, editing: Editing) -> None:
        self._editing = editing
        self._reading: ui.timer | None = None
        self._box = ui.codemirror(
            editing.text,
            language="YAML",
            theme="vscodeLight",
            indent="  ",
            line_wrapping=True,
        ).classes("yaml")
        if not editing.may_change:
            self._box.disable()
        self._box.on_value_change(lambda event: self._typed(event.value))
        ui.label(
            "Lines that start with # are comments and stay. Escape, then Tab, leaves the text."
        ).classes("help")
        ui.timer(0.1, self._name, once=True)
        editing.listeners.append(self._follow)
        editing.take_typed = self.take

    def go_to(self, line: int) -> None:
        """Put the cursor in a line and show it."""
        ui.run_javascript(
            f"getElement({self._box.id}).editorPromise.then(editor =>"
            "requestAnimationFrame(() => {"
            f"const line = editor.state.doc.line(Math.min({int(line)}, editor.state.doc.lines));"
            "editor.dispatch({selection: {anchor: line.from, head: line.to},"
            " scrollIntoView: true}); editor.focus();}))"
        )

    def take(self) -> None:
        """Read at once what was typed last."""
        if self._box.value != self._editing.text:
            self._editing.typed(self._box.value)

    def _name(self) -> None:
        """Tell screen readers what the box is."""
        ui.run_javascript(
            f"getElement({self._box.id}).editorPromise.then(({{contentDOM}}) => {{"
            'contentDOM.setAttribute("aria-label", "Text of the level, YAML");'
            "contentDOM.tabIndex = 0; })"
        )

    def _typed(self, text: str) -> None:
        if text == self._editing.text:
            return
        self._editing.keep(text)
        if self._reading is not None:
            self._reading.cancel()
        with self._box.client.content:
            self._reading = ui.timer(_QUIET_S, self.take, once=True, immediate=False)

    def _follow(self, by: By) -> None:
        if by != "text":
            self._box.value = self._editing.text
