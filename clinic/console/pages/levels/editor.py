"""One level: its form, its text, its versions, and where its targets appear."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from nicegui import ui
from sqlalchemy import Connection

from clinic.authoring.drafts import Draft, drafts_of
from clinic.authoring.form import level_fields
from clinic.authoring.versions import Version, is_withdrawn, level_lines, versions
from clinic.console.frame import frame, heading, told
from clinic.console.pages.levels.bar import Bar
from clinic.console.pages.levels.editing import By, Editing
from clinic.console.pages.levels.exercises import show_exercises, unfolding
from clinic.console.pages.levels.fields import show_field
from clinic.console.pages.levels.form import REMEMBER, Form
from clinic.console.pages.levels.history import History
from clinic.console.pages.levels.keeping import Keeping
from clinic.console.pages.levels.leaving import Leaving
from clinic.console.pages.levels.panels import Panels
from clinic.console.pages.levels.picture import Picture
from clinic.console.pages.levels.problems import Problems
from clinic.console.pages.levels.text import Text
from clinic.console.pages.levels.unsaved import (
    Found,
    own_draft,
    sure_to_discard,
    take_up,
    tell_of_others,
)
from clinic.console.visit import AVisit, Visit
from levels.loader import shipped_ids

_FIRST = ("title", "for_whom", "objective", "body_part", "posture", "affected", "minutes")
_PREVIEW, _TEXT, _VERSIONS = range(3)


@dataclass(frozen=True, slots=True)
class _Opened:
    text: str
    known: Sequence[Version] = ()
    withdrawn: bool = False
    drafts: Sequence[Draft] = ()


@ui.page("/levels/{level_id}")
async def page(level_id: str, visit: AVisit, patient: str = "") -> None:
    """The editor; of a shipped level, a look at it. `patient`: whose preview is shown first."""
    with frame(visit, "Level", "/levels"), ui.element("div").classes("levels one-level"):
        opened = await visit.look(f"level {level_id}", lambda c: _open(c, level_id))
        own = bool(opened.known)
        may_change = own and visit.visitor.may("care")
        number = opened.known[0].number if own else 0
        editing = Editing(level_id, may_change, opened.text, number, opened.text)
        _Page(visit, editing, opened, patient)


def _open(connection: Connection, level_id: str) -> _Opened:
    text = level_lines(connection, level_id)
    if level_id in shipped_ids():
        return _Opened(text)
    return _Opened(
        text,
        versions(connection, level_id),
        is_withdrawn(connection, level_id),
        drafts_of(connection, level_id),
    )


class _Page:
    """What is on the page, kept in step."""

    def __init__(self, visit: Visit, editing: Editing, opened: _Opened, patient: str) -> None:
        self._visit = visit
        self._editing = editing
        account_id = visit.visitor.account_id
        draft = own_draft(opened.drafts, account_id)
        found = take_up(editing, draft)
        self._form = Form(editing)
        self._shape = editing.shape
        self._bar = Bar(
            visit, editing, withdrawn=opened.withdrawn, save=self._save, discard=self._discard
        )
        with self._bar.below:
            Problems(editing, self._to_line, self._form.go_to)
            if draft is not None and found:
                Found(editing, draft, self._discard)
        if editing.may_change:
            tell_of_others(editing, opened.drafts, account_id)
        with ui.element("div").classes("level-editor"):
            self._place = ui.element("div").classes("level-form")
            self._place.on("focusin", js_handler=REMEMBER)
            titles = ("Preview", "Text", "Versions") if opened.known else ("Preview", "Text")
            self._panels = Panels("Beside the form", titles)
        with self._panels[_PREVIEW]:
            Picture(visit, editing, patient)
        with self._panels[_TEXT]:
            self._text = Text(editing)
        if opened.known:
            with self._panels[_VERSIONS]:
                self._history = History(visit, editing, opened.known)
                self._bar.withdraw_button()
        self._keeping = Keeping(visit, editing, None if draft is None else draft.text, self._tell)
        self._leaving = Leaving()
        editing.listeners.append(self._follow)
        self._show_form()
        self._tell()

    async def _save(self) -> None:
        self._editing.take_typed()
        await self._history.ask_to_save()

    async def _discard(self) -> None:
        self._editing.take_typed()
        editing = self._editing
        with told():
            opened = await self._visit.again(lambda c: _open(c, editing.level_id))
            if await sure_to_discard(editing, opened.text):
                editing.stored(opened.text, opened.known[0].number)

    def _to_line(self, line: int) -> None:
        self._panels.show(_TEXT)
        self._text.go_to(line)

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
                    show_field(form, (name,), fields[name])
            rest = [field for name, field in fields.items() if name not in (*_FIRST, "id")]
            if unfolding(form, "rest", "the reason, cautions, limits and what surrounds"):
                for field in rest:
                    show_field(form, (field.name,), field)
        form.focus()

    def _tell(self) -> None:
        self._bar.tell(self._keeping)
        self._form.mark()
        self._leaving.ask(self._editing.changed)
