"""A draft that was found when a level was opened: to go on with, or to discard."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence

from nicegui import ui

from clinic.authoring.drafts import Draft
from clinic.console.buttons import act, first_act
from clinic.console.frame import heading
from clinic.console.pages.levels.compared import show_difference
from clinic.console.pages.levels.editing import By, Editing


def own_draft(drafts: Sequence[Draft], account_id: int) -> Draft | None:
    """The visitor's own among all."""
    return next((draft for draft in drafts if draft.account_id == account_id), None)


def take_up(editing: Editing, draft: Draft | None) -> bool:
    """Put a draft into the visitor's hands, so that nothing they do can lose it; whether it was."""
    if draft is None or not editing.may_change or draft.text == editing.saved:
        return False
    editing.text, editing.based_on = draft.text, draft.based_on
    return True


class Found:
    """A notice over the form until one has chosen, or saved."""

    def __init__(self, editing: Editing, draft: Draft, discard: Callable[[], Awaitable[None]]):
        self._editing = editing
        with (
            ui.element("section")
            .props('aria-label="Unsaved draft"')
            .classes("note draft-found") as self._box
        ):
            ui.label(
                f"An unsaved draft from {draft.changed_utc:%Y-%m-%d %H:%M} UTC by {draft.login} "
                f"was found, made from version {draft.based_on}."
            ).props('role="status"')
            with ui.row().classes("buttons"):
                first_act("Go on with it", self._close)
                act("Discard", discard)
        editing.listeners.append(self._follow)

    def _follow(self, by: By) -> None:
        if by == "store":
            self._close()

    def _close(self) -> None:
        self._box.set_visibility(False)


def tell_of_others(editing: Editing, drafts: Sequence[Draft], account_id: int) -> None:
    """Who else has written here and not saved."""
    for draft in drafts:
        if draft.account_id != account_id and draft.text != editing.saved:
            ui.label(
                f"{draft.login} has an unsaved draft of this level, last written "
                f"{draft.changed_utc:%Y-%m-%d %H:%M} UTC."
            ).classes("note")


async def sure_to_discard(editing: Editing, saved: str) -> bool:
    """Show what would be lost, and ask."""
    with (
        ui.dialog().props('aria-label="Question"') as dialog,
        ui.card().classes("levels card asking wide"),
    ):
        heading("Discard what is not saved?")
        ui.label("From what is saved to what you wrote:")
        show_difference(saved, editing.text)
        with ui.row().classes("buttons"):
            act("Discard", lambda: dialog.submit("discard"))
            first_act("Keep it", dialog.close).props("autofocus")
    answer = await dialog
    dialog.delete()
    return bool(answer == "discard")
