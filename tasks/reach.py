"""How far one arm reaches in each direction, as it was measured.

Directions are the arm's (see `tasks.body`): azimuth grows outwards, elevation upwards. The map
is a grid of directions 20 degrees apart. A cell holds the farthest that the hand came, metres
from the shoulder, or None where it never was; a map of the right arm so is that of a left arm
that reaches as far.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import product
from typing import Final, Self

STEP_DEG: Final = 20.0
AZIMUTHS_DEG: Final = tuple(-40.0 + STEP_DEG * column for column in range(9))
ELEVATIONS_DEG: Final = tuple(-80.0 + STEP_DEG * row for row in range(9))
NEAR_DEG: Final = 45.0
"""What was measured within this angle of a direction says how far an unknown one is trusted."""

SHORTEST_M: Final = 0.1
LONGEST_M: Final = 1.0
"""A hand farther from its shoulder than this is no hand: no cell holds more."""

Cell = tuple[int, int]
"""Row (elevation) and column (azimuth) of a direction."""

Rows = tuple[tuple[float | None, ...], ...]
"""A row for each elevation, lowest first; in it a value for each azimuth, innermost first."""

CELLS: Final[tuple[Cell, ...]] = tuple(
    product(range(len(ELEVATIONS_DEG)), range(len(AZIMUTHS_DEG)))
)
NOTHING_KNOWN: Final[Rows] = ((None,) * len(AZIMUTHS_DEG),) * len(ELEVATIONS_DEG)


def cell_of(azimuth_deg: float, elevation_deg: float) -> Cell | None:
    """The cell that a direction lies in; None outside the grid, or for what is no direction."""
    row = (elevation_deg - ELEVATIONS_DEG[0]) / STEP_DEG
    column = (azimuth_deg - AZIMUTHS_DEG[0]) / STEP_DEG
    if not (-0.5 <= row < len(ELEVATIONS_DEG) - 0.5 and -0.5 <= column < len(AZIMUTHS_DEG) - 0.5):
        return None
    return math.floor(row + 0.5), math.floor(column + 0.5)


def direction_of(cell: Cell) -> tuple[float, float]:
    """Azimuth and elevation of the middle of a cell, degrees."""
    row, column = cell
    return AZIMUTHS_DEG[column], ELEVATIONS_DEG[row]


@dataclass(frozen=True, slots=True)
class ReachMap:
    """The measured reach of one arm. `rows` as in `Rows`.

    Raises ValueError for another shape, and for a reach that no arm has.
    """

    rows: Rows = NOTHING_KNOWN
    _trusted: Rows = field(init=False, repr=False, compare=False, default=NOTHING_KNOWN)
    _farthest_m: float = field(init=False, repr=False, compare=False, default=math.inf)

    def __post_init__(self) -> None:
        if len(self.rows) != len(ELEVATIONS_DEG):
            raise ValueError(f"a reach map has {len(ELEVATIONS_DEG)} rows, not {len(self.rows)}")
        for row in self.rows:
            if len(row) != len(AZIMUTHS_DEG):
                raise ValueError(f"a row of it has {len(AZIMUTHS_DEG)} cells, not {len(row)}")
            for reach_m in row:
                if reach_m is not None and not SHORTEST_M <= reach_m <= LONGEST_M:
                    raise ValueError(
                        f"{reach_m} m is no reach; allowed: {SHORTEST_M} to {LONGEST_M}"
                    )
        known = [reach_m for row in self.rows for reach_m in row if reach_m is not None]
        trusted = tuple(
            tuple(self._trust((row, column)) for column in range(len(AZIMUTHS_DEG)))
            for row in range(len(ELEVATIONS_DEG))
        )
        object.__setattr__(self, "_trusted", trusted)
        object.__setattr__(self, "_farthest_m", max(known, default=math.inf))

    @classmethod
    def from_lists(cls, rows: Sequence[Sequence[float | None]]) -> Self:
        """A map from what `to_lists` gave. Raises ValueError."""
        return cls(tuple(tuple(row) for row in rows))

    def to_lists(self) -> list[list[float | None]]:
        """Plain lists, for JSON."""
        return [list(row) for row in self.rows]

    @property
    def known(self) -> int:
        """How many cells have been measured."""
        return sum(reach_m is not None for row in self.rows for reach_m in row)

    def __str__(self) -> str:
        """How far, in how many directions."""
        known = sorted(reach_m for row in self.rows for reach_m in row if reach_m is not None)
        if not known:
            return "not known in any direction"
        return f"{known[0]:.2f} to {known[-1]:.2f} m in {len(known)} of {len(CELLS)} directions"

    def reach_m(self, azimuth_deg: float, elevation_deg: float, default_m: float) -> float:
        """Reach in a direction: bilinear between the cells' middles, continuous everywhere.

        A cell that was not measured counts as the shortest reach measured within 45 degrees of
        it. Where nothing was, it counts as `default_m`, and never as more than the farthest that
        the hand came anywhere. Directions outside the grid are those of its edge.
        """
        rows = self._trusted
        unknown_m = min(default_m, self._farthest_m)
        row, upward = _between(elevation_deg, ELEVATIONS_DEG)
        column, outward = _between(azimuth_deg, AZIMUTHS_DEG)
        total_m = 0.0
        for along, up_share in ((row, 1.0 - upward), (row + 1, upward)):
            for across, out_share in ((column, 1.0 - outward), (column + 1, outward)):
                reach_m = rows[along][across]
                total_m += up_share * out_share * (unknown_m if reach_m is None else reach_m)
        return total_m

    def _trust(self, cell: Cell) -> float | None:
        own_m = self.rows[cell[0]][cell[1]]
        if own_m is not None:
            return own_m
        near_m = (self.rows[row][column] for row, column in _near(cell))
        return min((reach_m for reach_m in near_m if reach_m is not None), default=None)


def _between(angle_deg: float, middles_deg: Sequence[float]) -> tuple[int, float]:
    """Index of the middle below an angle, and the share of the way to the next one."""
    place = (angle_deg - middles_deg[0]) / STEP_DEG
    place = min(max(place, 0.0), len(middles_deg) - 1.0)
    index = min(int(place), len(middles_deg) - 2)
    return index, place - index


@cache
def _near(cell: Cell) -> tuple[Cell, ...]:
    """Cells whose middle is within `NEAR_DEG` of a cell's, by the angle between directions."""
    least = math.cos(math.radians(NEAR_DEG))
    here = _unit(cell)
    return tuple(
        other
        for other in CELLS
        if sum(a * b for a, b in zip(here, _unit(other), strict=True)) >= least
    )


def _unit(cell: Cell) -> tuple[float, float, float]:
    azimuth, elevation = (math.radians(angle) for angle in direction_of(cell))
    level = math.cos(elevation)
    return level * math.sin(azimuth), math.sin(elevation), level * math.cos(azimuth)
