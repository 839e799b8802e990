"""Panels behind tabs. On a wide screen the first always stands beside the others."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from nicegui import ui
from nicegui.element import Element
from nicegui.events import GenericEventArguments

_WIDE: Final = "(min-width: 1600px)"
_WATCH: Final = """
(() => {
  const wide = window.matchMedia("%s");
  const tell = () => emitEvent("panels-wide", wide.matches);
  wide.addEventListener("change", tell);
  tell();
})()
"""
_KEYS: Final = {"ArrowLeft": -1, "ArrowRight": 1, "Home": 0, "End": 0}


class Panels:
    """As many panels as titles. Arrow keys, Home and End go from tab to tab."""

    def __init__(self, label: str, titles: Sequence[str]) -> None:
        self._wide = False
        self._shown = 0
        with ui.element("div").classes("panels").props('id="beside"'):
            with ui.element("div").props('role="tablist"').classes("tabs") as tabs:
                tabs.props["aria-label"] = label
                self._tabs = [self._tab(number, title) for number, title in enumerate(titles)]
            self._panels = [self._panel(number) for number in range(len(titles))]
        self._follow()
        ui.on("panels-wide", self._turn)
        ui.timer(0, lambda: ui.run_javascript(_WATCH % _WIDE), once=True)

    def __getitem__(self, number: int) -> Element:
        """A panel, to put something in."""
        return self._panels[number]

    def show(self, number: int) -> None:
        """Show a panel."""
        self._shown = number
        self._follow()

    def _tab(self, number: int, title: str) -> Element:
        tab = ui.element("button").props(f'role="tab" type="button" id="tab-{number}"')
        tab.props(f'aria-controls="panel-{number}"')
        with tab:
            ui.label(title)
        tab.on("click", lambda: self.show(number))
        tab.on("keydown", lambda event: self._key(number, event), ["key"])
        return tab

    def _panel(self, number: int) -> Element:
        panel = ui.element("div").props(f'role="tabpanel" id="panel-{number}"')
        return panel.props(f'aria-labelledby="tab-{number}"').classes("panel")

    def _key(self, number: int, event: GenericEventArguments) -> None:
        key = event.args.get("key")
        if key not in _KEYS:
            return
        first, last = int(self._wide), len(self._tabs) - 1
        wanted = {"Home": first, "End": last}.get(key, number + _KEYS[key])
        wanted = last if wanted < first else first if wanted > last else wanted
        self.show(wanted)
        ui.run_javascript(f'document.getElementById("tab-{wanted}").focus()')

    def _turn(self, event: GenericEventArguments) -> None:
        self._wide = bool(event.args)
        self._follow()

    def _follow(self) -> None:
        """The first panel needs no tab where it is there all the time."""
        first = int(self._wide)
        chosen = max(first, self._shown)
        for number, (tab, panel) in enumerate(zip(self._tabs, self._panels, strict=True)):
            tab.set_visibility(number >= first)
            tab.props["aria-selected"] = "true" if number == chosen else "false"
            tab.props["tabindex"] = "0" if number == chosen else "-1"
            panel.set_visibility(number == chosen or number < first)
