"""A list of choices that one finds by typing."""

from __future__ import annotations

from typing import Final

from nicegui import ui

_FIRST: Final = """(event) => {
  const list = getElement(%d).$refs.qRef;
  if (event.target.value && list.getOptionIndex() < 0) list.moveOptionSelection(1, true);
}"""


def searched(choice: ui.select) -> ui.select:
    """What is typed narrows the list, and Enter takes the first of what is left."""
    choice.props('use-input input-debounce="0"')
    return choice.on("keydown.enter", js_handler=_FIRST % choice.id)
