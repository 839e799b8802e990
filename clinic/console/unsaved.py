"""What was typed on a card and not saved: there again after a reload or another sign-in."""

from __future__ import annotations

from dataclasses import dataclass

from clinic.care.cards import Card


@dataclass(frozen=True, slots=True)
class Unsaved:
    """Both texts, and the card they were begun on."""

    seen: Card
    goals: str
    cautions: str
