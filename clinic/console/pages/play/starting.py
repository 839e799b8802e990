"""The form that starts a session."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from nicegui import ui
from pydantic import ValidationError
from sqlalchemy import Connection, select

from clinic.authoring.available import AvailableLevel, available_levels
from clinic.authoring.checking import checked
from clinic.authoring.versions import level_text
from clinic.care.days import today
from clinic.care.plans import Plan, plans_of
from clinic.console.frame import EXPECTED, problem
from clinic.console.pages.play.left import Left, left_lately, left_of
from clinic.console.searched import searched
from clinic.console.visit import Visit
from clinic.errors import ClinicError
from clinic.station.offered import INPUTS, VIEW_WORDS
from clinic.station.spec import VIEWS, StartSpec, View
from clinic.store.own_tables import StationRow
from game.patient import load_patient, patient_codes
from levels.model import Level

OWN: Final = 0
"""The console's own machine in the list of stations."""


@dataclass(frozen=True, slots=True)
class _Offered:
    """What there is to choose from."""

    codes: Sequence[str]
    levels: Sequence[AvailableLevel]
    stations: Mapping[int, str]


async def show_form(visit: Visit, patient: str, level: str, resume: str) -> None:
    """Patient, level, station, input, view; then start. `resume` is a session to go on with."""
    data = visit.console.data
    left = None
    if resume:
        left = await visit.again(lambda connection: left_of(connection, data, resume))
        if left is None:
            problem("Nothing is left of this session, or it was gone on with already.")

    def offered(connection: Connection) -> _Offered:
        rows = connection.execute(
            select(StationRow.id, StationRow.name).where(StationRow.removed_utc.is_(None))
        )
        return _Offered(
            patient_codes(data.patients),
            [each for each in available_levels(connection) if not each.problem],
            {row.id: row.name for row in rows},
        )

    form = _Form(visit, await visit.again(offered), left)
    await form.begin(patient, level)


