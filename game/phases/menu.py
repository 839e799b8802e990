"""The patient's menu: a few large tiles in front, chosen by pointing, keys or staying."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from controllers.frame import Button, InputFrame
from game.choosing import Cell, Choice, Choosing, Option
from game.pointing import Spot
from game.rays import orientation_tracked
from tasks.body import BodyFrame, yaw_of
from tasks.scene import Scene
from tasks.trial import EndReason

CHOICES_A_PAGE: Final = 2
"""So many large tiles fit side by side in a window, above the ground, in letters that weak eyes
can read."""

_DISTANCE_M: Final = 1.45
_ARC_RADIUS_M: Final = 2.0 * _DISTANCE_M
"""Twice the distance: words on a tighter arc look slanted in a window."""

_COLUMN_M: Final = 0.88


@dataclass(frozen=True, slots=True)
class _Row:
    """Tiles of one size: width, height with two lines of words, middle above the eyes."""

    width_m: float
    height_m: float
    middle_m: float


_ROWS: Final[Mapping[float, _Row]] = {
    0.0: _Row(0.8, 0.84, 0.03),
    -1.0: _Row(0.5, 0.54, -0.69),
}


NEXT: Final = Choice("menu.next", "menu.next", "arrow_right")
BACK: Final = Choice("menu.back", "menu.back", "arrow_left")
"""The ways through the pages. No level's id has a dot."""


@dataclass(frozen=True, slots=True)
class Page:
    """Tiles shown together, in reading order, and the cell of each.

    A cell is columns to the right of the middle, and the row: 0 choices, -1 ways on.
    """

    choices: tuple[Choice, ...]
    cells: tuple[Cell, ...]


def paged(choices: Sequence[Choice]) -> list[Page]:
    """Lay choices out, two a page, with the ways back and on below where there are more."""
    pages: list[Page] = []
    for start in range(0, len(choices), CHOICES_A_PAGE):
        tiles = list(choices[start : start + CHOICES_A_PAGE])
        cells = [(column - (len(tiles) - 1) / 2, 0.0) for column in range(len(tiles))]
        if start > 0:
            tiles.append(BACK)
            cells.append((-0.5, -1.0))
        if start + CHOICES_A_PAGE < len(choices):
            tiles.append(NEXT)
            cells.append((0.5, -1.0))
        pages.append(Page(tuple(tiles), tuple(cells)))
    return pages


class Menu:
    """Tiles to choose from, until one is chosen.

    The tiles stand around where the patient sits and faces when the menu comes up (by
    `body_frame` what of it is not measured), and follow at a press of recentre.
    """

    name = "menu"

    def __init__(self, scene: Scene, body_frame: BodyFrame, choices: Sequence[Choice]) -> None:
        self._scene = scene
        self._body_frame = body_frame
        self._pages = paged(choices)
        self._page = 0
        self._choosing: Choosing | None = None
        self._buttons = ~0
        self.chosen: str | None = None

    @property
    def done(self) -> bool:
        """Whether a choice has been made."""
        return self.chosen is not None

    def enter(self, frame: InputFrame) -> None:
        """Put the tiles in front of the patient."""
        self._stand_before(frame)
        self._show(0)

    def step(self, frame: InputFrame) -> Scene:
        """Follow pointing and keys for one frame."""
        pressed = frame.buttons & ~self._buttons
        self._buttons = frame.buttons
        if pressed & Button.RECENTRE:
            self._stand_before(frame)
            self._show(self._page)
        elif pressed & Button.BACK and self._page > 0:
            self._show(self._page - 1)
        chosen = self._choosing.step(frame) if self._choosing else None
        if chosen == NEXT.id:
            self._show(self._page + 1)
        elif chosen == BACK.id:
            self._show(self._page - 1)
        else:
            self.chosen = chosen
        return self._scene

    def interrupt(self, reason: EndReason, frame: InputFrame) -> None:  # noqa: ARG002
        """Forget what was pointed at."""
        if self._choosing is not None:
            self._choosing.begin_again()

    def leave(self, frame: InputFrame) -> None:  # noqa: ARG002
        """Take the tiles away."""
        self._clear()

    def _stand_before(self, frame: InputFrame) -> None:
        head, body = frame.head, self._body_frame
        self._body_frame = BodyFrame(
            head.position_m if head.position_valid else body.eyes_m,
            yaw_of(head.orientation) if orientation_tracked(head) else body.yaw_rad,
        )

    def _show(self, page: int) -> None:
        self._clear()
        self._page = page
        shown = self._pages[page]
        self._choosing = Choosing(
            self._scene,
            [
                Option(choice, self._spot(cell), cell)
                for choice, cell in zip(shown.choices, shown.cells, strict=True)
            ],
        )

    def _clear(self) -> None:
        if self._choosing is not None:
            self._choosing.remove()
            self._choosing = None

    def _spot(self, cell: Cell) -> Spot:
        column, row_number = cell
        row, body = _ROWS[row_number], self._body_frame
        around = column * _COLUMN_M / _ARC_RADIUS_M
        centre_m = body.to_stage(
            (
                _ARC_RADIUS_M * math.sin(around),
                row.middle_m,
                _ARC_RADIUS_M * (1.0 - math.cos(around)) - _DISTANCE_M,
            )
        )
        return Spot(centre_m, body.yaw_rad - around, 0.5 * row.width_m, 0.5 * row.height_m)
