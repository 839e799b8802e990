"""Keeps what is written and not saved yet, as fast as the store takes it."""

from __future__ import annotations

from collections.abc import Callable

from nicegui import background_tasks, ui
from sqlalchemy import Connection

from clinic.authoring.drafts import drop_draft, keep_draft
from clinic.console.frame import EXPECTED
from clinic.console.pages.levels.editing import Editing
from clinic.console.visit import Visit


class Keeping:
    """One page's. A text that comes while another is being written waits; only the newest does.

    `kept` is the draft that the store has. `problem` is empty, or says why the newest text is not
    kept; `on_kept` is called after each.
    """

    def __init__(
        self, visit: Visit, editing: Editing, kept: str | None, on_kept: Callable[[], None]
    ) -> None:
        self._visit = visit
        self._editing = editing
        self._on_kept = on_kept
        self._page = ui.context.client
        self._newest = editing.text
        self._kept = kept
        self._writing = False
        self.problem = ""
        editing.keep = self._take
        self._take(editing.text)

    @property
    def done(self) -> bool:
        """Whether the newest text is kept, or, being saved, is no draft any more."""
        return self._kept == self._wanted()

    def _wanted(self) -> str | None:
        return None if self._newest == self._editing.saved else self._newest

    def _take(self, text: str) -> None:
        self._newest = text
        if not self._writing and not self.done:
            self._writing = True
            background_tasks.create(self._write(), name="keep a draft")

    async def _write(self) -> None:
        try:
            while not self.done:
                wanted = self._wanted()
                await self._visit.keep(self._work(wanted))
                self._kept, self.problem = wanted, ""
        except EXPECTED as error:
            self.problem = str(error)
        finally:
            self._writing = False
        if not self._page.is_deleted:
            with self._page:
                self._on_kept()

    def _work(self, text: str | None) -> Callable[[Connection], None]:
        level_id, based_on = self._editing.level_id, self._editing.based_on
        account_id = self._visit.visitor.account_id
        if text is None:
            return lambda connection: drop_draft(connection, level_id, account_id)
        return lambda connection: keep_draft(connection, level_id, account_id, text, based_on)