class _Form:
    def __init__(self, visit: Visit, offered: _Offered, left: Left | None) -> None:
        self._visit = visit
        self._left = left
        self._levels = {each.id: each for each in offered.levels}
        self._level: Level | None = None
        self._raw = ""
        with ui.element("section").classes("card form"):
            if not offered.codes:
                ui.label("There is no patient yet.").classes("small")
                ui.link("New patient", "/new-patient").classes("go")
            self._patient = _select("Patient", {code: code for code in offered.codes}, None)
            searched(self._patient).props("clearable")
            self._patient.on_value_change(self._patient_chosen)
            self._level_choice = searched(_select("Level", self._by_title(()), None))
            self._level_choice.on_value_change(self._level_chosen)
            self._offer = ui.element("div").classes("next-up")
            self._offer.visible = False
            self._about = ui.label().classes("small")
            self._station = _select("Station", self._stations(offered.stations), OWN)
            self._input = _select("Played with", dict(INPUTS), "openxr")
            self._input.on_value_change(self._input_chosen)
            self._view = _select("Picture", _views("openxr"), "headset")
            self._beside = ui.checkbox("Somebody stands beside the patient all the time")
            self._clear = ui.checkbox("The floor around the patient is clear")
            self._problem = ui.label().classes("problem").props('role="alert"')
            self._state = ui.label().classes("strong").props('role="status"')
            with ui.element("div").classes("acts"):
                self._button = ui.button("Start the session", on_click=self._start, color=None)
                self._button.classes("act first")
        for each in (self._problem, self._state, self._beside, self._clear):
            each.visible = False

    async def begin(self, patient: str, level: str) -> None:
        """Choose beforehand what is asked for by the page's address."""
        if self._left is not None:
            self._go_on(self._left)
            return
        if patient and patient in self._patient.options:
            self._patient.value = patient
            await self._plans(patient)
            await self._offer_rest(patient)
        if level in self._levels:
            self._level_choice.value = level
        await self._take_level()

    def _go_on(self, left: Left) -> None:
        """Patient and level are those of the session that ended early."""
        self._patient.visible = self._level_choice.visible = False
        self._level = left.level
        self._show_offer(
            left, "Start another session instead", f"/play?patient={left.patient_code}"
        )
        game = self._visit.console.hub.games.get(left.session_id)
        station = game.station.id if game is not None else None
        if station in self._station.options:
            self._station.value = station
        self._input.value = next(
            (each for each in INPUTS if each.partition(":")[0] == left.input_device), "openxr"
        )
        self._button.text = "Go on with this session"
        self._tell_level()

    async def _patient_chosen(self) -> None:
        await self._plans(self._patient.value)
        await self._take_level()
        await self._offer_rest(self._patient.value)

    async def _offer_rest(self, code: str | None) -> None:
        """Where the last session ended early just now, it may be gone on with."""
        console, left = self._visit.console, None
        if code:
            games = console.hub.games.items()
            linked = [each for each, game in games if game.hello.patient_code == code]
            left = await self._visit.again(
                lambda connection: left_lately(connection, console.data, code, linked)
            )
        self._offer.visible = left is not None
        if left is not None:
            self._show_offer(left, "Go on with this session", f"/play?resume={left.session_id}")

    def _show_offer(self, left: Left, what: str, path: str) -> None:
        self._offer.clear()
        self._offer.visible = True
        with self._offer:
            with ui.element("div"):
                when = f"{left.start_utc.astimezone():%Y-%m-%d %H:%M}"
                ui.label(f"{left.patient_code}, {left.level.title}").classes("strong")
                ui.label(f"The session of {when} ended early. {left.where}")
            ui.link(what, path).classes("go second")

    async def _plans(self, code: str | None) -> None:
        """The next planned level first, then those for this patient's side."""
        plans: Sequence[Plan] = ()
        if code:
            day = today()
            found = await self._visit.look(
                f"patient {code}", lambda connection: plans_of(connection, [code], day)
            )
            plans = found[code]
        self._level_choice.set_options(self._by_title(plans))
        planned = [each.level_id for each in plans if each.level_id in self._levels]
        if planned:
            self._level_choice.value = planned[0]

    def _by_title(self, plans: Sequence[Plan]) -> dict[str, str]:
        first = {
            plan.level_id: f"{self._levels[plan.level_id].title} (planned, "
            f"{plan.done} of {plan.sessions_per_week} this week)"
            for plan in plans
            if plan.level_id in self._levels
        }
        own = {each.id: f"{each.title} (own)" for each in self._levels.values() if each.own}
        return first | own | {each.id: each.title for each in self._levels.values()} | own | first

    async def _level_chosen(self) -> None:
        await self._take_level()

    async def _take_level(self) -> None:
        chosen = self._level_choice.value
        if chosen is None:
            self._level = None
        elif self._level is None or self._level.id != chosen:
            raw = await self._visit.again(lambda connection: level_text(connection, chosen))
            self._raw = raw.decode()
            self._level = checked(self._raw).level
        self._tell_level()

    def _tell_level(self) -> None:
        level = self._level
        standing = walking = False
        if level is not None:
            standing = any(level.posture_of(each) == "standing" for each in level.exercises)
            standing = standing or level.posture == "standing"
            walking = any(each.parameters.walks for each in level.exercises)
            posture = "standing" if standing else "seated"
            self._about.text = (
                f"{level.for_whom} About {level.minutes:g} minutes, {posture}. {level.caution}"
            )
        self._about.visible = level is not None
        self._beside.visible, self._clear.visible = standing, walking

    def _stations(self, known: Mapping[int, str]) -> dict[int, str]:
        lines = self._visit.console.stations.lines
        joined = {
            number: name if number in lines else f"{name} (not connected)"
            for number, name in known.items()
        }
        return {OWN: "This machine", **joined}

    def _input_chosen(self) -> None:
        views = _views(self._input.value)
        self._view.set_options(views, value=next(iter(views)))

    async def _start(self) -> None:
        self._problem.visible = False
        self._button.enabled = False
        self._state.text, self._state.visible = "Starting the game ...", True
        try:
            session_id = await self._started()
            ui.navigate.to(f"/play/{session_id}")
        except ValidationError as error:
            self._tell_problem(error.errors()[0]["msg"])
        except EXPECTED as error:
            self._tell_problem(str(error))
        finally:
            self._button.enabled = True

    async def _started(self) -> str:
        """Start the game and wait until it calls. Raises what is expected, with the reason."""
        left = self._left
        code = left.patient_code if left is not None else self._patient.value
        if not code:
            raise ClinicError("Choose a patient.")
        level = self._level
        if level is None:
            raise ClinicError("Choose a level.")
        visit = self._visit
        patient = await visit.again(lambda _: load_patient(visit.console.data.patients, code))
        if level.affected not in ("any", patient.affected):
            raise ClinicError(
                f"This level is for the {level.affected} side; {code} is affected "
                f"on the {patient.affected}."
            )
        values: dict[str, Any] = {
            "patient_code": code,
            "level_raw": self._raw,
            "station_id": self._station.value or None,
            "input": self._input.value,
            "view": self._view.value,
            "supervised": bool(self._beside.visible and self._beside.value),
            "clear_space": bool(self._clear.visible and self._clear.value),
            "resume": left.session_id if left is not None else None,
        }
        spec = StartSpec(**values)
        action = f"go on with {left.session_id}" if left is not None else f"start {level.id}"
        await visit.change(action, f"patient {code}", lambda _: None)
        started = await visit.console.stations.start(spec, visit.visitor.login)
        return await started.session()

    def _tell_problem(self, line: str) -> None:
        self._state.visible = False
        self._problem.text, self._problem.visible = f"Not started: {line}", True


def _views(device: str) -> dict[View, str]:
    return {view: VIEW_WORDS[view] for view in VIEWS[device.partition(":")[0]]}


def _select(label: str, options: Mapping[Any, str], value: Any) -> ui.select:
    return ui.select(dict(options), label=label, value=value).props("outlined")
