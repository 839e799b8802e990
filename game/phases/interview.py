"""Questions one after the other; what is asked next may hang on what was answered."""

from __future__ import annotations

from collections.abc import Generator
from typing import Protocol

from controllers.frame import InputFrame
from game.context import Context
from tasks.scene import Scene
from tasks.trial import EndReason


class Asked(Protocol):
    """A question before the patient."""

    def show(self) -> None:
        """Hang it where the patient now sits and faces."""
        ...

    def step(self, frame: InputFrame) -> str | None:
        """Follow one frame; returns the answer on the frame that gives it."""
        ...

    def hide(self) -> None:
        """Take it away, if it is there."""
        ...


Talk = Generator[Asked, str, None]
"""Yields what is asked and is sent what was answered."""


class Interview:
    """A phase of questions. A subclass names itself and says in `_talk` what is asked.

    What interrupts it takes the question away; it is put anew, where the patient then sits.
    """

    name = ""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._frame: InputFrame | None = None
        self._steps = self._talk()
        self._asked: Asked | None = None
        self._shown = False
        self.done = False

    def enter(self, frame: InputFrame) -> None:
        """Ask the first question."""
        self._frame = frame
        self._asked = next(self._steps)
        self._show()

    def step(self, frame: InputFrame) -> Scene:
        """Follow the answer; once it is given, ask on."""
        self._frame = frame
        if self._asked is not None:
            if not self._shown:
                self._show()
            answer = self._asked.step(frame)
            if answer is not None:
                self._go_on(answer)
        return self._context.scene

    def interrupt(self, reason: EndReason, frame: InputFrame) -> None:  # noqa: ARG002
        """Take the question away until the next step."""
        self._hide()

    def leave(self, frame: InputFrame) -> None:  # noqa: ARG002
        """Take the question away for good; what was answered stays answered."""
        self._hide()
        self._steps.close()

    def _talk(self) -> Talk:
        raise NotImplementedError

    def _note(self, kind: str, **data: object) -> None:
        """Write down what was answered, on the frame of the answer."""
        assert self._frame is not None
        self._context.journal.event(kind, self._frame, **data)

    def _go_on(self, answer: str) -> None:
        self._hide()
        try:
            self._asked = self._steps.send(answer)
        except StopIteration:
            self._asked = None
            self.done = True
        else:
            self._show()

    def _show(self) -> None:
        if self._asked is not None:
            self._asked.show()
            self._shown = True

    def _hide(self) -> None:
        if self._asked is not None and self._shown:
            self._asked.hide()
        self._shown = False
