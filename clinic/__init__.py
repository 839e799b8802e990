"""Recorded sessions, read for people: summaries now, notes and exports on top of them."""
