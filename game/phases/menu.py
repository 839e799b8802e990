"""The patient's menu: a few large tiles in front, chosen by pointing, keys or staying."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from controllers.frame import Button, InputFrame
from game.pointing import Pointer, Spot, orientation_tracked
from tasks.body import BodyFrame, yaw_of
from tasks.scene import Panel, Role, Scene, SoundCue
from tasks.trial import EndReason

CHOICES_A_PAGE: Final = 2
"""So many large tiles fit side by side in a window, above the ground, in letters that weak eyes
can read."""

_DISTANCE_M: Final = 1.45
_ARC_RADIUS_M: Final = 2.0 * _DISTANCE_M
"""Twice the distance: words on a tighter arc look slanted in a window."""

_COLUMN_M: Final = 0.88

_NEARER_M: Final = 0.15
_NEARER_S: Final = 0.08
_BEGUN: Final = 0.001
_LONGEST_STEP_S: Final = 0.1

_ARROWS: Final = (
    (int(Button.UP), 0.0, 1.0),
    (int(Button.DOWN), 0.0, -1.0),
    (int(Button.LEFT), -1.0, 0.0),
    (int(Button.RIGHT), 1.0, 0.0),
)

Cell = tuple[float, float]
"""Place in the grid: columns to the right of the middle, and the row: 0 choices, -1 ways on."""


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


@dataclass(frozen=True, slots=True)
class Choice:
    """Something to choose: its words (`key`, `values`) and its picture (`icon`)."""

    id: str
    key: str
    icon: str
    values: Mapping[str, str | int | float] = field(default_factory=dict)


NEXT: Final = Choice("next", "menu.next", "arrow_right")
BACK: Final = Choice("back", "menu.back", "arrow_left")


@dataclass(frozen=True, slots=True)
class Page:
    """Tiles shown together, in reading order, and the cell of each."""

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


def neighbour(cells: Sequence[Cell], index: int, right: float, up: float) -> int:
    """The cell next to `index` in a direction; itself where there is none."""
    x, y = cells[index]

    def way(other: int) -> tuple[float, float]:
        across, upward = cells[other][0] - x, cells[other][1] - y
        return across * right + upward * up, abs(across * up) + abs(upward * right)

    ahead = [other for other in range(len(cells)) if way(other)[0] > 0.25]
    return min(ahead, key=lambda other: way(other)[0] + 2.0 * way(other)[1], default=index)


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
        self._title: Panel | None = None
        self._tiles: list[Panel] = []
        self._spots: list[Spot] = []
        self._nearer: list[float] = []
        self._pointer = Pointer(())
        self._marked: int | None = None
        self._buttons = ~0
        self._last_ns: int | None = None
        self.chosen: str | None = None

    @property
    def done(self) -> bool:
        """Whether a choice has been made."""
        return self.chosen is not None

    def enter(self, frame: InputFrame) -> None:
        """Put the tiles in front of the patient."""
        self._stand_before(frame)
        self._show()

    def step(self, frame: InputFrame) -> Scene:
        """Follow pointing and keys for one frame."""
        pressed = frame.buttons & ~self._buttons
        self._buttons = frame.buttons
        if pressed & Button.RECENTRE:
            self._stand_before(frame)
            self._show()
        elif pressed & Button.BACK and self._page > 0:
            self._turn_to(self._page - 1)
        for bit, right, up in _ARROWS:
            if pressed & bit:
                self._walk(right, up)
        pointer = self._pointer
        pointer.step(frame)
        self._light_up(frame)
        if pointer.chosen is not None:
            self._choose(pointer.chosen)
        return self._scene

    def interrupt(self, reason: EndReason, frame: InputFrame) -> None:  # noqa: ARG002
        """Forget what was pointed at."""
        self._begin_pointing()

    def leave(self, frame: InputFrame) -> None:  # noqa: ARG002
        """Take the tiles away."""
        self._clear()

    def _stand_before(self, frame: InputFrame) -> None:
        head, body = frame.head, self._body_frame
        self._body_frame = BodyFrame(
            head.position_m if head.position_valid else body.eyes_m,
            yaw_of(head.orientation) if orientation_tracked(head) else body.yaw_rad,
        )

    def _show(self) -> None:
        self._clear()
        page, body = self._pages[self._page], self._body_frame
        for choice, (column, row_number) in zip(page.choices, page.cells, strict=True):
            row = _ROWS[row_number]
            around = column * _COLUMN_M / _ARC_RADIUS_M
            centre_m = body.to_stage(
                (
                    _ARC_RADIUS_M * math.sin(around),
                    row.middle_m,
                    _ARC_RADIUS_M * (1.0 - math.cos(around)) - _DISTANCE_M,
                )
            )
            yaw_rad = body.yaw_rad - around
            tile = Panel(
                choice.key,
                centre_m,
                yaw_rad,
                row.width_m,
                choice.icon,
                choice.values,
                Role.CHOICE,
            )
            self._tiles.append(tile)
            self._spots.append(Spot(centre_m, yaw_rad, 0.5 * row.width_m, 0.5 * row.height_m))
        self._scene.panels.extend(self._tiles)
        self._nearer = [0.0] * len(self._tiles)
        self._begin_pointing()

    def _clear(self) -> None:
        for tile in self._tiles:
            self._scene.panels.remove(tile)
        self._tiles = []
        self._spots = []

    def _begin_pointing(self) -> None:
        self._pointer = Pointer(self._spots)
        self._marked = None

    def _turn_to(self, page: int) -> None:
        self._page = page
        self._show()

    def _walk(self, right: float, up: float) -> None:
        pointer = self._pointer
        if pointer.index is None:
            pointer.focus(0)
        else:
            pointer.focus(neighbour(self._pages[self._page].cells, pointer.index, right, up))

    def _light_up(self, frame: InputFrame) -> None:
        """Bring the marked tile nearer, and show on its frame how long it has been looked at."""
        now_ns = frame.display_time_ns
        elapsed_s = 0.0 if self._last_ns is None else (now_ns - self._last_ns) * 1e-9
        self._last_ns = now_ns
        share = 1.0 - math.exp(-min(max(elapsed_s, 0.0), _LONGEST_STEP_S) / _NEARER_S)
        marked = self._pointer.index
        if marked is not None and marked != self._marked:
            self._scene.sounds.append(SoundCue("near", self._tiles[marked].position_m))
        self._marked = marked
        for index, (tile, spot) in enumerate(zip(self._tiles, self._spots, strict=True)):
            is_marked = index == marked
            tile.progress = self._shown_progress() if is_marked else 0.0
            before = self._nearer[index]
            wanted = _NEARER_M if is_marked else 0.0
            if before != wanted:
                after = before + (wanted - before) * share
                self._nearer[index] = after if abs(wanted - after) > 1e-4 else wanted
                x, y, z = spot.centre_m
                tile.position_m = (
                    x + math.sin(spot.yaw_rad) * self._nearer[index],
                    y,
                    z + math.cos(spot.yaw_rad) * self._nearer[index],
                )

    def _shown_progress(self) -> float:
        """A whole frame for a tile marked by keys, which waits for select; else the dwell."""
        pointer = self._pointer
        return 1.0 if pointer.by_keys else max(pointer.progress, _BEGUN)

    def _choose(self, index: int) -> None:
        choice = self._pages[self._page].choices[index]
        self._scene.sounds.append(SoundCue("hit", self._tiles[index].position_m))
        if choice is NEXT:
            self._turn_to(self._page + 1)
        elif choice is BACK:
            self._turn_to(self._page - 1)
        else:
            self.chosen = choice.id
