"""What can be chosen when a game is started, in a therapist's words."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from clinic.station.spec import View
from simulation import PROFILES

INPUTS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "openxr": "Headset with hands or controllers",
        "mouse": "Mouse",
        "keyboard": "Keyboard",
        "gamepad": "Gamepad",
        **{f"simulated:{kind}": f"Trying out: simulated patient, {kind}" for kind in PROFILES},
    }
)
"""Words by the value of `StartSpec.input`. Who is simulated is no person: nothing is learned."""

VIEW_WORDS: Final[Mapping[View, str]] = MappingProxyType(
    {"headset": "In the headset", "window": "In a window", "none": "No picture"}
)
"""Words by the value of `StartSpec.view`; which go with an input says `spec.VIEWS`."""
