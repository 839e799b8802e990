"""What surrounds every page: where one is, where one can go, who is signed in."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final

from nicegui import Client, context, ui

from clinic.console.roles import RefusedError, Right
from clinic.console.visit import Visit
from clinic.errors import ClinicError
from game.patient import PatientError
from game.recording.errors import RecordingError
from levels.problem import LevelError

EXPECTED: Final = (ClinicError, RecordingError, PatientError, LevelError, RefusedError)
"""What is told in a line rather than as a fault of ours."""


@dataclass(frozen=True, slots=True)
class Room:
    """One entry of the navigation."""

    title: str
    path: str
    icon: str
    right: Right = "look"


ROOMS: Final = (
    Room("Patients", "/patients", "people"),
    Room("Levels", "/levels", "tune"),
    Room("Play", "/play", "play_circle"),
    Room("Clinic", "/cohort", "insights"),
    Room("Accounts", "/accounts", "manage_accounts", "lead"),
    Room("Stations", "/stations", "devices", "lead"),
    Room("Audit", "/audit", "fact_check", "lead"),
)


@contextmanager
def frame(visit: Visit, title: str, room: str) -> Iterator[None]:
    """The page's own content goes in here. `room` is the path of the entry one is in.

    Expected problems raised inside are told on the page in a line.
    """
    ui.page_title(f"{title} - Reachwell")
    dark = ui.dark_mode(value=visit.console.dark.get(visit.visitor.login))
    with ui.header().classes("top"):
        ui.link("Skip to content", "#content").classes("skip")
        ui.link("Reachwell", "/").classes("brand")
        with ui.element("nav").props('aria-label="Main"').classes("rooms"):
            for each in ROOMS:
                if visit.visitor.may(each.right):
                    link = ui.link(each.title, each.path)
                    if each.path == room:
                        link.props('aria-current="page"')
        with ui.element("div").classes("who"):
            ui.button(icon="contrast").props('flat round aria-label="Light or dark"').on(
                "click",
                lambda event: _turn(visit, dark, event.args),
                js_handler="() => emit(!Quasar.Dark.isActive)",  # the browser's wish may rule yet
            )
            ui.link(visit.visitor.login, "/account").classes("own")
            ui.html(
                '<form method="post" action="/sign-out"><button>Sign out</button></form>',
                sanitize=False,
            )
    with ui.element("div").props('id="content" tabindex="-1"').classes("content"):
        heading(title, 1)
        try:
            yield
        except EXPECTED as error:
            problem(str(error))
            back = next((each for each in ROOMS if each.path == room), ROOMS[0])
            ui.link(f"Back to {back.title}", back.path).classes("go second")


def heading(text: str, level: int = 2) -> None:
    """A heading that screen readers know as one."""
    with ui.element(f"h{level}"):
        ui.label(text)


def problem(message: str) -> None:
    """A line on the page that something can't be done."""
    with ui.element("div").props('role="alert"').classes("problem"):
        ui.label(message)


@contextmanager
def told() -> Iterator[None]:
    """Around what a button does: expected problems are told in a passing note.

    The page may go while it is done, as with a sign-in that ends: then nobody is there to be told.
    """
    page = _page()
    try:
        yield
    except EXPECTED as error:
        if page is None or page.is_deleted:
            return
        with page:
            ui.notify(
                str(error), type="negative", multi_line=True, timeout=10_000, close_button="Close"
            )
    except RuntimeError:  # NiceGUI's, for an element of a page that is gone
        if page is not None and not page.is_deleted:
            raise


def _page() -> Client | None:
    try:
        return context.client
    except RuntimeError:
        return None


def _turn(visit: Visit, dark: ui.dark_mode, wanted: object) -> None:
    """Kept until the console is closed, on each page this person opens."""
    dark.value = visit.console.dark[visit.visitor.login] = bool(wanted)
