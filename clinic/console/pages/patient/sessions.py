"""A patient's sessions, newest first, some at a time."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from html import escape
from typing import Final

from nicegui import ui
from sqlalchemy import Connection, func, select

from clinic.console.buttons import act
from clinic.console.frame import told
from clinic.console.pages.patient.words import share_words
from clinic.console.visit import Visit
from clinic.kept import draft_of, notes
from clinic.store.index_tables import SessionRow
from game.datadir import DataDirectory
from game.recording.errors import RecordingError

AT_ONCE: Final = 20
_HEADS: Final = ("When", "Level", "Minutes", "Repetitions", "Success", "Note")


@dataclass(frozen=True, slots=True)
class Line:
    """One session of the list."""

    id: str
    start_utc: datetime
    level_title: str
    input_device: str
    status: str | None
    duration_s: float | None
    scored: int
    won: int
    note: str


def reading(
    data: DataDirectory, code: str, first: int
) -> Callable[[Connection], tuple[list[Line], int]]:
    """Reads a page of them, and how many there are."""

    def work(connection: Connection) -> tuple[list[Line], int]:
        mine = SessionRow.patient_code == code
        count = connection.execute(select(func.count()).where(mine)).scalar_one()
        rows = connection.execute(
            select(
                SessionRow.id,
                SessionRow.start_utc,
                SessionRow.level_title,
                SessionRow.input_device,
                SessionRow.status,
                SessionRow.duration_s,
                SessionRow.scored,
                SessionRow.won,
            )
            .where(mine)
            .order_by(SessionRow.start_utc.desc(), SessionRow.id.desc())
            .offset(first)
            .limit(AT_ONCE)
        )
        return [Line(*row, note=_note(data, row.id)) for row in rows], count

    return work


def _note(data: DataDirectory, session_id: str) -> str:
    folder = data.session(session_id)
    try:
        if notes(folder).signed is not None:
            return "amendment begun" if draft_of(folder) else "signed"
        return "draft" if draft_of(folder) else "none"
    except RecordingError:
        return "can't be read"


class SessionList:
    """The table, and a button for more."""

    def __init__(self, visit: Visit, code: str) -> None:
        self._visit = visit
        self._code = code
        self._lines: list[Line] = []
        self._table = ui.html("", sanitize=False).classes("scrolls")
        self._more = act("Show more", self._next)
        self._status = ui.label().classes("small").props('role="status"')

    async def first(self) -> None:
        """The newest ones, from now on."""
        found, count = await self._visit.again(reading(self._visit.console.data, self._code, 0))
        self._show(found, count)

    async def _next(self) -> None:
        before = len(self._lines)
        with told():
            read = reading(self._visit.console.data, self._code, before)
            more, count = await self._visit.again(read)
            if before == len(self._lines):
                self._show([*self._lines, *more], count)

    def _show(self, lines: Sequence[Line], count: int) -> None:
        self._lines = list(lines)
        self._table.content = _table(lines) if lines else "<p>None has been played yet.</p>"
        self._more.visible = len(lines) < count
        self._status.text = f"{len(lines)} of {count} sessions" if lines else ""


def _table(lines: Sequence[Line]) -> str:
    heads = "".join(f'<th scope="col">{head}</th>' for head in _HEADS)
    return (
        '<table class="told"><caption class="unseen">Sessions, newest first</caption>'
        f"<thead><tr>{heads}</tr></thead><tbody>{''.join(map(_row, lines))}</tbody></table>"
    )


def _row(line: Line) -> str:
    when = f"{line.start_utc.astimezone():%Y-%m-%d %H:%M}"
    state = "" if line.status == "completed" else f" ({escape(line.status or 'not closed')})"
    device = " (simulated)" if line.input_device == "simulated" else ""
    minutes = "" if line.duration_s is None else f"{line.duration_s / 60.0:.0f}"
    cells = (
        f"{escape(line.level_title)}{device}",
        minutes,
        str(line.scored),
        share_words(line.won, line.scored),
        line.note,
    )
    return (
        f'<tr><th scope="row"><a href="/sessions/{escape(line.id)}">{when}</a>{state}</th>'
        + "".join(f'<td class="number">{cell}</td>' for cell in cells)
        + "</tr>"
    )
