"""What all pages of a session have on top, and small parts they share."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Sequence
from datetime import UTC, datetime
from html import escape
from typing import Final

from nicegui import ui
from starlette.concurrency import run_in_threadpool

from clinic.console.frame import frame, problem
from clinic.console.pages.session.opened import Opened, open_session
from clinic.console.visit import Visit
from clinic.report.drawing import Figure
from clinic.store.reindexing import refresh_session

PARTS: Final = (
    ("Overview", ""),
    ("Note", "/note"),
    ("Repetitions", "/repetitions"),
    ("Replay", "/replay"),
    ("Report and export", "/export"),
)

Show = Callable[[Opened], Awaitable[None]]


async def session_page(visit: Visit, session_id: str, part: str, show: Show) -> None:
    """A page of a session: title, way around, what is to be known first, then what `show` adds."""
    with frame(visit, _title(session_id), "/patients"):
        visit.console.data.session(session_id)  # before a line about it comes into the audit
        found = await visit.look(f"session {session_id}", opening(visit, session_id))
        _top(found, part)
        await show(found)


def _title(session_id: str) -> str:
    """When it was, as its id tells it."""
    try:
        moment = datetime.strptime(session_id[:15], "%Y%m%dT%H%M%S").replace(tzinfo=UTC)
    except ValueError:
        return "Session"
    return f"Session of {clock(moment)}"


def opening(visit: Visit, session_id: str) -> Callable[[object], Opened]:
    """Reads the session, for `Visit.look` and its like."""
    return lambda _: open_session(visit.console.data, session_id)


async def followed(visit: Visit, session_id: str) -> None:
    """Let the index follow a change in the session's folder."""
    await run_in_threadpool(refresh_session, visit.console.store, visit.console.data, session_id)


def clock(moment: datetime) -> str:
    """A moment as it is told on a page: in this machine's own time."""
    return f"{moment.astimezone():%Y-%m-%d %H:%M}"


def table(
    caption: str, heads: Sequence[str], rows: Iterable[Sequence[str]], *, classes: str = ""
) -> None:
    """A plain table; the first cell of a row is its heading."""
    head = "".join(f'<th scope="col">{escape(each)}</th>' for each in heads)
    body = "".join(
        f'<tr><th scope="row">{escape(first)}</th>'
        + "".join(f"<td>{escape(cell)}</td>" for cell in rest)
        + "</tr>"
        for first, *rest in rows
    )
    ui.html(
        f'<table class="told {classes}"><caption>{escape(caption)}</caption>'
        f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>",
        sanitize=False,
    ).classes("scrolls").props('tabindex="0" role="group"').props["aria-label"] = caption


def picture(drawn: Figure) -> None:
    """A figure of the report, with what it shows in words."""
    title, alt = escape(drawn.title, quote=True), escape(drawn.alt, quote=True)
    wide = "wide" if drawn.width > 300 else "half"
    ui.html(
        f'<figure class="paper {wide}"><figcaption>{title}</figcaption>'
        f'<div role="img" aria-label="{alt}">{drawn.svg}</div></figure>',
        sanitize=False,
    ).classes(f"picture {wide}")


def _top(found: Opened, part: str) -> None:
    info = found.session.info
    with ui.element("p").classes("session-about"):
        ui.link(f"Patient {info.patient_code}", f"/patients/{info.patient_code}")
        ui.label(info.level_title)
        ui.label(_note_state(found)).classes("badge")
        if info.input_device == "simulated":
            ui.label("simulated: nobody moved").classes("badge")
    with ui.element("nav").props('aria-label="This session"').classes("parts"):
        for title, path in PARTS:
            link = ui.link(title, f"/sessions/{found.id}{path}")
            if path == part:
                link.props('aria-current="page"')
    for line in found.problems:
        problem(line)
    if not found.closed:
        problem(
            "This session is being played; here is what there is so far."
            if found.running
            else "This session broke off. Here is what there is; it is mended by the next session "
            "that is played on its machine, or by the command: reachwell sessions recover"
        )
    if found.running:
        ui.link("Watch it live", f"/play/{found.id}").classes("go")


def _note_state(found: Opened) -> str:
    if found.signed is not None:
        state = "amendment begun, not signed" if found.draft else "signed"
        return f"note: {state}"
    if found.draft or found.notes.notes:
        return "note: draft, not signed"
    return "note: not written yet"
