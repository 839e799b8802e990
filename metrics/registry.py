"""Every measure of a repetition or a session, told once.

From these entries come the columns of exports, the data dictionary, the tables of
docs/measures.md, and the tooltips.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from metrics.entries.grasping import GRASPING
from metrics.entries.measure import Measure
from metrics.entries.reaching import REACHING
from metrics.entries.session import SESSION
from metrics.entries.stepping import STEPPING

MEASURES: Final[Mapping[tuple[str, str], Measure]] = MappingProxyType(
    {(entry.task, entry.name): entry for entry in (*REACHING, *GRASPING, *STEPPING, *SESSION)}
)
"""By task and name: two tasks may call different things by one name."""


def measure(task: str, name: str) -> Measure:
    """The entry of a measure. Raises KeyError when there is none."""
    return MEASURES[task, name]


def measures_of(task: str) -> tuple[Measure, ...]:
    """The measures of a task's repetitions, in the order in which they are shown.

    The task "session" holds what is told of a session or an exercise as a whole.
    """
    return tuple(entry for entry in MEASURES.values() if entry.task == task)
