"""Where targets can appear for a chosen patient: three views, and one in 3-D."""

from __future__ import annotations

from typing import Any, Final

from nicegui import ui
from sqlalchemy import Connection

from clinic.authoring.preview.legend import SIGNS, sign
from clinic.authoring.preview.picture import pictures
from clinic.authoring.preview.sampling import preview
from clinic.authoring.preview.spots import Preview
from clinic.console.frame import heading, told
from clinic.console.pages.levels.editing import By, Editing
from clinic.console.pages.levels.things import things
from clinic.console.view3d import View3D
from clinic.console.visit import Visit
from clinic.store import patients
from game.calibration import Calibration
from game.patient import Patient, load_calibration, load_patient
from levels.model import Level

_QUIET_S: Final = 0.8
_NOBODY: Final = ""


class Picture:
    """The pictures, made anew after every change that leaves a level that can be played."""

    def __init__(self, visit: Visit, editing: Editing, code: str = _NOBODY) -> None:
        self._visit = visit
        self._editing = editing
        self._first = code
        self._patient: Patient | None = None
        self._calibration = Calibration()
        self._drawn: tuple[Level, int, str] | None = None
        self._waiting: ui.timer | None = None
        heading("Where targets can appear")
        with ui.element("div").classes("fields"):
            self._who = ui.select({_NOBODY: "nobody: the level's body"}, value=_NOBODY).props(
                'outlined options-dense label="For patient"'
            )
            self._which = ui.select({0: "1"}, value=0).props(
                'outlined options-dense label="Exercise"'
            )
        self._said = ui.element("div").props('role="status"')
        self._legend()
        self._views = ui.element("div").classes("views")
        self._solid: View3D | None = None
        self._space = ui.element("div")
        self._who.on_value_change(self._chosen)
        self._which.on_value_change(self._draw)
        editing.listeners.append(self._follow)
        self._content = ui.context.slot.parent
        ui.timer(0.1, self._begin, once=True)

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
        if self._waiting is not None:
            self._waiting.cancel()
        with self._content:
            self._waiting = ui.timer(_QUIET_S, self._draw, once=True, immediate=False)

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
        level = self._editing.found.level
        if level is None:
            self._tell("The pictures show the last text without problems.")
            return
        names = {
            number: f"{number + 1}. {each.name}" for number, each in enumerate(level.exercises)
        }
        number = self._which.value if self._which.value in names else 0
        if self._which.options != names:
            self._which.set_options(names, value=number)
        wanted = (level, number, self._who.value or _NOBODY)
        if wanted == self._drawn:
            return
        self._drawn = wanted
        patient, calibration = self._patient, self._calibration
        with told():
            found, figures = await self._visit.again(
                lambda _: _drawn(level, number, patient, calibration)
            )
            if self._drawn != wanted:  # another one is asked for meanwhile
                return
            self._views.clear()
            with self._views:
                for figure in figures:
                    with ui.element("figure"):
                        with ui.element("figcaption"):
                            ui.label(figure.title)
                        picture = ui.html(figure.svg, sanitize=False).props('role="img"')
                        picture.props["aria-label"] = figure.alt
            self._tell(_words(found, patient))
            if self._solid is None:
                with self._space:
                    heading("In space", 3)
                    self._solid = View3D("22rem", "behind")
            self._solid.show(things(found), found.sentence())

    def _tell(self, words: str) -> None:
        self._said.clear()
        with self._said:
            ui.label(words)

    def _legend(self) -> None:
        with ui.row().classes("legend"):
            for third, (words, _) in enumerate(SIGNS):
                with ui.element("span").classes("sign"):
                    ui.html(sign(third), sanitize=False).props('aria-hidden="true"')
                    ui.label(words)
            ui.label("dashed grey: start place, other things; black shoulder: affected side")


def _codes(connection: Connection) -> list[str]:
    return [each.code for each in patients(connection) if each.affected_side is not None]


def _drawn(
    level: Level, number: int, patient: Patient | None, calibration: Calibration
) -> tuple[Preview, list[Any]]:
    found = preview(level, number, patient, calibration)
    return found, pictures(found)


def _words(found: Preview, patient: Patient | None) -> str:
    whose = "the body that the level assumes" if patient is None else f"patient {patient.code}"
    reach = "as measured" if found.measured else "as assumed, not measured"
    range_ = f"difficulty {found.lowest:g} to {found.highest:g}"
    words = f"For {whose} (reach {reach}), {range_}; centimetres from the floor and the eyes."
    return " ".join(part for part in (words, found.sentence(), found.note) if part)
