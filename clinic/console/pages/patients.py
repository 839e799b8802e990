"""All patients, by code: who has played what, and what is next."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import Final

from nicegui import ui

from clinic.care.days import today
from clinic.care.roster import LastSession, Listed, Order, Wanted, roster
from clinic.console.buttons import act
from clinic.console.frame import frame, told
from clinic.console.pages.patient.words import condition_words, day_words, share_words
from clinic.console.visit import AVisit, Visit
from game.recording.info import now_utc

_HEADS: Final = ("Patient", "About", "Last session", "Next plan", "This week")
_ORDERS: Final[dict[Order, str]] = {
    "code": "by code",
    "seen last": "played last first",
    "seen first": "longest not seen first",
}


@ui.page("/patients")
async def page(visit: AVisit) -> None:
    """The list, fifty at a time."""
    with frame(visit, "Patients", "/patients"):
        wanted, day = Wanted(), today()
        found, count = await visit.look("patients", lambda c: roster(c, wanted, day))
        if visit.visitor.may("care"):
            with ui.element("div").classes("acts"):
                ui.link("New patient", "/new-patient").classes("go")
        _List(visit, found, count)


class _List:
    """The filter, and as many pages of what it leaves as were asked for."""

    def __init__(self, visit: Visit, found: Sequence[Listed], count: int) -> None:
        self._visit = visit
        self._asked = 0
        with ui.element("div").classes("roster-filter").props('role="search"'):
            self._words = ui.input("Search: code, condition, side").props(
                'outlined clearable debounce="250"'
            )
            self._order = ui.select(_ORDERS, value="code", label="Order").props(
                "outlined options-dense"
            )
            self._archived = ui.checkbox("Archived ones")
        for each in (self._words, self._order, self._archived):
            each.on_value_change(self._again)
        self._status = ui.label().props('role="status"').classes("small")
        self._table = ui.html("", sanitize=False).classes("scrolls")
        self._more = act("Show more", self._next)
        self._show(found, count)

    @property
    def _wanted(self) -> Wanted:
        return Wanted(self._words.value or "", bool(self._archived.value), self._order.value)

    def _show(self, found: Sequence[Listed], count: int) -> None:
        self._found = list(found)
        things = "patient" if count == 1 else "patients"
        shown = f", {len(found)} shown" if len(found) < count else ""
        self._status.text = f"{count} {things}{shown}"
        self._table.content = _table(found) if found else f"<p>{_nobody(self._wanted)}</p>"
        self._more.visible = len(found) < count

    async def _again(self) -> None:
        self._asked += 1
        asked, wanted, day = self._asked, self._wanted, today()
        with told():
            found, count = await self._visit.again(lambda c: roster(c, wanted, day))
            if asked == self._asked:  # else somebody has typed on meanwhile
                self._show(found, count)

    async def _next(self) -> None:
        asked, wanted, day, first = self._asked, self._wanted, today(), len(self._found)
        with told():
            more, count = await self._visit.again(lambda c: roster(c, wanted, day, first))
            if asked == self._asked and first == len(self._found):
                self._show([*self._found, *more], max(count, first if not more else 0))


def _nobody(wanted: Wanted) -> str:
    if wanted.words:
        return "Nobody is found by these words."
    return "Nobody is archived." if wanted.archived else "No patients yet: add the first one."


def _table(found: Sequence[Listed]) -> str:
    heads = "".join(f'<th scope="col">{head}</th>' for head in _HEADS)
    rows = "".join(map(_row, found))
    caption = '<caption class="unseen">Patients</caption>'
    return (
        f'<table class="told roster">{caption}<thead><tr>{heads}</tr></thead>'
        f"<tbody>{rows}</tbody></table>"
    )


def _row(patient: Listed) -> str:
    code = escape(patient.code)
    about = [
        f"{patient.affected_side} side" if patient.affected_side else "no profile here",
        condition_words(patient.condition) if patient.affected_side else "",
        patient.posture or "",
    ]
    cells = (escape(", ".join(filter(None, about))), _last(patient.last), _plan(patient))
    return (
        f'<tr><th scope="row"><a href="/patients/{code}">{code}</a></th>'
        + "".join(f"<td>{cell}</td>" for cell in cells)
        + f'<td class="number">{_week(patient)}</td></tr>'
    )


def _last(last: LastSession | None) -> str:
    if last is None:
        return '<span class="soft">none yet</span>'
    how = share_words(last.won, last.scored)
    if last.status is None:
        how = f"not closed; {how}"
    now = now_utc().astimezone().date()
    when = day_words(last.start_utc.astimezone().date(), now)
    return (
        f'<a href="/sessions/{escape(last.id)}">{when}</a>'
        f'<br><span class="soft">{escape(last.level_title)}: {how}</span>'
    )


def _plan(patient: Listed) -> str:
    plan = patient.next_plan
    if plan is None:
        return '<span class="soft">none</span>'
    from_day = "" if plan.runs(patient.day) else f" from {plan.starts_on}"
    title = escape(plan.level_title)
    return f'{title}<br><span class="soft">{plan.sessions_per_week} a week{from_day}</span>'


def _week(patient: Listed) -> str:
    if not patient.planned:
        return str(patient.this_week)
    done = f"{patient.this_week} of {patient.planned}"
    return (
        f'{done} <span class="good">done</span>' if patient.this_week >= patient.planned else done
    )
