"""Goals and cautions, as therapists write them."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from nicegui import ui

from clinic.care.cards import LONGEST, Card, CardChangedError, card_of, write_card
from clinic.console.buttons import act
from clinic.console.frame import told
from clinic.console.unsaved import Unsaved
from clinic.console.visit import Visit
from clinic.names import name_warning

Changed = Callable[[], Awaitable[None]]


def show_written(visit: Visit, code: str, card: Card, changed: Changed) -> None:
    """Both texts: to read, or to change where one may."""
    if not visit.visitor.may("care"):
        for name, text in (("Goals", card.goals), ("Cautions", card.cautions)):
            with ui.element("h3"):
                ui.label(name)
            ui.label(text or "nothing written").classes("note-text")
        return
    _Written(visit, code, card, changed)


class _Written:
    def __init__(self, visit: Visit, code: str, card: Card, told_of: Changed) -> None:
        self._visit = visit
        self._told_of = told_of
        self._code = code
        self._seen = card
        self._goals = _area("Goals", card.goals)
        self._cautions = _area("Cautions", card.cautions)
        for each in (self._goals, self._cautions):
            each.on_value_change(self._changed)
        self._back = ui.element("div").classes("caution").props('role="status"')
        self._warning = ui.label().classes("caution").props('role="status"')
        self._theirs = ui.element("div").classes("problem").props('role="alert"')
        with ui.element("div").classes("acts"):
            self._save_button = act("Save", self._save)
            self._state = ui.label().classes("small").props('role="status"')
        self._theirs.visible = False
        self._bring_back()
        self._changed()
        if self._same:
            self._tell()

    @property
    def _same(self) -> bool:
        written = (self._goals.value or "", self._cautions.value or "")
        return written == (self._seen.goals, self._seen.cautions)

    def _bring_back(self) -> None:
        """What this person typed here before, and did not save."""
        kept = self._visit.console.unsaved.get((self._visit.visitor.login, self._code))
        self._back.visible = kept is not None
        if kept is None:
            return
        now, self._seen = self._seen, kept.seen
        self._goals.value, self._cautions.value = kept.goals, kept.cautions
        with self._back:
            ui.label("This is what you wrote here and did not save yet.")
            act("Throw it away", lambda: self._take(now, theirs=True))

    def _changed(self) -> None:
        warning = name_warning(f"{self._goals.value}\n\n{self._cautions.value}")
        self._warning.text = warning or ""
        self._warning.visible = warning is not None
        self._save_button.enabled = not self._same
        unsaved, mine = self._visit.console.unsaved, (self._visit.visitor.login, self._code)
        if self._same:
            unsaved.pop(mine, None)
            self._back.visible = False
        else:
            self._state.text = "not saved"
            unsaved[mine] = Unsaved(
                self._seen,
                (self._goals.value or "")[:LONGEST],
                (self._cautions.value or "")[:LONGEST],
            )

    def _tell(self) -> None:
        seen = self._seen
        when = f" on {seen.changed_utc.astimezone():%Y-%m-%d %H:%M}" if seen.changed_utc else ""
        self._state.text = f"changed by {seen.changed_by}{when}" if seen.changed_by else ""

    async def _save(self) -> None:
        with told():
            sent = (self._goals.value, self._cautions.value)
            try:
                await self._write()
            except CardChangedError as error:
                before = self._seen
                if (error.card.goals, error.card.cautions) != (before.goals, before.cautions):
                    self._show_theirs(error)
                    return
                self._seen = error.card  # archived meanwhile, say: the words are the same
                await self._write()
            self._seen = await self._visit.again(lambda c: card_of(c, self._code))
            if (self._goals.value, self._cautions.value) == sent:  # else there is more to save
                self._goals.value, self._cautions.value = self._seen.goals, self._seen.cautions
            self._theirs.visible = False
            self._changed()
            if self._same:
                self._tell()
            await self._told_of()

    async def _write(self) -> None:
        goals, cautions = self._goals.value or "", self._cautions.value or ""
        seen, by = self._seen, self._visit.visitor.account_id
        await self._visit.change(
            "change card",
            f"patient {self._code}",
            lambda connection: write_card(connection, self._code, seen, goals, cautions, by),
        )

    def _show_theirs(self, error: CardChangedError) -> None:
        """What is there now; one's own words stay in the fields."""
        self._theirs.clear()
        self._theirs.visible = True
        with self._theirs:
            ui.label(f"{error}. It says now:")
            for name, text in (("Goals", error.card.goals), ("Cautions", error.card.cautions)):
                ui.label(f"{name}: {text or 'nothing'}").classes("note-text theirs")
            with ui.element("div").classes("acts"):
                act("Take theirs", lambda: self._take(error.card, theirs=True))
                act("Go on with mine", lambda: self._take(error.card, theirs=False))

    def _take(self, card: Card, *, theirs: bool) -> None:
        self._seen = card
        if theirs:
            self._goals.value, self._cautions.value = card.goals, card.cautions
        self._theirs.visible = False
        self._changed()
        if theirs:
            self._tell()


def _area(label: str, text: str) -> ui.textarea:
    area = ui.textarea(label, value=text).classes("whole")
    return area.props(f'outlined autogrow maxlength="{LONGEST}" debounce="300"')
