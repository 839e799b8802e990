"""Each repetition with its measures; one can be taken out with a reason, and taken back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from html import escape

from nicegui import events, ui

from clinic.console.frame import told
from clinic.console.pages.session.asking import ask_line
from clinic.console.pages.session.opened import Opened
from clinic.console.pages.session.parts import followed, opening, session_page
from clinic.console.pages.session.repetition_table import Choice, table_html
from clinic.console.visit import AVisit, Visit
from clinic.errors import ClinicError
from clinic.kept import exclude, take_back

_CLICKS = """(event) => {
  const button = event.target.closest("button[data-sort],button[data-out],button[data-back]");
  if (!button) return;
  for (const act of ["sort", "out", "back"])
    if (button.dataset[act]) emit(act, button.dataset[act]);
}"""


@ui.page("/sessions/{session_id}/repetitions")
async def page(session_id: str, visit: AVisit) -> None:
    """The repetitions."""

    async def show(found: Opened) -> None:
        Repetitions(visit, found).make()

    await session_page(visit, session_id, "/repetitions", show)


class Repetitions:
    """The table on one page, and what its buttons do."""

    def __init__(self, visit: Visit, found: Opened) -> None:
        """Of a session as it was read."""
        self._visit = visit
        self._found = found
        numbers = list(dict.fromkeys(each.exercise for each in found.repetitions))
        self._choice = Choice(numbers[0] if numbers else 0)
        self._may = visit.visitor.may("care") and found.closed

    def make(self) -> None:
        """Put it on the page."""
        if not self._found.repetitions:
            ui.label("No repetition was recorded.")
            return
        if self._found.locked:
            ui.label(
                "The note is signed: what counts is locked. Begin an amendment on the note's page "
                "to change it."
            ).classes("caution")
        names = {each.exercise: each.exercise_name for each in self._found.repetitions}
        with ui.element("div").classes("filters"):
            _select(
                "Exercise",
                {str(number): f"{number}. {name}" for number, name in names.items()},
                lambda value: self._choose(exercise=int(value)),
            )
            _select(
                "Side",
                {"both": "both sides", "left": "left", "right": "right"},
                lambda value: self._choose(side=value),
            )
            ui.checkbox(
                "All measures, those for researchers too",
                on_change=lambda event: self._choose(every_measure=bool(event.value)),
            )
        self._table = ui.html(self._html(), sanitize=False).classes("scrolls")
        self._table.props('tabindex="0" role="group" aria-label="Repetitions"')
        self._table.on("click", self._clicked, js_handler=_CLICKS)
        ui.label(
            "Each repetition taken out stays in the recording; it counts in no figure, and the "
            "report, the note and exports say that it was taken out."
        ).classes("small")

    def _choose(self, **changed: int | str | bool) -> None:
        self._choice = replace(self._choice, **changed)  # type: ignore[arg-type]
        self._table.content = self._html()

    def _html(self) -> str:
        return table_html(
            self._found, self._choice, may_change=self._may and not self._found.locked
        )

    async def _clicked(self, event: events.GenericEventArguments) -> None:
        act, value = map(str, event.args)
        with told():
            if act == "sort":
                down = self._choice.sort == value and not self._choice.down
                self._choose(sort=value, down=down)
                _focus(f'[data-sort="{self._choice.sort}"]')
            elif value.isascii() and value.isdigit():
                await (self._take_out if act == "out" else self._take_back)(int(value))

    async def _take_out(self, number: int) -> None:
        reason = await ask_line(
            f"Take repetition {number} out",
            "Why does it not count? No names, please.",
            "Reason",
            "Take out",
        )
        if reason is None:
            _focus(f'[data-out="{number}"]')
            return
        await self._change("take repetition out", number, lambda: self._exclude(number, reason))
        _focus(f'[data-back="{number}"]')

    def _exclude(self, number: int, reason: str) -> None:
        if number not in {each.trial_num for each in self._found.repetitions}:
            raise ClinicError(f"there is no repetition {number} in this session")
        exclude(self._found.folder, number, reason)

    async def _take_back(self, number: int) -> None:
        folder = self._found.folder
        await self._change("take repetition back", number, lambda: take_back(folder, number))
        _focus(f'[data-out="{number}"]')

    async def _change(self, action: str, number: int, work: Callable[[], object]) -> None:
        found = self._found
        subject = f"session {found.id} repetition {number}"
        await self._visit.change(action, subject, lambda _: work())
        await followed(self._visit, found.id)
        self._found = await self._visit.again(opening(self._visit, found.id))
        self._table.content = self._html()
        ui.notify("Done. The figures of this session follow.")


def _select(label: str, options: dict[str, str], chosen: Callable[[str], None]) -> None:
    """A choice of few, as the browser's own control."""
    told_options = "".join(
        f'<option value="{escape(value)}">{escape(words)}</option>'
        for value, words in options.items()
    )
    control = ui.html(
        f'<label class="field">{escape(label)} <select>{told_options}</select></label>',
        sanitize=False,
    )
    control.on(
        "change",
        lambda event: chosen(str(event.args)) if str(event.args) in options else None,
        js_handler="(event) => emit(event.target.value)",
    )


def _focus(selector: str) -> None:
    ui.run_javascript(f"setTimeout(() => document.querySelector({selector!r})?.focus(), 100)")
