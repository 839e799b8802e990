"""Measures made anew of recorded sessions."""
