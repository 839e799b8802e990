"""All levels: those that come with Reachwell by what they train, and the clinic's own."""

from __future__ import annotations

from collections.abc import Sequence

from nicegui import ui

from clinic.authoring.available import AvailableLevel, available_levels
from clinic.authoring.presets import NEEDS, STRENGTHS, Wish, by_need
from clinic.console.buttons import act
from clinic.console.frame import frame, heading
from clinic.console.pages.levels.copying import ask_for_copy, import_button
from clinic.console.visit import AVisit, Visit


@ui.page("/levels")
async def page(visit: AVisit) -> None:
    """Search, look, make new ones."""
    with frame(visit, "Levels", "/levels"), ui.element("div").classes("levels"):
        found = await visit.look(
            "levels", lambda connection: available_levels(connection, with_withdrawn=True)
        )
        _List(visit, found)


class _List:
    """The filter and what it leaves."""

    def __init__(self, visit: Visit, levels: Sequence[AvailableLevel]) -> None:
        self._visit = visit
        self._levels = levels
        with ui.element("div").classes("filter").props('role="search"'):
            self._words = ui.input("Search").props('outlined clearable debounce="200"')
            self._need = _choice("Trains", {"": "anything", **NEEDS})
            weak = {word: word for word in STRENGTHS}
            self._strength = _choice("Weakness", {"": "any", **weak})
            self._posture = _choice(
                "Posture", {"": "any", "seated": "seated", "standing": "standing"}
            )
            self._withdrawn = ui.checkbox("Withdrawn too")
            if visit.visitor.may("care"):
                import_button(visit)
        for element in (self._words, self._need, self._strength, self._posture, self._withdrawn):
            element.on_value_change(self._show)
        self._count = ui.label().props('role="status"').classes("soft")
        self._place = ui.element("div")
        self._show()

    def _show(self) -> None:
        wish = Wish(
            self._words.value or "",
            self._need.value or "",
            self._strength.value or "",
            self._posture.value or "",
        )
        found = [
            level
            for level in self._levels
            if wish.meets(level) and (self._withdrawn.value or not level.withdrawn)
        ]
        self._count.text = f"{len(found)} of {len(self._levels)} levels"
        self._place.clear()
        with self._place:
            own = [level for level in found if level.own]
            heading("Our own")
            if own:
                self._cards(own)
            else:
                ui.label(
                    "None yet: \u201cMake our own from it\u201d at a level below makes one."
                    if not any(level.own for level in self._levels)
                    else "None that fits."
                ).classes("soft")
            for need, levels in by_need([level for level in found if not level.own]).items():
                heading(f"{NEEDS.get(need, need)} (comes with Reachwell)")
                self._cards(levels)

    def _cards(self, levels: Sequence[AvailableLevel]) -> None:
        with ui.element("div").classes("level-cards"):
            for level in levels:
                self._card(level)

    def _card(self, level: AvailableLevel) -> None:
        with ui.element("article").classes("card"):
            with ui.element("h3"):
                ui.link(level.title, f"/levels/{level.id}")
            facts = [
                f"about {level.minutes:g} minutes",
                level.posture,
                ", ".join(level.tasks),
                level.body_part,
            ]
            if level.version is not None:
                facts.append(f"version {level.version}")
            if level.withdrawn:
                facts.append("withdrawn")
            ui.label(" \u00b7 ".join(fact for fact in facts if fact)).classes("soft")
            if level.problem:
                ui.label(f"Can't be played: {level.problem}").classes("problem")
            ui.label(level.for_whom)
            with ui.row().classes("buttons"):
                if self._visit.visitor.may("care"):
                    words = "Duplicate" if level.own else "Make our own from it"
                    button = act(words, lambda: ask_for_copy(self._visit, level.id))
                    button.props["aria-label"] = f"{words}: {level.title}"


def _choice(label: str, options: dict[str, str]) -> ui.select:
    return ui.select(options, value="", label=label).props("outlined options-dense")
