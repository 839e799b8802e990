"""Every task that a level can name."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from tasks.parameters import TaskParameters
from tasks.reaching import Reaching
from tasks.scene import Scene
from tasks.task import Task

TASKS: Final[Mapping[str, type[Reaching]]] = MappingProxyType({Reaching.name: Reaching})
"""Name in a level -> the class, made from its `Parameters` and the scene."""


def make_task(name: str, parameters: TaskParameters, scene: Scene) -> Task:
    """A task of this name, ready to draw its first repetition.

    Raises KeyError for an unknown name, TypeError for another task's parameters.
    """
    kind = TASKS[name]
    if not isinstance(parameters, kind.Parameters):
        raise TypeError(f"{name} takes {kind.Parameters.__name__}, not {type(parameters).__name__}")
    return kind(parameters, scene)
