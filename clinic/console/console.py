"""What every page of one running console shares."""

from __future__ import annotations

from dataclasses import dataclass, field

from clinic.console.exporting import Exports
from clinic.console.reading import Readings
from clinic.console.refusals import Refusals
from clinic.console.sockets import Sockets
from clinic.console.unsaved import Unsaved
from clinic.link.hub import Hub
from clinic.station.stations import Stations
from clinic.store import Store
from game.datadir import DataDirectory


@dataclass(frozen=True, slots=True)
class Console:
    """Where the data is, the database, the games that are linked, and where they are played."""

    data: DataDirectory
    store: Store
    hub: Hub
    stations: Stations
    exports: Exports = field(default_factory=Exports)
    refusals: Refusals = field(default_factory=Refusals)
    sockets: Sockets = field(init=False)
    unsaved: dict[tuple[str, str], Unsaved] = field(default_factory=dict)
    """By login and patient code."""
    dark: dict[str, bool] = field(default_factory=dict)
    """By login: whether dark pages were asked for; else the browser says."""
    readings: Readings = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "sockets", Sockets(self.refusals))
        object.__setattr__(self, "readings", Readings(self.store, self.data))
