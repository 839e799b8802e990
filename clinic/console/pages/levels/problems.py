"""What is wrong with a level, always in sight: each problem leads to its line and its field."""

from __future__ import annotations

from collections.abc import Callable

from nicegui import ui

from clinic.console.buttons import act
from clinic.console.pages.levels.editing import By, Editing
from clinic.names import name_warning
from levels.problem import Problem


class Problems:
    """One line: the first problem, and the others behind a button."""

    def __init__(
        self, editing: Editing, to_line: Callable[[int], None], to_field: Callable[[str], None]
    ) -> None:
        self._editing = editing
        self._to_line = to_line
        self._to_field = to_field
        self._all = False
        self._place = ui.element("div").classes("problems")
        self._place.props('role="status" aria-live="polite"')
        editing.listeners.append(self._follow)
        self._show()

    def _follow(self, by: By) -> None:  # noqa: ARG002
        self._show()

    def _show(self) -> None:
        problems = self._editing.found.problems
        self._place.clear()
        with self._place:
            if doubt := self._doubt():
                ui.label(doubt).classes("note")
            if not problems:
                self._all = False
                ui.label("\u2713 No problems: this level can be played.").classes("good")
                return
            with ui.element("ul").classes("problem"):
                for each in problems if self._all else problems[:1]:
                    self._row(each)
                if more := len(problems) - 1:
                    words = "Show the first only" if self._all else f"Show {more} more"
                    with ui.element("li"):
                        button = act(words, self._turn)
                        button.props(f'aria-expanded="{str(self._all).lower()}"')

    def _row(self, problem: Problem) -> None:
        line, name = problem.line or 1, problem.field
        field = f"{name}: " if name else ""
        with ui.element("li"):
            button = act(f"Line {line}: {field}{problem.message}", lambda: self._to_line(line))
            button.props("align=left").classes("go")
            if name:
                act("Show the field", lambda: self._to_field(name)).props["aria-label"] = (
                    f"Show the field: {name}"
                )

    def _turn(self) -> None:
        self._all = not self._all
        self._show()

    def _doubt(self) -> str | None:
        """A warning where a new line looks as if it told who somebody is."""
        known = set(self._editing.saved.splitlines())
        new = (line for line in self._editing.text.splitlines() if line not in known)
        return next((doubt for line in new if (doubt := name_warning(line))), None)
