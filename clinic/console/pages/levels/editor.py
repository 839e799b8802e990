"""One level: its form, its text, its versions, and where its targets appear."""

from __future__ import annotations

from dataclasses import dataclass

from nicegui import ui
from sqlalchemy import Connection

from clinic.authoring.form import level_fields
from clinic.authoring.versions import (
    Version,
    bring_back,
    is_withdrawn,
    level_lines,
    versions,
    withdraw,
)
from clinic.console.frame import frame, heading, told
from clinic.console.pages.levels.buttons import act, first_act
from clinic.console.pages.levels.copying import ask_for_copy
from clinic.console.pages.levels.editing import By, Editing
from clinic.console.pages.levels.exercises import show_exercises, unfolding
from clinic.console.pages.levels.fields import Form
from clinic.console.pages.levels.history import History
from clinic.console.pages.levels.picture import Picture
from clinic.console.pages.levels.text import Text
from clinic.console.visit import AVisit, Visit
from levels.loader import shipped_ids

_FIRST = ("title", "for_whom", "objective", "body_part", "posture", "affected", "minutes")


@dataclass(frozen=True, slots=True)
class _Opened:
    text: str
    known: tuple[Version, ...]
    withdrawn: bool


@ui.page("/levels/{level_id}")
async def page(level_id: str, visit: AVisit, patient: str = "") -> None:
    """The editor; of a shipped level, a look at it. `patient`: whose preview is shown first."""
    with frame(visit, "Level", "/levels"), ui.element("div").classes("levels"):
        opened = await visit.look(f"level {level_id}", lambda c: _open(c, level_id))
        own = bool(opened.known)
        editing = Editing(
            level_id,
            visit.visitor.account_id,
            own and visit.visitor.may("care"),
            opened.text,
            opened.known[0].number if own else 0,
            visit.console.drafts,
            opened.text,
        )
        _Page(visit, editing, opened, patient)


def _open(connection: Connection, level_id: str) -> _Opened:
    text = level_lines(connection, level_id)
    if level_id in shipped_ids():
        return _Opened(text, (), withdrawn=False)
    known = tuple(versions(connection, level_id))
    return _Opened(text, known, is_withdrawn(connection, level_id))


class _Page:
    """What is on the page, kept in step."""

    def __init__(self, visit: Visit, editing: Editing, opened: _Opened, patient: str) -> None:
        self._visit = visit
        self._editing = editing
        self._withdrawn = opened.withdrawn
        self._form = Form(editing)
        self._shape = editing.shape
        self._leaving = False
        self._history: History | None = None
        with ui.element("div").classes("level-bar"):
            self._title = ui.label().classes("strong")
            self._state = ui.label().classes("soft").props('role="status"')
            with ui.row().classes("buttons"):
                self._buttons()
        self._draft()
        with ui.element("div").classes("level-editor"):
            with ui.element("div").classes("form") as self._place:
                pass
            with ui.element("div").classes("beside"):
                self._text = Text(editing)
                Picture(visit, editing, patient)
        if opened.known:
            self._history = History(visit, editing, opened.known)
        editing.listeners.append(self._follow)
        self._show_form()
        self._tell()

    def _buttons(self) -> None:
        visit, editing = self._visit, self._editing
        if editing.may_change:
            self._save = first_act("Save a new version", self._ask_to_save)
            self._undo = act("Undo all changes", self._undo_all)
        if visit.visitor.may("care"):
            words = "Duplicate" if editing.may_change else "Make our own from it"
            act(words, lambda: ask_for_copy(visit, editing.level_id))
        act("Export", self._export)
        if editing.may_change:
            words = "Bring back" if self._withdrawn else "Withdraw"
            act(words, self._withdraw)

    def _draft(self) -> None:
        """Go on with what was written and not saved before a reload."""
        editing = self._editing
        draft = editing.drafts.of(editing.account_id, editing.level_id)
        if draft is None or not editing.may_change or draft.text == editing.saved:
            return
        editing.text, editing.based_on = draft.text, draft.based_on
        with ui.element("div").props('role="status"').classes("note"):
            ui.label(
                f"This is what you wrote until {draft.changed_utc:%H:%M} UTC and have not saved. "
                "Undo all changes goes back to what is saved."
            )

    async def _ask_to_save(self) -> None:
        self._editing.take_typed()
        if self._history is not None:
            await self._history.ask_to_save()

    async def _undo_all(self) -> None:
        editing = self._editing
        with told():
            opened = await self._visit.again(lambda c: _open(c, editing.level_id))
            editing.stored(opened.text, opened.known[0].number)

    async def _withdraw(self) -> None:
        editing, withdrawn = self._editing, self._withdrawn
        act = bring_back if withdrawn else withdraw
        with told():
            await self._visit.change(
                "bring back level" if withdrawn else "withdraw level",
                f"level {editing.level_id}",
                lambda connection: act(connection, editing.level_id),
            )
            ui.navigate.to(f"/levels/{editing.level_id}")

    def _export(self) -> None:
        self._editing.take_typed()
        ui.download.content(self._editing.text.encode(), f"{self._editing.level_id}.yaml")

    def _follow(self, by: By) -> None:
        if self._shape != self._editing.shape and (by != "text" or self._editing.found.data):
            self._shape = self._editing.shape
            self._show_form()
        self._tell()

    def _show_form(self) -> None:
        form = self._form
        form.forget()
        self._place.clear()
        fields = {field.name: field for field in level_fields()}
        with self._place:
            heading("Exercises")
            show_exercises(form)
            heading("About the level")
            with ui.element("div").classes("fields"):
                for name in _FIRST:
                    form.field((name,), fields[name])
            rest = [field for name, field in fields.items() if name not in (*_FIRST, "id")]
            if unfolding(form, "rest", "the reason, cautions, limits and what surrounds"):
                for field in rest:
                    form.field((field.name,), field)

    def _tell(self) -> None:
        editing = self._editing
        found = editing.found
        data = found.data or {}
        self._title.text = f"{data.get('title', editing.level_id)} ({editing.level_id})"
        if not editing.based_on:
            state = "Comes with Reachwell; it can't be changed, but copied."
        elif editing.changed:
            state = f"Changed since version {editing.based_on}, not saved."
        else:
            state = f"Version {editing.based_on}, saved."
        if self._withdrawn:
            state += " Withdrawn: it is in no list."
        if found.data is None:
            state += " The text can't be read: the form shows what it was before."
        self._state.text = state
        if editing.may_change:
            self._save.set_enabled(editing.changed)
            self._undo.set_enabled(editing.changed)
        self._form.mark()
        if editing.changed != self._leaving:
            self._leaving = editing.changed
            guard = "event => { event.preventDefault(); event.returnValue = ''; }"
            ui.run_javascript(f"window.onbeforeunload = {guard if self._leaving else 'null'}")
