"""How patients, days and shares are told on these pages."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Final

from game.patient import CONDITIONS, SKIN_TONES, Condition, SkinTone

CONDITION_CHOICES: Final[Mapping[str, str]] = {
    "": "not said",
    **{str(name): words for name, words in CONDITIONS.items()},
}
POSTURES: Final = {"seated": "seated", "standing": "standing"}
SIDES: Final = {"left": "left", "right": "right"}
SKINS: Final[Mapping[SkinTone, str]] = {tone: tone.replace("_", " ") for tone in SKIN_TONES}


def condition_words(condition: Condition | str | None) -> str:
    """What a patient is treated for."""
    return CONDITION_CHOICES.get(condition or "", condition or "") if condition else ""


def day_words(day: date, now: date) -> str:
    """A day, and how long ago it was while that is easy to grasp."""
    ago = (now - day).days
    match ago:
        case 0:
            return f"{day} (today)"
        case 1:
            return f"{day} (yesterday)"
        case _ if 1 < ago < 60:
            return f"{day} ({ago} days ago)"
        case _:
            return f"{day}"


def share_words(won: int, scored: int) -> str:
    """How many of how many were won."""
    return f"{won} of {scored} won ({won / scored:.0%})" if scored else "nothing scored"


def balance_words(balance: float) -> str:
    """Where the sound is louder."""
    if balance == 0.0:
        return "even"
    return f"{abs(balance):.0%} to the {'right' if balance > 0 else 'left'}"
