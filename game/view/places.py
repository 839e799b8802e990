"""Every place there is, by the name that a scene calls it."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from game.view.forest import FOREST
from game.view.kitchen import KITCHEN
from game.view.orchard import orchard
from game.view.place import Place

PLACES: Final[Mapping[str, Place]] = MappingProxyType(
    {"orchard": Place(orchard), "kitchen": KITCHEN, "forest": FOREST}
)
