"""The clinic: doses, adherence, change, by groups that are large enough to be told."""

from __future__ import annotations

from datetime import date
from typing import Final

from nicegui import ui

from clinic.console.frame import frame, told
from clinic.console.pages.cohort.answer import (
    Asked,
    Grouping,
    answering,
    days_ago,
)
from clinic.console.pages.cohort.shown import show_answer
from clinic.console.reading import Reading
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
_MOST_CAUTIONS: Final = 20


@ui.page("/cohort")
async def page(visit: AVisit) -> None:
    """Choose groups, a measure and a period."""
    with frame(visit, "Clinic", "/cohort"):
        await visit.look("clinic", lambda _: None)
        _Page(visit)


class _Page:
    def __init__(self, visit: Visit) -> None:
        self._visit = visit
        self._reading = Reading(visit.console.data)
        self._answered = 0
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
        """Answer from what has been read; sessions that are new are read meanwhile."""
        self._reading = self._visit.console.readings.begin()
        await self._again()
        self._ticking = ui.timer(_EVERY_S, self._look)

    async def _look(self) -> None:
        """Answer anew when there is more; a month at a time is whole."""
        reading = self._reading
        self._tell()
        if reading.ended or reading.months != self._answered:
            if reading.ended:
                self._ticking.cancel()
            await self._again()

    def _tell(self) -> None:
        reading = self._reading
        if reading.ended:
            self._status.text = "Days are in UTC."
        elif reading.of:
            self._status.text = (
                f"Reading sessions, the newest first: {reading.done} of {reading.of}. "
                "The figures below are of those that have been read."
            )
        else:
            self._status.text = "Looking for new sessions; the figures below are without them."

    def _set_days(self) -> None:
        days = int(self._period.value)
        self._until.value = ""
        self._since.value = str(days_ago(days)) if days else ""

    async def _again(self) -> None:
        self._asked += 1
        mine, self._answered = self._asked, self._reading.months
        with told():
            answer = await self._visit.again(answering(self._visit.console, self._chosen()))
            if mine != self._asked:  # something else was chosen meanwhile
                return
            self._tell()
            self._place.clear()
            with self._place:
                _cautions([*self._reading.problems, *answer.skipped])
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


def _cautions(lines: list[str]) -> None:
    for line in lines[:_MOST_CAUTIONS]:
        ui.label(line).classes("caution")
    if len(lines) > _MOST_CAUTIONS:
        more = len(lines) - _MOST_CAUTIONS
        ui.label(f"{more} more; `reachwell sessions reindex` tells all.").classes("caution")


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
