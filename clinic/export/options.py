"""What can be chosen about an export, whatever its format."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ExportOptions:
    """Choices of who exports."""

    absolute_dates: bool = False
    """Tell dates and session ids. Left out, nothing exported tells when a session was: days
    count from the patient's first exported session, times from the session's start."""
