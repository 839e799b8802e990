"""A session's note: drafted, edited, attested, signed, amended."""

from __future__ import annotations

from typing import Final

from nicegui import ui

from clinic.console.buttons import act, first_act
from clinic.console.frame import heading, told
from clinic.console.pages.session.asking import ask_line, confirm
from clinic.console.pages.session.minutes import Attesting
from clinic.console.pages.session.note_editor import Editor
from clinic.console.pages.session.opened import Opened
from clinic.console.pages.session.parts import clock, followed, session_page
from clinic.console.visit import AVisit, Visit
from clinic.kept import Note, attested, minutes_told
from clinic.names import name_warning
from clinic.signing import amend, discard_draft, intact, sign


@ui.page("/sessions/{session_id}/note")
async def page(session_id: str, visit: AVisit) -> None:
    """The note."""

    async def show(found: Opened) -> None:
        await _NotePage(visit, found).show()

    await session_page(visit, session_id, "/note", show)


_OPEN_ENDS: Final = ("DRAFT", "[therapist to complete]", "to be attested by the therapist")
"""What a draft leaves to its therapist."""


class _NotePage:
    """The note on one page."""

    def __init__(self, visit: Visit, found: Opened) -> None:
        self._visit = visit
        self._found = found
        self._may = visit.visitor.may("care")

    async def show(self) -> None:
        """Put on the page what the note's state asks for."""
        found = self._found
        if not found.closed:
            ui.label("A note can be written once the session has ended.")
            return
        if found.notes.notes:
            self._earlier()
        if self._may and not found.locked:
            await self._edit()
        elif found.locked:
            self._locked()
        elif found.draft is not None:
            heading("Draft, not signed")
            ui.label(_changed(found)).classes("small")
            ui.label(found.draft.text).classes("note-text")
        else:
            ui.label("No note has been written.")

    def _earlier(self) -> None:
        """Notes that nothing changes any more; folded away while one of them is amended."""
        notes = list(enumerate(self._found.notes.notes, start=1))
        if self._found.draft is None or not self._may:
            for number, note in notes:
                _kept(number, note)
            return
        with ui.element("details").classes("earlier"):
            with ui.element("summary"):
                ui.label(f"{len(notes)} earlier {'note' if len(notes) == 1 else 'notes'}")
            for number, note in notes:
                _kept(number, note)

    async def _edit(self) -> None:
        draft = self._found.draft
        if draft is not None and draft.amends is not None:
            heading(f"Amendment of note {draft.amends}")
            ui.label(f"Why: {draft.why}")
        with ui.element("div").classes("columns note"):
            with ui.element("section").classes("card"):
                editor = Editor(self._visit, self._found)
                await editor.make()
            with ui.element("section").classes("card"):
                attesting = Attesting(self._visit, self._found, editor.minutes_changed)
                await attesting.make()
                heading("Signing")
                ui.label(
                    "Signed, the text is locked, and with it the minutes and what was taken out. "
                    "An amendment is always possible."
                )
                first_act(f"Sign as {self._visit.visitor.login}", self._sign)
                if draft is not None and draft.amends is not None:
                    act("Throw this amendment away", self._discard)
        self._editor = editor
        self._attesting = attesting

    async def _sign(self) -> None:
        with told():
            saved = await self._editor.save()
            if saved is None:
                return
            about = ["Check the text once more: it can't be changed afterwards, only amended."]
            named = name_warning(saved.text)
            if named is not None:
                about.append(named)
            about += [f"The text still says: {end}" for end in _OPEN_ENDS if end in saved.text]
            kept = await self._visit.again(lambda _: attested(self._found.folder))
            minutes = kept.minutes if kept else ()
            about.append(
                f"Minutes attested: {minutes_told(minutes)}."
                if minutes
                else "No minutes are attested."
            )
            if self._attesting.differs_from(minutes):
                about.append("Beside the text stand other minutes: these are not attested.")
            if not await confirm("Sign this note?", about, "Sign and lock"):
                return
            folder, by = self._found.folder, self._visit.visitor.login
            action = "sign note" if saved.amends is None else "sign amendment"
            await self._change(action, lambda: sign(folder, saved.revision, by))

    async def _discard(self) -> None:
        with told():
            about = ["Its text goes. Minutes and repetitions go back to what was signed."]
            if await confirm("Throw this amendment away?", about, "Throw away"):
                revision = self._editor.revision
                if revision is not None:
                    folder = self._found.folder
                    await self._change("discard amendment", lambda: discard_draft(folder, revision))

    def _locked(self) -> None:
        signed = self._found.signed
        with ui.element("div").classes("acts"):
            if signed is not None:
                text = signed.text
                act("Copy the text", lambda: _copy(text))
                act("Print", lambda: ui.run_javascript("print()"))
            if self._may:
                act("Begin an amendment", self._amend)

    async def _amend(self) -> None:
        with told():
            why = await ask_line(
                "Amend the signed note",
                "The signed note stays as it is; the amendment stands below it.",
                "Why is it amended?",
                "Begin",
            )
            if why is not None:
                folder, by = self._found.folder, self._visit.visitor.login
                await self._change("begin amendment", lambda: amend(folder, why, by))

    async def _change(self, action: str, work: object) -> None:
        found = self._found
        assert callable(work)
        await self._visit.change(action, f"session {found.id}", lambda _: work())
        await followed(self._visit, found.id)
        ui.navigate.reload()


def _kept(number: int, note: Note) -> None:
    """A note that nothing changes any more."""
    with ui.element("article").classes("card kept"):
        if note.signed_by is None:
            heading(f"Note {number}: kept as a draft, not signed")
        elif note.amends is None:
            heading(f"Note {number}: signed")
        else:
            heading(f"Note {number}: amendment of note {note.amends}")
            ui.label(f"Why: {note.why}")
        ui.label(note.text).classes("note-text")
        if note.signed_by is not None and note.signed_utc is not None:
            ui.label(note.signed_with).classes("signed-with")
            ui.label(f"Signed by {note.signed_by}, {clock(note.signed_utc)}.").classes("signature")
            state = "as signed" if intact(note) else "DOES NOT FIT: changed after signing"
            ui.label(f"SHA-256 {note.sha256}: {state}").classes("small digest")


def _changed(found: Opened) -> str:
    draft = found.draft
    return f"Last changed by {draft.changed_by}, {clock(draft.changed_utc)}." if draft else ""


def _copy(text: str) -> None:
    ui.clipboard.write(text)
    ui.notify("Copied.")
