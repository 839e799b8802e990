"""One patient: the card with plans and sessions, a new one, progress."""

from clinic.console.pages.patient import card, new, progress

__all__ = ["card", "new", "progress"]
