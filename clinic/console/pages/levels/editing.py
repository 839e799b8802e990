"""The one text that form and text box show: every change goes through here. No elements."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal

from clinic.authoring.checking import Checked, checked
from clinic.authoring.drafts import Drafts

By = Literal["form", "text", "store"]
Listener = Callable[[By], None]


@dataclass(slots=True)
class Editing:
    """A level under somebody's hands. `saved` is the text of version `based_on`.

    `open` are the parts of the form that are unfolded. Listeners are told after every change who
    made it; `shape` grows when the form has to be made anew. `take_typed` takes over what was typed
    a moment ago.
    """

    level_id: str
    account_id: int
    may_change: bool
    saved: str
    based_on: int
    drafts: Drafts
    text: str = ""
    shape: int = 0
    open: set[str] = field(default_factory=set)
    listeners: list[Listener] = field(default_factory=list)
    take_typed: Callable[[], None] = field(default=lambda: None)

    @property
    def changed(self) -> bool:
        """Whether there is anything to save."""
        return self.text != self.saved

    @property
    def found(self) -> Checked:
        """What the text says."""
        return checked(self.text, f"{self.level_id}.yaml")

    def edit(self, change: Callable[[str], str], *, new_shape: bool = False) -> None:
        """Change the text as the form does. Raises `EditError`, `LevelError`: nothing changed."""
        self.take_typed()
        text = change(self.text)
        self.shape += int(new_shape)
        self._set(text, "form")

    def typed(self, text: str) -> None:
        """Take the text as it was typed."""
        before = self.found.data
        if text == self.text:
            return
        self.text = text
        now = self.found.data
        self.shape += int(now is not None and now != before)
        self._set(text, "text")

    def stored(self, text: str, number: int) -> None:
        """The text is that of a version now."""
        self.saved, self.based_on = text, number
        self.shape += int(text != self.text)
        self._set(text, "store")

    def _set(self, text: str, by: By) -> None:
        self.text = text
        if self.changed:
            self.drafts.keep(self.account_id, self.level_id, text, self.based_on)
        else:
            self.drafts.drop(self.account_id, self.level_id)
        for listener in self.listeners:
            listener(by)
