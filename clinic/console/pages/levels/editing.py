"""The one text that form and text box show: every change goes through here. No elements."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final, Literal

from clinic.authoring.checking import Checked, checked

By = Literal["form", "text", "store"]
Listener = Callable[[By], None]
MOST_UNDONE: Final = 200


@dataclass(slots=True)
class Editing:
    """A level under somebody's hands. `saved` is the text of the newest version known.

    `based_on` is the version that the text was made from, 0 for a shipped level. `open` are the
    parts of the form that are unfolded; `exercise`, from 0, is the one that is worked on; `past`
    are the texts before this one. Listeners are told after every change who made it; `shape` grows
    when the form has to be made anew. `take_typed` takes over what was typed a moment ago, `keep`
    is told every text at once.
    """

    level_id: str
    may_change: bool
    saved: str
    based_on: int
    text: str
    shape: int = 0
    exercise: int = 0
    open: set[str] = field(default_factory=set)
    past: deque[str] = field(default_factory=lambda: deque(maxlen=MOST_UNDONE))
    listeners: list[Listener] = field(default_factory=list)
    turned: list[Callable[[], None]] = field(default_factory=list)
    take_typed: Callable[[], None] = field(default=lambda: None)
    keep: Callable[[str], None] = field(default=lambda _: None)

    @property
    def changed(self) -> bool:
        """Whether there is anything to save."""
        return self.text != self.saved

    @property
    def found(self) -> Checked:
        """What the text says."""
        return checked(self.text, f"{self.level_id}.yaml")

    def turn_to(self, exercise: int) -> None:
        """Work on another exercise; `turned` are told."""
        if exercise != self.exercise:
            self.exercise = exercise
            for listener in self.turned:
                listener()

    def edit(self, change: Callable[[str], str], *, new_shape: bool = False) -> None:
        """Change the text as the form does. Raises `EditError`, `LevelError`: nothing changed."""
        self.take_typed()
        text = change(self.text)
        self._remember(text)
        self.shape += int(new_shape)
        self._set(text, "form")

    def typed(self, text: str) -> None:
        """Take the text as it was typed."""
        before = self.found.data
        if text == self.text:
            return
        self._remember(text)
        self.text = text
        now = self.found.data
        self.shape += int(now is not None and now != before)
        self._set(text, "text")

    def undo(self) -> None:
        """Take the last change back, whether it was made in the form or in the text."""
        self.take_typed()
        if self.past:
            self.shape += 1
            self._set(self.past.pop(), "form")

    def stored(self, text: str, number: int) -> None:
        """The text is that of a version now."""
        self.saved, self.based_on = text, number
        self.past.clear()
        self.shape += int(text != self.text)
        self._set(text, "store")

    def _remember(self, text: str) -> None:
        if text != self.text:
            self.past.append(self.text)

    def _set(self, text: str, by: By) -> None:
        self.text = text
        self.keep(text)
        for listener in self.listeners:
            listener(by)
