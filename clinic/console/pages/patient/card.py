"""A patient's card: what is next, plans, goals and cautions, what is known, all sessions."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from nicegui import ui
from starlette.concurrency import run_in_threadpool

from clinic.care.cards import archive, unarchive
from clinic.care.plans import next_plan
from clinic.console.buttons import act
from clinic.console.frame import frame, heading, problem, told
from clinic.console.pages.patient.measured import show_measured
from clinic.console.pages.patient.opened import Opened, opening
from clinic.console.pages.patient.plans import play_path, show_plans
from clinic.console.pages.patient.profile import show_profile
from clinic.console.pages.patient.sessions import SessionList
from clinic.console.pages.patient.top import show_top
from clinic.console.pages.patient.written import show_written
from clinic.console.visit import AVisit, Visit
from clinic.store import refresh_patient


@ui.page("/patients/{code}")
async def page(code: str, visit: AVisit) -> None:
    """All about one patient but progress."""
    with frame(visit, f"Patient {code[:32]}", "/patients"):
        read = opening(visit.console, code)
        await visit.again(read)  # there is such a patient, before the audit holds a line of it
        found = await visit.look(f"patient {code}", read)
        await _Card(visit, found).show()


class _Card:
    """The page's parts; each is drawn anew alone, so that what is typed elsewhere stays."""

    def __init__(self, visit: Visit, found: Opened) -> None:
        self._visit = visit
        self._found = found

    async def show(self) -> None:
        """Everything, then whatever has been played since the index was made."""
        self._top()
        self._next()
        with ui.element("div").classes("columns pair"):
            with ui.element("section").classes("card"):
                heading("Plan")
                self._plans()
            with ui.element("section").classes("card"):
                heading("Goals and cautions")
                show_written(self._visit, self._found.code, self._found.card, self._again)
            with ui.element("section").classes("card"):
                heading("Profile")
                self._profile()
            with ui.element("section").classes("card"):
                heading("Measured")
                self._measured()
        with ui.element("section"):
            heading("Sessions")
            sessions = SessionList(self._visit, self._found.code)
            await sessions.first()
        if self._visit.visitor.may("care"):
            self._archiving()
        ui.timer(0.05, partial(self._follow, sessions), once=True)

    async def _follow(self, sessions: SessionList) -> None:
        """Sessions that are new since the index was brought up to date."""
        console = self._visit.console
        with told():
            done = await run_in_threadpool(
                refresh_patient, console.store, console.data, self._found.code
            )
            if done.read or done.gone:
                await self._again()
                await sessions.first()

    async def _again(self) -> None:
        self._found = await self._visit.again(opening(self._visit.console, self._found.code))
        for part in (self._top, self._next, self._plans, self._profile, self._measured):
            part.refresh()
        self._archiving.refresh()

    @ui.refreshable_method
    def _top(self) -> None:
        show_top(self._found, "")
        if self._found.patient is None:
            problem(self._found.problem)
            if self._visit.visitor.may("care"):
                path = f"/new-patient?code={self._found.code}"
                ui.link("Make a profile for this code", path).classes("go")

    @ui.refreshable_method
    def _next(self) -> None:
        found, plan = self._found, next_plan(self._found.plans)
        if not self._visit.visitor.may("care") or found.patient is None or found.card.archived_utc:
            return
        with ui.element("div").classes("next-up card"):
            with ui.element("div"):
                if plan is None:
                    ui.label("Nothing is planned").classes("strong")
                else:
                    ui.label(f"Next: {plan.level_title}").classes("strong")
                    when = "" if plan.runs(found.day) else f"; from {plan.starts_on}"
                    ui.label(
                        f"{plan.done} of {plan.sessions_per_week} sessions this week{when}"
                    ).classes("small")
            if plan is not None:
                ui.link("Start session", play_path(plan)).classes("go big")
            ui.link(
                "Start without a plan" if plan is None else "Another level",
                f"/play?patient={found.code}",
            ).classes("go" if plan is None else "go second")
            if found.card.cautions:
                ui.label(f"Cautions: {found.card.cautions}").classes("caution note-text")

    @ui.refreshable_method
    def _plans(self) -> None:
        show_plans(self._visit, self._found, self._again)

    @ui.refreshable_method
    def _profile(self) -> None:
        if self._found.patient is not None:
            show_profile(self._visit, self._found.patient, self._again)
        else:
            ui.label("No profile here.").classes("small")

    @ui.refreshable_method
    def _measured(self) -> None:
        show_measured(self._visit, self._found, self._again)

    @ui.refreshable_method
    def _archiving(self) -> None:
        found = self._found
        away = found.card.archived_utc is not None
        with ui.element("section").classes("acts"):
            act("Take out of the archive" if away else "Archive", self._turn_archived)
            ui.label(
                "Archived: not in the list, nothing is lost."
                if away
                else "An archived patient leaves the list; nothing is lost."
            ).classes("small")

    async def _turn_archived(self) -> None:
        found = self._found
        away = found.card.archived_utc is not None
        action: Callable[..., None] = unarchive if away else archive
        by = self._visit.visitor.account_id
        with told():
            # The card as it is now: whoever typed into it meanwhile is no reason to refuse.
            now = await self._visit.again(opening(self._visit.console, found.code))
            await self._visit.change(
                "unarchive" if away else "archive",
                f"patient {found.code}",
                lambda connection: action(connection, found.code, now.card, by),
            )
        await self._again()
