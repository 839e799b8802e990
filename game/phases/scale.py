"""A scale of pictures from 0 to 10, and a second look at the answer before it counts.

Pain: the numeric rating scale with a face to each number. Exertion: the category-ratio scale
(Borg, Psychophysical bases of perceived exertion, Med Sci Sports Exerc 1982) in whole numbers.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from controllers.frame import InputFrame
from game.choosing import Choice, Choosing, Option
from game.context import Context
from game.phases.placing import board, spot, wall
from game.phases.question import DWELL_S, QUESTION_M
from game.pointing import Spot
from tasks.body import BodyFrame
from tasks.scene import Panel

TOP: Final = 10
SKIP: Final = "skip"
ROWS: Final = (range(6), range(6, TOP + 1))

DISTANCE_M: Final = 1.5
TILE_M: Final = (0.26, 0.38)
STEP_M: Final = 0.285
ROWS_M: Final = (0.115, -0.485)
QUESTION_DEG: Final = 16.4
BETWEEN_M: Final = -0.185
SKIP_M: Final = (0.34, 0.2)
ENDS_M: Final = 0.6
"""To either side: the words for the least and the middle, below the first row's ends."""

MOST_M: Final = 0.72
"""To the right: the words for the most, at the end of the second row.

All of it is within 30 degrees to either side, which every headset shows at once.
"""

ANSWER_DEG: Final = 9.0
SHOWN_M: Final = 1.25
ANSWER_M: Final = 1.2
"""The answer hangs nearer than what can be chosen, and so is larger."""

GO_ON, CHANGE = "go_on", "change"


@dataclass(frozen=True, slots=True)
class Bands:
    """Words for a scale: the least number of each band and its name."""

    names: Mapping[int, str]

    def of(self, number: int) -> str:
        """Name of the band that a number is in."""
        starts = list(self.names)
        return self.names[starts[bisect_right(starts, number) - 1]]


SCALES: Final[Mapping[str, Bands]] = {
    "pain": Bands({0: "none", 1: "mild", 4: "moderate", 7: "severe", 10: "worst"}),
    "exertion": Bands(
        {0: "none", 1: "light", 3: "moderate", 5: "hard", 7: "very_hard", 10: "maximal"}
    ),
}


class Scale:
    """Asks for a number on the scale `name`; the answer is "0" to "10", or "skip"."""

    def __init__(self, context: Context, name: str) -> None:
        self._context = context
        self._name = name
        self._answer: str | None = None
        self._panels: list[Panel] = []
        self._choosing: Choosing | None = None

    def show(self) -> None:
        """Hang the scale, or the answer given, where the patient now sits and faces."""
        if self._answer is None:
            self._show_scale()
        else:
            self._show_answer(self._answer)
        self._context.scene.panels.extend(self._panels)

    def step(self, frame: InputFrame) -> str | None:
        """Follow one frame; returns the answer on the frame that confirms it."""
        chosen = self._choosing.step(frame) if self._choosing else None
        if chosen is None:
            return None
        if chosen == GO_ON:
            return self._answer
        self._answer = None if chosen == CHANGE else chosen
        self.hide()
        self.show()
        return None

    def hide(self) -> None:
        """Take everything away."""
        for panel in self._panels:
            self._context.scene.panels.remove(panel)
        self._panels = []
        if self._choosing is not None:
            self._choosing.remove()
            self._choosing = None

    def _show_scale(self) -> None:
        body, name = self._context.frame_of_body, self._name
        self._panels = [
            board(
                f"{name}.question",
                body,
                width_m=QUESTION_M,
                elevation_deg=QUESTION_DEG,
                spoken=True,
            ),
            *(
                Panel(f"{name}.{end}", *wall(body, across_m, up_m, DISTANCE_M), caption=True)
                for end, across_m, up_m in (
                    ("least", -ENDS_M, BETWEEN_M),
                    ("middle", ENDS_M, BETWEEN_M),
                    ("most", MOST_M, ROWS_M[1]),
                )
            ),
        ]
        options = []
        for row, (numbers, up_m) in enumerate(zip(ROWS, ROWS_M, strict=True)):
            for column, number in enumerate(numbers):
                place = _spot(body, *TILE_M, (column - 2.5) * STEP_M, up_m)
                choice = Choice(str(number), "scale.number", f"{name}_{number}", {"number": number})
                options.append(Option(choice, place, (column - 2.5, -3.0 * row)))
        place = _spot(body, *SKIP_M, 0.0, BETWEEN_M)
        options.append(Option(Choice(SKIP, "skip", ""), place, (0.0, -1.5)))
        self._choosing = Choosing(self._context.scene, options, DWELL_S)

    def _show_answer(self, answer: str) -> None:
        body, name = self._context.frame_of_body, self._name
        if answer == SKIP:
            key, icon, values = "check.no_answer", "", {}
        else:
            number = int(answer)
            key = f"{name}.{SCALES[name].of(number)}"
            icon, values = f"{name}_{number}", {"number": number}
        self._panels = [
            board(
                key,
                body,
                icon=icon,
                values=values,
                width_m=SHOWN_M,
                elevation_deg=ANSWER_DEG,
                distance_m=ANSWER_M,
                spoken=True,
            )
        ]
        options = [
            Option(
                choice,
                spot(body, 0.5, 0.53, azimuth_deg=20.0 * across, elevation_deg=-13.0),
                (across, 0.0),
            )
            for choice, across in (
                (Choice(GO_ON, "go_on", "play"), 0.5),
                (Choice(CHANGE, "change", "arrow_left"), -0.5),
            )
        ]
        self._choosing = Choosing(self._context.scene, options, DWELL_S)


def _spot(body: BodyFrame, width_m: float, height_m: float, across_m: float, up_m: float) -> Spot:
    return Spot(*wall(body, across_m, up_m, DISTANCE_M), 0.5 * width_m, 0.5 * height_m)
