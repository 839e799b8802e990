"""The text of a note while it is written: kept by itself, on top of nobody's else."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final, cast

from nicegui import ui
from sqlalchemy import Connection

from clinic.console.buttons import act, choices, first_act
from clinic.console.frame import EXPECTED, told
from clinic.console.pages.session.asking import confirm
from clinic.console.pages.session.opened import Opened
from clinic.console.pages.session.parts import clock
from clinic.console.visit import Visit
from clinic.kept import LONGEST_NOTE, Attested, Draft, Minutes, Style, draft_of, notes
from clinic.names import name_warning
from clinic.note.drafting import facts_of
from clinic.note.redrafting import redrafted
from clinic.note.writing import write_note
from clinic.session import read_session
from clinic.signing import ChangedError, save_draft
from clinic.store import sessions_of
from game.datadir import DataDirectory
from game.recording.reading import open_recording

_SAVED_AFTER_S: Final = 1.0
_LOOKED_EVERY_S: Final = 5.0
_STYLES: Final = {"narrative": "Narrative", "soap": "S-O-A-P"}


class Editor:
    """One visitor's. `revision` is that of the draft the text on the page began from."""

    def __init__(self, visit: Visit, found: Opened) -> None:
        """Of a session that is closed and not locked."""
        self._visit = visit
        self._found = found
        draft = found.draft
        self.revision = draft.revision if draft else None
        self.minutes: Attested | None = found.attested
        self._style: Style = draft.style if draft else "narrative"
        self._saved = (draft.text if draft else "", self._style)
        self._drafted = ""
        self._at_work = asyncio.Lock()
        self._told_of = self.revision
        self._signed = found.notes.signed
        self._due: ui.timer | None = None

    async def make(self) -> None:
        """Put it on the page, with a text drafted from the recording where there is none yet."""
        if self.revision is None:
            self._drafted = await self._draft()
            self._saved = (self._drafted, self._style)
        with ui.element("div").classes("acts"):
            self._styles = choices("Laid out as", _STYLES, self._style, self._restyle)
            act("Draft anew from the recording", self._anew)
        self._text = ui.textarea("Text of the note", value=self._saved[0])
        self._text.props(f'autogrow outlined maxlength={LONGEST_NOTE} spellcheck="true"')
        self._text.classes("whole note-area").on_value_change(self._changed)
        self._named = ui.label().props('role="status"').classes("caution")
        draft = self._found.draft
        words = (
            f"Draft of {clock(draft.changed_utc)} by {draft.changed_by}, kept."
            if draft
            else "Drafted from the recording. Complete it; every change is kept by itself."
        )
        self._state = ui.label(words).props('role="status"').classes("small kept-state")
        if self._found.counted_anew:
            ui.label(
                "Which repetitions count was changed after this text: check its figures, or draft "
                "it anew."
            ).classes("caution")
        self._clash = ui.element("div").props('role="alert"')
        with ui.element("div").classes("acts"):
            act("Copy the text", self._copy)
            act("Print", lambda: ui.run_javascript("print()"))
        self._printed = ui.label(self._saved[0]).classes("note-text print-only")
        self._look_for_names()
        self._looking = ui.timer(_LOOKED_EVERY_S, self._look)

    async def save(self) -> Draft | None:
        """Keep the text as it stands; None where somebody else's stands in the way (it is told).

        Raises `RefusedError`, `ClinicError`, `RecordingError`.
        """
        self._stop()
        async with self._at_work:
            return await self._save()

    async def _save(self) -> Draft | None:
        text, style, seen = self._text.value, self._style, self.revision
        folder, by = self._found.folder, self._visit.visitor.login
        if seen is not None and (text, style) == self._saved:
            kept = await self._visit.again(lambda _: draft_of(folder))
            if kept is not None and kept.revision == seen:
                return kept
        try:
            draft = await self._visit.change(
                "change note draft",
                f"session {self._found.id}",
                lambda _: save_draft(folder, seen, style, text, by),
            )
        except ChangedError as error:
            self._tell_clash(error.draft)
            return None
        self.revision, self._saved = draft.revision, (text, style)
        if self._due is None:
            self._state.text = f"Kept as a draft at {clock(draft.changed_utc)}."
        return draft

    async def minutes_changed(self, kept: Attested) -> None:
        """Minutes were attested: what the text told of them before is told anew."""
        before, self.minutes = self.minutes, kept
        old = await self._draft(before.minutes if before else ())
        new = await self._draft(kept.minutes)
        text = redrafted(self._text.value, old, new)
        if text is None:
            ui.notify("Kept. Check that the text tells the same minutes.")
        else:
            self._drafted = new if text == new else self._drafted
            self._text.value = text

    async def _draft(self, minutes: Sequence[Minutes] | None = None) -> str:
        found, data, style = self._found, self._visit.console.data, self._style
        return await self._visit.again(
            lambda connection: _drafted(connection, found.folder, style, data, minutes)
        )

    async def _redraft(self) -> None:
        self._drafted = await self._draft()
        self._text.value = self._drafted

    async def _anew(self) -> None:
        with told():
            about = ["The text on the page is replaced by what the recording tells now."]
            if self._unchanged() or await confirm("Draft anew?", about, "Replace the text"):
                await self._redraft()

    async def _restyle(self) -> None:
        with told():
            style = cast(Style, self._styles.value)
            if style == self._style:
                return
            about = ["The text is drafted anew in the other order; what was written by hand goes."]
            if self._unchanged() or await confirm("Draft anew?", about, "Replace the text"):
                self._style = style
                await self._redraft()
            else:
                self._styles.value = self._style

    def _unchanged(self) -> bool:
        return not self._text.value.strip() or self._text.value == self._drafted

    def _changed(self) -> None:
        self._state.text = "Not kept yet."
        self._printed.text = self._text.value
        self._look_for_names()
        self._stop()
        self._due = ui.timer(_SAVED_AFTER_S, self._keep, once=True)

    async def _keep(self) -> None:
        with told():
            await self.save()

    def _stop(self) -> None:
        if self._due is not None:
            self._due.deactivate()
            self._due = None

    def _look_for_names(self) -> None:
        found = name_warning(self._text.value)
        self._named.text = found or ""
        self._named.visible = found is not None

    async def _look(self) -> None:
        """Whether somebody else changed the draft meanwhile, or signed.

        Theirs is never taken by itself: what is being typed would be lost, or replace theirs.
        """
        folder = self._found.folder
        try:
            async with self._at_work:
                if self._due is not None:
                    return
                there, signed = await self._visit.again(
                    lambda _: (draft_of(folder), notes(folder).signed)
                )
                now = there.revision if there else None
                if there is None and signed != self._signed:
                    self._signed = signed
                    self._tell_clash(None)
                elif now not in (self.revision, self._told_of):
                    self._tell_clash(there)
        except EXPECTED as error:
            self._looking.deactivate()
            self._state.text = str(error)

    def _take(self, draft: Draft) -> None:
        self.revision, self._style = draft.revision, draft.style
        self._saved = (draft.text, draft.style)
        self._styles.value = draft.style
        self._text.value = draft.text
        self._stop()

    def _tell_clash(self, theirs: Draft | None) -> None:
        self._clash.clear()
        self._told_of = theirs.revision if theirs else None
        self._state.text = "Not kept: the draft was changed elsewhere."
        with self._clash, ui.element("div").classes("problem"):
            if theirs is None:
                ui.label(
                    "The draft was signed or thrown away meanwhile. Copy your text if you need it, "
                    "then open the page anew."
                )
                act("Open the page anew", ui.navigate.reload)
                return
            mine = theirs.changed_by == self._visit.visitor.login
            who = "You, on another page," if mine else theirs.changed_by
            ui.label(
                f"{who} changed this draft at {clock(theirs.changed_utc)}. "
                "What stands on this page is not kept."
            )
            ui.label(theirs.text).classes("note-text theirs")
            with ui.element("div").classes("acts"):
                first_act("Join both, mine below", lambda: self._join(theirs))
                act("Go on with theirs", lambda: self._give_way(theirs))

    def _join(self, theirs: Draft) -> None:
        mine = self._text.value
        self._clash.clear()
        self.revision, self._saved = theirs.revision, (theirs.text, theirs.style)
        self._text.value = f"{theirs.text.rstrip()}\n\n{mine}"

    def _give_way(self, theirs: Draft) -> None:
        self._clash.clear()
        self._take(theirs)
        self._state.text = f"This is the text of {theirs.changed_by}."

    def _copy(self) -> None:
        ui.clipboard.write(self._text.value)
        ui.notify("Copied.")


def _drafted(
    connection: Connection,
    folder: Path,
    style: Style,
    data: DataDirectory,
    minutes: Sequence[Minutes] | None,
) -> str:
    """A paragraph a line: the page breaks lines. The page says that it is a draft."""
    session = read_session(open_recording(folder))
    theirs = sessions_of(connection, session.info.patient_code)
    among = [data.session(each.id) for each in theirs]
    facts = facts_of(session, data.root, minutes=minutes, among=among)
    return write_note(replace(facts, draft=False), style, data.root, width=LONGEST_NOTE)
