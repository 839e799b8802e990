"""One question: a board with a line of words, and the answers as tiles below it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from controllers.frame import InputFrame
from game.choosing import Choice, Choosing, Option
from game.context import Context
from game.phases.placing import board, wall
from game.pointing import Spot
from tasks.scene import Panel

DWELL_S: Final = 2.0
"""Longer than in the menu: an answer is given once, and eyes read before they answer."""

QUESTION_M: Final = 1.5
"""Wide enough for each of its lines."""


@dataclass(frozen=True, slots=True)
class Layout:
    """Where a question and its rows of answers hang: direction, rows on a wall, sizes, metres.

    `rows_m` are heights over the eyes, `step_m` is from one tile of a row to the next, `height_m`
    that of a tile with the words it usually has. All is within 30 degrees to either side, which
    every headset shows at once.
    """

    question_deg: float
    rows_m: tuple[float, ...]
    width_m: float
    height_m: float
    distance_m: float
    step_m: float

    def columns(self, count: int) -> list[float]:
        """Places of a row of tiles, left to right, in steps from the middle."""
        return [column - (count - 1) / 2 for column in range(count)]


FEW: Final = Layout(12.0, (-0.245,), 0.56, 0.67, 1.55, 0.6)
"""Up to three large answers side by side."""

FOUR: Final = Layout(12.0, (-0.205,), 0.42, 0.49, 1.55, 0.445)
"""Up to four answers side by side."""

MANY: Final = Layout(16.4, (0.065, -0.425), 0.4, 0.47, 1.5, 0.43)
"""Two rows of up to four answers."""


class Question:
    """Asks with a board and tiles; `rows` are the answers, from the top."""

    def __init__(
        self,
        context: Context,
        key: str,
        icon: str,
        rows: Sequence[Sequence[Choice]],
        layout: Layout = FEW,
    ) -> None:
        self._context = context
        self._key = key
        self._icon = icon
        self._rows = rows
        self._layout = layout
        self._panel: Panel | None = None
        self._choosing: Choosing | None = None

    def show(self) -> None:
        """Hang board and tiles where the patient now sits and faces."""
        scene, body, layout = self._context.scene, self._context.frame_of_body, self._layout
        self._panel = board(
            self._key,
            body,
            icon=self._icon,
            width_m=QUESTION_M,
            elevation_deg=layout.question_deg,
            spoken=True,
        )
        scene.panels.append(self._panel)
        options = []
        for row, (choices, up_m) in enumerate(zip(self._rows, layout.rows_m, strict=True)):
            for choice, column in zip(choices, layout.columns(len(choices)), strict=True):
                place = Spot(
                    *wall(body, column * layout.step_m, up_m, layout.distance_m),
                    0.5 * layout.width_m,
                    0.5 * layout.height_m,
                )
                options.append(Option(choice, place, (column, -row)))
        self._choosing = Choosing(scene, options, DWELL_S)

    def step(self, frame: InputFrame) -> str | None:
        """Follow one frame; returns the id of the answer on the frame that gives it."""
        return self._choosing.step(frame) if self._choosing else None

    def hide(self) -> None:
        """Take board and tiles away, if they are there."""
        if self._panel is not None:
            self._context.scene.panels.remove(self._panel)
            self._panel = None
        if self._choosing is not None:
            self._choosing.remove()
            self._choosing = None
