"""Sessions that a crash ended, completed when the next one begins."""

from __future__ import annotations

from collections.abc import Callable

from game.datadir import DataDirectory
from game.patient import PatientError
from game.recording.errors import RecordingError
from game.recording.recover import recover, unclosed
from levels.problem import LevelError
from reachwell.keeping import keep_what_broke_off


def mend(data: DataDirectory, say: Callable[[str], None]) -> None:
    """Complete what a crash left of earlier sessions, and tell of each in a line."""
    for folder in unclosed(data):
        try:
            recover(folder)
        except RecordingError as error:
            say(f"could not mend an earlier session: {error}")
            continue
        say(f"mended the session that broke off: {folder.name}")
        try:
            keep_what_broke_off(folder, data.patients)
        except (LevelError, PatientError, RecordingError) as error:
            say(f"what it had learned is lost: {error}")
