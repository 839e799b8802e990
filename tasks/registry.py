"""Every task that a level can name."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final

from tasks.demand import Covariate, Effect
from tasks.grasping import Grasping
from tasks.grasping.model import load_physics
from tasks.parameters import TaskParameters
from tasks.reaching import Reaching
from tasks.scene import Scene
from tasks.stepping import Stepping
from tasks.task import Task


def _nothing() -> None:
    """What most tasks have to load."""


@dataclass(frozen=True, slots=True)
class Kind:
    """A task's parameter model, and how one is made from its parameters and the scene.

    `effects` and `covariates` are those of the task. `load` imports what takes long and only this
    task needs.
    """

    Parameters: type[TaskParameters]
    make: Callable[[Any, Scene], Task]
    effects: Mapping[str, Effect]
    covariates: Mapping[str, Covariate]
    load: Callable[[], None] = _nothing


TASKS: Final[Mapping[str, Kind]] = MappingProxyType(
    {
        Reaching.name: Kind(Reaching.Parameters, Reaching, Reaching.effects, Reaching.covariates),
        Grasping.name: Kind(
            Grasping.Parameters, Grasping, Grasping.effects, Grasping.covariates, load_physics
        ),
        Stepping.name: Kind(Stepping.Parameters, Stepping, Stepping.effects, Stepping.covariates),
    }
)
"""Name in a level -> what makes the task."""


def load_tasks(names: Iterable[str]) -> None:
    """Load all that these tasks need, before anybody sees a frame that it would hold up.

    Raises KeyError for an unknown name.
    """
    for name in names:
        TASKS[name].load()


def make_task(name: str, parameters: TaskParameters, scene: Scene) -> Task:
    """A task of this name, ready to be entered.

    Raises KeyError for an unknown name, TypeError for another task's parameters.
    """
    kind = TASKS[name]
    if not isinstance(parameters, kind.Parameters):
        raise TypeError(f"{name} takes {kind.Parameters.__name__}, not {type(parameters).__name__}")
    return kind.make(parameters, scene)
