"""The clinic as a whole."""

from clinic.console.pages.cohort import page

__all__ = ["page"]
