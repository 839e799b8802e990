"""Every task that a level can name."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final

from tasks.grasping import Grasping
from tasks.parameters import TaskParameters
from tasks.reaching import Reaching
from tasks.scene import Scene
from tasks.stepping import Stepping
from tasks.task import Task


@dataclass(frozen=True, slots=True)
class Kind:
    """A task's parameter model, and how one is made from its parameters and the scene."""

    Parameters: type[TaskParameters]
    make: Callable[[Any, Scene], Task]


TASKS: Final[Mapping[str, Kind]] = MappingProxyType(
    {
        Reaching.name: Kind(Reaching.Parameters, Reaching),
        Grasping.name: Kind(Grasping.Parameters, Grasping),
        Stepping.name: Kind(Stepping.Parameters, Stepping),
    }
)
"""Name in a level -> what makes the task."""


def make_task(name: str, parameters: TaskParameters, scene: Scene) -> Task:
    """A task of this name, ready to be entered.

    Raises KeyError for an unknown name, TypeError for another task's parameters.
    """
    kind = TASKS[name]
    if not isinstance(parameters, kind.Parameters):
        raise TypeError(f"{name} takes {kind.Parameters.__name__}, not {type(parameters).__name__}")
    return kind.make(parameters, scene)
