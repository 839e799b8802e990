"""How a measure says, inside this package, that there is no number."""

from __future__ import annotations

from typing import Final

TOO_FEW: Final = "fewer than three samples"
NOT_FINITE: Final = "a sample is not finite"


class NotMeasurableError(ValueError):
    """A measure has no meaning for these samples; `reason` says why, in words for a report."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason
