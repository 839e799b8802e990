"""Versions of a level: saving one, looking at what changed, going back to one."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from nicegui import ui

from clinic.authoring.versions import (
    LONGEST_COMMENT,
    MovedOnError,
    Version,
    restore_version,
    save_version,
    version_text,
    versions,
)
from clinic.console.buttons import act, first_act
from clinic.console.frame import heading, told
from clinic.console.pages.levels.compared import show_difference
from clinic.console.pages.levels.editing import Editing
from clinic.console.visit import Visit
from clinic.names import name_warning


class History:
    """The list of versions, and the dialogs around it."""

    def __init__(self, visit: Visit, editing: Editing, known: Sequence[Version]) -> None:
        self._visit = visit
        self._editing = editing
        self._known = known
        self._page = ui.context.client.content
        self._place = ui.element("div")
        self._show()

    async def ask_to_save(self) -> None:
        """Ask for a comment, then save."""
        found = self._editing.found
        if found.problems:
            ui.notify(
                f"Not saved: {len(found.problems)} to mend first; see the list under the title.",
                type="warning",
            )
            return
        with (
            ui.dialog().props('aria-label="Question"') as dialog,
            ui.card().classes("levels card asking"),
        ):
            heading("Save as a new version")
            comment = ui.input("What changed, in a few words").props(
                f"outlined maxlength={LONGEST_COMMENT} autofocus"
            )
            doubt = ui.label().classes("help").props('role="status"')
            comment.on_value_change(
                lambda event: doubt.set_text(name_warning(event.value or "") or "")
            )
            with ui.row().classes("buttons"):
                first_act("Save", lambda: dialog.submit("save"))
                act("Cancel", dialog.close)
        comment.on("keydown.enter", lambda: dialog.submit("save"))
        if await dialog == "save":
            await self._save(comment.value or "", self._editing.based_on)
        dialog.delete()

    async def _save(self, comment: str, based_on: int) -> None:
        editing, visitor = self._editing, self._visit.visitor
        text = editing.text
        with told():
            try:
                number = await self._visit.change(
                    "save level",
                    f"level {editing.level_id}",
                    lambda connection: save_version(
                        connection, editing.level_id, text, comment, visitor.account_id, based_on
                    ),
                )
            except MovedOnError as moved:
                await self._moved_on(moved.latest, comment)
                return
            await self._stored(text, number)
            ui.notify(f"Saved as version {number}.")

    async def _moved_on(self, latest: Version, comment: str) -> None:
        """Somebody was faster: show what they changed, and let the visitor decide."""
        editing = self._editing
        theirs = await self._visit.again(
            lambda connection: version_text(connection, editing.level_id, latest.number)
        )
        with (
            ui.dialog().props('persistent aria-label="Question"') as dialog,
            ui.card().classes("levels card asking wide"),
        ):
            heading("Somebody else has saved meanwhile")
            ui.label(
                f"{latest.saved_by} saved version {latest.number} while you were writing "
                f'("{latest.comment}"). Your text is not saved yet, and nothing is lost. '
                "From their text to yours:"
            )
            show_difference(theirs, editing.text)
            with ui.row().classes("buttons"):
                first_act("Keep writing", lambda: dialog.submit(""))
                act(
                    f"Save mine as version {latest.number + 1}",
                    lambda: dialog.submit("mine"),
                )
                act("Take theirs, drop mine", lambda: dialog.submit("theirs"))
        answer = await dialog
        dialog.delete()
        if answer == "mine":
            await self._save(comment, latest.number)
        elif answer == "theirs":
            await self._stored(theirs, latest.number)

    async def _stored(self, text: str, number: int) -> None:
        level_id = self._editing.level_id
        self._known = await self._visit.again(lambda connection: versions(connection, level_id))
        self._editing.stored(text, number)
        self._show()

    def _show(self) -> None:
        self._place.clear()
        with self._place, ui.element("table").classes("versions"):
            with ui.element("thead"), ui.element("tr"):
                for title in ("Version", "Saved", "By", "Comment", "What to do"):
                    with ui.element("th").props('scope="col"'):
                        ui.label(title)
            with ui.element("tbody"):
                for version in self._known:
                    self._row(version)

    def _row(self, version: Version) -> None:
        newest = version.number == self._known[0].number
        with ui.element("tr"):
            for cell in (
                str(version.number),
                f"{version.saved_utc:%Y-%m-%d %H:%M} UTC",
                version.saved_by,
                version.comment,
            ):
                with ui.element("td"):
                    ui.label(cell)
            with ui.element("td"), ui.row().classes("buttons"):
                self._button("Changes", version, lambda: self._changes(version))
                if self._editing.may_change and not newest:
                    self._button("Restore", version, lambda: self._restore(version))

    def _button(self, words: str, version: Version, do: Callable[[], object]) -> None:
        button = act(words, do)
        button.props["aria-label"] = f"{words}: version {version.number}"

    async def _changes(self, version: Version) -> None:
        """What a version changed, and what has changed since."""
        level_id, number = self._editing.level_id, version.number

        with told():
            text = await self._visit.again(lambda c: version_text(c, level_id, number))
            before = ""
            if number > 1:
                before = await self._visit.again(lambda c: version_text(c, level_id, number - 1))
            with (
                ui.dialog().props('aria-label="Changes"') as dialog,
                ui.card().classes("levels card asking wide"),
            ):
                heading(f"Version {number}")
                if number > 1:
                    heading(f"From version {number - 1} to {number}", 3)
                    show_difference(before, text)
                heading(f"From version {number} to what is written now", 3)
                show_difference(text, self._editing.text)
                first_act("Close", dialog.close)
            await dialog
            dialog.delete()

    async def _restore(self, version: Version) -> None:
        editing, visitor = self._editing, self._visit.visitor
        if editing.changed:
            ui.notify("Save or undo your changes first.", type="warning")
            return
        with self._page, told():  # the button that was pressed goes with its row
            number = await self._visit.change(
                f"restore version {version.number} of level",
                f"level {editing.level_id}",
                lambda connection: restore_version(
                    connection,
                    editing.level_id,
                    version.number,
                    visitor.account_id,
                    editing.based_on,
                ),
            )
            text = await self._visit.again(
                lambda connection: version_text(connection, editing.level_id, number)
            )
            await self._stored(text, number)
            ui.notify(f"Version {version.number} is version {number} now.")
