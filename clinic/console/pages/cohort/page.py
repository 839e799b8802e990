"""The clinic: doses, adherence, change, by groups that are large enough to be told."""

from __future__ import annotations

from datetime import date
from typing import Final

from nicegui import ui
from starlette.concurrency import run_in_threadpool

from clinic.console.frame import frame, told
from clinic.console.pages.cohort.answer import (
    Asked,
    Fresh,
    Grouping,
    Progress,
    answering,
    bring_up_to_date,
    days_ago,
)
from clinic.console.pages.cohort.shown import show_answer
from clinic.console.visit import AVisit, Visit
from clinic.errors import ClinicError
from metrics.registry import MEASURES

_GROUPINGS: Final[dict[Grouping, str]] = {
    "everybody": "everybody together",
    "condition": "condition",
    "level": "level",
    "task": "task",
}
_PERIODS: Final = {28: "last 4 weeks", 91: "last 3 months", 365: "last 12 months", 0: "all days"}
_EVERY_S: Final = 0.4


@ui.page("/cohort")
async def page(visit: AVisit) -> None:
    """Choose groups, a measure and a period."""
    with frame(visit, "Clinic", "/cohort"):
        await visit.look("clinic", lambda _: None)
        _Page(visit)


class _Page:
    def __init__(self, visit: Visit) -> None:
        self._visit = visit
        self._fresh: Fresh | None = None
        self._asked = 0
        measures = {
            f"{entry.task} {entry.name}": f"{entry.label} ({entry.task})"
            for entry in MEASURES.values()
            if entry.shown and entry.task != "session"
        }
        with ui.element("div").classes("roster-filter"):
            self._by = _choice(_GROUPINGS, "everybody", "Compare by")
            self._measure = _choice({"": "none", **measures}, "", "Change of a measure")
            self._period = _choice(_PERIODS, 91, "Period")
            self._since = _day("First day")
            self._until = _day("Last day")
            self._simulated = ui.checkbox("Simulated patients too")
        self._period.on_value_change(self._set_days)
        for each in (self._by, self._measure, self._since, self._until, self._simulated):
            each.on_value_change(self._again)
        self._status = ui.label().props('role="status"').classes("small")
        self._place = ui.element("div")
        self._since.value = str(days_ago(91))
        ui.timer(0.05, self._start, once=True)

    async def _start(self) -> None:
        """Sessions that are new are read first; that takes long the first time."""
        progress = Progress()
        ticking = ui.timer(_EVERY_S, lambda: self._tell(progress))
        self._status.text = "Reading what is new\u2026"
        with told():
            console = self._visit.console
            self._fresh = await run_in_threadpool(bring_up_to_date, console, progress)
        ticking.cancel()
        self._fresh = self._fresh or Fresh()
        await self._again()

    def _tell(self, progress: Progress) -> None:
        if self._fresh is None and progress.of:
            self._status.text = f"Reading sessions: {progress.done} of {progress.of}"

    def _set_days(self) -> None:
        days = int(self._period.value)
        self._until.value = ""
        self._since.value = str(days_ago(days)) if days else ""

    async def _again(self) -> None:
        if self._fresh is None:
            return
        self._asked += 1
        mine = self._asked
        with told():
            answer = await self._visit.again(answering(self._visit.console, self._chosen()))
            if mine != self._asked:  # something else was chosen meanwhile
                return
            self._status.text = "Days are in UTC."
            self._place.clear()
            with self._place:
                for line in [*self._fresh.problems, *answer.skipped]:
                    ui.label(line).classes("caution")
                show_answer(answer)

    def _chosen(self) -> Asked:
        task, _, name = (self._measure.value or "").partition(" ")
        return Asked(
            self._by.value,
            (task, name) if name else None,
            _date(self._since.value, "first day"),
            _date(self._until.value, "last day"),
            "all" if self._simulated.value else "real",
        )


def _choice(
    options: dict[Grouping, str] | dict[str, str] | dict[int, str], value: object, label: str
) -> ui.select:
    return ui.select(dict(options), value=value, label=label).props("outlined options-dense")


def _day(label: str) -> ui.input:
    return ui.input(label).props('outlined type="date" stack-label debounce="400"').classes("day")


def _date(text: str | None, what: str) -> date | None:
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ClinicError(f"{what}: a day as 2026-03-01") from None
