"""What every page of one running console shares."""

from __future__ import annotations

from dataclasses import dataclass

from clinic.store import Store
from game.datadir import DataDirectory


@dataclass(frozen=True, slots=True)
class Console:
    """Where the data is, and the database."""

    data: DataDirectory
    store: Store
