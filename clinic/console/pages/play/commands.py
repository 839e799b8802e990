"""The session's keys as buttons: one click is one command, and what became of it is told."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from time import perf_counter
from types import MappingProxyType
from typing import Any, Final

from nicegui import ui
from nicegui.events import KeyEventArguments
from sqlalchemy import Connection

from clinic.console.frame import EXPECTED
from clinic.console.visit import Visit
from clinic.link.hub import LinkDownError, LiveGame
from clinic.link.protocol import Ack
from clinic.names import name_warning
from game.asked import LONGEST_NOTE
from game.commands import CUE_AMOUNTS, CUE_KINDS
from game.recording.info import now_utc
from game.safety import PauseCause


@dataclass(frozen=True, slots=True)
class Act:
    """One button. `key` is the key of the game's window that does the same."""

    kind: str
    words: str
    key: str = ""
    data: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))

    @property
    def audited(self) -> str:
        """As the audit says it; what a note says stays in the recording."""
        values = "" if self.kind == "note" else " ".join(map(str, self.data.values()))
        return f"{self.kind} {values}".strip()


STOP: Final = Act("stop", "Stop", "Escape")
PAUSE: Final = Act("pause", "Pause", "p")
GO_ON: Final = Act("resume", "Go on", "g")
LOCK: Final = Act("lock", "Hold difficulty", "l")
END: Final = Act("end", "End session", "q")
DIFFICULTY: Final = (Act("easier", "Easier", "e"), Act("harder", "Harder", "h"))
HELP: Final = (
    Act("demonstrate", "Demonstrate", "d"),
    Act("skip", "Skip", "n"),
    Act("rest", "Rest", "b"),
    Act("longer", "Longer rest", "t"),
    Act("recentre", "Recentre", "r"),
    Act("pain", "Pain", "o"),
    Act("assist", "Helped", "a"),
    Act("mark", "Mark", "m"),
)
CONFIRM: Final = (
    Act("supervised", "I stand beside the patient", "y"),
    Act("clear_space", "The floor is clear", "c"),
)
CUES: Final = tuple(
    Act(
        "cue",
        f"{kind} {amount}",
        str(1 + len(CUE_AMOUNTS) * row + column),
        MappingProxyType({"kind": kind, "amount": amount}),
    )
    for row, kind in enumerate(CUE_KINDS)
    for column, amount in enumerate(CUE_AMOUNTS)
)
BY_KEY: Final[Mapping[str, Act]] = MappingProxyType(
    {act.key: act for act in (STOP, PAUSE, GO_ON, LOCK, END, *DIFFICULTY, *HELP, *CONFIRM, *CUES)}
)
"""By the browser's name of the key, small letters."""

_OUTCOMES: Final = "sent obeyed refused"


