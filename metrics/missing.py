"""The one way in which a measure says that there is no number."""

from __future__ import annotations


class NotMeasurableError(ValueError):
    """A measure has no meaning for these samples; `reason` says why, in words for a report."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason
