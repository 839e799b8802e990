"""Two texts of a level, line by line."""

from __future__ import annotations

from typing import Final

from nicegui import ui

from clinic.authoring.difference import difference

_MOST_LINES: Final = 400
"""Of a difference; a level has about a hundred."""


def show_difference(old: str, new: str) -> None:
    """Changed lines with some around them; signs beside colours."""
    lines = difference(old, new)
    if not lines:
        ui.label("Nothing is different.").classes("soft")
        return
    signs = {"same": " ", "added": "+", "removed": "\u2212", "gap": "\u2026"}
    said = {"added": "added", "removed": "removed"}
    with ui.element("div").classes("difference").props('tabindex="0" role="group"') as box:
        box.props["aria-label"] = "Changed lines"
        with ui.element("table"), ui.element("tbody"):
            for line in lines[:_MOST_LINES]:
                with ui.element("tr").classes(line.how):
                    with ui.element("td").classes("number"):
                        ui.label(str(line.new or line.old or ""))
                    with ui.element("td").classes("sign") as cell:
                        if line.how in said:
                            cell.props["aria-label"] = said[line.how]
                        ui.label(signs[line.how])
                    with ui.element("td").classes("line"):
                        ui.label(line.text)
    if len(lines) > _MOST_LINES:
        ui.label(f"{len(lines) - _MOST_LINES} more lines; export both to compare them.")
