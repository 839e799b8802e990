"""Every task that a level can name."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from tasks.reaching import Reaching

TASKS: Final[Mapping[str, type[Reaching]]] = MappingProxyType({Reaching.name: Reaching})
"""Name in a level -> the class, made from its `Parameters` and the scene."""
