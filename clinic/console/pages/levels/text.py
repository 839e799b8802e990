"""The level's YAML to type in, and what is wrong with it, line by line."""

from __future__ import annotations

from typing import Final

from nicegui import ui
from nicegui.elements.codemirror import CodeMirror

from clinic.console.frame import heading
from clinic.console.pages.levels.buttons import act
from clinic.console.pages.levels.editing import By, Editing
from clinic.names import name_warning

_QUIET_S: Final = 0.4
"""So long after the last key the text is read."""


class Text:
    """The text box with its problems above it."""

    def __init__(self, editing: Editing) -> None:
        self._editing = editing
        self._reading: ui.timer | None = None
        heading("Text (YAML)")
        self._problems = ui.element("div").props('role="status" aria-live="polite"')
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
        self._tell()

    @property
    def box(self) -> CodeMirror:
        """The element."""
        return self._box

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
        if self._reading is not None:
            self._reading.cancel()
        with self._box.client.content:
            self._reading = ui.timer(_QUIET_S, self.take, once=True, immediate=False)

    def take(self) -> None:
        """Read at once what was typed last."""
        if self._box.value != self._editing.text:
            self._editing.typed(self._box.value)

    def _follow(self, by: By) -> None:
        if by != "text":
            self._box.value = self._editing.text
        self._tell()

    def _tell(self) -> None:
        problems = self._editing.found.problems
        self._problems.clear()
        with self._problems:
            if doubt := self._doubt():
                ui.label(doubt).classes("note")
            if not problems:
                ui.label("\u2713 No problems: this level can be played.").classes("good")
                return
            count = len(problems)
            with ui.element("div").classes("problem"):
                ui.label("1 problem" if count == 1 else f"{count} problems").classes("strong")
                with ui.element("ul"):
                    for each in problems:
                        with ui.element("li"):
                            line = each.line or 1
                            field = f"{each.field}: " if each.field else ""
                            button = act(
                                f"Line {line}: {field}{each.message}",
                                lambda line=line: self.go_to(line),
                            )
                            button.props("align=left").classes("go")

    def _doubt(self) -> str | None:
        """A warning where a new line looks as if it told who somebody is."""
        known = set(self._editing.saved.splitlines())
        new = (line for line in self._editing.text.splitlines() if line not in known)
        return next((doubt for line in new if (doubt := name_warning(line))), None)

    def go_to(self, line: int) -> None:
        """Show a line and put the cursor there."""
        self._box.reveal_line(line)
        ui.run_javascript(
            f"getElement({self._box.id}).editorPromise.then(editor => {{"
            f"const line = editor.state.doc.line(Math.min({int(line)}, editor.state.doc.lines));"
            "editor.dispatch({selection: {anchor: line.from, head: line.to}}); editor.focus();})"
        )
