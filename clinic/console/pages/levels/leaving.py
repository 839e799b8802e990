"""Leaving a page with what is not saved asks first; without a console nothing can be written."""

from __future__ import annotations

from typing import Final

from nicegui import ui

_GUARD: Final = """
(() => {
  if (window.levelUnsaved !== undefined) return;
  window.levelUnsaved = false;
  window.addEventListener("beforeunload", (event) => {
    if (window.levelUnsaved && window.socket?.connected) event.preventDefault();
  });
  const still = (cut) => {
    document.querySelectorAll(".one-level .level-bar .buttons, .level-editor")
      .forEach((each) => { each.inert = cut; });
    document.querySelector(".level-cut").hidden = !cut;
  };
  window.socket?.on("disconnect", () => still(true));
  window.socket?.on("connect", () => still(false));
})();
"""


class Leaving:
    """Asks the browser to ask. What is typed where nobody takes it would be lost: so none is."""

    def __init__(self) -> None:
        self._asks: bool | None = None
        with ui.element("div").classes("level-cut problem").props('role="alert" hidden'):
            ui.label(
                "The console does not answer. What you wrote is kept; writing goes on when it is "
                "back."
            )

    def ask(self, wanted: bool) -> None:  # noqa: FBT001 - a state, not a way to do it
        """Whether there is something to lose."""
        if wanted != self._asks:
            self._asks = wanted
            ui.run_javascript(f"{_GUARD}window.levelUnsaved = {str(wanted).lower()};")
