"""Which column of a trajectory's file is what, from the line of column names."""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from clinic.errors import ClinicError
from game.recording.errors import one_line

SPACES: Final = " "
"""Any number of spaces and tabs between two cells."""

DELIMITERS: Final = (",", ";", "\t", SPACES)
ALLOWED: Final = "time_s,x_m,y_m[,z_m][,target_x_m,target_y_m[,target_z_m]]"

_TIME: Final[Mapping[str, float]] = MappingProxyType(
    {"time_s": 1.0, "time_ms": 1e-3, "time_us": 1e-6, "time_ns": 1e-9}
)
_LENGTH: Final[Mapping[str, float]] = MappingProxyType({"m": 1.0, "cm": 1e-2, "mm": 1e-3})


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns of a file: `used` are the places of time, position and target, in that order.

    `scales` makes them seconds and metres. `names` and `count` are of all columns.
    """

    delimiter: str
    names: tuple[str, ...]
    used: tuple[int, ...]
    scales: tuple[float, ...]
    axes: int
    with_target: bool

    @property
    def count(self) -> int:
        """How many cells a line has."""
        return len(self.names)

    @property
    def ignored(self) -> tuple[str, ...]:
        """The names of columns that are not read."""
        return tuple(
            name for place, name in enumerate(self.names) if place not in self.used and name
        )


def columns_of(header: str, file: str) -> Columns:
    """Find the columns in the line of their names; `file` is what messages call the file.

    Raises `ClinicError` with one line when one is missing, given twice, or without its partner.
    """
    delimiter, names = max(
        ((each, _split(header, each)) for each in DELIMITERS),
        key=lambda found: (_has_time(found[1]), found[0] != SPACES, len(found[1])),
    )
    places: dict[str, tuple[int, float]] = {}
    for place, name in enumerate(names):
        known = _known(name)
        if known is None:
            continue
        what, scale = known
        if what in places:
            first = names[places[what][0]]
            raise ClinicError(
                one_line(f"{file}: column {name} says again what {first} says: leave one out")
            )
        places[what] = (place, scale)
    axes = "xyz" if "z" in places else "xy"
    target = any(what.startswith("target_") for what in places)
    wanted = ["time", *axes, *(f"target_{axis}" for axis in axes if target)]
    for what in wanted:
        if what not in places:
            unit = "s" if what == "time" else "m"
            told = ", ".join(filter(None, names))[:100] or "nothing"
            raise ClinicError(
                one_line(f"{file}: no column {what}_{unit} (there is {told}); allowed: {ALLOWED}")
            )
    if "target_z" in places and "target_z" not in wanted:
        raise ClinicError(f"{file}: column target_z_m without a column z_m; allowed: {ALLOWED}")
    return Columns(
        delimiter,
        names,
        tuple(places[what][0] for what in wanted),
        tuple(places[what][1] for what in wanted),
        len(axes),
        target,
    )


def names_a_time(line: str) -> bool:
    """Whether a line may be the one of column names: it has one for the time."""
    return any(_has_time(_split(line, delimiter)) for delimiter in DELIMITERS)


def _split(header: str, delimiter: str) -> tuple[str, ...]:
    if delimiter == SPACES:
        return tuple(header.split())
    try:
        (names,) = csv.reader([header], delimiter=delimiter)
    except (csv.Error, ValueError):
        return ()
    return tuple(name.strip() for name in names)


def _has_time(names: tuple[str, ...]) -> bool:
    return any(_plain(name) in _TIME for name in names)


def _plain(name: str) -> str:
    """In small letters, "Target X (mm)" as target_x_mm."""
    return re.sub(r"\s*[(\[]\s*(\w+)\s*[)\]]$", r"_\1", name).lower().replace(" ", "_")


def _known(name: str) -> tuple[str, float] | None:
    """What a column is ("time", "x", "target_x", ...), and what makes it seconds or metres."""
    name = _plain(name)
    if name in _TIME:
        return "time", _TIME[name]
    what, _, unit = name.rpartition("_")
    if what.removeprefix("target_") in ("x", "y", "z") and unit in _LENGTH:
        return what, _LENGTH[unit]
    return None
