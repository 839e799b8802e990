"""The audit: who did what, when; whether it is as it was written."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import date
from html import escape
from typing import Annotated, Final
from urllib.parse import urlencode

from fastapi import APIRouter, Query
from fastapi.responses import PlainTextResponse, Response, StreamingResponse
from nicegui import ui

from clinic.console import auditing
from clinic.console.auditing import Filter, Line, Page
from clinic.console.buttons import act, first_act
from clinic.console.frame import frame, told
from clinic.console.roles import RefusedError
from clinic.console.visit import AVisit, Visit
from clinic.errors import ClinicError
from clinic.store import verify_audit

_HEADS: Final = ("Number", "When (UTC)", "Who", "What", "About")
_LONGEST: Final = 60

router = APIRouter(include_in_schema=False)


@ui.page("/audit")
async def page(visit: AVisit) -> None:
    """The list, a hundred at a time."""
    with frame(visit, "Audit", "/audit"):
        first = await visit.look("audit", lambda c: auditing.page(c, Filter()), "lead")
        ui.label("Every view and every change, the latest first. Nothing here can be changed.")
        _Rows(visit, first)


@router.get("/audit.csv")
async def download(
    visit: AVisit,
    who: Annotated[str, Query(max_length=_LONGEST)] = "",
    what: Annotated[str, Query(max_length=_LONGEST)] = "",
    about: Annotated[str, Query(max_length=_LONGEST)] = "",
    since: date | None = None,
    until: date | None = None,
) -> Response:
    """All rows that the filter leaves, as CSV."""
    wanted = Filter(who, what, about, since, until)
    try:
        first = await visit.change(
            "export", "audit", lambda c: auditing.page(c, wanted), right="lead"
        )
    except RefusedError as error:
        return PlainTextResponse(str(error), status_code=403)
    name = {"Content-Disposition": 'attachment; filename="audit.csv"'}
    return StreamingResponse(_csv(visit, wanted, first), media_type="text/csv", headers=name)


async def _csv(visit: Visit, wanted: Filter, found: Page) -> AsyncIterator[str]:
    yield auditing.heads() + auditing.as_csv(found.lines)
    while found.before is not None:
        before = found.before
        found = await visit.again(lambda c, b=before: auditing.page(c, wanted, b), "lead")  # type: ignore[misc]
        yield auditing.as_csv(found.lines)


class _Rows:
    """The filter, and as many pages of what it leaves as were asked for."""

    def __init__(self, visit: Visit, first: Page) -> None:
        self._visit = visit
        with ui.element("div").classes("audit-filter").props('role="search"'):
            self._who = ui.input("Who (login)")
            self._what = ui.input("What, as in sign in")
            self._about = ui.input("About, as in patient P01")
            self._since = ui.input("From day").props('type="date" stack-label')
            self._until = ui.input("To day").props('type="date" stack-label')
            for each in (self._who, self._what, self._about, self._since, self._until):
                each.props(f'outlined maxlength="{_LONGEST}"')
                each.on("keydown.enter", self._find)
            first_act("Find", self._find)
            act("Export as CSV", self._export)
            act("Verify", self._verify)
        self._verified = ui.label().props('role="status"')
        self._status = ui.label().props('role="status"').classes("small")
        self._table = ui.html("", sanitize=False).classes("scrolls")
        self._more = act("Show earlier ones", self._next)
        self._lines: list[Line] = []
        self._show(first)

    def _show(self, found: Page) -> None:
        self._before = found.before
        self._lines += found.lines
        self._status.text = f"{len(self._lines)} rows shown" if self._lines else "No rows."
        self._table.content = _table(self._lines)
        self._more.visible = found.before is not None

    def _wanted(self) -> Filter:
        return Filter(
            _words(self._who.value),
            _words(self._what.value),
            _words(self._about.value),
            _day(self._since.value),
            _day(self._until.value),
        )

    async def _find(self) -> None:
        with told():
            wanted = self._wanted()
            found = await self._visit.look("audit", lambda c: auditing.page(c, wanted), "lead")
            self._lines = []
            self._show(found)

    async def _next(self) -> None:
        with told():
            wanted, before = self._wanted(), self._before
            self._show(await self._visit.again(lambda c: auditing.page(c, wanted, before), "lead"))

    def _export(self) -> None:
        with told():
            wanted = self._wanted()
            query = {
                "who": wanted.actor,
                "what": wanted.action,
                "about": wanted.subject,
                "since": wanted.since,
                "until": wanted.until,
            }
            given = {name: value for name, value in query.items() if value}
            ui.download.from_url(f"/audit.csv?{urlencode(given)}")

    async def _verify(self) -> None:
        self._verified.text = "Going through all rows ..."
        with told():
            try:
                head = await self._visit.again(verify_audit, "lead")
            except ClinicError as error:
                self._verified.text = str(error)
                return
            self._verified.text = (
                f"All {head.number} rows are as they were written. To be safe from who can change "
                f"the database itself, keep this elsewhere: {head.number}:{head.hash}"
            )


def _table(lines: list[Line]) -> str:
    heads = "".join(f'<th scope="col">{head}</th>' for head in _HEADS)
    rows = "".join(
        f'<tr><td class="number">{each.number}</td>'
        f'<td class="when">{each.at_utc:%Y-%m-%d %H:%M:%S}</td>'
        f"<td>{escape(each.actor)}</td><td>{escape(each.action)}</td>"
        f"<td>{escape(each.subject)}</td></tr>"
        for each in lines
    )
    caption = '<caption class="unseen">Rows of the audit</caption>'
    return (
        f'<table class="told audit">{caption}<thead><tr>{heads}</tr></thead>'
        f"<tbody>{rows}</tbody></table>"
    )


def _words(value: object) -> str:
    return str(value or "").strip()[:_LONGEST]


def _day(value: object) -> date | None:
    text = _words(value)
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise ClinicError("a day looks like 2026-11-23") from None
