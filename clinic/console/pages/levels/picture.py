"""Where targets can appear for a chosen patient: three views, and one in 3-D."""

from __future__ import annotations

from typing import Final

from nicegui import ui
from sqlalchemy import Connection

from clinic.authoring.preview.legend import SIGNS, sign
from clinic.authoring.preview.picture import VIEWS, pictures
from clinic.authoring.preview.sampling import preview
from clinic.authoring.preview.spots import Preview
from clinic.console.buttons import act
from clinic.console.frame import told
from clinic.console.pages.levels.editing import By, Editing
from clinic.console.pages.levels.things import things
from clinic.console.view3d import View3D
from clinic.console.visit import Visit
from clinic.report.drawing import Figure
from clinic.store import patients
from game.calibration import Calibration
from game.patient import Patient, load_calibration, load_patient
from levels.model import Level

_NOBODY: Final = ""
_SPACE: Final = len(VIEWS)
_ALL: Final = -1


class Picture:
    """The pictures of the exercise that is worked on, drawn anew after every change.

    A level that can't be played leaves them as they are. While one is drawn, only the newest
    change waits.
    """

    def __init__(self, visit: Visit, editing: Editing, code: str = _NOBODY) -> None:
        self._visit = visit
        self._editing = editing
        self._first = code
        self._patient: Patient | None = None
        self._calibration = Calibration()
        self._drawn: tuple[Level, int, str] | None = None
        self._drawing = False
        with ui.element("div").classes("what-is-shown"):
            with ui.element("div").classes("for-whom"):
                self._who = ui.select({_NOBODY: "nobody: the level's body"}, value=_NOBODY).props(
                    'outlined options-dense label="For patient"'
                )
                self._which = ui.select({0: "1"}, value=0).props(
                    'outlined options-dense label="Exercise"'
                )
            self._larger()
        self._old = ui.label("Drawn before the text had problems.").classes("old-views")
        self._old.props('role="status"').set_visibility(False)
        self._views = ui.element("div").classes("views")
        with self._views:
            self._figures = [ui.element("figure") for _ in range(_SPACE)]
            with ui.element("figure").classes("space") as space:
                _caption("In space")
                self._solid = View3D("100%", "behind")
        self._figures.append(space)
        self._legend()
        self._said = ui.label().props('role="status"').classes("help")
        self._who.on_value_change(self._chosen)
        self._which.on_value_change(lambda event: editing.turn_to(event.value or 0))
        editing.listeners.append(self._follow)
        editing.turned.append(self._draw_soon)
        self._content = ui.context.slot.parent
        ui.timer(0, self._begin, once=True)

    def _larger(self) -> None:
        """Buttons that show all views, or one alone and as large as there is room."""
        names = {_ALL: "All", 0: "Front", 1: "Right", 2: "Above", _SPACE: "In space"}
        with ui.element("div").props('role="group" aria-label="Views"').classes("choose-view"):
            self._choices = {
                number: act(name, lambda number=number: self._show_view(number))
                for number, name in names.items()
            }
        self._choices[_ALL].props('aria-pressed="true"')

    def _show_view(self, chosen: int) -> None:
        for number, button in self._choices.items():
            button.props(f'aria-pressed="{str(number == chosen).lower()}"')
        for number, figure in enumerate(self._figures):
            figure.set_visibility(chosen in (_ALL, number))
        self._views.classes(remove="one") if chosen == _ALL else self._views.classes("one")

    async def _begin(self) -> None:
        with told():
            codes = await self._visit.again(_codes)
            self._who.set_options(
                {_NOBODY: "nobody: the level's body", **{code: code for code in codes}}
            )
            if self._first in codes:
                self._who.value = self._first  # which draws it
                return
        await self._draw()

    def _follow(self, by: By) -> None:  # noqa: ARG002
        self._draw_soon()

    def _draw_soon(self) -> None:
        with self._content:
            ui.timer(0, self._draw, once=True)

    async def _chosen(self) -> None:
        """Read what is known of the patient; the audit holds that it was looked at."""
        code = self._who.value or _NOBODY
        folder = self._visit.console.data.patients
        self._patient, self._calibration = None, Calibration()
        with told():
            if code:
                self._patient, self._calibration = await self._visit.look(
                    f"patient {code}",
                    lambda _: (load_patient(folder, code), load_calibration(folder, code)),
                )
        self._drawn = None
        await self._draw()

    async def _draw(self) -> None:
        if self._drawing:
            return
        self._drawing = True
        try:
            while (wanted := self._wanted()) is not None and wanted != self._drawn:
                self._drawn = wanted
                await self._draw_one(*wanted)
        finally:
            self._drawing = False

    def _wanted(self) -> tuple[Level, int, str] | None:
        """What is to be drawn, or None where the level can't be played just now."""
        level = self._editing.found.level
        self._views.classes(remove="old") if level else self._views.classes("old")
        self._old.set_visibility(level is None)
        if level is None:
            self._drawn = None
            return None
        names = {
            number: f"{number + 1}. {each.name}" for number, each in enumerate(level.exercises)
        }
        number = self._editing.exercise if self._editing.exercise in names else 0
        if self._which.options != names:
            self._which.set_options(names, value=number)
        elif self._which.value != number:
            self._which.value = number
        return level, number, self._who.value or _NOBODY

    async def _draw_one(self, level: Level, number: int, code: str) -> None:
        patient, calibration = self._patient, self._calibration
        with told():
            found, figures = await self._visit.again(
                lambda _: _drawn(level, number, patient, calibration)
            )
            if code != (self._who.value or _NOBODY):  # another one was chosen meanwhile
                return
            for place, figure in zip(self._figures, figures, strict=False):
                place.clear()
                with place:
                    _caption(figure.title)
                    picture = ui.html(figure.svg, sanitize=False).props('role="img"')
                    picture.props["aria-label"] = figure.alt
            self._said.text = _words(found, patient)
            self._solid.show(things(found), found.sentence())

    def _legend(self) -> None:
        with ui.row().classes("legend"):
            for third, (words, _) in enumerate(SIGNS):
                with ui.element("span").classes("sign"):
                    ui.html(sign(third), sanitize=False).props('aria-hidden="true"')
                    ui.label(words)
            ui.label("dashed: start, other things; black shoulder: affected")


def _caption(title: str) -> None:
    with ui.element("figcaption"):
        ui.label(title)


def _codes(connection: Connection) -> list[str]:
    return [each.code for each in patients(connection) if each.affected_side is not None]


def _drawn(
    level: Level, number: int, patient: Patient | None, calibration: Calibration
) -> tuple[Preview, list[Figure]]:
    found = preview(level, number, patient, calibration)
    return found, pictures(found)


def _words(found: Preview, patient: Patient | None) -> str:
    whose = "the body that the level assumes" if patient is None else f"patient {patient.code}"
    reach = "as measured" if found.measured else "as assumed, not measured"
    range_ = f"difficulty {found.lowest:g} to {found.highest:g}"
    words = f"For {whose} (reach {reach}), {range_}; centimetres from the floor and the eyes."
    return " ".join(part for part in (words, found.sentence(), found.note) if part)