class Commands:
    """All buttons of one watcher who may give commands."""

    def __init__(self, visit: Visit, game: LiveGame, linked: Callable[[], bool]) -> None:
        self._visit = visit
        self._game = game
        self._linked = linked
        self._buttons: dict[str, ui.button] = {}
        self._marked: ui.button | None = None
        self._asking = False
        self._told: ui.label

    def stop(self) -> None:
        """The one that is always there."""
        self._button(STOP, "stop-now").props["aria-label"] = "Stop at once (Escape)"

    def outcome(self) -> None:
        """The line that tells what became of the last command."""
        self._told = ui.label().classes("live-told").props('role="status"')

    def panel(self) -> None:
        """All others."""
        with ui.element("div").classes("live-acts"):
            self._button(PAUSE, "first")
            self._button(GO_ON, "first")
        with ui.element("div").classes("live-acts"):
            for act in DIFFICULTY:
                self._button(act)
            self._button(LOCK).props["aria-pressed"] = "false"
        self._confirmations = ui.element("div").classes("live-acts")
        with self._confirmations:
            for act in CONFIRM:
                self._button(act, "first")
        with ui.element("div").classes("live-acts"):
            for act in HELP:
                self._button(act)
        self._cues()
        self._note()
        with ui.element("div").classes("live-acts"):
            self._keys_on = ui.checkbox("Keys of the keyboard give commands", value=True)
            self._keys_on.classes("live-keys")
        with ui.element("div").classes("live-acts"):
            self._button(END, "end")
        ui.keyboard(self._key, repeating=False, ignore=["input", "select", "textarea"])

    def follow(self) -> None:
        """Show what can be done now."""
        state = self._game.state
        can = self._linked()
        for kind, button in self._buttons.items():
            if button.enabled is not can and kind not in (PAUSE.kind, GO_ON.kind):
                button.enabled = can
        if state is None:
            return
        # Both stay where they are: a press on one must never meet the other.
        self._enable(PAUSE, can and state.paused != PauseCause.STOPPED.value)
        self._enable(GO_ON, can and state.paused is not None)
        lock = self._buttons[LOCK.kind]
        locked = "true" if state.difficulty.locked else "false"
        if lock.props["aria-pressed"] != locked:
            lock.props["aria-pressed"] = locked
            lock.text = "Held: let it follow (L)" if locked == "true" else _labelled(LOCK)
        waits = state.phase == "supervision"
        if self._confirmations.visible is not waits:
            self._confirmations.visible = waits

    async def give(self, act: Act) -> bool:
        """Send it at once; the audit is written meanwhile. Tells both."""
        subject = f"session {self._game.hello.session_id}"
        self._mark(act, "sent")
        asked = asyncio.create_task(
            self._game.ask(act.kind, act.data, self._visit.visitor.login)
        )  # made first: it is on its way before the audit begins
        audited = asyncio.create_task(self._visit.change(act.audited, subject, _nothing))
        obeyed, line = await _outcome(act, asked)
        self._mark(act, "obeyed" if obeyed else "refused")
        self._told.text = line
        try:
            await audited
        except EXPECTED as error:
            self._told.text = f"{line} It could not be written into the audit: {error}"
        return obeyed

    def _button(self, act: Act, look: str = "") -> ui.button:
        async def clicked() -> None:
            await (self._confirm_end() if act is END else self.give(act))

        button = ui.button(_labelled(act), on_click=clicked, color=None)
        button.classes(f"act live-act {look}")
        button.enabled = False  # until the page is connected, and follows
        self._buttons[act.audited] = button
        return button

    def _cues(self) -> None:
        with ui.element("table").classes("live-cues"):
            with ui.element("caption"):
                ui.label("A cue was given")
            with ui.element("thead"), ui.element("tr"):
                with ui.element("td"):
                    pass
                for amount in CUE_AMOUNTS:
                    with ui.element("th").props('scope="col"'):
                        ui.label(amount.capitalize())
            with ui.element("tbody"):
                for kind in CUE_KINDS:
                    self._cue_row(kind)

    def _cue_row(self, kind: str) -> None:
        with ui.element("tr"):
            with ui.element("th").props('scope="row"'):
                ui.label(kind.capitalize())
            for act in CUES:
                if act.data["kind"] == kind:
                    with ui.element("td"):
                        button = self._button(act)
                        button.text = act.key
                        button.props["aria-label"] = f"{act.key}. Cue: {act.words}"

    def _note(self) -> None:
        with ui.element("div").classes("live-note"):
            text = ui.input("A note for the record", on_change=lambda: warn())
            text.props(f'outlined dense maxlength="{LONGEST_NOTE}" autocomplete="off"')
            warning = ui.label().classes("caution").props('role="status"')
            warning.visible = False

            async def write() -> None:
                said = (text.value or "").strip()
                if said and await self.give(Act("note", "Note", data={"text": said})):
                    text.value = ""

            def warn() -> None:
                found = name_warning(text.value or "")
                warning.text, warning.visible = found or "", found is not None

            text.on("keydown.enter", write)
            button = ui.button("Write the note", on_click=write, color=None)
            button.enabled = False
            self._buttons["note"] = button.classes("act live-act")

    async def _confirm_end(self) -> None:
        if self._asking:
            return
        self._asking = True
        with ui.dialog() as dialog, ui.card().classes("asked"):
            with ui.element("h2"):
                ui.label("End this session?")
            ui.label("The game closes. What was played is kept; it can be gone on with later.")
            with ui.element("div").classes("acts"):
                ui.button(
                    "End the session", on_click=lambda: dialog.submit(True), color=None
                ).classes("act live-act end")
                ui.button(
                    "Keep playing", on_click=lambda: dialog.submit(False), color=None
                ).classes("act")
        try:
            if await dialog:
                await self.give(END)
        finally:
            self._asking = False
            dialog.delete()

    async def _key(self, event: KeyEventArguments) -> None:
        held = event.modifiers
        if not event.action.keydown or held.ctrl or held.alt or held.meta or self._asking:
            return
        name = str(event.key.name)
        act = STOP if name in ("Escape", "Pause") else BY_KEY.get(name.lower())
        if act is None or not self._keys_on.value or not self._linked():
            return
        await (self._confirm_end() if act is END else self.give(act))

    def _enable(self, act: Act, can: bool) -> None:  # noqa: FBT001 - the one thing there is to say
        button = self._buttons[act.kind]
        if button.enabled is not can:
            button.enabled = can

    def _mark(self, act: Act, outcome: str) -> None:
        if self._marked is not None:
            self._marked.classes(remove=_OUTCOMES)
        self._marked = self._buttons.get("note" if act.kind == "note" else act.audited)
        if self._marked is not None:
            self._marked.classes(add=outcome)


def _labelled(act: Act) -> str:
    key = "Esc" if act.key == "Escape" else act.key.upper()
    return f"{act.words} ({key})" if key else act.words


async def _outcome(act: Act, asked: asyncio.Task[Ack]) -> tuple[bool, str]:
    began = perf_counter()
    try:
        ack = await asked
    except LinkDownError as error:
        return False, f"✗ {act.words}, {_now()}: not known to be obeyed. {error}"
    if ack.outcome != "obeyed":
        return False, f"✗ {act.words}, {_now()}: refused. {ack.message}"
    return True, f"✓ {act.words}, {_now()}: obeyed after {perf_counter() - began:.2f} s."


def _now() -> str:
    return f"{now_utc().astimezone():%H:%M:%S}"


def _nothing(_: Connection) -> None:
    """Only the audit's line."""
