"""Which errors are the user's to mend."""

from __future__ import annotations

from clinic.errors import ClinicError
from controllers.controller import DeviceUnavailableError
from game.patient import PatientError
from game.recording.errors import RecordingError
from levels.problem import LevelError


class UsageError(ValueError):
    """Options that do not go together; the message says which, and what is allowed."""


def bad_input(error: Exception) -> str | None:
    """What to tell the user about an error of theirs, a line a problem; None for a fault."""
    kinds = (
        ClinicError,
        DeviceUnavailableError,
        LevelError,
        PatientError,
        RecordingError,
        UsageError,
    )
    if isinstance(error, kinds):
        return str(error)
    # The command-line library's own errors; releases differ in where their class lives.
    tell = getattr(error, "format_message", None)
    if tell is None:
        return None
    told = " ".join(tell().split())
    return f"{told} (reachwell --help tells the options)" if told else "see reachwell --help"
