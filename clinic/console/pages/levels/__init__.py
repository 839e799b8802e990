"""Levels: the list, and the editor of one."""

from clinic.console.pages.levels import editor, listing

__all__ = ["editor", "listing"]
