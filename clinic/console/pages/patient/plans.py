"""A patient's plans: what runs, what comes, one more."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from datetime import date
from urllib.parse import urlencode

from nicegui import ui

from clinic.authoring.available import AvailableLevel, available_levels
from clinic.care.plans import MOST_A_WEEK, Plan, add_plan, cancel_plan
from clinic.console.buttons import act, first_act
from clinic.console.frame import told
from clinic.console.pages.patient.asking import asking
from clinic.console.pages.patient.opened import Opened
from clinic.console.searched import searched
from clinic.console.visit import Visit
from clinic.errors import ClinicError

Changed = Callable[[], Awaitable[None]]


def play_path(plan: Plan) -> str:
    """Where a planned session is started."""
    return "/play?" + urlencode({"patient": plan.patient_code, "level": plan.level_id})


def show_plans(visit: Visit, found: Opened, changed: Changed) -> None:
    """All plans that are not over, the next one first."""
    if not found.plans:
        ui.label("Nothing is planned.").classes("small")
    for plan in found.plans:
        _show(visit, found, plan, changed)
    if visit.visitor.may("care") and found.patient is not None:
        act("Plan a level", lambda: _ask(visit, found, changed))


def _show(visit: Visit, found: Opened, plan: Plan, changed: Changed) -> None:
    async def cancel() -> None:
        with told():
            await visit.change(
                "cancel plan",
                f"patient {found.code}",
                lambda connection: cancel_plan(connection, found.code, plan.id),
            )
        await changed()

    with ui.element("div").classes("plan"):
        with ui.element("div"):
            ui.label(plan.level_title).classes("strong")
            until = f"until {plan.ends_on}" if plan.ends_on else "until cancelled"
            begins = "since" if plan.runs(found.day) else "from"
            ui.label(
                f"{plan.sessions_per_week} a week, {begins} {plan.starts_on}, {until}; "
                f"{plan.done} played this week"
            ).classes("small")
        if visit.visitor.may("care"):
            button = act("Cancel", cancel)
            button.props["aria-label"] = f"Cancel the plan of {plan.level_title}"


async def _ask(visit: Visit, found: Opened, changed: Changed) -> None:
    with told():
        levels = await visit.again(available_levels)
        _Form(visit, found, levels, changed)


class _Form:
    """A dialog for one more plan."""

    def __init__(
        self, visit: Visit, found: Opened, levels: Sequence[AvailableLevel], changed: Changed
    ) -> None:
        self._visit = visit
        self._found = found
        self._changed = changed
        self._levels = {level.id: level for level in levels if not level.problem}
        patient = found.patient
        fits = {
            level.id: level
            for level in self._levels.values()
            if patient is None or level.affected in ("any", patient.affected)
        }
        with asking(f"Plan a level for {found.code}") as self._dialog:
            self._level = searched(
                ui.select(
                    {each.id: _named(each) for each in fits.values()},
                    label="Level (type to search)",
                    on_change=self._about,
                )
            )
            self._level.props("outlined options-dense").classes("whole")
            self._said = ui.label().classes("small").props('role="status"')
            self._times = ui.number(
                f"Sessions a week (1 to {MOST_A_WEEK})", value=3, min=1, max=MOST_A_WEEK, step=1
            ).props("outlined")
            with ui.element("div").classes("minutes"):
                self._from = _day("First day", str(found.day))
                self._to = _day("Last day (may be left empty)", "")
            with ui.element("div").classes("acts"):
                first_act("Plan it", self._save)
                act("Cancel", self._dialog.close)

    def _about(self) -> None:
        level = self._levels.get(self._level.value or "")
        if level is None:
            self._said.text = ""
            return
        patient = self._found.patient
        other = patient is not None and level.posture != patient.posture
        note = f" The level is for {level.posture}; the profile says otherwise." if other else ""
        self._said.text = (
            f"About {level.minutes:g} minutes, {level.posture}. {level.for_whom}{note}"
        )

    async def _save(self) -> None:
        if not self._dialog.value:  # pressed once more while it closes
            return
        found, by = self._found, self._visit.visitor.account_id
        with told():
            level = self._level.value or ""
            times = self._times.value
            if times is None or times != int(times):
                raise ClinicError(f"sessions a week: a whole number, 1 to {MOST_A_WEEK}")
            starts = _date(self._from.value, "first day")
            ends = _date(self._to.value, "last day") if self._to.value else None
            await self._visit.change(
                "plan",
                f"patient {found.code}",
                lambda connection: add_plan(
                    connection, found.code, level, int(times), starts, ends, by
                ),
            )
            self._dialog.close()
            await self._changed()


def _named(level: AvailableLevel) -> str:
    return f"{level.title}{' (our own)' if level.own else ''}"


def _day(label: str, value: str) -> ui.input:
    return ui.input(label, value=value).props('outlined type="date" stack-label')


def _date(text: str | None, what: str) -> date:
    try:
        return date.fromisoformat(text or "")
    except ValueError:
        raise ClinicError(f"{what}: a day as 2026-03-01") from None
