"""What a clinic's command can't do, in one line a person can act on."""

from __future__ import annotations


class ClinicError(Exception):
    """A note, report, export or store can't be made; the message is one line."""
