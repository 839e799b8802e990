"""Tiles before the patient, one of which is chosen: by hand, ray, gaze, select or arrows."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from controllers.frame import Button, InputFrame
from game.dwell import DWELL_S
from game.pointing import Pointer, Spot
from tasks.scene import Panel, Role, Scene, SoundCue

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
"""Place among the other tiles, for arrows: columns to the right, rows upwards."""


@dataclass(frozen=True, slots=True)
class Choice:
    """Something to choose: its words (`key`, `values`) and its picture (`icon`)."""

    id: str
    key: str
    icon: str
    values: Mapping[str, str | int | float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Option:
    """A choice at its place."""

    choice: Choice
    spot: Spot
    cell: Cell = (0.0, 0.0)


def neighbour(cells: Sequence[Cell], index: int, right: float, up: float) -> int:
    """The cell next to `index` in a direction; itself where there is none."""
    x, y = cells[index]

    def way(other: int) -> tuple[float, float]:
        across, upward = cells[other][0] - x, cells[other][1] - y
        return across * right + upward * up, abs(across * up) + abs(upward * right)

    ahead = [other for other in range(len(cells)) if way(other)[0] > 0.25]
    return min(ahead, key=lambda other: way(other)[0] + 2.0 * way(other)[1], default=index)


class Choosing:
    """A group of tiles in the scene until `remove`.

    Arrows walk from tile to tile; the marked one comes nearer, and its frame shows how much of
    the dwell is done. `dwell_s` is how long a hand, a ray or the gaze stays to choose, seconds.
    """

    def __init__(self, scene: Scene, options: Sequence[Option], dwell_s: float = DWELL_S) -> None:
        self._scene = scene
        self._ids = [option.choice.id for option in options]
        self._cells = [option.cell for option in options]
        self._spots = [option.spot for option in options]
        self._dwell_s = dwell_s
        self.tiles = [_tile(option) for option in options]
        self._nearer = [0.0] * len(options)
        self._buttons = ~0
        self._last_ns: int | None = None
        self._marked: int | None = None
        self._pointer = Pointer(self._spots, dwell_s)
        scene.panels.extend(self.tiles)

    def step(self, frame: InputFrame) -> str | None:
        """Follow one frame; returns the id of the choice on the frame that makes it."""
        pressed = frame.buttons & ~self._buttons
        self._buttons = frame.buttons
        for bit, right, up in _ARROWS:
            if pressed & bit:
                self._walk(right, up)
        pointer = self._pointer
        pointer.step(frame)
        self._light_up(frame)
        if pointer.chosen is None:
            return None
        self._scene.sounds.append(SoundCue("hit", self.tiles[pointer.chosen].position_m))
        return self._ids[pointer.chosen]

    def begin_again(self) -> None:
        """Forget what was pointed at."""
        self._pointer = Pointer(self._spots, self._dwell_s)
        self._marked = None

    def remove(self) -> None:
        """Take the tiles away."""
        for tile in self.tiles:
            self._scene.panels.remove(tile)

    def _walk(self, right: float, up: float) -> None:
        pointer = self._pointer
        if pointer.index is None:
            pointer.focus(0)
        else:
            pointer.focus(neighbour(self._cells, pointer.index, right, up))

    def _light_up(self, frame: InputFrame) -> None:
        """Bring the marked tile nearer, and show on its frame how long it has been pointed at."""
        now_ns = frame.display_time_ns
        elapsed_s = 0.0 if self._last_ns is None else (now_ns - self._last_ns) * 1e-9
        self._last_ns = now_ns
        share = 1.0 - math.exp(-min(max(elapsed_s, 0.0), _LONGEST_STEP_S) / _NEARER_S)
        marked = self._pointer.index
        if marked is not None and marked != self._marked:
            self._scene.sounds.append(SoundCue("near", self.tiles[marked].position_m))
        self._marked = marked
        for index, (tile, spot) in enumerate(zip(self.tiles, self._spots, strict=True)):
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


def _tile(option: Option) -> Panel:
    choice, spot = option.choice, option.spot
    return Panel(
        choice.key,
        spot.centre_m,
        spot.yaw_rad,
        2.0 * spot.half_width_m,
        choice.icon,
        choice.values,
        Role.CHOICE,
    )
