"""What a simulated patient means to answer, from what it reads and how it feels."""

from __future__ import annotations

from collections.abc import Sequence

from simulation.endurance import Endurance
from simulation.profiles import MotorProfile
from tasks.scene import Panel, Role


class Mind:
    """Chooses the tile that is meant."""

    def __init__(self, profile: MotorProfile, endurance: Endurance) -> None:
        self._profile = profile
        self._endurance = endurance

    def __call__(self, panels: Sequence[Panel]) -> Panel | None:
        """The tile that is meant; None to let all of them be."""
        tiles = {panel.key: panel for panel in panels if panel.role is Role.CHOICE}
        return tiles.get("ready.yes")
