"""What happens in every frame of a session before the device is read, in order."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from pydantic import BaseModel, ValidationError

from controllers.frame import InputFrame
from controllers.mounting import Mounting
from game.commands import Command, Inbox, Source
from game.recording.errors import RecordingError
from game.recording.folder import EVENTS
from game.recording.reading import Recording
from game.recording.recorder import Recorder
from game.session import Session
from game.view.nothing import NoImageError
from reachwell.choices import Choices
from reachwell.display import Display
from reachwell.link import Linked
from reachwell.progress import SessionProgress
from reachwell.rig import Wear
from tasks.scene import Role

_TELL_EVERY_NS: Final = 5_000_000_000
"""Faults are told between repetitions; in a rest, or while the patient is measured, this often."""


class _CommandEvent(BaseModel):
    frame_index: int
    command: str
    source: Source
    data: Mapping[str, Any] = {}


class ReplayedCommands:
    """Puts recorded commands into the inbox on the frames where they were obeyed."""

    def __init__(self, recording: Recording) -> None:
        """Read the commands. Raises `RecordingError` where one can't be obeyed again."""
        self._waiting: dict[int, list[Command]] = {}
        for line, event in enumerate(recording.events(), start=1):
            if event.get("kind") != "command":
                continue
            try:
                told = _CommandEvent.model_validate(event)
            except ValidationError as error:
                field = ".".join(map(str, error.errors()[0]["loc"]))
                raise RecordingError(
                    f"{recording.folder} can't be rerun: {EVENTS}, line {line}: "
                    f"{field} of a command is missing or wrong"
                ) from error
            command = Command(told.command, told.data, told.source)
            self._waiting.setdefault(told.frame_index, []).append(command)

    def feed(self, frame_index: int, inbox: Inbox) -> None:
        """Deliver what was obeyed on this frame."""
        for command in self._waiting.pop(frame_index, ()):
            inbox.put(command)


class Hooks:
    """Events, keys, replayed commands, what is worn, screenshot, recorder's faults, progress."""

    def __init__(
        self,
        session: Session,
        inbox: Inbox,
        display: Display,
        recorder: Recorder,
        progress: SessionProgress,
        replayed: ReplayedCommands | None,
        choices: Choices,
        wear: Wear,
        link: Linked | None = None,
    ) -> None:
        self._session = session
        self._inbox = inbox
        self._display = display
        self._recorder = recorder
        self._progress = progress
        self._replayed = replayed
        self._picture = choices.screenshot
        self._picture_trial = choices.screenshot_trial
        self._trials = 0
        self._tell_ns = 0
        self._wear = wear
        self._link = link
        self._worn: Mounting | None = None
        self._keys = None
        if display.events is not None:
            from game.keys import WindowKeys

            self._keys = WindowKeys(display.events)

    def __call__(self, frame: InputFrame) -> None:
        """Do all of it; of `frame` only the times are new yet."""
        if self._display.events is not None and self._keys is not None:
            self._display.events.pump()
            for command in self._keys.commands():
                self._take(command)
        if self._replayed is not None:
            self._replayed.feed(frame.frame_index, self._inbox)
        if self._session.worn is not self._worn:
            self._worn = self._session.worn
            self._wear(self._worn)
        if self._picture is not None:
            self._maybe_picture()
        between_repetitions = self._session.begun_trials != self._trials
        if between_repetitions or frame.sample_time_ns >= self._tell_ns:
            self._trials = self._session.begun_trials
            self._tell_ns = frame.sample_time_ns + _TELL_EVERY_NS
            self._tell_of_faults()
        self._progress.update()

    def _take(self, command: Command) -> None:
        if command.kind == "screenshot":
            name = f"screenshot-{self._session.begun_trials:03d}.png"
            self._screenshot(self._recorder.folder / name)
        else:
            self._inbox.put(command)

    def _maybe_picture(self) -> None:
        """Take the picture that was asked for while a target of that repetition is to be seen."""
        assert self._picture is not None
        late_enough = self._session.begun_trials >= self._picture_trial
        if late_enough and self._session.scene.of(Role.TARGET):
            self._screenshot(self._picture)
            self._picture = None

    def _screenshot(self, path: Path) -> None:
        try:
            self._display.view.screenshot(path)
        except (NoImageError, OSError) as error:
            self._progress.say(f"No screenshot: {error}. Play goes on.")

    def _tell_of_faults(self) -> None:
        try:
            self._recorder.check()
        except RecordingError as error:
            self._progress.say(f"Recording: {error}. Play goes on.")
        for line in self._link.news() if self._link else ():
            self._progress.say(line)
