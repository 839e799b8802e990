"""What a simulated patient means to answer, from what it reads and how it feels."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from simulation.endurance import Endurance
from simulation.traits import MotorProfile
from tasks.scene import Panel, Role

ANSWERS: Final = {
    "check.ready": "check.yes",
    "check.wait": "check.yes",
    "check.hurts": "check.gently",
    "comfort.question": "comfort.fine",
    "ask.failures": "ask.easier",
    "ask.pain": "go_on",
    "ask.pause": "go_on",
    "ask.tired": "ask.rest",
}
"""From a question's words to those of the tile that is meant, whatever the patient feels."""

TIRED: Final = 0.4
TOP: Final = 10


class Mind:
    """Chooses the tile that is meant, from all boards and tiles to be seen."""

    def __init__(self, profile: MotorProfile, limbs: Sequence[Endurance]) -> None:
        self._profile = profile
        self._limbs = limbs

    def __call__(self, panels: Sequence[Panel]) -> Panel | None:
        """The tile that is meant; None to let all of them be."""
        keys = {panel.key for panel in panels}
        fatigue = max(limb.fatigue for limb in self._limbs)
        tiles = [panel for panel in panels if panel.role is Role.CHOICE]
        for scale, number in (
            ("pain.question", self._profile.pain),
            ("exertion.question", min(TOP, round(TOP * fatigue))),
        ):
            if scale in keys:
                return next((t for t in tiles if t.values.get("number") == number), None)
        meant = next((ANSWERS[key] for key in keys if key in ANSWERS), None)
        if "word.question" in keys:
            meant = "word.tired" if fatigue > TIRED else "word.good"
        elif "change" in keys:  # an answer, shown once more before it counts
            meant = "go_on"
        return next((tile for tile in tiles if tile.key == meant), None)
