"""One patient: the card with plans and sessions, a new one, progress."""

from clinic.console.pages.patient import card, new

__all__ = ["card", "new"]
